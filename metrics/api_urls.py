from rest_framework.routers import SimpleRouter

from metrics.api import DashboardViewSet, KpiViewSet, SignalViewSet

router = SimpleRouter()
router.register("kpis", KpiViewSet, basename="kpi")
router.register("signals", SignalViewSet, basename="signal")
router.register("dashboards", DashboardViewSet, basename="dashboard")
urlpatterns = router.urls
