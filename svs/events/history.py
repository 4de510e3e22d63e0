"""Events of the past, many at a time: they reach projections only."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from psycopg2.extras import execute_values

from svs.events import registry
from svs.events.emit import UndeclaredEvent


@dataclass(frozen=True)
class PastEvent:
    """Something that happened before it was told to us."""

    name: str
    occurred_at: datetime
    subject_type: str
    subject_id: int
    service_id: int | None
    data: dict[str, Any]


_INSERT = """
insert into events_domainevent (name, occurred_at, subject_type, subject_id, service_id, actor_kind, actor_ref, historical, data)
values %s returning id, name, subject_type, subject_id
"""
_DELIVER = "insert into events_delivery (event_id, consumer, subject_type, subject_id) values %s"


def emit_past(events: Sequence[PastEvent], *, ref: str) -> None:
    """Write events of one batch in order, with a delivery for every projection that listens."""
    unknown = {event.name for event in events} - registry.declared().keys()
    if unknown:
        raise UndeclaredEvent(", ".join(sorted(unknown)))
    rows = [
        (e.name, e.occurred_at, e.subject_type, e.subject_id, e.service_id, "system", ref[:80], True,
         json.dumps(e.data, cls=DjangoJSONEncoder))
        for e in events
    ]  # fmt: skip
    with connection.cursor() as cursor:
        written = execute_values(cursor.cursor, _INSERT, rows, page_size=1000, fetch=True)
        due = [
            (event_id, consumer, kind, key)
            for event_id, name, kind, key in written
            for consumer in registry.listeners(name, historical=True)
        ]
        if due:
            execute_values(cursor.cursor, _DELIVER, due, page_size=1000)
