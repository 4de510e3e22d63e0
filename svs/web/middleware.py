"""Our own errors on pages: the same words as in the API, on a page of ours."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from svs.errors import Forbidden

Handler = Callable[[HttpRequest], HttpResponse]


class OurErrors:
    """Shows the 403 page for Forbidden."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, Forbidden):
            return render(request, "403.html", {"why": exception.message}, status=403)
        return None
