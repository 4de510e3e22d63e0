from rest_framework.routers import SimpleRouter

from practices.automation.api import RuleViewSet

router = SimpleRouter()
router.register("rules", RuleViewSet, basename="rule")
urlpatterns = router.urls
