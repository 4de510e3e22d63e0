from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from practices.desk.api.asked import SurveyViewSet
from practices.incident.api.incidents import IncidentViewSet
from practices.incident.api.outages import OutageViewSet
from practices.incident.api.portal import HelpViewSet
from practices.incident.api.setup import MatrixViewSet, TemplateViewSet

router = SimpleRouter()
router.register("incidents", IncidentViewSet, basename="incident")
router.register("outages", OutageViewSet, basename="outage")
router.register("incident-templates", TemplateViewSet, basename="incident-template")
router.register("help", HelpViewSet, basename="help")
survey = re_path(
    r"^incidents/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})/survey/$", SurveyViewSet.as_view({"post": "create"}, kind="incident"), name="survey"
)  # fmt: skip
matrix = MatrixViewSet.as_view({"get": "retrieve", "patch": "partial_update"})
urlpatterns = [*router.urls, survey, path("incident-matrix/", matrix, name="incident-matrix")]
