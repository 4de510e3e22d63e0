from rest_framework.routers import SimpleRouter

from valuechain.api import StreamViewSet

router = SimpleRouter()
router.register("streams/incidents", StreamViewSet, basename="stream")
urlpatterns = router.urls
