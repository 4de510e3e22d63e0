"""What the data suggest to better, looked for across all tickets; it knows nothing of who reads it, nor of who wrote the data."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.utils import timezone

from improvement.rules import likeness
from metrics.queries import signals
from practices.automation.queries import health
from practices.desk.queries import repeated

KIND = "incident"
RECENT, GAP, HISTORY = timedelta(days=30), timedelta(days=56), timedelta(days=180)
OFTEN = 5  # times within the recent days before it is a pattern
TO_AND_FRO = 3  # ways back between the same two teams before it is no question and answer any more
A_SERVICE, CASES, WAITING = (
    5,
    1000,
    300,
)  # kept of each kind for a service; the heaviest cases kept of one


@dataclass(frozen=True)
class Case:
    ticket_id: int
    seconds: float
    times: int = 1


@dataclass(frozen=True)
class Found:
    """One pattern with the cases behind it."""

    kind: str
    key: str
    times: int
    seconds: float
    weight: float
    service_id: int | None = None
    usual: float | None = None
    fields: dict[str, Any] = field(default_factory=dict)
    cases: tuple[Case, ...] = ()


@dataclass(frozen=True)
class Span:
    """The days that are looked at: the last with data."""

    until: datetime

    @property
    def recent(self) -> datetime:
        return self.until - RECENT

    def day(self, moment: datetime) -> date:
        return moment.astimezone(ZoneInfo(settings.SVS_TIME_ZONE)).date()

    @property
    def days(self) -> tuple[date, date]:
        return self.day(self.recent), self.day(self.until)


def span() -> Span:
    """The last days with data."""
    return Span(repeated.newest_logged(KIND) or timezone.now())


def everything(over: Span) -> list[Found]:
    """All patterns, the heaviest of each kind and service."""
    found = [
        *recurring(over),
        *back_and_forth(over),
        *waits(over),
        *undone_rules(over),
        *promises(),
    ]
    kept: list[Found] = []
    counts: dict[tuple[str, int | None], int] = defaultdict(int)
    for one in sorted(found, key=lambda f: (-f.weight, -f.seconds, f.key)):
        counts[one.kind, one.service_id] += 1
        if counts[one.kind, one.service_id] <= A_SERVICE:
            kept.append(one)
    return kept


def recurring(over: Span) -> list[Found]:
    """Incidents of one service whose titles say the same, often in the last 30 days.

    Ordered by the time lost to those that are surely more than usual: what was always so comes after what is new.
    """
    rows = repeated.wordings(KIND, since=over.until - HISTORY, before=over.until - GAP, recent=over.recent)  # fmt: skip
    by_service: dict[int, list[repeated.Wording]] = defaultdict(list)
    for row in rows:
        by_service[row.service_id].append(row)
    return [
        one
        for service_id, wordings in sorted(by_service.items())
        for one in _recurring(over, service_id, wordings)
    ]


def _recurring(over: Span, service_id: int, wordings: list[repeated.Wording]) -> Iterable[Found]:
    ordered = sorted(wordings, key=lambda w: (-w.recent, -w.usual, w.title))
    groups = likeness.groups([(n, w.title, w.category_id) for n, w in enumerate(ordered)])
    scale = RECENT / (HISTORY - GAP)
    heavy: list[tuple[float, float, int, float, list[repeated.Wording]]] = []
    for group in groups:
        members = [ordered[n] for n in group]
        recent = sum(w.recent for w in members)
        if recent < OFTEN:
            continue
        seconds, usual = sum(w.seconds for w in members), scale * sum(w.usual for w in members)
        weight = seconds / recent * likeness.surely_new(recent, usual)
        heavy.append((weight, seconds, recent, usual, members))
    for weight, seconds, recent, usual, members in sorted(heavy, key=lambda h: (-h[0], -h[1]))[:A_SERVICE]:  # fmt: skip
        cases = repeated.cases_worded(KIND, service_id, (w.title for w in members if w.recent), over.recent, CASES)  # fmt: skip
        yield Found(
            "recurring", _key(str(service_id), *sorted(likeness.words_of(members[0].title))), recent, seconds, weight,
            service_id, usual, cases=tuple(Case(pk, lost) for pk, lost in cases),
        )  # fmt: skip


def _key(*parts: str) -> str:
    """A short name that is the same tomorrow and holds no words."""
    return hashlib.sha256("|".join(parts).encode()).hexdigest()[:32]


# A way back undoes the handoff just before it. Both directions between two teams are one pair.
_BACK = """
with moved as (
    select s.ticket_id, s.service_id, s.prev_team_id as source, s.team_id as target, s.began_at,
           lag(s.prev_team_id) over w as last_source, lag(s.team_id) over w as last_target, lag(s.began_at) over w as left_at
    from desk_stretch_v1 s where s.kind = %(kind)s and s.logged_at >= %(since)s and s.prev_team_id <> s.team_id
    window w as (partition by s.ticket_id order by s.began_at)
)
select service_id, least(source, target), greatest(source, target), ticket_id, count(*),
       sum(extract(epoch from began_at - left_at))::double precision
from moved where source = last_target and target = last_source group by 1, 2, 3, 4
"""


def back_and_forth(over: Span) -> list[Found]:
    """Two teams that hand the cases of a service to each other and back.

    Ordered by the time lost in cases that went to and fro again and again; one question and its answer comes after.
    """
    pairs: dict[tuple[Any, int, int], list[Case]] = defaultdict(list)
    for service_id, one, other, ticket_id, times, away in _rows(_BACK, {"kind": KIND, "since": over.recent}):  # fmt: skip
        pairs[service_id, one, other].append(Case(ticket_id, away, times))
    found = []
    for (service_id, one, other), cases in pairs.items():
        times = sum(case.times for case in cases)
        if times < OFTEN:
            continue
        again = sum(case.seconds for case in cases if case.times >= TO_AND_FRO)
        heaviest = tuple(sorted(cases, key=lambda c: (-c.seconds, c.ticket_id))[:CASES])
        found.append(
            Found(
                "pingpong", f"{service_id}:{one}:{other}", times, sum(c.seconds for c in cases), again, service_id,
                fields={"team_id": one, "other_team_id": other}, cases=heaviest,
            )
        )  # fmt: skip
    return found


_WAITS = """
select service_id, cause, ticket_id, seconds, n, total from (
    select s.service_id, s.cause, s.ticket_id, sum(s.seconds)::double precision as seconds,
           count(*) over part as n, (sum(sum(s.seconds)) over part)::double precision as total,
           row_number() over (part order by sum(s.seconds) desc, s.ticket_id) as place
    from desk_stretch_v1 s
    where s.kind = %(kind)s and s.is_wait and s.logged_at >= %(since)s and s.seconds > 0 and s.cause <> '' and s.service_id is not null
    group by 1, 2, 3 window part as (partition by s.service_id, s.cause)) w
where place <= %(most)s
"""


def waits(over: Span) -> list[Found]:
    """What the cases of a service wait for most, by cause."""
    rows: dict[tuple[int, str], list[Any]] = defaultdict(list)
    for row in _rows(_WAITS, {"kind": KIND, "since": over.recent, "most": WAITING}):
        rows[row[0], row[1]].append(row)
    return [
        Found(
            "wait", f"{service_id}:{cause}", found[0][4], found[0][5], found[0][5], service_id, fields={"cause": cause},
            cases=tuple(Case(row[2], row[3]) for row in found),
        )
        for (service_id, cause), found in rows.items()
        if found[0][4] >= OFTEN
    ]  # fmt: skip


def undone_rules(over: Span) -> list[Found]:
    """Rules whose doings people took back, often."""
    rules: dict[int, dict[int, int]] = defaultdict(lambda: defaultdict(int))
    for rule_id, ticket_id in health.undone_since(over.recent):
        rules[rule_id][ticket_id] += 1
    return [
        Found(
            "rule", str(rule_id), sum(tickets.values()), 0.0, float(sum(tickets.values())), fields={"rule_id": rule_id},
            cases=tuple(Case(pk, 0.0, n) for pk, n in sorted(tickets.items())[:CASES]),
        )
        for rule_id, tickets in rules.items()
        if sum(tickets.values()) >= OFTEN
    ]  # fmt: skip


def promises() -> list[Found]:
    """Broken promises whose day to answer has passed: the time beyond the promise, over all their cases."""
    found = []
    for signal in signals.overdue_signals(timezone.now()):
        beyond = max(0.0, signal.value - signal.target) * signal.n if signal.target > 1 else 0.0
        found.append(Found("promise", str(signal.pk), signal.n, beyond, beyond, signal.kpi.service_id, fields={"signal_id": signal.pk}))  # fmt: skip
    return found


def _rows(sql: str, asked: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, asked)
        return list(cursor.fetchall())
