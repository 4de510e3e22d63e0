from rest_framework.routers import SimpleRouter

from svs.events.api import EventViewSet, ParkedViewSet

router = SimpleRouter()
router.register("parked-deliveries", ParkedViewSet, basename="parked")
router.register("events", EventViewSet, basename="event")
urlpatterns = router.urls
