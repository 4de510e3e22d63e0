"""Errors of the API as problem+json (RFC 9457): the same words as on the pages, and nothing of our insides."""

import logging
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import (
    DatabaseError,
    DataError,
    IntegrityError,
    InterfaceError,
    OperationalError,
)
from django.http import Http404, JsonResponse
from rest_framework import exceptions
from rest_framework.response import Response

from svs.errors import Forbidden, RuleViolation
from svs.web.middleware import lost_a_race

log = logging.getLogger("svs.api")
MEDIA_TYPE = "application/problem+json"
TITLES = {
    400: "Bad request", 401: "Sign in first", 403: "Not allowed", 404: "Not found", 405: "Method not allowed",
    406: "Not acceptable", 409: "Conflict", 412: "Changed meanwhile", 413: "Too large", 415: "Unsupported media type",
    422: "Key used for something else", 428: "If-Match needed", 429: "Too many requests", 500: "Our fault",
    503: "Try again soon", 507: "No room",
}  # fmt: skip
RETRY_AFTER = "2"
_WORDS = {
    400: ("This request cannot be read.", "invalid"),
    403: ("Set up your second factor first.", "second_factor_missing"),
    404: ("There is no such thing, or you may not see it.", "not_found"),
    413: ("This is more than is taken at once.", "too_large"),
    500: ("Something broke on our side. It was written down with its request id.", "broken"),
    503: ("The database is busy or away. Try again.", "unavailable"),
}


class TooLarge(exceptions.APIException):
    status_code = 413
    default_detail, default_code = _WORDS[413]


class PreconditionRequired(exceptions.APIException):
    status_code = 428
    default_detail = "Send If-Match with the ETag you read."
    default_code = "if_match_required"


def problem(
    status: int, detail: str, code: str = "", errors: list[dict[str, str]] | None = None
) -> Response:
    body: dict[str, Any] = {
        "type": "about:blank",
        "title": TITLES.get(status, "Error"),
        "status": status,
        "detail": detail,
    }
    if code:
        body["code"] = code
    if errors:
        body["errors"] = errors
    return Response(body, status=status, content_type=MEDIA_TYPE)


def is_database_away(error: BaseException | None) -> bool:
    """The database went away, is on its way up, or took too long: asking again soon is the right thing to do.

    A server that dies amid a statement leaves no error code, and psycopg2 then raises the bare DatabaseError.
    """
    return isinstance(error, OperationalError | InterfaceError) or type(error) is DatabaseError


def bare_problem(status: int) -> JsonResponse:
    """A problem for what broke outside of every view, where nothing negotiates or renders any more."""
    return JsonResponse(
        problem(status, *_WORDS[status]).data, status=status, content_type=MEDIA_TYPE
    )


def exception_handler(error: Exception, context: dict[str, Any]) -> Response | None:
    """Turn what a view raised into a problem; None lets Django answer 500."""
    match error:
        case RuleViolation():
            errors = (
                [{"pointer": f"/{error.field}", "message": error.message}] if error.field else None
            )
            return problem(error.status, error.message, error.code, errors)
        case Forbidden() | PermissionDenied():
            return problem(
                403, getattr(error, "message", "") or "You may not do this.", "forbidden"
            )
        case Http404():
            return problem(404, *_WORDS[404])
        case exceptions.ValidationError():
            return problem(
                400, "Some fields are not right.", "invalid", list(_errors(error.detail, ""))
            )
        case exceptions.APIException():
            return _api_exception(error)
    return _database_error(error)


def _database_error(error: Exception) -> Response | None:
    """What the database refused, or that it is away."""
    match error:
        case IntegrityError():  # two at once: the second finds what the first one left
            log.warning("conflict in the database", exc_info=error)
            return problem(409, "Somebody else was quicker. Look again.", "conflict")
        case DataError():
            return problem(400, "A value is out of range.", "invalid")
        case _ if lost_a_race(error):
            return None  # the middleware tries once more
        case _ if is_database_away(error):
            busy = problem(503, *_WORDS[503])
            busy["Retry-After"] = RETRY_AFTER
            return busy
    return None


def _api_exception(error: exceptions.APIException) -> Response:
    code = error.get_codes()
    answer = problem(error.status_code, str(error.detail), code if isinstance(code, str) else "")
    if getattr(error, "auth_header", None):
        answer["WWW-Authenticate"] = error.auth_header  # type: ignore[attr-defined]
    if getattr(error, "wait", None):
        answer["Retry-After"] = str(int(error.wait) + 1)  # type: ignore[attr-defined]
    return answer


def _errors(detail: Any, path: str) -> Any:
    """Flatten DRF's nested details into pointer and message."""
    if isinstance(detail, dict):
        for key, value in detail.items():
            yield from _errors(value, path if key == "non_field_errors" else f"{path}/{key}")
    elif isinstance(detail, list):
        for index, value in enumerate(detail):
            nested = isinstance(value, dict | list)
            yield from _errors(value, f"{path}/{index}" if nested else path)
    else:
        yield {"pointer": path or "/", "message": str(detail)}
