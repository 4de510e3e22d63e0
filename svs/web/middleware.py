"""Our own errors on pages, in the same words as in the API; and a second try for who lost a race in the database."""

import logging
import random
import time
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.db import OperationalError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from svs.errors import Forbidden

log = logging.getLogger("svs.request")
Handler = Callable[[HttpRequest], HttpResponse]
TRIES = 4
RACES = ("40P01", "40001")  # deadlock detected, serialization failure: PostgreSQL asks to try again


class OurErrors:
    """Shows the 403 page for Forbidden."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        return _forbidden(request, exception) if isinstance(exception, Forbidden) else None


def _forbidden(request: HttpRequest, exception: Forbidden) -> HttpResponse:
    return render(request, "403.html", {"why": exception.message}, status=403)


class NoNul:
    """Refuses an address with a NUL in it: no text of ours has one, and PostgreSQL takes none."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            raise BadRequest
        return self.get_response(request)


class NotTooMuch:
    """Refuses an upload by the length it names, before a byte of it is read or kept. Ahead of whatever reads the form."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        length = request.META.get("CONTENT_LENGTH") or "0"
        if request.content_type == "multipart/form-data" and (
            not length.isdigit() or int(length) > settings.SVS_MOST_UPLOAD
        ):
            raise RequestDataTooBig
        return self.get_response(request)


class AnotherTry:
    """Runs a view again when PostgreSQL broke its transaction off for the sake of another one.

    Every operation is one transaction, so nothing of the broken try is left. Last of the middlewares.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_view(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse | None:
        if request.method in ("GET", "HEAD", "OPTIONS"):
            return None
        if request.content_type == "application/json":
            _ = request.body  # read once, so that every try reads the same; a form keeps itself
        try:
            return self._answer(request, view, args, kwargs)
        except Forbidden as exception:  # what is raised here never comes by process_exception
            return _forbidden(request, exception)

    def _answer(
        self, request: HttpRequest, view: Callable[..., HttpResponse], args: Any, kwargs: Any
    ) -> HttpResponse:
        for n in range(1, TRIES):
            try:
                return view(request, *args, **kwargs)
            except OperationalError as error:
                if not lost_a_race(error):
                    raise
                log.warning("lost a race", extra={"path": request.path, "attempt": n})
                for _, files in request.FILES.lists():
                    for file in files:
                        file.seek(0)
                time.sleep(random.uniform(0.01, 0.05) * 2**n)  # noqa: S311 -- spreads the losers, hides nothing
        return view(request, *args, **kwargs)


def lost_a_race(error: BaseException) -> bool:
    """Did PostgreSQL break this transaction off so that another could go on?"""
    return getattr(error.__cause__, "pgcode", None) in RACES
