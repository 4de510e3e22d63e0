"""Times in which services could not be used: what the most urgent incidents took down, and what was planned at night."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from practices.incident.bulk.days import DAYS
from practices.incident.models import Outage
from svs.copying import copy_rows, take_ids
from svs.events.history import PastEvent, emit_past
from svs.services.models import Service

if TYPE_CHECKING:
    from practices.desk.bulk.write import Case

UNPLANNED = 16  # in half a year, however many incidents there are
# service, every so many weeks, how long in hours, what the portal says
NIGHTS = (
    ("site-connectivity", 6, 2.0, "New switches at the sites: no line for two hours."),
    ("customer-portal", 5, 1.0, "A new version of the portal."),
    ("payroll", 9, 3.0, "The tables of the new quarter are loaded."),
    ("warehouse-scanners", 8, 1.5, "New firmware on the scanners."),
)
_COLUMNS = ("id", "service_id", "ticket_id", "started_at", "ended_at", "is_planned", "words", "version")  # fmt: skip


@dataclass(frozen=True)
class Down:
    """A service that could not be used for a while."""

    service: int
    started_at: datetime
    ended_at: datetime | None
    words: str
    ticket: int | None = None

    @property
    def facts(self) -> dict[str, object]:
        return {"started_at": self.started_at.isoformat(), "is_planned": self.ticket is None}


class Outages:
    """Gathers outages while the cases are written, then writes them with their events."""

    def __init__(self, seed: int, tickets: int, until: datetime, zone: ZoneInfo) -> None:
        self.chance = random.Random(f"outages {seed}")  # noqa: S311 -- a made-up past is no secret
        self.share = min(1.0, UNPLANNED / max(1, tickets * 0.02))
        self.services = dict(Service.objects.values_list("name", "pk"))
        self.found: list[Down] = list(self._nights(until, zone))

    def look_at(self, ticket: int, case: Case) -> None:
        """Some of the most urgent incidents took their service down until they were resolved."""
        first = case.rows[0]
        if first.priority != 1 or self.chance.random() > self.share:
            return
        ended = next((row.at for row in case.rows if row.state == "RESOLVED"), None)
        started = first.at - timedelta(seconds=self.chance.randint(30, 900))
        self.found.append(Down(self.services[first.service], started, ended, first.title, ticket))

    def _nights(self, until: datetime, zone: ZoneInfo) -> Iterator[Down]:
        slugs = dict(Service.objects.values_list("slug", "pk"))
        sunday = until.astimezone(zone).date() - timedelta(days=(until.weekday() + 1) % 7 + 7)
        for n, (slug, every, hours, words) in enumerate(NIGHTS):
            for ago in range(n, DAYS // 7 - 1, every):
                at = datetime.combine(sunday - timedelta(weeks=ago), time(2), zone)
                yield Down(slugs[slug], at, at + timedelta(hours=hours), words)

    def write(self, told_by: str) -> None:
        """Outages with what was said of them."""
        found = sorted(self.found, key=lambda down: down.started_at)
        ids = take_ids(Outage, len(found))
        copy_rows(Outage, _COLUMNS, (
            (pk, d.service, d.ticket, d.started_at, d.ended_at, d.ticket is None, d.words[:300], 2 if d.ended_at and d.ticket else 1)
            for pk, d in zip(ids, found, strict=True)
        ))  # fmt: skip
        events = [event for pk, down in zip(ids, found, strict=True) for event in _told(pk, down)]
        emit_past(sorted(events, key=lambda event: event.occurred_at), ref=told_by, deliver=False)


def _told(pk: int, down: Down) -> Iterator[PastEvent]:
    about = ("ticket", down.ticket) if down.ticket else (None, None)
    if down.ticket is None:  # planned a week ahead, with its end
        ended = down.ended_at.isoformat() if down.ended_at else None
        data = {**down.facts, "ended_at": ended}
        yield PastEvent("outage.opened", down.started_at - timedelta(days=7), "outage", pk, down.service, data)  # fmt: skip
        return
    opened = {**down.facts, "ended_at": None}
    yield PastEvent("outage.opened", down.started_at + timedelta(minutes=20), "outage", pk, down.service, opened, about_type=about[0], about_id=about[1])  # fmt: skip
    if down.ended_at:
        closed = {**down.facts, "ended_at": down.ended_at.isoformat(), "before": opened}
        yield PastEvent("outage.closed", max(down.ended_at, down.started_at + timedelta(minutes=21)), "outage", pk, down.service, closed, about_type=about[0], about_id=about[1])  # fmt: skip
