"""Which days of which services an event makes be counted anew."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from metrics.queries.days import day_of, last_closed
from practices.desk.queries import measured as desk

if TYPE_CHECKING:
    from metrics.bulk import Keys
    from practices.desk.queries.measured import Moments


@dataclass
class Touched:
    """What a batch of events says was touched: tickets with the services they left, moments at which they counted, outages."""

    tickets: dict[int, set[int]] = field(default_factory=dict)
    sources: dict[int, set[str]] = field(
        default_factory=dict
    )  # ticket -> what of it is counted anew
    resolved: set[tuple[int, datetime]] = field(default_factory=set)  # service, moment
    down: set[tuple[int, datetime, datetime | None]] = field(default_factory=set)

    def ticket(self, ticket_id: int, services: Iterable[int | None], *sources: str) -> None:
        """A ticket is to be counted anew in these sources, for the service it has and those it left."""
        self.tickets.setdefault(ticket_id, set()).update(s for s in services if s)
        self.sources.setdefault(ticket_id, set()).update(sources)


def keys(touched: Touched) -> Keys:
    """The (service, day) keys by source, from the rows as they are now and the moments that were told."""
    closed = last_closed()
    found: Keys = {"resolution": {(s, day_of(at)) for s, at in touched.resolved}}
    rows = {m.ticket_id: m for m in desk.moments_of(set(touched.tickets))}
    for row in rows.values():
        for source, at in _moments(row):
            if at is not None and source in touched.sources[row.ticket_id]:
                found.setdefault(source, set()).update((s, day_of(at)) for s in _services(row, touched))  # fmt: skip
    if closed is not None:
        found["open"] = set(_backlog(rows, touched, closed))
        found["outage"] = set(_days_down(touched, closed))
    return {source: some for source, some in found.items() if some}


def _moments(row: Moments) -> tuple[tuple[str, datetime | None], ...]:
    return (
        ("resolution", row.resolved_at),
        ("response", row.responded_at),
        ("survey", row.answered_at),
    )


def _services(row: Moments, touched: Touched) -> set[int]:
    return {s for s in (row.service_id, *touched.tickets[row.ticket_id]) if s}


def _backlog(rows: dict[int, Moments], touched: Touched, closed: date) -> Iterable[tuple[int, date]]:  # fmt: skip
    """Closed days at whose end a ticket was open that came late or went to another service."""
    late = {pk for pk, row in rows.items() if "open" in touched.sources[pk] and day_of(row.logged_at) <= closed}  # fmt: skip
    for ticket_id, day in desk.open_days(late, closed) if late else ():
        for service_id in _services(rows[ticket_id], touched):
            yield service_id, day


def _days_down(touched: Touched, closed: date) -> Iterable[tuple[int, date]]:
    """Closed days that an outage spans, or spanned before it was changed."""
    for service_id, since, until in touched.down:
        day, last = day_of(since), min(closed, day_of(until) if until else closed)
        while day <= last:
            yield service_id, day
            day += timedelta(days=1)
