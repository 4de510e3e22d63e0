"""The version of a record as its ETag; If-Match keeps two people from overwriting each other."""

import re

from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

from svs.api.problems import PreconditionRequired

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
