"""Counting anew as its page shows it, and planned outages, which availability leaves out and lists."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from django.db import connection

from metrics import rules
from metrics.models import ClosedDay
from metrics.queries.days import last_closed, start_of
from metrics.queries.kpis import Standing
from svs.events.models import Job

if TYPE_CHECKING:
    from svs.accounts.models import User

RECOUNT = "metrics.recount"
_PLANNED = """
select started_at, ended_at from incident_outage_v1
where is_planned and service_id = %(service)s and started_at < %(until)s and (ended_at is null or ended_at > %(since)s)
order by started_at desc limit 20
"""


def recounts(user: User) -> dict[str, Any]:
    """The last day closed, and the last counts with what they found."""
    jobs = list(Job.objects.filter(kind=RECOUNT).order_by("-id")[:10])
    return {
        "closed": last_closed(), "closed_days": ClosedDay.objects.count(), "jobs": jobs,
        "running": next((job for job in jobs if job.state == Job.State.RUNNING), None),
    }  # fmt: skip


def planned_outages(service_id: int, until: date) -> list[dict[str, Any]]:
    """Planned outages of the last four weeks with data, newest first."""
    asked: dict[str, Any] = {
        "service": service_id, "since": start_of(until - timedelta(days=rules.WINDOW_DAYS - 1)), "until": start_of(until + timedelta(days=1)),
    }  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PLANNED, asked)
        return [{"started_at": since, "ended_at": until} for since, until in cursor.fetchall()]


def planned_of(shown: Standing) -> list[dict[str, Any]]:
    """What an availability leaves out; nothing for other measures."""
    if shown.measure.source != "outage" or shown.until is None:
        return []
    return planned_outages(shown.kpi.service_id, shown.until)
