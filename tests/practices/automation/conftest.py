"""A rule that finds scanner incidents their team, and the worker that asks it."""

import pytest

from governance.models import Approval
from practices.automation import operations
from practices.automation.models import Rule
from svs import gates
from svs.events import deliver, jobs
from svs.events.actor import person
from tests.conftest import make_person
from tests.governance.asked import vote


def run_dry(rule: Rule, actor) -> Rule:
    jobs.advance(operations.start_dry_run(rule=rule, actor=actor).pk)
    rule.refresh_from_db()
    return rule


def approve(rule: Rule, asks) -> None:
    """Whoever has to say yes to this version says so; most rules need nobody."""
    if gates.has_passed("rule", rule.pk):
        return
    operations.ask_approval(rule=rule, actor=person(asks))
    approval = Approval.objects.get(kind="rule", subject_id=rule.pk, state="OPEN")
    while approval.state == "OPEN":
        asked = approval.steps.get(state="OPEN", round=approval.round)
        approval = vote(approval, asked.seats.filter(barred="", vote__isnull=True)[0].user)


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
            approve(rule, lead)
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
