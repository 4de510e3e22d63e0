from rest_framework.routers import SimpleRouter

from governance.api import DecisionViewSet

router = SimpleRouter()
router.register("decisions", DecisionViewSet, basename="decision")
urlpatterns = router.urls
