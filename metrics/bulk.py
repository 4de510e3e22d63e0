"""Cells, recomputed from restored tickets: the same statement for one touched day and for the whole history."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.conf import settings
from django.db import connection, transaction

from metrics import rules

Key = tuple[int, date]  # service, day in the organisation's time zone

_FORGET = """
delete from metrics_cell c using unnest(%(services)s::bigint[], %(days)s::date[]) k(service_id, day)
where c.service_id = k.service_id and c.day = k.day
"""
_COUNT = """
insert into metrics_cell (measure, service_id, team_id, day, n, total, seconds)
select m.key, k.service_id, r.team_id, k.day, count(*), sum(r.seconds), array_agg(r.seconds order by r.seconds)
from unnest(%(services)s::bigint[], %(days)s::date[]) k(service_id, day)
join desk_resolution_v1 r on r.service_id = k.service_id
    and r.resolved_at >= k.day::timestamp at time zone %(zone)s
    and r.resolved_at < (k.day + 1)::timestamp at time zone %(zone)s
join unnest(%(measures)s::text[], %(kinds)s::text[]) m(key, kind) on m.kind = '' or m.kind = r.kind
group by m.key, k.service_id, r.team_id, k.day
"""
_DAYS = """
select distinct service_id, (resolved_at at time zone %(zone)s)::date from desk_resolution_v1 where service_id is not null
union select distinct service_id, day from metrics_cell
"""


@transaction.atomic
def recompute(keys: Iterable[Key]) -> None:
    """Count these days of these services anew, from the tickets; repeating it changes nothing."""
    wanted = sorted(set(keys))
    if not wanted:
        return
    with connection.cursor() as cursor:
        given = {
            **_parameters(),
            "services": [k[0] for k in wanted],
            "days": [k[1] for k in wanted],
        }
        cursor.execute(_FORGET, given)
        cursor.execute(_COUNT, given)


def recompute_all() -> int:
    """Count every day anew; returns how many days of services there are."""
    with connection.cursor() as cursor:
        cursor.execute(_DAYS, _parameters())
        keys = [(int(row[0]), row[1]) for row in cursor.fetchall()]
    recompute(keys)
    return len(keys)


def _parameters() -> dict[str, Any]:
    pairs = [
        (measure.key, kind)
        for measure in rules.MEASURES.values()
        for kind in (measure.kinds or ("",))
    ]
    return {
        "zone": settings.SVS_TIME_ZONE,
        "measures": [key for key, _ in pairs],
        "kinds": [kind for _, kind in pairs],
    }
