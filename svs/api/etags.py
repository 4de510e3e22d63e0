"""The version of a record as its ETag; If-Match keeps two people from overwriting each other."""

import re
from collections.abc import Callable
from typing import Any, TypeVar

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from svs.api.problems import PreconditionRequired

Handler = TypeVar("Handler", bound=Callable[..., Any])
_ETAG = re.compile(r'"(\d{1,9})"\Z')


def etag(version: int) -> str:
    return f'"{version}"'


def version_from(request: Request, *, required: bool) -> int | None:
    """The version in If-Match; raises 428 when it is required and missing, 400 when it is not one of ours."""
    header = request.headers.get("If-Match")
    if header is None:
        if required:
            raise PreconditionRequired
        return None
    match = _ETAG.match(header.strip())
    if not match:
        raise ValidationError({"If-Match": ["The ETag you read, in quotes."]})
    return int(match[1])


def versioned(handler: Handler) -> Handler:
    """Mark a verb that needs If-Match, so that the OpenAPI document says so; PATCH and DELETE always do."""
    handler.needs_version = True  # type: ignore[attr-defined]
    return handler
