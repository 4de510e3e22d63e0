from rest_framework.routers import SimpleRouter

from practices.service_level.api import CalendarViewSet, TargetViewSet

router = SimpleRouter()
router.register("calendars", CalendarViewSet, basename="calendar")
router.register("targets", TargetViewSet, basename="target")
urlpatterns = router.urls
