"""Cells, counted from the rows below: forget the touched days of a source, then count them again."""

from __future__ import annotations

from collections.abc import Collection
from datetime import UTC, date, datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import connection

from metrics import rules
from metrics.models import AgreedHours, Cell
from metrics.queries.days import start_of

Key = tuple[int, date]  # service, day in the organisation's time zone
Keys = dict[str, set[Key]]  # by source
FAR = timedelta(days=10)
_LOCK = 1_297_040_467  # "METS": the cells of one service are counted by one at a time

_FORGET = """
delete from metrics_cell c using unnest(%(services)s::bigint[], %(days)s::date[]) k(service_id, day)
where c.service_id = k.service_id and c.day = k.day and c.measure = any(%(measures)s)
"""
# What is counted is demand: a change waits for its window on purpose, and is no part of it.
# Sums are added in a fixed order, so that counting twice gives the same last digit.
_INSERT = """
insert into metrics_cell (measure, service_id, team_id, day, n, total, base, seconds)
select v.measure, r.service_id, r.team_id, k.day, count(*), sum(v.value order by v.value), count(*),
    case when v.is_time then array_agg(v.value order by v.value) else '{{}}'::float8[] end
from {view} r join unnest(%(services)s::bigint[], %(days)s::date[]) k(service_id, day)
    on k.service_id = r.service_id and k.day = (r.{moment} at time zone %(zone)s)::date
cross join lateral (values {values}) v(measure, value, is_time)
where v.value is not null and r.kind in ('incident', 'request') and r.service_id = any(%(some)s) and r.{moment} >= %(since)s::timestamp at time zone %(zone)s
    and r.{moment} < (%(until)s + 1)::timestamp at time zone %(zone)s group by 1, 2, 3, 4, v.is_time
"""
_FLOWS = {
    "resolution": _INSERT.format(
        view="desk_resolution_v2", moment="resolved_at",
        values="('lead-time', r.seconds, true), ('time-to-restore', case when r.kind = 'incident' then r.seconds end, true), "
        "('first-contact', r.first_contact::int::float8, false), ('right-first-time', (not r.was_reopened)::int::float8, false)",
    ),
    "response": _INSERT.format(
        view="desk_response_v1", moment="responded_at", values="('response-time', r.seconds, true)"
    ),
    "survey": _INSERT.format(
        view="desk_survey_v1", moment="answered_at", values="('satisfaction', (r.score >= 4)::int::float8, false)"
    ),
}  # fmt: skip
# A ticket counts in the backlog of a day when it was open just before the next one began.
_FLOWS["open"] = """
with k as (select * from unnest(%(services)s::bigint[], %(days)s::date[]) k(service_id, day)),
aged as materialized (
    select o.service_id, o.team_id, d.day::date as day,
        extract(epoch from (d.day::date + 1)::timestamp at time zone %(zone)s - o.logged_at)::float8 as age
    from desk_open_v2 o cross join lateral generate_series(greatest((o.began_at at time zone %(zone)s)::date, %(since)s),
        least(coalesce((o.ended_at at time zone %(zone)s)::date - 1, %(until)s), %(until)s), interval '1 day') d(day)
    where o.kind in ('incident', 'request') and o.service_id = any(%(some)s) and o.over_at >= (%(since)s + 1)::timestamp at time zone %(zone)s
        and o.logged_at < (%(until)s + 1)::timestamp at time zone %(zone)s
)
insert into metrics_cell (measure, service_id, team_id, day, n, total, base, seconds)
select 'backlog-age', a.service_id, a.team_id, a.day, count(*), sum(a.age order by a.age), count(*), array_agg(a.age order by a.age)
from aged a join k on k.service_id = a.service_id and k.day = a.day where a.day <= %(closed)s group by 2, 3, 4
"""
_OUTAGES = """
select service_id, started_at, ended_at from incident_outage_v1
where not is_planned and service_id = any(%(services)s) and started_at < %(until)s and (ended_at is null or ended_at > %(since)s)
"""


def lock(services: Collection[int]) -> None:
    """Have the cells of these services to oneself until the transaction ends."""
    with connection.cursor() as cursor:
        cursor.execute("set local lock_timeout = '60s'")
        cursor.execute(
            "select pg_advisory_xact_lock(%s, s) from (select s from unnest(%s::int[]) s order by s) o",
            [_LOCK, sorted(services)],
        )


def count(keys: Keys, closed: date | None) -> None:
    """Count these days of these services anew from their sources; repeating it changes nothing. Call inside a transaction.

    `closed` is the last day that is over and closed: levels are known up to it.
    """
    lock({service_id for found in keys.values() for service_id, _ in found})
    for source, found in sorted(keys.items()):
        for some in _near(found):
            _count(source, some, closed)


def _near(keys: Collection[Key]) -> list[list[Key]]:
    """Keys in runs of days near each other, so that what lies between two distant ones is not read."""
    runs: list[list[Key]] = []
    for key in sorted(keys, key=lambda key: (key[1], key[0])):
        if runs and key[1] - runs[-1][-1][1] <= FAR:
            runs[-1].append(key)
        else:
            runs.append([key])
    return runs


def _count(source: str, keys: list[Key], closed: date | None) -> None:
    asked: dict[str, Any] = {
        "services": [k[0] for k in keys], "days": [k[1] for k in keys], "zone": settings.SVS_TIME_ZONE,
        "measures": rules.measures_of(source), "closed": closed, "some": sorted({k[0] for k in keys}),
        "since": min(k[1] for k in keys), "until": max(k[1] for k in keys),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_FORGET, asked)
        if source in _FLOWS:
            cursor.execute(_FLOWS[source], asked)
        else:
            Cell.objects.bulk_create(_availability(keys), batch_size=2000)


def _availability(keys: list[Key]) -> list[Cell]:
    """The availability of closed days: their agreed hours, less the union of unplanned outages."""
    wanted, days = set(keys), [day for _, day in keys]
    services = {service_id for service_id, _ in keys}
    agreed = AgreedHours.objects.filter(service__in=services, day__range=(min(days), max(days)))
    down = _outages(services, min(days), max(days))
    made = []
    for service_id, day, hours in agreed.values_list("service_id", "day", "hours"):
        if (service_id, day) not in wanted:
            continue
        opened = [(datetime.fromisoformat(a), datetime.fromisoformat(b)) for a, b in hours]
        up, base, n = rules.uptime(opened, down.get((service_id, day), ()))
        if base:
            made.append(Cell(measure="availability", service_id=service_id, day=day, n=n, total=up, base=base))  # fmt: skip
    return made


def _outages(services: set[int], since: date, until: date) -> dict[Key, list[tuple[datetime, datetime | None]]]:  # fmt: skip
    """Unplanned outages by the days they touch."""
    found: dict[Key, list[tuple[datetime, datetime | None]]] = {}
    first, last = start_of(since), start_of(until + timedelta(days=1))
    with connection.cursor() as cursor:
        cursor.execute(_OUTAGES, {"services": list(services), "since": first, "until": last})
        for service_id, started, ended in cursor.fetchall():
            day = max(started, first).astimezone(first.tzinfo).date()
            upto = min(ended or last, last).astimezone(first.tzinfo).date()
            while day <= upto:
                found.setdefault((service_id, day), []).append((started, ended))
                day += timedelta(days=1)
    return found


def agree(service_id: int, day: date, hours: list[tuple[datetime, datetime]]) -> AgreedHours:
    """The agreed hours of a day as they are kept."""
    pairs = [[a.astimezone(UTC).isoformat(), b.astimezone(UTC).isoformat()] for a, b in hours]
    return AgreedHours(service_id=service_id, day=day, hours=pairs)
