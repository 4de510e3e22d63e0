from rest_framework.routers import SimpleRouter

from practices.automation.api import FailureViewSet, RuleViewSet

router = SimpleRouter()
router.register("rules", RuleViewSet, basename="rule")
router.register("rule-exceptions", FailureViewSet, basename="rule-exception")
urlpatterns = router.urls
