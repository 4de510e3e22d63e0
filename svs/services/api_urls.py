from rest_framework.routers import SimpleRouter

from svs.services.api import OutcomeViewSet, ServiceViewSet

router = SimpleRouter()
router.register("services", ServiceViewSet, basename="service")
router.register("outcomes", OutcomeViewSet, basename="outcome")
urlpatterns = router.urls
