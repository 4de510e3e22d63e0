from rest_framework.routers import SimpleRouter

from svs.services.api import CategoryViewSet, OutcomeViewSet, ServiceViewSet

router = SimpleRouter()
router.register("services", ServiceViewSet, basename="service")
router.register("categories", CategoryViewSet, basename="category")
router.register("outcomes", OutcomeViewSet, basename="outcome")
urlpatterns = router.urls
