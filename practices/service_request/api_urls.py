from django.urls import path, re_path
from rest_framework.routers import SimpleRouter

from practices.desk.api.asked import SurveyViewSet
from practices.service_request.api.portal import AskViewSet
from practices.service_request.api.requests import RequestViewSet

router = SimpleRouter()
router.register("requests", RequestViewSet, basename="request")
survey = re_path(
    r"^requests/(?P<ref>[A-Z]{2,5}-[0-9]{1,12})/survey/$",
    SurveyViewSet.as_view({"post": "create"}, kind="request"),
    name="request-survey",
)
ask = path("help/requests/", AskViewSet.as_view({"post": "create"}), name="help-request")
urlpatterns = [*router.urls, survey, ask]
