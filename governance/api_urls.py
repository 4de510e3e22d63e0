from rest_framework.routers import SimpleRouter

from governance.api.approvals import ApprovalViewSet
from governance.api.register import DecisionViewSet, PolicyViewSet

router = SimpleRouter()
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("policy", PolicyViewSet, basename="policy")
urlpatterns = router.urls
