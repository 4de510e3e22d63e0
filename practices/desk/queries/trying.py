"""Hold a draft of a promise over past tickets: how many would have met it, and what most of them would have met."""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import F, Q

from practices.desk import access, states
from practices.desk.models import Clock, Stretch
from practices.service_level import queries as levels
from practices.service_level.rules.counter import Counter
from practices.service_level.states import RESOLUTION, RESPONSE

if TYPE_CHECKING:
    from practices.desk.models import TicketQuerySet
    from svs.accounts.models import User

MOST = 5_000  # tickets looked at; of more, every so many-th
LISTED, BARS = 50, 16


@dataclass(frozen=True)
class Draft:
    """A promise that nobody has made yet, and the days whose tickets it is held over."""

    kind: str
    priority: int
    measure: str
    seconds: int
    since: date
    until: date
    service_id: int | None = None
    calendar_id: int | None = None  # None: the hours of each ticket's service


@dataclass(frozen=True)
class Flip:
    """A ticket whose promise would have come out otherwise."""

    ref: str
    title: str
    url: str
    used: float
    promised: int | None


@dataclass(frozen=True)
class Tried:
    """What came of it; nothing was written."""

    draft: Draft
    total: int
    looked_at: int
    would_meet: int
    promised: int  # of those looked at, so many had been promised a time
    met: int  # and so many met it
    gained: list[Flip]
    lost: list[Flip]
    gained_count: int
    lost_count: int
    median: float | None
    p90: float | None
    p95: float | None
    bars: list[tuple[float, int, bool]]  # up to so many seconds, tickets, within the draft

    @property
    def is_sample(self) -> bool:
        return self.looked_at < self.total

    @property
    def share(self) -> float | None:
        return 100 * self.would_meet / self.looked_at if self.looked_at else None

    @property
    def share_met(self) -> float | None:
        return 100 * self.met / self.promised if self.promised else None

    @property
    def most(self) -> int:
        return max((n for _, n, _ in self.bars), default=0)


def try_draft(user: User, draft: Draft) -> Tried:
    """Hold it over the tickets that came to their end in these days and that this person may count: six statements at most."""
    cases, ended = _cases(user, draft)
    total = cases.count()
    step = max(1, math.ceil(total / MOST))
    if step > 1:
        cases = cases.annotate(place=F("id") % step).filter(place=0)
    found: Any = cases.order_by("id").values(
        "id", "ref", "kind", "title", "service_id", "logged_at", ended=F(ended)
    )
    rows: list[dict[str, Any]] = list(found[:MOST])
    used = _used(draft, rows)
    over: Any = Clock.objects.filter(
        ticket__in=list(used), measure=draft.measure, stopped_at__isnull=False
    )
    clocks: dict[int, tuple[int, bool]] = {
        ticket: (seconds, due is None or stopped <= due)
        for ticket, seconds, due, stopped in over.values_list(
            "ticket_id", "target_seconds", "due_at", "stopped_at"
        )
    }
    would = {pk for pk, seconds in used.items() if seconds <= draft.seconds}
    met = {pk for pk, (_, kept) in clocks.items() if kept}
    gained = [row for row in rows if row["id"] in would and row["id"] in clocks and row["id"] not in met]  # fmt: skip
    lost = [row for row in rows if row["id"] not in would and row["id"] in met]
    seen = set(access.visible_to(user).filter(pk__in=[r["id"] for r in gained + lost]).values_list("pk", flat=True))  # fmt: skip
    lengths = sorted(used.values())
    return Tried(
        draft, total, len(rows), len(would), len(clocks), len(met), _flips(gained, seen, used, clocks), _flips(lost, seen, used, clocks),
        len(gained), len(lost), _share_of(lengths, 0.5), _share_of(lengths, 0.9), _share_of(lengths, 0.95), _bars(lengths, draft.seconds),
    )  # fmt: skip


def _cases(user: User, draft: Draft) -> tuple[TicketQuerySet, str]:
    zone, ended = (
        ZoneInfo(settings.SVS_TIME_ZONE),
        "responded_at" if draft.measure == RESPONSE else "resolved_at",
    )
    rows = access.judged_by(user).filter(
        Q(**{f"{ended}__gte": datetime.combine(draft.since, time(), zone)}),
        Q(**{f"{ended}__lt": datetime.combine(draft.until + timedelta(days=1), time(), zone)}),
        kind=draft.kind, priority=draft.priority, continued_in__isnull=True,
    )  # fmt: skip
    if draft.measure == RESOLUTION:
        rows = rows.filter(phase=states.DONE)
    if draft.service_id is not None:
        return rows.filter(service_id=draft.service_id), ended
    own = levels.services_with_own(draft.kind, draft.priority, draft.measure)
    return rows.filter(Q(service_id__isnull=True) | ~Q(service_id__in=own)), ended


def _used(draft: Draft, rows: list[dict[str, Any]]) -> dict[int, float]:
    """The business time each used, by the draft's hours."""
    if not rows:
        return {}
    known = levels.promises()
    begin, end = min(row["logged_at"] for row in rows), max(row["ended"] for row in rows)
    counters: dict[int | None, Counter] = {}
    by_ticket: dict[int, Counter] = {}
    for row in rows:
        calendar = draft.calendar_id or known.calendar_of(row["service_id"])
        if calendar not in counters:
            counters[calendar] = Counter(known.hours_in(calendar), begin, end)
        by_ticket[row["id"]] = counters[calendar]
    if draft.measure == RESPONSE:
        return {
            row["id"]: by_ticket[row["id"]].between(row["logged_at"], row["ended"]) for row in rows
        }
    used = dict.fromkeys(by_ticket, 0.0)
    ran: Any = Stretch.objects.filter(ticket__in=used, phase__in=(states.QUEUED, states.ACTIVE))
    for ticket, during in ran.values_list("ticket_id", "during"):
        if during.upper is not None:
            used[ticket] += by_ticket[ticket].between(during.lower, during.upper)
    return used


def _flips(rows: list[dict[str, Any]], seen: set[int], used: dict[int, float], clocks: dict[int, tuple[int, bool]]) -> list[Flip]:  # fmt: skip
    shown = sorted((row for row in rows if row["id"] in seen), key=lambda row: -used[row["id"]])
    return [
        Flip(row["ref"], row["title"], f"/{row['kind']}s/{row['ref']}/", used[row["id"]], clocks[row["id"]][0])
        for row in shown[:LISTED]
    ]  # fmt: skip


def _share_of(lengths: list[float], share: float) -> float | None:
    """What this share of them would have met: the smallest of their lengths that is enough."""
    return lengths[max(0, math.ceil(share * len(lengths)) - 1)] if lengths else None


def _bars(lengths: list[float], promised: int) -> list[tuple[float, int, bool]]:
    """How long they took, in steps of which the draft is a whole number; the last holds all that took longer."""
    if not lengths:
        return []
    step = promised / max(
        1, min(BARS // 2, round(BARS * promised / max(promised, _share_of(lengths, 0.95) or 1)))
    )
    found = [0] * BARS
    for seconds in lengths:
        found[min(BARS - 1, max(0, math.ceil(seconds / step) - 1))] += 1
    return [
        (step * (n + 1), count, step * (n + 1) <= promised + 1) for n, count in enumerate(found)
    ]
