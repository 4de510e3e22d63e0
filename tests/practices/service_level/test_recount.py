"""Other hours move what runs, in a job, and leave alone what was counted, what is over and what was promised."""

from datetime import date

import pytest
import time_machine

from practices.desk.models import Clock, Ticket
from practices.desk.operations import clocks
from practices.incident import operations as incidents
from practices.service_level import operations
from practices.service_level.models import Target
from svs.events import deliver, jobs
from svs.events.actor import person
from svs.events.models import Job
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def by_admin(administrator):
    return person(administrator)


def work() -> None:
    """What relay and worker do."""
    while deliver.drain("desk.recount_clocks"):
        pass
    for job in Job.objects.filter(kind=clocks.RECOUNT, state="running"):
        jobs.advance(job.pk)


def due(ticket: Ticket):
    ticket.refresh_from_db()
    clock = Clock.objects.get(ticket=ticket, measure="resolution")
    assert clock.due_at == ticket.due_at
    return ticket.due_at


@pytest.fixture
def ticket(office, targets, by_agent):
    with time_machine.travel(local(2026, 3, 2, 9), tick=False):
        return incidents.log_incident(actor=by_agent, title="Slow")  # 16 h: Tuesday 15:00


def test_a_forgotten_holiday_moves_what_runs(ticket, office, by_admin):
    operations.add_holiday(calendar=office, actor=by_admin, day=date(2026, 3, 3), name="Stock taking")  # fmt: skip
    work()

    assert due(ticket) == local(2026, 3, 4, 15)
    job = Job.objects.get()
    assert (job.state, job.done, job.total, job.result) == ("done", 1, 1, {"moved": 2})


def test_a_service_that_agrees_on_other_hours_takes_its_tickets_along(
    office, targets, by_agent, by_admin, scanners
):
    with time_machine.travel(local(2026, 3, 2, 9), tick=False):
        ticket = incidents.log_incident(actor=by_agent, title="Slow", service_id=scanners.pk)
    always = {str(day): [["00:00", "24:00"]] for day in range(7)}
    made = operations.create_calendar(actor=by_admin, name="Always", time_zone="UTC", hours=always, services=[scanners.pk])  # fmt: skip
    work()

    assert due(ticket) == local(2026, 3, 3, 1)
    assert set(ticket.clocks.values_list("calendar", flat=True)) == {made.pk}


def test_what_was_counted_before_a_pause_stays_and_a_waiting_ticket_keeps_what_is_left(
    ticket, office, by_agent, by_admin
):
    with time_machine.travel(local(2026, 3, 2, 17), tick=False):
        incidents.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    short = {str(day): [["09:00", "13:00"]] for day in range(5)}
    operations.change_calendar(calendar=office, actor=by_admin, fields={"hours": short})
    work()

    assert due(ticket) == local(2026, 3, 4, 13)  # 8 h are left, as if it went on at once
    with time_machine.travel(local(2026, 3, 9, 12), tick=False):
        incidents.resume_incident(ticket=ticket, actor=by_agent)
    assert due(ticket) == local(2026, 3, 11, 12)
    assert Clock.objects.get(ticket=ticket, measure="resolution").used_seconds == 8 * HOUR


def test_a_ticket_that_is_over_is_left_alone(ticket, office, by_agent, agent, by_admin):
    with time_machine.travel(local(2026, 3, 2, 10), tick=False):
        incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
        incidents.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="Restarted",
            resolution_code="fixed",
            cause_code="unknown",
        )
    before = due(ticket)
    operations.add_holiday(calendar=office, actor=by_admin, day=date(2026, 3, 3), name="Stock taking")  # fmt: skip
    work()

    assert due(ticket) == before


def test_another_time_is_for_new_tickets_only(ticket, office, by_agent, by_admin):
    before = due(ticket)
    with time_machine.travel(local(2026, 3, 2, 9, 30), tick=False):
        operations.set_target(actor=by_admin, kind="incident", priority=3, seconds=HOUR)
    work()

    assert due(ticket) == before
    with time_machine.travel(local(2026, 3, 2, 10), tick=False):
        assert incidents.log_incident(actor=by_agent, title="New").due_at == local(2026, 3, 2, 11)


def test_many_tickets_go_in_chunks_and_twice_changes_nothing(
    office, targets, by_agent, by_admin, monkeypatch
):
    monkeypatch.setattr(clocks, "CHUNK", 2)
    with time_machine.travel(local(2026, 3, 2, 9), tick=False):
        made = [incidents.log_incident(actor=by_agent, title=f"No {n}") for n in range(5)]
    for day in (3, 4):
        operations.add_holiday(calendar=office, actor=by_admin, day=date(2026, 3, day), name="Closed")  # fmt: skip
    work()

    assert {due(ticket) for ticket in made} == {local(2026, 3, 5, 15)}
    assert Job.objects.get().result == {"moved": 10}
    again = jobs.start(clocks.RECOUNT)
    jobs.advance(again.pk)
    again.refresh_from_db()
    assert (again.state, again.done, again.result) == ("done", 5, {"moved": 0})


def test_hours_that_are_taken_away_and_come_back(office, targets, by_agent, by_admin):
    target = Target.objects.get(kind="incident", priority=3, measure="resolution")
    target.delete()
    with time_machine.travel(local(2026, 3, 2, 9), tick=False):
        ticket = incidents.log_incident(actor=by_agent, title="Slow")

    assert ticket.due_at is None
    assert ticket.response_due_at == local(2026, 3, 2, 13)
