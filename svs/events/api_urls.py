from rest_framework.routers import SimpleRouter

from svs.events.api import ParkedViewSet

router = SimpleRouter()
router.register("parked-deliveries", ParkedViewSet, basename="parked")
urlpatterns = router.urls
