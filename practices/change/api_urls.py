from rest_framework.routers import SimpleRouter

from practices.change.api.changes import ChangeViewSet
from practices.change.api.templates import TemplateViewSet

router = SimpleRouter()
router.register("changes", ChangeViewSet, basename="change")
router.register("change-templates", TemplateViewSet, basename="change-template")
urlpatterns = router.urls
