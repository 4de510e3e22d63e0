"""How much is open on some services, beside what usually is."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from typing import Any

from django.db import connection
from django.db.models import Count, Q

from practices.desk.models import Ticket

WEEKS = 4  # looked back on, at the same hour of the same weekday


def open_beside_usual(kind: str, service_ids: Iterable[int], now: datetime) -> tuple[int, float]:
    """How many of a kind are open on these services, and how many were on average a week, two, three and four ago: one statement."""
    then = [now - timedelta(weeks=n) for n in range(1, WEEKS + 1)]
    told: dict[str, Any] = {"now": Count("id", filter=Q(resolved_at__isnull=True))}
    for n, at in enumerate(then):
        was_open = Q(logged_at__lte=at) & (Q(resolved_at__isnull=True) | Q(resolved_at__gt=at))
        told[f"then{n}"] = Count("id", filter=was_open)
    recent = ~Q(phase="DONE") | Q(phase="DONE", resolved_at__gt=then[-1])
    found = Ticket.objects.filter(recent, kind=kind, service__in=list(service_ids)).aggregate(**told)  # fmt: skip
    return found["now"], sum(found[f"then{n}"] for n in range(WEEKS)) / WEEKS


DAYS = 7 * WEEKS
_MINE = """
with mine as (
    select service_id, priority, logged_at, null::timestamptz ended_at from desk_ticket
    where kind = %(kind)s and phase <> 'DONE'
        and service_id = any(%(services)s)
    union all
    select service_id, priority, logged_at, resolved_at from desk_ticket
    where kind = %(kind)s and phase = 'DONE' and resolved_at > %(since)s and logged_at < %(until)s
        and service_id = any(%(services)s)
)
"""
_BY_SERVICE = """
select service_id, n, count(*), count(*) filter (where priority = 1)
from mine join lateral (select n, %(until)s - n * interval '1 day' as moment from generate_series(0, %(days)s) n) d
    on mine.logged_at <= d.moment and (mine.ended_at is null or mine.ended_at > d.moment)
group by service_id, n order by service_id, n
"""


@dataclass(frozen=True)
class OpenNow:
    """Tickets of a service that are open, of them the most urgent, and how many were at this hour of the days before."""

    open: int
    urgent: int
    before: tuple[int, ...]  # yesterday first

    @property
    def usual(self) -> float:
        """On average at this hour of this weekday, as `open_beside_usual` says it of several services."""
        return sum(self.before[6::7]) / WEEKS


def open_now(kind: str, service_ids: Iterable[int], now: datetime) -> dict[int, OpenNow]:
    """By service, in one statement."""
    wanted = sorted(service_ids)
    asked: dict[str, Any] = {"kind": kind, "services": wanted, "until": now, "days": DAYS, "since": now - timedelta(days=DAYS + 1)}  # fmt: skip
    counts: dict[int, dict[int, tuple[int, int]]] = {pk: {} for pk in wanted}
    with connection.cursor() as cursor:
        cursor.execute(_MINE + _BY_SERVICE, asked)
        for service_id, n, count, urgent in cursor.fetchall():
            counts[service_id][n] = (count, urgent)
    none = (0, 0)
    return {
        pk: OpenNow(*found.get(0, none), tuple(found.get(n, none)[0] for n in range(1, DAYS + 1)))
        for pk, found in counts.items()
    }


_STEPS = """
select bucket, sum(n)::int from (
    select width_bucket(logged_at - interval '1 microsecond', %(moments)s::timestamptz[]) bucket, count(*) n from mine group by 1
    union all
    select width_bucket(ended_at - interval '1 microsecond', %(moments)s::timestamptz[]), -count(*) from mine
    where ended_at is not null group by 1
) step group by bucket
"""


def open_at(kind: str, service_ids: Iterable[int], moments: Iterable[datetime]) -> dict[datetime, int]:  # fmt: skip
    """How many of these services were open at each of these moments: one statement, one look at each ticket."""
    wanted = sorted(set(moments))
    if not wanted:
        return {}
    asked: dict[str, Any] = {
        "kind": kind, "services": sorted(service_ids), "moments": wanted, "since": wanted[0], "until": wanted[-1] + timedelta(microseconds=1),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MINE + _STEPS, asked)
        steps = dict(cursor.fetchall())
    return dict(zip(wanted, accumulate(steps.get(n, 0) for n in range(len(wanted))), strict=True))
