"""The API as a page: every operation from the generated document, in the product's look and without foreign scripts."""

from functools import lru_cache
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe
from drf_spectacular.generators import SchemaGenerator

from svs.web.pages import viewer

METHODS = ("get", "post", "patch", "put", "delete")


@lru_cache(maxsize=1)
def operations() -> list[tuple[str, list[dict[str, Any]]]]:
    """(room, operations) of the document, once a process: it changes with the code only."""
    generator: Any = SchemaGenerator
    document = generator().get_schema(request=None, public=True)
    rooms: dict[str, list[dict[str, Any]]] = {}
    for path, verbs in document["paths"].items():
        for method in METHODS:
            if method in verbs:
                told = verbs[method]
                room = told.get("tags", ["api"])[0]
                rooms.setdefault(room, []).append(
                    {"method": method.upper(), "path": path, "words": told.get("description", "").split("\n")[0]}
                )  # fmt: skip
    return sorted(rooms.items())


@require_safe
def api_page(request: HttpRequest) -> HttpResponse:
    """What the API does."""
    viewer(request)
    return render(request, "svs/api.html", {"rooms": operations()})
