"""Rules that undo each other, fire too often, fail, or are taken back by people turn themselves off and say so."""

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone

from practices.automation import operations
from practices.automation.models import Failure, Rule
from practices.incident import operations as incidents
from svs.accounts.models import Team
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.events.models import Delivery, DomainEvent, Outgoing
from svs.knobs import registry
from tests.practices.automation.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(by_agent, scanners):
    return incidents.log_incident(actor=by_agent, title="Scanner freezes", service_id=scanners.pk)


def on_handover(write, name, source, target):
    return write(
        name, trigger="incident.assigned",
        conditions=[{"field": "team", "operator": "is", "value": source.pk}],
        actions=[{"action": "assign", "team": target.pk}],
    )  # fmt: skip


def states_of(*rules: Rule) -> list[str]:
    return [Rule.objects.get(pk=rule.pk).state for rule in rules]


def test_two_rules_that_undo_each_other_stop_after_one_round_and_one_is_turned_off(
    write, by_agent, ticket, network, service_desk
):
    there = on_handover(write, "There", service_desk, network)
    back = on_handover(write, "Back", network, service_desk)
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk)

    work()

    assert DomainEvent.objects.filter(name="rule.fired").count() == 2
    stopped = DomainEvent.objects.get(name="rule.stopped", about_id=ticket.pk)
    assert stopped.data["guard"] == "loop"
    assert sorted(states_of(there, back)) == ["DISABLED", "ENABLED"]
    off = DomainEvent.objects.get(name="rule.disabled")
    assert (off.actor_kind, off.data["reason"]) == ("system", "loop")
    mail = Outgoing.objects.get()
    assert (mail.recipient, "turned itself off" in mail.subject) == ("maya.okafor@northwind.example", True)  # fmt: skip
    assert not Delivery.objects.filter(consumer="automation.rules").exists()


def test_a_rule_that_speaks_when_it_hands_over_does_not_answer_itself(
    write, by_agent, ticket, network, service_desk
):
    rule = write(
        trigger="incident.assigned",
        actions=[{"action": "assign", "team": network.pk}, {"action": "note", "text": "Handed on."}],
    )  # fmt: skip
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)

    work()

    assert DomainEvent.objects.filter(name="rule.fired").count() == 1
    assert states_of(rule) == ["ENABLED"]


def test_three_rules_in_a_row_are_enough(write, by_agent, ticket, network, service_desk):
    more = [Team.objects.create(name=name, slug=name.lower()) for name in ("Field", "Identity", "Vendors")]  # fmt: skip
    chain = [service_desk, network, *more]
    # The later step is asked first, so that each is set off by the event of the one before.
    steps = reversed(list(enumerate(pairwise(chain))))
    written = [on_handover(write, f"Step {n}", a, b) for n, (a, b) in steps]
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)

    work()

    ticket.refresh_from_db()
    assert ticket.team == chain[3]
    assert DomainEvent.objects.get(name="rule.stopped").data == {"guard": "depth", "rules": 3}
    assert set(states_of(*written)) == {"ENABLED"}


def test_no_ticket_is_worked_by_rules_without_end(write, by_agent, ticket):
    registry.set_value(key="automation.per_ticket_per_minute", value=2)
    rule = write(trigger="incident.changed", actions=[{"action": "note", "text": "Changed."}])
    for n in range(4):
        incidents.change_incident(ticket=ticket, actor=by_agent, fields={"title": f"Title {n}"})

    work()

    assert DomainEvent.objects.filter(name="rule.fired").count() == 2
    assert states_of(rule) == ["DISABLED"]
    assert DomainEvent.objects.get(name="rule.disabled").data["reason"] == "ticket"


def fails(write, **fields):
    """A rule whose action the lifecycle refuses: a closed incident cannot be handed over."""
    return write(trigger="incident.changed", **fields)


def closed(by_agent, ticket):
    incidents.resolve_incident(
        ticket=ticket,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )
    incidents.close_incident(ticket=ticket, actor=by_agent)
    return ticket


def test_what_a_rule_cannot_do_leaves_nothing_behind_and_is_shown(
    write, by_agent, ticket, network, lead, client
):
    rule = fails(
        write, actions=[{"action": "tag", "tag": "seen"}, {"action": "assign", "team": network.pk}]
    )
    after = write("After", trigger="incident.changed", actions=[{"action": "tag", "tag": "after"}])
    closed(by_agent, ticket)
    incidents.change_incident(ticket=ticket, actor=by_agent, fields={"title": "Frozen"})

    work()
    client.force_login(lead)
    page = client.get("/rules/exceptions/").content.decode()

    ticket.refresh_from_db()
    failure = Failure.objects.get()
    assert ticket.tags == ["after"]
    assert (failure.rule, failure.code) == (rule, "transition_not_allowed")
    assert "You cannot assign this while it is closed." in page
    assert "Frozen" in page
    assert DomainEvent.objects.get(name="rule.failed").about_id == ticket.pk
    assert states_of(rule, after) == ["ENABLED", "ENABLED"]
    assert not Delivery.objects.filter(consumer="automation.rules").exists()


def test_a_rule_that_fails_too_often_turns_itself_off(write, by_agent, ticket, network):
    registry.set_value(key="automation.failures_per_hour", value=3)
    rule = fails(write, actions=[{"action": "assign", "team": network.pk}])
    closed(by_agent, ticket)
    for n in range(5):
        incidents.change_incident(ticket=ticket, actor=by_agent, fields={"title": f"Frozen {n}"})

    work()

    assert (states_of(rule), Failure.objects.count()) == (["DISABLED"], 3)
    assert DomainEvent.objects.get(name="rule.disabled").data["reason"] == "failures"


def test_a_failure_is_tried_again_by_hand(write, by_agent, ticket, network, lead, client):
    fails(write, actions=[{"action": "assign", "team": network.pk}])
    incidents.resolve_incident(
        ticket=ticket,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )
    incidents.change_incident(ticket=ticket, actor=by_agent, fields={"title": "Frozen"})
    work()
    failure = Failure.objects.get()
    failure.refresh_from_db()
    client.force_login(lead)

    still = client.post(f"/rules/exceptions/{failure.ref}/retry/", follow=True).content.decode()
    incidents.reopen_incident(ticket=ticket, actor=by_agent)
    client.post(f"/rules/exceptions/{failure.ref}/retry/")
    again = client.post(f"/rules/exceptions/{failure.ref}/retry/", follow=True).content.decode()

    ticket.refresh_from_db()
    failure.refresh_from_db()
    assert "It cannot be done still." in still
    assert (ticket.team, failure.outcome, failure.settled_by) == (network, "done", lead)
    assert "Somebody settled this already." in again


def test_a_failure_is_handed_to_the_fallback_team(
    write, by_agent, ticket, network, service_desk, lead
):
    fails(write, actions=[{"action": "assign", "team": network.pk}])
    incidents.resolve_incident(
        ticket=ticket,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )
    incidents.change_incident(ticket=ticket, actor=by_agent, fields={"title": "Frozen"})
    work()
    incidents.reopen_incident(ticket=ticket, actor=by_agent)
    failure = Failure.objects.get()

    with pytest.raises(RuleViolation) as refused:
        operations.hand_failure_over(failure=failure, actor=person(lead))
    registry.set_value(key="automation.fallback_team", value=service_desk.pk)
    operations.hand_failure_over(failure=failure, actor=person(lead))

    ticket.refresh_from_db()
    assert (refused.value.code, ticket.team) == ("no_fallback", service_desk)


def test_a_retired_team_sends_the_ticket_to_the_fallback_team(
    write, routes_scanners, by_agent, network, service_desk, ticket
):
    registry.set_value(key="automation.fallback_team", value=service_desk.pk)
    write(**routes_scanners)
    Team.objects.filter(pk=network.pk).update(is_active=False)

    work()

    ticket.refresh_from_db()
    failure = Failure.objects.get()
    assert (ticket.team, ticket.tags) == (service_desk, ["scanner"])
    assert (failure.code, failure.outcome) == ("team_retired", "fallback")


def test_who_left_is_given_nothing_and_the_team_has_it(write, by_agent, network, colleague, ticket):
    write(actions=[{"action": "assign", "team": network.pk, "person": colleague.pk}])
    type(colleague).objects.filter(pk=colleague.pk).update(is_active=False)

    work()

    ticket.refresh_from_db()
    assert (ticket.team, ticket.assignee) == (network, None)
    assert Failure.objects.get().code == "person_left"


def test_what_a_person_takes_back_counts_against_the_rule_once(
    write, routes_scanners, by_agent, ticket, network, service_desk
):
    rule = write(**routes_scanners)
    work()

    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk)
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)
    work()

    undone = DomainEvent.objects.get(name="rule.undone")
    assert (undone.subject_id, undone.about_id) == (rule.pk, ticket.pk)
    assert (undone.data["fields"], undone.actor_user_id) == (["team_id"], by_agent.user_id)


def test_a_priority_taken_back_counts_too_and_a_later_step_of_work_does_not(
    write, by_agent, ticket, network, colleague
):
    write(
        actions=[{"action": "prioritise", "priority": 1}, {"action": "assign", "team": network.pk}]
    )
    work()
    incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=colleague.pk)
    work()
    assert not DomainEvent.objects.filter(name="rule.undone").exists()

    incidents.prioritise_incident(ticket=ticket, actor=by_agent, priority=4)
    work()

    assert DomainEvent.objects.get(name="rule.undone").data["fields"] == ["priority"]


def test_after_a_day_it_is_no_undoing(write, routes_scanners, by_agent, ticket, service_desk, time_machine):  # fmt: skip
    write(**routes_scanners)
    work()
    time_machine.move_to(timezone.now() + timedelta(hours=25))

    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)
    work()

    assert not DomainEvent.objects.filter(name="rule.undone").exists()


def test_a_rule_that_people_keep_taking_back_turns_itself_off(
    write, routes_scanners, by_agent, scanners, service_desk
):
    rule = write(**routes_scanners)
    tickets = [incidents.log_incident(actor=by_agent, title=f"Scanner {n}", service_id=scanners.pk) for n in range(20)]  # fmt: skip
    work()
    for ticket in tickets[:4]:
        incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)
    work()
    assert states_of(rule) == ["ENABLED"]

    incidents.assign_incident(ticket=tickets[4], actor=by_agent, team_id=service_desk.pk)
    work()

    rule.refresh_from_db()
    assert rule.state == "DISABLED"
    assert rule.why_disabled == "People took back 5 of the 20 times it fired in 30 days."
