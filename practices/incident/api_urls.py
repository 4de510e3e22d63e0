from django.urls import path
from rest_framework.routers import SimpleRouter

from practices.incident.api.incidents import IncidentViewSet
from practices.incident.api.outages import OutageViewSet
from practices.incident.api.setup import MatrixViewSet, TemplateViewSet

router = SimpleRouter()
router.register("incidents", IncidentViewSet, basename="incident")
router.register("outages", OutageViewSet, basename="outage")
router.register("incident-templates", TemplateViewSet, basename="incident-template")
matrix = MatrixViewSet.as_view({"get": "retrieve", "patch": "partial_update"})
urlpatterns = [*router.urls, path("incident-matrix/", matrix, name="incident-matrix")]
