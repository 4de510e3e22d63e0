"""Every room's pages and API under one roof; apps are named by string only."""

from django.urls import include, path

ROOMS = [
    "practices.service_level",
    "practices.configuration",
    "practices.knowledge",
    "practices.desk",
    "practices.incident",
    "practices.service_request",
    "practices.change",
    "practices.automation",
    "valuechain",
    "metrics",
    "improvement",
    "governance",
]

urlpatterns = [
    path("", include("svs.web.urls")),
    path("", include("svs.accounts.urls")),
    path("", include("svs.events.urls")),
    path("", include("svs.services.urls")),
    path("", include("svs.notices.urls")),
    path("", include("svs.mail.urls")),
    path("", include("svs.api.urls")),
    *(path("", include(f"{room}.urls")) for room in ROOMS),
    *(
        path("api/v1/", include(f"{room}.api_urls"))
        for room in [
            *ROOMS,
            "svs.events",
            "svs.services",
            "svs.mail",
            "svs.accounts",
            "svs.notices",
        ]
    ),
]

handler400 = "svs.web.views.bad_request"
handler404 = "svs.web.views.not_found"
handler500 = "svs.web.views.server_error"
