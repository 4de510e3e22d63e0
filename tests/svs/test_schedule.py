"""Two schedulers run a job once, and an outage is caught up with one run."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection

from svs.events import schedule, verify
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.events.models import EventSeal, ScheduledRun
from svs.events.tasks import scheduled

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def test_two_ticks_of_one_moment_make_one_run_a_job():
    assert schedule.tick(NOON) == len(schedule.schedules())
    assert schedule.tick(NOON + timedelta(seconds=1)) == 0


def test_an_outage_of_three_days_is_caught_up_with_one_run():
    schedule.tick(NOON)
    schedule.tick(NOON + timedelta(days=3))

    assert ScheduledRun.objects.filter(job="seal_events").count() == 2


def test_a_seal_shows_when_the_last_events_of_a_subject_are_taken_away():
    with time_machine.travel(NOON, tick=False):
        for _ in range(2):
            emit("incident.logged", subject=("ticket", 1), actor=SYSTEM_ACTOR)
        schedule.tick(NOON)
        scheduled(ScheduledRun.objects.get(job="seal_events").pk)
    assert EventSeal.objects.get().heads == 1
    assert verify.faults() == []

    with connection.cursor() as cursor:
        cursor.execute("alter table events_domainevent disable trigger append_only")
        cursor.execute("delete from events_delivery")
        cursor.execute("delete from events_domainevent where seq = 2")
        cursor.execute(
            "update events_eventhead set seq = 1, hash = (select hash from events_domainevent)"
        )

    assert [fault.what for fault in verify.faults()] == ["seal of 2026-03-02 broken"]
