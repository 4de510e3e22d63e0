from django.urls import re_path
from rest_framework.routers import SimpleRouter

from practices.change.api.calendar import ConflictsViewSet, FreezeViewSet, MaintenanceViewSet
from practices.change.api.changes import ChangeViewSet
from practices.change.api.templates import TemplateViewSet

router = SimpleRouter()
router.register("changes", ChangeViewSet, basename="change")
router.register("change-templates", TemplateViewSet, basename="change-template")
router.register("freezes", FreezeViewSet, basename="freeze")
router.register("maintenance-windows", MaintenanceViewSet, basename="maintenance-window")
conflicts = re_path(
    r"^changes/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})/conflicts/$", ConflictsViewSet.as_view({"get": "retrieve"}), name="change-conflicts"
)  # fmt: skip
urlpatterns = [*router.urls, conflicts]
