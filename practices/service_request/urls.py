from django.urls import include, path

from practices.desk import urls as desk_urls
from practices.service_request.views import (
    log,
    portal,
    sheet,  # noqa: F401 -- it registers itself
)

app_name = "request"
urlpatterns = [
    path("help/ask-for/", portal.ask, name="ask"),
    path("requests/log/", log.log, name="log"),
    path(
        "requests/<slug:ref>/",
        include(desk_urls.of_kind("request", "fulfil", "ask_approval", "cancel")),
    ),
    path("requests/<slug:ref>/edit/", log.edit, name="edit"),
]
