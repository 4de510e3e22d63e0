"""Rules that time sets off: a clock that used its share, a requester who does not answer, a silence of ours."""

from datetime import UTC, datetime, timedelta

import pytest

from practices.automation import operations
from practices.automation.models import Crossing
from practices.desk import operations as desk
from practices.incident import operations as incidents
from practices.service_level import operations as service_levels
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.practices.automation.conftest import run_dry, work

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 6, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def _clock(time_machine):
    time_machine.move_to(START, tick=False)


@pytest.fixture
def later(time_machine):
    """Let hours go by, then let the minute's run and the worker do their work; returns how often rules fired."""

    def pass_by(hours: float) -> int:
        time_machine.shift(timedelta(hours=hours))
        operations.ask_on_time()
        while deliver.drain("automation.due") or deliver.drain("automation.rules"):
            work()
        return DomainEvent.objects.filter(name="rule.fired").count()

    return pass_by


@pytest.fixture
def nags(write):
    return write(
        "Nag", trigger="time.requester", timing={"hours": 48}, actions=[{"action": "note", "text": "Call {requester}."}]
    )  # fmt: skip


@pytest.fixture
def hurries(write):
    return write(
        "Hurry",
        trigger="time.ours",
        timing={"hours": 4},
        actions=[{"action": "tag", "tag": "silent"}],
    )


@pytest.fixture
def warns(write):
    return write(
        "Warn", trigger="time.clock", timing={"measure": "resolution", "share": 75},
        actions=[{"action": "prioritise", "priority": 1}],
    )  # fmt: skip


@pytest.fixture
def ticket(by_agent, scanners, requester):
    service_levels.set_target(actor=by_agent, kind="incident", priority=3, seconds=8 * 3600)
    return incidents.log_incident(actor=by_agent, title="Scanner freezes", service_id=scanners.pk, requester=requester)  # fmt: skip


def say(ticket, author, *, internal=False):
    desk.add_message(ticket_id=ticket.pk, author=author, actor=person(author), body="Well.", is_internal=internal)  # fmt: skip


def test_a_requester_who_does_not_answer_is_noticed_once_a_wait(nags, ticket, by_agent, later):
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")

    assert later(47.9) == 0
    assert later(0.2) == 1
    assert later(30) == 1
    incidents.resume_incident(ticket=ticket, actor=by_agent)
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    assert later(48) == 2
    due = DomainEvent.objects.filter(name="rule.due").first()
    assert (due.subject_id, due.about_id, due.data["rule_id"]) == (ticket.pk, nags.pk, nags.pk)


def test_who_answered_or_is_not_waited_for_is_left_alone(nags, ticket, by_agent, requester, later):
    other = incidents.log_incident(actor=by_agent, title="Spare part")
    incidents.hold_incident(ticket=other, actor=by_agent, cause="vendor")
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    say(ticket, requester)

    assert later(72) == 0


def test_a_silence_of_ours_ends_with_a_public_reply_and_begins_again(
    hurries, ticket, agent, requester, by_agent, later
):
    assert later(3) == 0
    say(ticket, agent)
    say(ticket, agent, internal=True)
    assert later(3.9) == 0
    say(ticket, requester)  # their words are not ours
    assert later(0.2) == 1
    say(ticket, agent)
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    assert later(5) == 1
    incidents.resolve_incident(
        ticket=ticket,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )
    assert later(5) == 1


def test_a_clock_fires_when_it_has_used_its_share_and_stands_while_the_ticket_waits(
    warns, ticket, by_agent, later
):
    assert later(5) == 0
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    assert later(30) == 0
    incidents.resume_incident(ticket=ticket, actor=by_agent)
    assert later(0.9) == 0
    assert later(0.2) == 1
    assert later(3) == 1
    ticket.refresh_from_db()
    assert ticket.priority == 1


def test_what_was_passed_before_a_rule_was_enabled_is_left_alone(
    ticket, by_agent, write, later, time_machine
):
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    time_machine.shift(timedelta(hours=49))
    for name, trigger, timing in [
        ("Nag", "time.requester", {"hours": 48}), ("Hurry", "time.ours", {"hours": 4}),
        ("Warn", "time.clock", {"measure": "response", "share": 50}),
    ]:  # fmt: skip
        write(name, trigger=trigger, timing=timing, actions=[{"action": "tag", "tag": "late"}])

    assert later(1) == 0


def test_a_ticket_that_does_not_match_at_its_moment_is_not_asked_again(write, ticket, by_agent, later):  # fmt: skip
    write("Nag", trigger="time.requester", timing={"hours": 48}, actions=[{"action": "tag", "tag": "x"}],
          conditions=[{"field": "priority", "operator": "is", "value": 1}])  # fmt: skip
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")

    assert later(48) == 0
    incidents.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)
    assert later(1) == 0
    assert (Crossing.objects.count(), DomainEvent.objects.filter(name="rule.due").count()) == (1, 0)


def test_two_runs_in_a_minute_ask_once(nags, ticket, by_agent, later, time_machine):
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    time_machine.shift(timedelta(hours=48))

    assert [operations.ask_on_time() for _ in range(3)] == [1, 0, 0]


def test_a_rule_that_was_stopped_meanwhile_does_not_act(nags, ticket, by_agent, administrator, later, time_machine):  # fmt: skip
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    time_machine.shift(timedelta(hours=48))
    operations.ask_on_time()
    operations.disable_rule(rule=nags, actor=person(administrator))

    assert later(0) == 0


def test_rules_on_time_that_set_off_others_stay_within_the_guards(
    write, ticket, by_agent, network, service_desk, later
):
    write("Nag", trigger="time.requester", timing={"hours": 48}, actions=[{"action": "assign", "team": network.pk}])  # fmt: skip
    back = [{"field": "team", "operator": "is", "value": network.pk}]
    write("Back", trigger="incident.assigned", conditions=back, actions=[{"action": "assign", "team": service_desk.pk}])  # fmt: skip
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")

    assert later(48) == 2
    assert later(48) == 2


def test_the_dry_run_finds_the_moments_of_the_past(
    nags, hurries, warns, by_agent, agent, requester, scanners, later, administrator
):
    for rule in (nags, hurries, warns):
        operations.disable_rule(rule=rule, actor=person(administrator))
    service_levels.set_target(actor=by_agent, kind="incident", priority=3, seconds=8 * 3600)
    ticket = incidents.log_incident(actor=by_agent, title="Scanner freezes", service_id=scanners.pk, requester=requester)  # fmt: skip
    later(4.5)  # silent of ours, once
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    later(50)  # waited for its requester, once
    incidents.resume_incident(ticket=ticket, actor=by_agent)
    say(ticket, agent)
    later(2)  # the clock passed six hours
    incidents.resolve_incident(
        ticket=ticket,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )
    later(100)

    found = [run_dry(rule, by_agent).dry_run for rule in (nags, hurries, warns)]

    assert [result["events"] for result in found] == [1, 1, 1]
    moments = [datetime.fromisoformat(result["sample"][0]["at"]) for result in found]
    assert moments == [START + timedelta(hours=h) for h in (52.5, 4, 56)]


def test_a_run_takes_the_same_statements_however_many_tickets(
    nags, by_agent, later, time_machine, django_assert_max_num_queries
):
    for n in range(30):
        ticket = incidents.log_incident(actor=by_agent, title=f"Scanner {n}")
        incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    time_machine.shift(timedelta(hours=47))

    with django_assert_max_num_queries(3):
        operations.ask_on_time()
    time_machine.shift(timedelta(hours=1))
    assert operations.ask_on_time() == 30
    with django_assert_max_num_queries(6):
        operations.ask_on_time()
