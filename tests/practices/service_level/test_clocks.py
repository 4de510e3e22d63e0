"""Clocks on tickets: they count the hours agreed, stand where nobody of ours can go on, and keep what was used."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.desk import operations as desk
from practices.desk import queries
from practices.desk.models import Clock, Stretch, Ticket
from practices.incident import operations
from practices.service_level.models import Calendar, Target
from practices.service_level.queries import forget_promises
from svs.accounts.models import Role
from svs.errors import TransitionNotAllowed
from svs.knobs import registry as knobs
from tests.conftest import make_person
from tests.oracle.wall import Wall
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def at(*parts: int) -> time_machine.travel:
    return time_machine.travel(local(*parts), tick=False)


def clock_of(ticket: Ticket, measure: str = "resolution") -> Clock:
    return Clock.objects.get(ticket=ticket, measure=measure)


def chip_of(ticket: Ticket) -> queries.ClockChip:
    row = queries.queue_rows(Ticket.objects.filter(pk=ticket.pk)).get()
    return queries.clock_chip(row, timezone.now())


@pytest.fixture
def ticket(office, targets, by_agent, requester):
    """Logged on Maundy Thursday at 16:00; until Tuesday there are two hours of work."""
    with at(2026, 4, 2, 16):
        return operations.log_incident(actor=by_agent, title="Slow", requester=requester)


def test_both_promises_are_made_when_a_ticket_is_logged(ticket, office):
    assert ticket.due_at == local(2026, 4, 8, 12)  # 2 h on Thursday, 10 h on Tuesday, 4 h
    assert ticket.response_due_at == local(2026, 4, 7, 10)
    clock = clock_of(ticket, "response")
    assert (clock.calendar, clock.running_since, clock.due_at) == (
        office, local(2026, 4, 2, 16), ticket.response_due_at,
    )  # fmt: skip


def test_a_chip_is_right_by_night_and_on_holidays(ticket):
    for moment in [(2026, 4, 2, 18), (2026, 4, 2, 23), (2026, 4, 3, 12), (2026, 4, 7, 8)]:
        with at(*moment):
            chip = chip_of(ticket)
        assert (chip.status, chip.seconds_left, chip.used) == ("ok", 14 * HOUR, 12)
    with at(2026, 4, 7, 18):
        assert chip_of(ticket) == queries.ClockChip("risk", 75, 4 * HOUR)
    with at(2026, 4, 8, 14):
        assert chip_of(ticket) == queries.ClockChip("breached", 100, -2 * HOUR)


def test_a_promise_that_fell_due_at_closing_time_is_broken_that_evening(office, targets, by_agent):
    with at(2026, 3, 2, 14):
        ticket = operations.log_incident(actor=by_agent, title="Down", impact=1, urgency=1)
    with at(2026, 3, 2, 18):
        assert chip_of(ticket).status == "risk"
    with at(2026, 3, 2, 18, 1):
        assert chip_of(ticket) == queries.ClockChip("breached", 100, 0)


def test_waiting_costs_no_time_even_when_it_lasts_longer_than_the_promise(ticket, by_agent):
    with at(2026, 4, 7, 9):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 5, 20, 3):
        assert chip_of(ticket) == queries.ClockChip("paused", 19, 13 * HOUR)
        operations.resume_incident(ticket=ticket, actor=by_agent)

    clock = clock_of(ticket)
    assert clock.used_seconds == 3 * HOUR
    assert clock.due_at == local(2026, 5, 21, 11)
    assert clock.paused_at is None


def test_waiting_does_not_stop_the_clock_of_the_first_answer(ticket, by_agent):
    with at(2026, 4, 7, 9):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")

    assert clock_of(ticket, "response").running_since == local(2026, 4, 2, 16)


def test_a_reopened_ticket_goes_on_with_what_it_has_used(ticket, by_agent, agent):
    with at(2026, 4, 2, 17):
        knobs.set_value(key="incident.reopen_days", value=60)
        operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
        operations.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="Restarted",
            resolution_code="fixed",
            cause_code="unknown",
        )
    with at(2026, 4, 30, 17):
        assert chip_of(ticket).status == "met"
        operations.reopen_incident(ticket=ticket, actor=by_agent)

    clock = clock_of(ticket)
    assert (clock.used_seconds, clock.stopped_at) == (HOUR, None)
    assert clock.due_at == local(2026, 5, 4, 12)  # 15 h are left: 1 on Thursday, 10 on Friday


def test_another_priority_is_another_promise_and_keeps_the_time_used(ticket, by_agent):
    with at(2026, 4, 2, 17):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 4, 7, 9):
        operations.resume_incident(ticket=ticket, actor=by_agent)
    with at(2026, 4, 7, 10):
        operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)

    ticket.refresh_from_db()
    assert ticket.due_at == local(2026, 4, 7, 12)
    assert ticket.due_seconds == 4 * HOUR
    assert ticket.response_due_at == local(2026, 4, 2, 17)  # broken the moment it is urgent


def test_a_waiting_ticket_is_promised_anew_and_still_stands(ticket, by_agent):
    with at(2026, 4, 2, 17):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 4, 7, 10):
        operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)
        assert chip_of(ticket) == queries.ClockChip("paused", 25, 3 * HOUR)


def test_another_service_counts_by_its_own_hours_from_then_on(ticket, by_agent, scanners, always):
    with at(2026, 4, 2, 22):
        operations.change_incident(
            ticket=ticket, actor=by_agent, fields={"service_id": scanners.pk}
        )

    clock = clock_of(ticket)
    assert (clock.used_seconds, clock.calendar) == (2 * HOUR, always)
    assert clock.due_at == local(2026, 4, 3, 12)


def test_a_target_of_the_service_goes_before_the_general_one(office, targets, by_agent, scanners):
    Target.objects.create(service=scanners, kind="incident", priority=3, seconds=HOUR)
    with at(2026, 3, 2, 9):
        ticket = operations.log_incident(actor=by_agent, title="Slow", service_id=scanners.pk)

    assert ticket.due_at == local(2026, 3, 2, 10)
    assert ticket.response_due_at == local(2026, 3, 2, 13)


def test_where_nothing_is_promised_any_more_no_clock_is_left_and_a_new_promise_knows_the_life(
    ticket, by_agent
):
    with at(2026, 4, 2, 17):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 4, 7, 9):
        operations.resume_incident(ticket=ticket, actor=by_agent)
        operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=4)
        ticket.refresh_from_db()
        assert (ticket.due_at, ticket.due_seconds, ticket.clocks.count()) == (None, None, 0)
    with at(2026, 4, 7, 10):
        operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=3)

    assert clock_of(ticket).used_seconds == HOUR
    assert clock_of(ticket).due_at == local(2026, 4, 8, 14)
    assert clock_of(ticket, "response").due_at == local(2026, 4, 7, 10)


def test_without_hours_nothing_falls_due_and_the_chip_says_so(targets, by_agent):
    Calendar.objects.create(name="Never", hours={}, is_default=True)
    ticket = operations.log_incident(actor=by_agent, title="Slow")

    assert (ticket.due_at, clock_of(ticket).due_at) == (None, None)
    assert chip_of(ticket).status == "none"
    operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    operations.resume_incident(ticket=ticket, actor=by_agent)
    assert clock_of(ticket).used_seconds == 0


def test_a_zone_that_the_machine_forgot_keeps_nobody_from_logging(office, targets, by_agent):
    Calendar.objects.update(time_zone="Europe/Atlantis")
    with time_machine.travel(datetime(2026, 3, 2, 9, tzinfo=UTC), tick=False):
        ticket = operations.log_incident(actor=by_agent, title="Slow")

    assert ticket.response_due_at == datetime(2026, 3, 2, 13, tzinfo=UTC)


def test_the_first_public_reply_of_one_of_ours_stops_the_clock_of_the_answer(
    ticket, by_agent, agent, requester
):
    def say(hour: int, author, *, is_internal: bool) -> None:
        with at(2026, 4, 7, hour):
            desk.add_message(
                ticket_id=ticket.pk, author=author, actor=by_agent, body="Hello", is_internal=is_internal
            )  # fmt: skip
        ticket.refresh_from_db()

    say(8, requester, is_internal=False)
    say(8, agent, is_internal=True)
    say(8, None, is_internal=False)
    assert ticket.responded_at is None
    say(9, agent, is_internal=False)
    say(11, agent, is_internal=False)

    assert (ticket.responded_at, ticket.response_seconds) == (local(2026, 4, 7, 9), 3 * HOUR)
    clock = clock_of(ticket, "response")
    assert (clock.used_seconds, clock.stopped_at) == (3 * HOUR, local(2026, 4, 7, 9))
    lines = queries.clocks_of(ticket, local(2026, 6, 1))
    assert [(line.label, line.chip.status) for line in lines] == [
        ("First response", "met"), ("Resolution", "breached"),
    ]  # fmt: skip


def test_an_answer_is_timed_where_nothing_was_promised_too(by_agent, agent, office):
    with at(2026, 3, 6, 17):
        ticket = operations.log_incident(actor=by_agent, title="Slow")
    with at(2026, 3, 9, 9):
        desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="Hello", is_internal=False)  # fmt: skip

    ticket.refresh_from_db()
    assert ticket.response_seconds == 2 * HOUR


def test_an_agent_who_asked_themselves_answers_nobody(office, targets, by_agent, agent):
    ticket = operations.log_incident(actor=by_agent, title="Slow", requester=agent)
    desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="Hello", is_internal=False)  # fmt: skip

    ticket.refresh_from_db()
    assert ticket.responded_at is None


def test_an_answer_that_was_given_keeps_its_promise(ticket, by_agent, agent):
    with at(2026, 4, 7, 9):
        desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="Hello", is_internal=False)  # fmt: skip
        operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)

    assert clock_of(ticket, "response").target_seconds == 4 * HOUR


def test_restored_before_anybody_answered_is_neither_kept_nor_broken(ticket, by_agent, agent):
    with at(2026, 4, 2, 17):
        operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
        operations.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="Restarted",
            resolution_code="fixed",
            cause_code="unknown",
        )

    ticket.refresh_from_db()
    response, resolution = queries.clocks_of(ticket, local(2026, 5, 1))
    assert (response.chip.status, resolution.chip.status) == ("none", "met")


def test_tickets_whose_clock_has_used_a_share_by_then_are_found_in_two_statements(
    ticket, by_agent, scanners, always, django_assert_num_queries
):
    with at(2026, 4, 2, 16):
        round_the_clock = operations.log_incident(
            actor=by_agent, title="Down", service_id=scanners.pk
        )
        waiting = operations.log_incident(actor=by_agent, title="Waits")
        operations.hold_incident(ticket=waiting, actor=by_agent, cause="vendor")

    def past(percent: int, *moment: int, measure: str = "resolution") -> list[int]:
        marks = queries.clocks_crossing(
            measure, percent, after=local(2026, 4, 1), until=local(*moment), limit=9
        )
        return [mark.ticket_id for mark in marks]

    past(75, 2026, 4, 3, 3)
    with django_assert_num_queries(2):
        assert past(75, 2026, 4, 3, 4) == [round_the_clock.pk]
    assert past(75, 2026, 4, 3, 3, 59) == []
    assert past(75, 2026, 4, 7, 17, 59) == [round_the_clock.pk]
    assert past(75, 2026, 4, 7, 18) == [ticket.pk, round_the_clock.pk]
    assert past(100, 2026, 4, 8, 12) == [ticket.pk, round_the_clock.pk]
    assert past(50, 2026, 4, 2, 18, measure="response") == [ticket.pk, round_the_clock.pk, waiting.pk]  # fmt: skip


def test_logging_sends_no_more_statements_with_clocks_than_without(
    office, targets, by_agent, django_assert_num_queries
):
    operations.log_incident(actor=by_agent, title="Slow")

    with django_assert_num_queries(
        6
    ):  # savepoint and its end, ticket, stretch and clocks, event, detail
        operations.log_incident(actor=by_agent, title="Slow")


MOVES = ("assign", "hold", "resume", "resolve", "reopen")


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    start=st.integers(0, 7 * 1440),
    steps=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 2000)), max_size=8),
    priority=st.sampled_from([None, 1, 2]),
)
def test_whatever_happens_a_clock_has_used_what_the_wall_says(office, targets, by_agent, agent, start, steps, priority):  # fmt: skip
    forget_promises()
    now = (
        datetime(2026, 3, 25, tzinfo=UTC) + start * MINUTE
    )  # over the change of the clocks and Easter
    with time_machine.travel(now, tick=False):
        ticket = operations.log_incident(actor=by_agent, title="Slow")
    said = {"hold": {"cause": "vendor"}, "resolve": {"resolution": "Restarted", "resolution_code": "fixed", "cause_code": "unknown"}, "assign": {"assignee_id": agent.pk}}  # fmt: skip
    for step, (verb, minutes) in enumerate(steps):
        now += minutes * MINUTE
        with time_machine.travel(now, tick=False):
            try:
                getattr(operations, f"{verb}_incident")(
                    ticket=ticket, actor=by_agent, **said.get(verb, {})
                )
            except TransitionNotAllowed:
                continue
            if priority and step == 1:
                operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=priority)
    wall = Wall(
        "Europe/Amsterdam", {day: [("08:00", "18:00")] for day in range(5)}, set(office.holidays.values_list("day", flat=True)),
    )  # fmt: skip

    clock, used = clock_of(ticket), 0.0
    for part in Stretch.objects.filter(ticket=ticket):
        if part.phase in ("QUEUED", "ACTIVE"):
            used += wall.between(part.during.lower, part.during.upper or now, MINUTE)

    ticket.refresh_from_db()
    (line,) = [line for line in queries.clocks_of(ticket, now) if line.measure == "resolution"]
    assert line.used_seconds == used
    if clock.running_since and used < clock.target_seconds:
        assert clock.due_at == wall.after(now, clock.target_seconds - used, now + timedelta(days=30), MINUTE)  # fmt: skip


def test_only_agents_answer_for_us(ticket, by_agent):
    helper = make_person("Hanna Weiss", Role.SERVICE_OWNER)
    desk.add_message(ticket_id=ticket.pk, author=helper, actor=by_agent, body="Hello", is_internal=False)  # fmt: skip

    ticket.refresh_from_db()
    assert ticket.responded_at is None
