"""A Celery worker asks the rules; they act under their own name and within their guards."""

import pytest

from practices.automation import operations
from practices.desk import queries as desk
from practices.incident import operations as incidents
from svs.events.models import DomainEvent
from svs.knobs import registry
from tests.practices.automation.conftest import run_dry, work

pytestmark = pytest.mark.django_db


def log(by, scanners, title="Scanner lost its session", **fields):
    return incidents.log_incident(actor=by, title=title, service_id=scanners.pk, **fields)


def test_a_rule_hands_an_incident_to_its_team_and_signs_for_it(
    write, routes_scanners, by_agent, scanners, network, agent
):
    rule = write(**routes_scanners)
    ticket = log(by_agent, scanners)

    work()

    ticket.refresh_from_db()
    assert (ticket.team, ticket.tags) == (network, ["scanner"])
    event = DomainEvent.objects.get(name="incident.assigned")
    assert (event.actor_kind, event.actor_ref) == ("rule", f"{rule.ref} v1")
    assert DomainEvent.objects.get(name="rule.fired").about_id == ticket.pk
    turns = desk.conversation(agent, ticket).turns
    told = [event["who"] for turn in turns for event in turn.get("events", ())]
    assert f"{rule.ref} v1" in told


def test_what_does_not_match_is_left_alone(write, routes_scanners, by_agent, scanners):
    write(**routes_scanners)
    other = incidents.log_incident(actor=by_agent, title="Phone is dead")

    work()

    other.refresh_from_db()
    assert (other.team, other.version) == (None, 1)
    assert not DomainEvent.objects.filter(name="rule.fired").exists()


def test_a_note_by_a_rule_is_internal_and_named(write, by_agent, scanners, agent, requester):
    rule = write(actions=[{"action": "note", "text": "Call the release manager."}])
    ticket = log(by_agent, scanners, requester=requester)

    work()

    seen = [turn for turn in desk.conversation(agent, ticket).turns if "message" in turn]
    assert (seen[0]["who"], seen[0]["message"]["is_internal"]) == (f"{rule.ref} v1", True)
    assert not [turn for turn in desk.conversation(requester, ticket).turns if "message" in turn]


def test_rules_are_asked_in_their_order(write, by_agent, scanners, network, service_desk):
    free = [{"field": "team", "operator": "empty"}]
    write("First", conditions=free, actions=[{"action": "assign", "team": network.pk}])
    second = write("Second", conditions=free, actions=[{"action": "assign", "team": service_desk.pk}])  # fmt: skip
    ticket = log(by_agent, scanners)
    work()
    ticket.refresh_from_db()
    assert ticket.team == network

    operations.move_rule(rule=second, actor=by_agent, up=True)
    later = log(by_agent, scanners)
    work()

    later.refresh_from_db()
    assert later.team == service_desk


def test_a_rule_that_fires_too_often_turns_itself_off(write, by_agent, scanners):
    registry.set_value(key="automation.rate_per_hour", value=2)
    rule = write(actions=[{"action": "tag", "tag": "seen"}])
    tickets = [log(by_agent, scanners) for _ in range(3)]

    work()

    rule.refresh_from_db()
    assert (rule.state, "more than is allowed" in rule.why_disabled) == ("DISABLED", True)
    for ticket in tickets:
        ticket.refresh_from_db()
    assert [ticket.tags for ticket in tickets] == [["seen"], ["seen"], []]


def test_the_dry_run_says_what_the_rule_then_does(
    write, routes_scanners, by_agent, scanners, lead, administrator
):
    for title in ("Scanner freezes", "Scanner lost its session"):
        log(by_agent, scanners, title=title)
    incidents.log_incident(actor=by_agent, title="Phone is dead")
    rule = write(**routes_scanners, at_work=False)

    run_dry(rule, by_agent)
    promised = rule.dry_run
    operations.enable_rule(rule=rule, actor=by_agent)
    work()

    assert (promised["events"], promised["matched"], promised["changed"]) == (3, 2, 2)
    assert DomainEvent.objects.filter(name="rule.fired").count() == promised["changed"]
    assert {row["compared"] for row in promised["sample"]} == {"neither"}


def test_the_dry_run_sees_each_ticket_as_it_was_at_the_moment(
    write, routes_scanners, by_agent, scanners, network, service_desk
):
    agreed, opposed = log(by_agent, scanners), log(by_agent, scanners)
    incidents.assign_incident(ticket=agreed, actor=by_agent, team_id=network.pk)
    incidents.assign_incident(ticket=opposed, actor=by_agent, team_id=service_desk.pk)

    rule = write(**routes_scanners, at_work=False)
    run_dry(rule, by_agent)

    result = rule.dry_run
    assert (result["changed"], result["same"], result["opposite"]) == (2, 1, 1)
    assert result["sample"][0]["ref"] == opposed.ref
    agreed.refresh_from_db()
    assert agreed.tags == []
