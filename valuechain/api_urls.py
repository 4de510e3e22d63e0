from rest_framework.routers import SimpleRouter

from valuechain.api import RequestStreamViewSet, StreamViewSet

router = SimpleRouter()
router.register("streams/incidents", StreamViewSet, basename="stream")
router.register("streams/requests", RequestStreamViewSet, basename="request-stream")
urlpatterns = router.urls
