from rest_framework.routers import SimpleRouter

from metrics.api import DashboardViewSet, KpiViewSet, MeasureViewSet, SignalViewSet, ValueViewSet

router = SimpleRouter()
router.register("kpis", KpiViewSet, basename="kpi")
router.register("signals", SignalViewSet, basename="signal")
router.register("dashboards", DashboardViewSet, basename="dashboard")
router.register("value", ValueViewSet, basename="value")
router.register("measures", MeasureViewSet, basename="measure")
urlpatterns = router.urls
