"""Days in the organisation's time zone, and which of them are over."""

from __future__ import annotations

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db.models import Max
from django.utils import timezone

from metrics.models import ClosedDay


def zone() -> ZoneInfo:
    """The organisation's time zone."""
    return ZoneInfo(settings.SVS_TIME_ZONE)


def day_of(moment: datetime) -> date:
    """The day of a moment in the organisation's time zone."""
    return moment.astimezone(zone()).date()


def start_of(day: date) -> datetime:
    """The moment a day begins there."""
    return datetime.combine(day, time(), zone())


def today() -> date:
    """The day it is there now."""
    return day_of(timezone.now())


def last_closed() -> date | None:
    """The last day whose levels were taken."""
    found: date | None = ClosedDay.objects.aggregate(last=Max("day"))["last"]
    return found
