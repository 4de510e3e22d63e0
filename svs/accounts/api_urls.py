from django.urls import path
from rest_framework.routers import SimpleRouter

from svs.accounts.api import MeViewSet, PersonViewSet, TeamViewSet

router = SimpleRouter()
router.register("people", PersonViewSet, basename="person")
router.register("teams", TeamViewSet, basename="team")
urlpatterns = [
    path("me/", MeViewSet.as_view({"get": "retrieve", "patch": "partial_update"}), name="me"),
    *router.urls,
]
