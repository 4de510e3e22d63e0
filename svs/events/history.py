"""Events of the past, many at a time: they reach projections only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder

from svs.copying import copy_rows, take_ids
from svs.events import actor, registry
from svs.events.emit import UndeclaredEvent
from svs.events.models import Delivery, DomainEvent


@dataclass(slots=True)
class PastEvent:
    """Something that happened before it was told to us; done by a person where one is named, else by who tells it."""

    name: str
    occurred_at: datetime
    subject_type: str
    subject_id: int
    service_id: int | None
    data: dict[str, Any]
    by: int | None = None
    rule: str = ""  # the rule that did it, as RULE-1 v1
    about_type: str | None = None
    about_id: int | None = None


_COLUMNS = (
    "id", "name", "occurred_at", "subject_type", "subject_id", "about_type", "about_id", "service_id", "actor_kind",
    "actor_user_id", "actor_ref", "historical", "data",
)  # fmt: skip
_encode = DjangoJSONEncoder(separators=(",", ":")).encode


def emit_past(events: Sequence[PastEvent], *, ref: str, deliver: bool = True) -> None:
    """Write events of one batch in order, with a delivery for every projection that listens.

    Without `deliver` projections learn nothing of them: for whoever counts everything anew once all is written.
    """
    unknown = {event.name for event in events} - registry.declared().keys()
    if unknown:
        raise UndeclaredEvent(", ".join(sorted(unknown)))
    ids = take_ids(DomainEvent, len(events))
    copy_rows(DomainEvent, _COLUMNS, (_row(n, e, ref[:80]) for n, e in zip(ids, events, strict=True)))  # fmt: skip
    if not deliver:
        return
    told = {name: registry.listeners(name, historical=True) for name in {e.name for e in events}}
    due = (
        (event_id, consumer, e.subject_type, e.subject_id)
        for event_id, e in zip(ids, events, strict=True)
        for consumer in told[e.name]
    )
    copy_rows(Delivery, ("event_id", "consumer", "subject_type", "subject_id"), due)


def _row(event_id: int, e: PastEvent, ref: str) -> tuple[Any, ...]:
    kind, told_by = (actor.RULE, e.rule) if e.rule else (actor.PERSON, "") if e.by else (actor.SYSTEM, ref)  # fmt: skip
    return (event_id, e.name, e.occurred_at, e.subject_type, e.subject_id, e.about_type, e.about_id, e.service_id, kind,
            e.by, told_by, True, _encode(e.data))  # fmt: skip
