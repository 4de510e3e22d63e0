from rest_framework.routers import SimpleRouter

from governance.api.approvals import ApprovalViewSet
from governance.api.boards import BoardViewSet, DelegationViewSet
from governance.api.register import DecisionViewSet, PolicyViewSet
from governance.api.rights import RightViewSet

router = SimpleRouter()
router.register("approvals", ApprovalViewSet, basename="approval")
router.register("boards", BoardViewSet, basename="board")
router.register("delegations", DelegationViewSet, basename="delegation")
router.register("decision-rights", RightViewSet, basename="right")
router.register("decisions", DecisionViewSet, basename="decision")
router.register("policy", PolicyViewSet, basename="policy")
urlpatterns = router.urls
