from rest_framework.routers import SimpleRouter

from improvement.api import CandidateViewSet, ImprovementViewSet

router = SimpleRouter()
router.register("candidates", CandidateViewSet, basename="candidate")
router.register("improvements", ImprovementViewSet, basename="improvement")
urlpatterns = router.urls
