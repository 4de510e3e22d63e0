from rest_framework.routers import SimpleRouter

from improvement.api import ImprovementViewSet

router = SimpleRouter()
router.register("improvements", ImprovementViewSet, basename="improvement")
urlpatterns = router.urls
