"""Every room's pages and API under one roof; apps are named by string only."""

from django.urls import include, path

urlpatterns = [
    path("", include("svs.web.urls")),
    path("", include("svs.accounts.urls")),
    path("", include("svs.api.urls")),
    path("", include("practices.incident.urls")),
]
