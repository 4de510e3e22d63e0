from django.urls import URLPattern, path

from valuechain import views
from valuechain.rules.streams import STREAMS, Stream

app_name = "valuechain"


def _of(stream: Stream) -> list[URLPattern]:
    """The pages of one stream; those of incidents keep their plain names."""
    at, kind = f"streams/{stream.slug}/", {"kind": stream.kind}
    return [
        path(at, views.stream, kind, name=stream.slug),
        path(f"{at}moves.csv", views.moves_csv, kind, name=f"moves_csv_{stream.slug}"),
        path(f"{at}cases/", views.cases, kind, name=f"cases_{stream.slug}"),
    ]


urlpatterns = [
    path("streams/", views.streams, name="streams"),
    *(route for stream in STREAMS.values() for route in _of(stream)),
    path("streams/back-and-forth/", views.back_and_forth, name="back_and_forth"),
    path("streams/waits/<slug:slug>/", views.waits, name="waits"),
]
