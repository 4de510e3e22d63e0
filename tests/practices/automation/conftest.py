"""A rule that finds scanner incidents their team, and the worker that asks it."""

import pytest

from practices.automation import operations
from practices.automation.models import Rule
from svs.events import deliver, jobs
from svs.events.actor import person
from tests.conftest import make_person


def run_dry(rule: Rule, actor) -> Rule:
    jobs.advance(operations.start_dry_run(rule=rule, actor=actor).pk)
    rule.refresh_from_db()
    return rule


def work() -> None:
    """Let the worker ask the rules until nothing is left to ask."""
    while deliver.drain("automation.rules"):
        pass


@pytest.fixture
def lead(db, service_desk):
    return make_person("Priya Nair", "agent", "team_lead", team=service_desk)


@pytest.fixture
def write(lead, administrator):
    """Write a rule, run it dry and let it act."""

    def make(
        name="Route scanners",
        *,
        trigger="incident.logged",
        conditions=(),
        actions=(),
        timing=None,
        at_work=True,
    ):
        actor = person(lead)
        rule = operations.create_rule(
            actor=actor,
            name=name,
            trigger=trigger,
            conditions=list(conditions),
            actions=list(actions),
            timing=timing,
        )
        if at_work:
            run_dry(rule, actor)
            operations.enable_rule(rule=rule, actor=person(administrator))
            rule.refresh_from_db()
        return rule

    return make


@pytest.fixture
def routes_scanners(scanners, network):
    return {
        "conditions": [
            {"field": "service", "operator": "is", "value": scanners.pk},
            {"field": "team", "operator": "empty"},
        ],
        "actions": [{"action": "assign", "team": network.pk}, {"action": "tag", "tag": "scanner"}],
    }
