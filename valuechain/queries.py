"""The observed value stream: grouped scans over desk's published stretches, for the cases somebody may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from practices.desk import queries as desk
from practices.desk import states
from valuechain.rules.flow import END, START, Flow, Move, Node, Spread
from valuechain.rules.pingpong import PingPong, began
from valuechain.rules.streams import STREAMS

if TYPE_CHECKING:
    from collections.abc import Collection

    from svs.accounts.models import User

DAYS, ENOUGH = 90, 30
NOBODY = "Nobody yet"

# What a node is: who held the case, or in which state it was.
_KEYS = {
    "team": ("coalesce(s.team_id, 0)::text", "coalesce(s.prev_team_id, 0)::text"),
    "state": ("s.state", "s.prev_state"),
}
_NODES = """
select {key}, s.cause, count(*), sum(s.seconds), percentile_cont(0.5) within group (order by s.seconds),
       percentile_cont(0.9) within group (order by s.seconds)
from desk_stretch_v1 s where s.ticket_id in ({cases}) and s.phase <> 'DONE' group by 1, 2
"""
_CASES = """
select key, count(*), avg(first) from (
    select {key} as key, s.ticket_id, min(extract(epoch from s.began_at - s.logged_at)) as first
    from desk_stretch_v1 s where s.ticket_id in ({cases}) and s.phase <> 'DONE' group by 1, 2) v
group by 1
"""
# A move leads from one node to another; what changes only the holder inside a team is none. Way back: had it before.
_MOVES = """
select case when s.prev_state is null then 'start' when s.prev_state = any(%s) then 'end' else {prev} end as source,
       case when s.phase = 'DONE' then 'end' else {key} end as target, count(*),
       coalesce(sum(s.seconds) filter (where s.is_wait), 0), coalesce(sum(s.seconds) filter (where s.phase = 'ACTIVE'), 0),
       count(*) filter (where exists (select 1 from desk_stretch_v1 e where e.ticket_id = s.ticket_id
           and e.began_at < s.began_at and e.phase <> 'DONE' and s.phase <> 'DONE' and {key_e} = {key})),
       count(*) filter (where s.prev_state is not null and s.prev_team_id <> s.team_id)
from desk_stretch_v1 s
where s.ticket_id in ({cases})
  and (s.prev_state is null or (s.phase = 'DONE') <> (s.prev_state = any(%s))
       or (s.phase <> 'DONE' and {prev} <> {key}))
group by 1, 2
"""
_LEAD = """
select count(*), percentile_cont(0.5) within group (order by r.seconds), percentile_cont(0.9) within group (order by r.seconds)
from desk_resolution_v1 r where r.ticket_id in ({cases})
"""
_HANDOFFS = """
select count(*) from desk_stretch_v1 s where s.ticket_id in ({cases}) and s.prev_team_id <> s.team_id
"""
_WAITS = """
select s.cause, sum(s.seconds) from desk_stretch_v1 s where s.ticket_id in ({cases}) and s.is_wait group by 1 order by 2 desc
"""
# A way back undoes the handoff just before it. Both directions between two teams are one pair.
_BACK_AND_FORTH = """
with cases as materialized (
    select r.ticket_id, r.service_id from desk_resolution_v1 r where r.ticket_id in ({cases})
), moved as (
    select s.ticket_id, s.service_id, s.prev_team_id as source, s.team_id as target, s.began_at,
           lag(s.prev_team_id) over w as last_source, lag(s.team_id) over w as last_target, lag(s.began_at) over w as left_at
    from desk_stretch_v1 s join cases using (ticket_id) where s.prev_team_id <> s.team_id
    window w as (partition by s.ticket_id order by s.began_at)
), back as (
    select *, extract(epoch from began_at - left_at) as away, least(source, target) as one, greatest(source, target) as other,
           row_number() over (partition by ticket_id, least(source, target), greatest(source, target) order by began_at) as nth
    from moved where source = last_target and target = last_source
), pairs as (
    select service_id, one, other, count(distinct ticket_id) as cases, count(*) as returns, sum(away) as seconds,
           count(*) filter (where target = one) * 2 >= count(*) as is_home,
           array_agg(((%s at time zone %s)::date - (began_at at time zone %s)::date) / 7) filter (where nth = 1) as weeks_ago
    from back where %s::bigint[] is null or one = any(%s) or other = any(%s) group by 1, 2, 3
)
select p.service_id, coalesce(v.name, ''), one.id, one.name, other.id, other.name, p.cases, p.returns, p.seconds,
       (select count(*) from cases c where c.service_id is not distinct from p.service_id), p.is_home, p.weeks_ago
from pairs p join accounts_team one on one.id = p.one join accounts_team other on other.id = p.other
left join services_service v on v.id = p.service_id
order by p.cases desc, p.seconds desc, p.one, p.other limit %s
"""


@dataclass(frozen=True)
class Filter:
    """Which cases are looked at. Dates are days on which they were restored, both included."""

    since: date
    until: date
    service: int | None = None
    team: int | None = None
    priority: int | None = None
    by: str = "team"
    kind: str = "incident"


def period(
    user: User, service: int | None = None, *, kind: str = "incident"
) -> tuple[date, date] | None:
    """The last 90 days with enough data to draw a map of; None when nothing was ever restored."""
    return desk.last_period(user, kind=kind, days=DAYS, enough=ENOUGH, service_id=service)


def cases(user: User, asked: Filter) -> Any:
    """The cases done that a filter names and this person sees."""
    return desk.restored_cases(
        user, kind=asked.kind, since=asked.since, until=asked.until, service_id=asked.service,
        team_id=asked.team, priority=asked.priority,
    )  # fmt: skip


def flow(user: User, asked: Filter) -> Flow:
    """The observed flow of these cases, in six statements however many they are."""
    sql, params = desk.ids_as_sql(cases(user, asked))
    key, prev = _KEYS[asked.by]
    parts = {"key": key, "prev": prev, "key_e": key.replace("s.", "e."), "cases": sql}
    nodes = _nodes(parts, params, asked)
    phases = states.kind_of(asked.kind).phases
    done = [state for state, phase in phases.items() if phase == states.DONE]
    moves = [
        Move(source, target, count, wait, active, back)
        for source, target, count, wait, active, back, _ in _rows(
            _MOVES.format(**parts), (done, *params, done)
        )
    ]
    (count, median, p90), (handoffs,) = (
        _rows(statement.format(**parts), params)[0] for statement in (_LEAD, _HANDOFFS)
    )
    return Flow(nodes, moves, count, median, p90, handoffs)


def _nodes(parts: dict[str, str], params: tuple[Any, ...], asked: Filter) -> list[Node]:
    found = {
        key: Node(key, "", cases=count, entered=float(first))
        for key, count, first in _rows(_CASES.format(**parts), params)
    }
    names = _names(found, asked)
    for key, cause, n, total, median, p90 in _rows(_NODES.format(**parts), params):
        spread = Spread(n, float(total), median, p90)
        if cause:
            found[key].waits[cause] = spread
        else:
            found[key].active = spread
    return [replace(node, name=names.get(key, key)) for key, node in sorted(found.items())]


def _names(keys: Any, asked: Filter) -> dict[str, str]:
    if asked.by == "state":
        return dict(states.kind_of(asked.kind).labels)
    teams = desk.team_names({int(key) for key in keys})
    return {"0": NOBODY, **{str(pk): name for pk, name in teams.items()}}


def _rows(sql: str, params: tuple[Any, ...]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params)
        return list(cursor.fetchall())


def names_of(found: Flow, kind: str = "incident") -> dict[str, str]:
    """What the ends of moves are called."""
    return {
        START: "Logged",
        END: STREAMS[kind].done.capitalize(),
        **{node.key: node.name for node in found.nodes},
    }


def waits_of_service(user: User, service_id: int) -> list[tuple[str, float]]:
    """The waits of one service by cause over its last 90 days with data, largest first: two statements."""
    span = period(user, service_id)
    if span is None:
        return []
    sql, params = desk.ids_as_sql(cases(user, Filter(*span, service=service_id)))
    return [(cause, float(total)) for cause, total in _rows(_WAITS.format(cases=sql), params)]


def waits(
    user: User, since: date, until: date, kinds: tuple[str, ...] = ("incident", "request", "change")
) -> list[tuple[str, float]]:
    """What the cases of these days waited for, by cause, largest first: a statement a kind."""
    found: dict[str, float] = {}
    for kind in kinds:
        sql, params = desk.ids_as_sql(cases(user, Filter(since, until, kind=kind)))
        for cause, total in _rows(_WAITS.format(cases=sql), params):
            found[cause] = found.get(cause, 0) + float(total)
    return sorted(found.items(), key=lambda one: (-one[1], one[0]))


def behind(user: User, asked: Filter, source: str, target: str) -> Any:
    """The cases that made one move, as rows; both ends are teams, 0 stands for nobody."""
    ends = tuple(int(end) or None for end in (source, target))
    return desk.case_rows(cases(user, asked), moved=(ends[0], ends[1]))


def ping_pong_pairs(
    user: User, since: date, until: date, service: int | None = None, limit: int = 10, *, team: int | None = None,
    priority: int | None = None, teams: Collection[int] | None = None, kind: str = "incident",
) -> list[PingPong]:  # fmt: skip
    """Pairs of teams that hand cases of a service to each other and back (A, B, A again), most cases first: one statement.

    Over the cases of these days that this person sees. `teams`: only pairs with one of these.
    """
    sql, params = desk.ids_as_sql(
        cases(user, Filter(since, until, service, team, priority, kind=kind))
    )
    zone = settings.SVS_TIME_ZONE
    mine = None if teams is None else sorted(teams)
    end = datetime.combine(until, time(12), ZoneInfo(zone))
    rows = _rows(
        _BACK_AND_FORTH.format(cases=sql), (*params, end, zone, zone, mine, mine, mine, limit)
    )
    return [_pair(row, since, until) for row in rows]


def _pair(row: tuple[Any, ...], since: date, until: date) -> PingPong:
    """One row as a pair, the team that has the cases back first."""
    one, other = row[2:4], row[4:6]
    home, away = (one, other) if row[10] else (other, one)
    n = max(1, ((until - since).days + 1) // 7)  # whole weeks, counted back from the last day
    counts = [0] * n
    for ago in row[11]:
        if 0 <= ago < n:
            counts[n - 1 - ago] += 1
    return PingPong(
        row[0], row[1], home[0], home[1], away[0], away[1], cases=row[6], returns=row[7], seconds=float(row[8]), of=row[9],
        weeks=tuple(counts), since=began(counts, until - timedelta(days=7 * n - 1)),
    )  # fmt: skip


def ping_pong(user: User, asked: Filter, limit: int = 5) -> list[PingPong]:
    """The pairs behind what was asked of the map."""
    return ping_pong_pairs(
        user, asked.since, asked.until, asked.service, limit, team=asked.team, priority=asked.priority,
        kind=asked.kind,
    )  # fmt: skip
