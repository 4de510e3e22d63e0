"""Request id and one log line a request; the headers that Django does not set."""

import logging
import re
import time
import uuid
from collections.abc import Callable

from django.http import HttpRequest, HttpResponse

log = logging.getLogger("svs.request")
Handler = Callable[[HttpRequest], HttpResponse]
_ID = re.compile(r"[A-Za-z0-9._-]{8,40}\Z")


SECRET = ("/set-password/", "/welcome/")  # what follows lets somebody in


def _path(path: str) -> str:
    return next((f"{start}…" for start in SECRET if path.startswith(start)), path)


class RequestLog:
    """Gives each request an id, taken from the proxy when it is well-formed, and logs its outcome."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        given = request.headers.get("X-Request-ID", "")
        request.request_id = given if _ID.match(given) else uuid.uuid4().hex  # type: ignore[attr-defined]
        start = time.perf_counter()
        response = self.get_response(request)
        response["X-Request-ID"] = request.request_id  # type: ignore[attr-defined]
        if not request.path.startswith(("/static/", "/healthz", "/readyz")):
            log.info(
                "request",
                extra={
                    "request_id": request.request_id,  # type: ignore[attr-defined]
                    "method": request.method,
                    "path": _path(request.path),
                    "user": getattr(getattr(request, "_cached_user", None), "pk", None),
                    "status": response.status_code,
                    "ms": round((time.perf_counter() - start) * 1000, 1),
                },
            )
        return response


class ResponseHeaders:
    """Headers of RELIABILITY 3.1 on every answer, errors included."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self.get_response(request)
        response.setdefault("Cross-Origin-Resource-Policy", "same-origin")
        response.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if not request.path.startswith("/static/"):
            response.setdefault("Cache-Control", "no-store")
        return response
