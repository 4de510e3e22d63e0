"""What those above need to know to count tickets."""

from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection

from practices.desk.models import Ticket


@dataclass(frozen=True)
class Moments:
    """The moments at which a ticket counts, as it is now."""

    ticket_id: int
    service_id: int | None
    logged_at: datetime
    resolved_at: datetime | None
    responded_at: datetime | None
    answered_at: datetime | None


def moments_of(ticket_ids: set[int]) -> list[Moments]:
    """The moments of these tickets, in one statement."""
    rows = Ticket.objects.filter(pk__in=ticket_ids).values_list(
        "pk", "service_id", "logged_at", "resolved_at", "responded_at", "survey__answered_at"
    )
    return [Moments(*row) for row in rows]


_OPEN_DAYS = """
select distinct ticket_id, d::date from desk_open_v2 o
cross join lateral generate_series((o.began_at at time zone %(zone)s)::date,
    least(coalesce((o.ended_at at time zone %(zone)s)::date - 1, %(until)s), %(until)s), interval '1 day') d
where ticket_id = any(%(tickets)s)
"""


def open_days(ticket_ids: set[int], until: date) -> list[tuple[int, date]]:
    """(ticket, day) of every day up to this one at whose end one of these tickets was open."""
    asked = {"zone": settings.SVS_TIME_ZONE, "until": until, "tickets": sorted(ticket_ids)}
    with connection.cursor() as cursor:
        cursor.execute(_OPEN_DAYS, asked)
        return [(int(ticket), day) for ticket, day in cursor.fetchall()]


def first_day() -> date | None:
    """The day on which the oldest ticket was logged, in the organisation's zone."""
    oldest = Ticket.objects.order_by("logged_at", "id").values_list("logged_at", flat=True).first()
    return oldest and oldest.astimezone(ZoneInfo(settings.SVS_TIME_ZONE)).date()
