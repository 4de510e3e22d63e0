"""A time is promised from a day on; what was promised before stays as history, and each clock names its promise."""

from datetime import date, timedelta

import pytest
import time_machine

from practices.desk.models import Clock, Ticket
from practices.desk.operations import renewing
from practices.incident import operations as incidents
from practices.service_level import operations
from practices.service_level.models import Target
from svs.errors import RuleViolation
from svs.events import deliver, jobs
from svs.events.actor import person
from svs.events.models import DomainEvent, Job
from tests.conftest import api_as
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db


def at(*parts: int) -> time_machine.travel:
    return time_machine.travel(local(*parts), tick=False)


def work() -> None:
    """What relay and worker do."""
    while deliver.drain("desk.renew_promises"):
        pass
    for job in Job.objects.filter(kind=renewing.RENEW, state="running"):
        jobs.advance(job.pk)


def clock_of(ticket: Ticket, measure: str = "resolution") -> Clock:
    return Clock.objects.get(ticket=ticket, measure=measure)


@pytest.fixture
def by_admin(administrator):
    return person(administrator)


@pytest.fixture
def promised(office, by_admin):
    """From January: 16 h for P3 and 4 h for P1."""
    with at(2026, 1, 5, 9):
        for priority, hours in ((1, 4), (3, 16)):
            operations.set_target(actor=by_admin, kind="incident", priority=priority, seconds=hours * HOUR)  # fmt: skip


def log(*parts: int, by, **said) -> Ticket:
    with at(*parts):
        return incidents.log_incident(actor=by, title="Slow", **said)


def test_another_time_holds_from_its_day_and_the_one_before_ends_then(promised, by_admin, by_agent):  # fmt: skip
    with at(2026, 3, 2, 9):
        later = operations.set_target(
            actor=by_admin, kind="incident", priority=3, seconds=8 * HOUR, holds_from=date(2026, 3, 9)
        )  # fmt: skip
    before, after = log(2026, 3, 6, 9, by=by_agent), log(2026, 3, 9, 9, by=by_agent)

    first = Target.objects.get(priority=3, holds_until__isnull=False)
    assert first.holds_until == later.holds_from
    assert (clock_of(before).target, clock_of(before).target_seconds) == (first, 16 * HOUR)
    assert (clock_of(after).target, clock_of(after).target_seconds) == (later, 8 * HOUR)


def test_another_priority_takes_what_was_promised_when_the_ticket_was_logged(promised, by_admin, by_agent):  # fmt: skip
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 10):
        operations.set_target(actor=by_admin, kind="incident", priority=1, seconds=HOUR)
    with at(2026, 3, 2, 11):
        incidents.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)

    clock = clock_of(ticket)
    assert (clock.target_seconds, clock.due_at) == (4 * HOUR, local(2026, 3, 2, 13))
    assert [(seconds, target) for _, seconds, target in clock.earlier] == [(16 * HOUR, Target.objects.get(priority=3).pk)]  # fmt: skip


def test_where_nothing_was_promised_yet_the_first_promise_made_since_is_taken(promised, by_admin, by_agent):  # fmt: skip
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 10):
        operations.set_target(actor=by_admin, kind="incident", priority=2, seconds=8 * HOUR)
        incidents.prioritise_incident(ticket=ticket, actor=by_agent, priority=2)

    assert clock_of(ticket).target_seconds == 8 * HOUR


def test_a_time_for_open_tickets_too_is_given_to_them_by_a_job(promised, by_admin, by_agent, scanners):  # fmt: skip
    with at(2026, 1, 6, 9):
        operations.set_target(actor=by_admin, kind="incident", priority=3, seconds=2 * HOUR, service=scanners)  # fmt: skip
    ticket = log(2026, 3, 2, 9, by=by_agent)
    own = log(2026, 3, 2, 9, by=by_agent, service_id=scanners.pk)
    with at(2026, 3, 2, 10):
        made = operations.set_target(
            actor=by_admin, kind="incident", priority=3, seconds=8 * HOUR, open_too=True
        )
        work()

    clock = clock_of(ticket)
    assert (clock.target, clock.due_at, clock.promised_as_of) == (made, local(2026, 3, 2, 17), local(2026, 3, 2, 10))  # fmt: skip
    assert Ticket.objects.get(pk=ticket.pk).due_at == clock.due_at
    assert clock_of(own).target_seconds == 2 * HOUR
    job = Job.objects.get(kind=renewing.RENEW)
    assert (job.state, job.done, job.total, job.result) == ("done", 2, 2, {"renewed": 1})
    event = DomainEvent.objects.get(name="ticket.retargeted")
    assert (event.subject_id, event.data["before"], event.data["seconds"]) == (ticket.pk, 16 * HOUR, 8 * HOUR)  # fmt: skip


def test_a_job_for_a_day_ahead_waits_for_it(promised, by_admin, by_agent):
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 10):
        operations.set_target(
            actor=by_admin, kind="incident", priority=3, seconds=20 * HOUR, open_too=True, holds_from=date(2026, 3, 3)
        )  # fmt: skip
        work()
        assert clock_of(ticket).target_seconds == 16 * HOUR
    with at(2026, 3, 3, 1):
        work()

    assert clock_of(ticket).target_seconds == 20 * HOUR


def test_what_was_promised_is_not_rewritten_but_a_first_promise_may_begin_in_the_past(promised, by_admin):  # fmt: skip
    with at(2026, 3, 2, 9):
        with pytest.raises(RuleViolation, match="not rewritten"):
            operations.set_target(actor=by_admin, kind="incident", priority=3, seconds=HOUR, holds_from=date(2026, 3, 1))  # fmt: skip
        first = operations.set_target(actor=by_admin, kind="incident", priority=2, seconds=HOUR, holds_from=date(2025, 1, 1))  # fmt: skip

    assert first.holds_from.date() <= date(2025, 1, 1)


def test_a_time_that_was_planned_is_taken_back_and_the_one_before_goes_on(promised, by_admin):
    with at(2026, 3, 2, 9):
        planned = operations.set_target(
            actor=by_admin, kind="incident", priority=3, seconds=HOUR, holds_from=date(2026, 4, 1)
        )
        operations.withdraw_target(target=planned, actor=by_admin)

    assert Target.objects.get(priority=3).holds_until is None


def test_a_time_that_ended_cannot_end_again_and_a_new_one_begins_after_the_gap(promised, by_admin, by_agent):  # fmt: skip
    target = Target.objects.get(priority=3)
    with at(2026, 3, 2, 9):
        operations.withdraw_target(target=target, actor=by_admin)
    with at(2026, 3, 2, 10):
        with pytest.raises(RuleViolation):
            operations.withdraw_target(target=target, actor=by_admin)
        assert incidents.log_incident(actor=by_agent, title="Slow").due_at is None
        operations.set_target(actor=by_admin, kind="incident", priority=3, seconds=HOUR)
    with at(2026, 3, 2, 11):
        assert incidents.log_incident(actor=by_agent, title="Slow").due_at == local(2026, 3, 2, 12)
        assert Target.objects.filter(priority=3).count() == 2


def test_the_page_of_a_time_shows_its_history_and_an_administrator_says_who_is_told(
    promised, client, administrator, agent, owner, by_admin
):
    with at(2026, 3, 2, 9):
        made = operations.set_target(actor=by_admin, kind="incident", priority=3, seconds=8 * HOUR)
    url = f"/service-levels/{made.pk}/"
    client.force_login(administrator)
    client.post(f"{url}escalation/", {"escalates_to": owner.pk})
    client.force_login(agent)
    page = client.get(url).content.decode()

    assert "8h of work, promised to tickets logged now" in page
    assert "16h" in page
    assert "Elena Petrova" in page
    assert client.post(f"{url}escalation/", {"escalates_to": ""}).status_code == 403
    made.refresh_from_db()
    assert made.escalates_to == owner


def test_a_table_of_times_is_saved_for_a_day_ahead_and_for_open_tickets(client, administrator, office, by_agent):  # fmt: skip
    client.force_login(administrator)
    with at(2026, 3, 2, 9):
        client.post("/admin/targets/", {"incident_3_resolution": "16h"})
        client.post("/admin/targets/", {"incident_3_resolution": "8h", "holds_from": "2026-03-09", "open_too": "on"})  # fmt: skip
        page = client.get("/admin/targets/").content.decode()

    assert "8h from 9 Mar 2026" in page
    assert Target.objects.count() == 2
    assert DomainEvent.objects.filter(name="target.set").last().data["open_too"] is True


@pytest.mark.parametrize("day", ["0001-01-01", "9999-12-31", "2026-02-30", "tomorrow", 5, {}, True])
def test_a_day_that_is_none_is_refused_by_api(administrator, office, day):
    body = {"kind": "incident", "priority": 1, "measure": "response", "seconds": 600, "holds_from": day}  # fmt: skip
    answer = api_as(administrator, "services:read", "services:write").post("/api/v1/targets/", body, format="json")  # fmt: skip

    assert answer.status_code in (400, 409)
    assert not Target.objects.exists()


def test_terms_of_the_same_promise_never_overlap(promised, by_admin):
    with pytest.raises(Exception, match="target_never_overlaps"):
        Target.objects.create(kind="incident", priority=3, measure="resolution", seconds=60, holds_from=local(2026, 2, 1))  # fmt: skip


def test_a_clock_keeps_what_it_counted_and_by_which_hours(promised, by_admin, by_agent, office):
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 11):
        incidents.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 3, 2, 12):
        operations.change_calendar(calendar=office, actor=by_admin, fields={"hours": {"0": [["13:00", "18:00"]]}})  # fmt: skip
        incidents.resume_incident(ticket=ticket, actor=by_agent)
    with at(2026, 3, 2, 14):
        incidents.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")

    clock = clock_of(ticket)
    assert [(version, seconds) for *_, version, seconds in clock.runs] == [(1, 2 * HOUR), (2, HOUR)]
    assert clock.used_seconds == 3 * HOUR
    assert office.versions.get().hours["0"] == [["08:00", "18:00"]]
    assert timedelta(seconds=clock.used_seconds) == timedelta(hours=3)
