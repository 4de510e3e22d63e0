from rest_framework.routers import SimpleRouter

from governance.api.approvals import ApprovalViewSet
from governance.api.boards import BoardViewSet, DelegationViewSet
from governance.api.escalations import EscalationViewSet
from governance.api.policies import PolicyPageViewSet
from governance.api.principles import PrincipleCheckViewSet
from governance.api.register import DecisionViewSet, PolicyViewSet
from governance.api.reviews import ReviewViewSet
from governance.api.rights import RightViewSet
from governance.api.risks import RiskViewSet

router = SimpleRouter()
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("boards", BoardViewSet, basename="board")
router.register("delegations", DelegationViewSet, basename="delegation")
router.register("decision-rights", RightViewSet, basename="right")
router.register("principle-checks", PrincipleCheckViewSet, basename="principle-check")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("policy", PolicyViewSet, basename="policy")
router.register("policies", PolicyPageViewSet, basename="policy-page")
router.register("risks", RiskViewSet, basename="risk")
router.register("escalations", EscalationViewSet, basename="escalation")
router.register(r"boards/(?P<slug>[-a-z0-9_]{1,120})/reviews", ReviewViewSet, basename="review")
urlpatterns = router.urls
