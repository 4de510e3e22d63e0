"""When a promise runs out people are told in time, once a clock and promise; what stands warns nobody."""

import time

import pytest
import time_machine
from django.db import connection

from practices.desk.models import Clock, Ticket
from practices.desk.operations import warnings
from practices.desk.tasks import tell_crossed
from practices.incident import operations as incidents
from practices.service_level import operations as levels
from practices.service_level.models import Calendar, Target
from svs.accounts.models import Membership
from svs.events import jobs, schedule
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.knobs import registry as knobs
from tests.conftest import make_person
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db


def at(*parts: int) -> time_machine.travel:
    return time_machine.travel(local(*parts), tick=False)


@pytest.fixture
def promised(db):
    """Mon to Fri 08:00 to 18:00; P3 in 10 h, P1 in 4."""
    Calendar.objects.create(
        name="Office", time_zone="Europe/Amsterdam", is_default=True, hours={str(day): [["08:00", "18:00"]] for day in range(5)}
    )  # fmt: skip
    for priority, hours in ((1, 4), (3, 10)):
        Target.objects.create(kind="incident", priority=priority, seconds=hours * HOUR)


@pytest.fixture
def ticket(promised, by_agent, agent, scanners, service_desk) -> Ticket:
    """Logged on Monday at 13:00: half at 18:00 that evening, due on Tuesday at 13:00."""
    with at(2026, 3, 2, 13):
        made = incidents.log_incident(actor=by_agent, title="Slow", service_id=scanners.pk)
        return incidents.assign_incident(ticket=made, actor=by_agent, team_id=service_desk.pk, assignee_id=agent.pk)  # fmt: skip


def told() -> list[tuple[str, int]]:
    rows = DomainEvent.objects.filter(name__startswith="ticket.clock_").order_by("id")
    return [(event.name.removeprefix("ticket.clock_"), event.data["percent"]) for event in rows]


def test_each_share_is_told_once_when_it_is_used_in_hours_of_work(ticket):
    for moment, expected in (
        ((2026, 3, 2, 17, 59), []),
        ((2026, 3, 2, 18, 1), [50]),
        ((2026, 3, 2, 23), [50]),
        ((2026, 3, 3, 10, 31), [50, 75]),
        ((2026, 3, 3, 12, 1), [50, 75, 90]),
        ((2026, 3, 3, 13, 1), [50, 75, 90, 100]),
        ((2026, 3, 9, 13), [50, 75, 90, 100]),
    ):
        with at(*moment):
            tell_crossed()
        assert [percent for _, percent in told()] == expected

    assert told()[-1] == ("breached", 100)
    crossed = DomainEvent.objects.get(data__percent=75)
    assert crossed.occurred_at == local(2026, 3, 3, 10, 30)
    assert (crossed.data["measure"], crossed.data["target_id"]) == ("resolution", Target.objects.get(priority=3).pk)  # fmt: skip


def test_the_relay_wakes_a_worker_as_soon_as_a_share_is_used(ticket):
    asked = schedule.waiting()["desk.tell_crossed"].due
    with at(2026, 3, 2, 18):
        assert not asked()
    with at(2026, 3, 2, 18, 1):
        assert asked()
        tell_crossed()
        assert not asked()


def test_the_holder_then_the_leads_then_the_owner_then_whoever_the_promise_names_are_told(ticket, agent, owner, service_desk):  # fmt: skip
    lead, sponsor = make_person("Lea Lead"), make_person("Ingrid Holm")
    Membership.objects.create(user=lead, team=service_desk, is_lead=True)
    Target.objects.update(escalates_to=sponsor)
    with at(2026, 3, 4, 9):
        tell_crossed()

    who = [event.data["who"] for event in DomainEvent.objects.filter(name__startswith="ticket.clock_").order_by("id")]  # fmt: skip
    assert who == [
        [agent.pk], [agent.pk, lead.pk], [agent.pk, owner.pk], [agent.pk, lead.pk, owner.pk, sponsor.pk],
    ]  # fmt: skip


def test_the_policy_says_who_is_told_and_nobodys_ticket_is_its_leads(ticket, by_agent, service_desk):  # fmt: skip
    lead = make_person("Lea Lead")
    Membership.objects.create(user=lead, team=service_desk, is_lead=True)
    knobs.set_value(key="desk.told_at_75", value=[], effective_at=local(2026, 1, 1))
    with at(2026, 3, 2, 14):
        incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk, assignee_id=None)  # fmt: skip
    with at(2026, 3, 3, 11):
        tell_crossed()

    assert [event.data["who"] for event in DomainEvent.objects.filter(name="ticket.clock_warned").order_by("id")] == [[lead.pk], []]  # fmt: skip


def test_what_stands_warns_nobody_and_goes_on_where_it_was(ticket, by_agent):
    with at(2026, 3, 2, 14):
        incidents.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 3, 20, 14):
        tell_crossed()
        assert told() == []
        incidents.resume_incident(ticket=ticket, actor=by_agent)
    with at(2026, 3, 20, 17, 59):
        tell_crossed()
        assert told() == []
    with at(2026, 3, 20, 18, 1):
        tell_crossed()
    assert told() == [("warned", 50)]


def test_after_another_promise_only_what_lies_ahead_is_told(ticket, by_agent):
    with at(2026, 3, 2, 16, 15):  # 3:15 h used: 81 % of the 4 h of a P1
        incidents.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)
        tell_crossed()
        assert told() == []
    with at(2026, 3, 2, 17, 1):
        tell_crossed()
    assert told() == [("warned", 90), ("breached", 100)]


def test_a_promise_that_breaks_by_being_changed_is_told_as_broken_only(ticket, by_agent):
    with at(2026, 3, 2, 17, 30):
        incidents.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)
    with at(2026, 3, 2, 17, 31):
        tell_crossed()

    assert told() == [("breached", 100)]


def test_restored_in_time_nobody_is_told_and_reopened_it_goes_on(ticket, by_agent):
    done = {"resolution": "Restarted", "resolution_code": "fixed", "cause_code": "unknown"}
    with at(2026, 3, 2, 14):
        incidents.resolve_incident(ticket=ticket, actor=by_agent, **done)
    with at(2026, 3, 4, 14):
        tell_crossed()
        assert told() == []
        incidents.reopen_incident(ticket=ticket, actor=by_agent)
    with at(2026, 3, 4, 18, 1):
        tell_crossed()
    assert told() == [("warned", 50)]


def test_a_holiday_found_late_moves_the_warning_too(ticket, administrator, by_agent):
    office = Calendar.objects.get()
    with at(2026, 3, 2, 14):
        levels.add_holiday(calendar=office, actor=person(administrator), day=local(2026, 3, 3).date(), name="Closed")  # fmt: skip
        job = jobs.start("desk.recount_clocks")
        jobs.advance(job.pk)
    with at(2026, 3, 3, 17):
        tell_crossed()
    assert told() == [("warned", 50)]
    assert Clock.objects.get().next_warning_at == local(2026, 3, 4, 10, 30)


def test_a_clock_somebody_works_on_is_told_the_next_time(ticket):
    """The statement skips rows held by others; that it asks so is what keeps it from ever waiting."""
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with at(2026, 3, 3, 9), CaptureQueriesContext(connection) as asked:
        tell_crossed()
    locking = [q["sql"] for q in asked.captured_queries if "SKIP LOCKED" in q["sql"]]
    assert any("desk_clock" in sql for sql in locking)


def test_thousands_due_in_one_minute_are_told_in_batches_each_once(promised, by_agent):
    """F12 at a tenth: a transaction for every few, none twice, none left."""
    with at(2026, 3, 2, 13):
        made = incidents.log_incident(actor=by_agent, title="Slow")
    first, clock = Ticket.objects.get(pk=made.pk), Clock.objects.get()
    tickets = Ticket.objects.bulk_create([
        Ticket(
            **{f.attname: getattr(first, f.attname) for f in Ticket._meta.concrete_fields if f.attname not in ("id", "ref", "title")},
            title=f"No {n}", ref=f"INC-9{n:05d}",
        )
        for n in range(4_999)
    ])  # fmt: skip
    Clock.objects.bulk_create([
        Clock(**{f.attname: getattr(clock, f.attname) for f in Clock._meta.concrete_fields if f.attname not in ("id", "ticket_id")}, ticket=t)
        for t in tickets
    ])  # fmt: skip

    began = time.perf_counter()
    with at(2026, 3, 2, 18, 1):
        while warnings.tell_crossed():
            pass
    took = time.perf_counter() - began

    rows = DomainEvent.objects.filter(name="ticket.clock_warned")
    assert rows.count() == rows.values("subject_id").distinct().count() == 5_000
    assert not Clock.objects.filter(next_warning_at__lt=local(2026, 3, 2, 18, 1)).exists()
    assert took < 60
