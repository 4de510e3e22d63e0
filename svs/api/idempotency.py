"""Do a POST once however often it is sent: the answer is stored in the transaction of the effect, as its last statement."""

import functools
import hashlib
import json
import re
from collections.abc import Callable
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, transaction
from django.http import Http404
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request
from rest_framework.response import Response
from rest_framework.utils.encoders import JSONEncoder

from svs.api.models import IdempotencyKey
from svs.api.permissions import user_of
from svs.api.problems import problem
from svs.errors import RuleViolation
from svs.events.failpoints import failpoint

_KEY = re.compile(r'"([\x21\x23-\x7e ]{1,200})"\Z|([A-Za-z0-9._:/+=-]{1,200})\Z')
_KEEP = """
insert into api_idempotencykey (user_id, key, digest, status, body, created_at)
values (%s, %s, %s, %s, %s, now()) on conflict (user_id, key) do nothing returning id
"""
Handler = Callable[..., Response]


class _AlreadyDone(Exception):
    """Another request with this key committed first; this one's work is rolled back."""


def idempotent(handler: Handler) -> Handler:
    """Let an action honour the Idempotency-Key header: same key and body, same answer; other body, 422."""

    @functools.wraps(handler)
    def wrapped(view: Any, request: Request, *args: Any, **kwargs: Any) -> Response:
        header = request.headers.get("Idempotency-Key")
        if header is None:
            with transaction.atomic():
                return handler(view, request, *args, **kwargs)
        match = _KEY.match(header)
        if not match:
            raise ValidationError(
                {"Idempotency-Key": ["One to 200 printable characters, in quotes."]}
            )
        key = match[1] or match[2]
        digest = _digest(request)
        try:
            with transaction.atomic():
                response = handler(view, request, *args, **kwargs)
                _keep(request, key, digest, response)
                failpoint("before_commit")
            failpoint("after_commit")
            return response
        except _AlreadyDone:
            return _replay(request, key, digest)
        except (
            RuleViolation,
            Http404,
        ):  # what was done once may refuse to be done again, or be gone by it
            if not IdempotencyKey.objects.filter(user=user_of(request), key=key).exists():
                raise
            return _replay(request, key, digest)

    wrapped.is_idempotent = True  # type: ignore[attr-defined]  # the OpenAPI document says so
    return wrapped


def _digest(request: Request) -> str:
    body = json.dumps(request.data, sort_keys=True, cls=DjangoJSONEncoder)
    return hashlib.sha256(f"{request.method} {request.path}\n{body}".encode()).hexdigest()


def _keep(request: Request, key: str, digest: str, response: Response) -> None:
    body = json.dumps(
        response.data, cls=JSONEncoder
    )  # as the renderer writes it: to the microsecond
    with connection.cursor() as cursor:
        cursor.execute(_KEEP, [request.user.pk, key, digest, response.status_code, body])
        if cursor.fetchone() is None:
            raise _AlreadyDone


def _replay(request: Request, key: str, digest: str) -> Response:
    stored = IdempotencyKey.objects.get(user=user_of(request), key=key)
    if stored.digest != digest:
        return problem(422, "This Idempotency-Key was used for another request.", "key_reused")
    return Response(stored.body, status=stored.status, headers={"Idempotency-Replayed": "true"})
