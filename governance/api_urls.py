from rest_framework.routers import SimpleRouter

from governance.api import DecisionViewSet, PolicyViewSet

router = SimpleRouter()
router.register("decisions", DecisionViewSet, basename="decision")
router.register("policy", PolicyViewSet, basename="policy")
urlpatterns = router.urls
