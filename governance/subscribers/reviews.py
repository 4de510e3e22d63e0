"""Whom a meeting concerns: those who sit on its board today."""

from governance.queries import reviews as queries
from svs.events.models import DomainEvent
from svs.notices.told import notify


def _readers(event: DomainEvent, ids: set[int]) -> set[int]:
    return queries.readers_among(event.subject_id, ids)


def _members(event: DomainEvent) -> list[int]:
    return queries.sitting_on(event.subject_id)


notify("review.ready", "review.announced", readers=_readers)(_members)
notify("review.moved", "review.moved", "review.cancelled", readers=_readers)(_members)
notify("review.minutes", "review.held", readers=_readers)(_members)


@notify("review.yours", "review.holder_named", readers=_readers)
def who_is_to_hold_it(event: DomainEvent) -> list[int | None]:
    return [event.data.get("holder_id")]
