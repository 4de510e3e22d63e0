"""How often a person may ask for what costs much: search and exports. Counted in this process; when counting fails, nobody is kept out."""

import functools
import logging
import time
from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar, cast

from django.core.cache import cache
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.template import loader

log = logging.getLogger("svs.limits")
P = ParamSpec("P")
R = TypeVar("R", bound=HttpResponseBase)


def left(key: str, most: int, now: float) -> int:
    """How many more are free in this minute after this one; negative when it was one too many."""
    bucket = f"limit:{key}:{int(now // 60)}"
    try:
        cache.add(bucket, 0, 120)
        return most - int(cache.incr(bucket))
    except Exception:
        log.exception("limiter out of order")
        return most


def until_next(now: float) -> int:
    """Seconds until the next minute begins."""
    return 60 - int(now % 60)


def limited(
    what: str, per_minute: int
) -> Callable[[Callable[Concatenate[HttpRequest, P], R]], Callable[Concatenate[HttpRequest, P], R | HttpResponse]]:  # fmt: skip
    """Let a person ask for this page so often a minute; then 429 with Retry-After."""

    def decorate(
        view: Callable[Concatenate[HttpRequest, P], R],
    ) -> Callable[Concatenate[HttpRequest, P], R | HttpResponse]:
        @functools.wraps(view)
        def wrapped(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> R | HttpResponse:
            now = time.time()
            if left(f"{what}:{request.user.pk}", per_minute, now) < 0:
                response = HttpResponse(loader.render_to_string("429.html"), status=429)
                response["Retry-After"] = str(until_next(now))
                return response
            return view(request, *args, **kwargs)

        return cast("Callable[Concatenate[HttpRequest, P], R | HttpResponse]", wrapped)

    return decorate
