"""Write an event and one delivery per interested consumer, in one statement of the operation's transaction."""

import json
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection, models
from django.utils import timezone

from svs.events import registry
from svs.events.actor import Actor

_EMIT = """
with e as (
    insert into events_domainevent (name, occurred_at, subject_type, subject_id, about_type, about_id, service_id,
        actor_kind, actor_user_id, actor_ref, on_behalf_of_id, request_id, historical, data)
    values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)
    returning id, subject_type, subject_id
), d as (
    insert into events_delivery (event_id, consumer, subject_type, subject_id)
    select e.id, c, e.subject_type, e.subject_id from e, unnest(%s::text[]) c
)
select id from e
"""


class UndeclaredEvent(Exception):
    """An operation emits a name that its app does not declare."""


def subject_of(record: models.Model) -> tuple[str, int]:
    """How a record stands in the log: its model's lower-case name and id."""
    return record._meta.model_name or "", record.pk


def emit(
    name: str,
    *,
    subject: models.Model | tuple[str, int],
    actor: Actor,
    about: models.Model | tuple[str, int] | None = None,
    service_id: int | None = None,
    occurred_at: datetime | None = None,
    historical: bool = False,
    data: dict[str, Any] | None = None,
) -> int:
    """Record that something happened; returns the event's id. Call inside the operation's transaction.

    `data` holds ids, codes, numbers, times and digests only. The rules that led here travel in it, for the loop guard.
    """
    if name not in registry._declared:
        raise UndeclaredEvent(name)
    kind, key = subject if isinstance(subject, tuple) else subject_of(subject)
    about_kind, about_key = (
        (about if isinstance(about, tuple) else subject_of(about)) if about else (None, None)
    )
    payload = {**(data or {}), "chain": actor.chain} if actor.chain else (data or {})
    with connection.cursor() as cursor:
        cursor.execute(
            _EMIT,
            [
                name,
                occurred_at or timezone.now(),
                kind,
                key,
                about_kind,
                about_key,
                service_id,
                actor.kind,
                actor.user_id,
                actor.ref,
                actor.on_behalf_of_id,
                actor.request_id,
                historical,
                json.dumps(payload, cls=DjangoJSONEncoder),
                registry.listeners(name, historical=historical),
            ],
        )
        return int(cursor.fetchone()[0])
