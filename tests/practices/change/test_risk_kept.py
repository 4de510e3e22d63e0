"""A change is weighed when it is drafted, edited and submitted; above what its tier tolerates the deciders are told."""

from copy import deepcopy
from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from practices.change import operations, queries
from practices.change.knobs import RISK_TOLERANCE
from practices.change.models import Change
from practices.change.queries import risk
from practices.incident import operations as incidents
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from svs.knobs import registry
from svs.services.models import Service, ServiceDependency

pytestmark = pytest.mark.django_db
NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
WHOLE = {
    "plan": "Push 8.3",
    "backout": "Push 8.4",
    "test": "Two spare handhelds roamed",
    "backout_minutes": 5,
}


@pytest.fixture(autouse=True)
def _morning():
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def draft(by_agent, scanners):
    def make(**said):
        usual = {"title": "Roll back", "service_id": scanners.pk, "starts_at": NOW + timedelta(hours=2), "ends_at": NOW + timedelta(hours=3)}  # fmt: skip
        return operations.draft_change(actor=by_agent, **{**usual, **WHOLE, **said})

    return make


def lines(ticket):
    return [one["code"] for one in Change.objects.get(pk=ticket.pk).risk_because if one["code"] != "sum"]  # fmt: skip


def test_a_draft_is_weighed_by_what_is_known_of_it(draft):
    ticket = draft()

    change = Change.objects.get(pk=ticket.pk)
    assert (change.likelihood, change.impact, change.risk) == (3, 4, 3)
    assert lines(ticket) == ["RR-2"]


def test_an_edit_weighs_it_anew(draft, by_agent):
    ticket = draft()

    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"test": "", "answers": {"data": "yes"}})  # fmt: skip

    assert lines(ticket) == ["RR-2", "RR-11", "data"]
    assert Change.objects.get(pk=ticket.pk).likelihood == 4


def test_what_is_open_when_it_is_submitted_counts(draft, by_agent, requester, scanners):
    ticket = draft()
    for n in range(3):
        incidents.log_incident(actor=by_agent, title=f"Lost {n}", requester=requester, service_id=scanners.pk)  # fmt: skip

    operations.submit_change(ticket=ticket, actor=by_agent)

    assert lines(ticket) == ["RR-2", "RR-6"]


def test_what_depends_on_it_counts_hidden_or_not(draft, scanners):
    for n in range(3):
        other = Service.objects.create(name=f"Other {n}", slug=f"other-{n}", is_restricted=True)
        ServiceDependency.objects.create(service=other, needs=scanners)

    assert lines(draft()) == ["RR-2", "RR-10"]


def test_the_most_critical_service_it_touches_decides(draft, scanners):
    other = Service.objects.create(name="Printing", slug="printing", tier=3)

    ticket = draft(service_id=other.pk, service_ids=[scanners.pk])

    assert lines(ticket) == ["RR-2", "RR-9"]
    assert queries.case_of(ticket.pk).tier == 1


def test_failed_changes_of_its_service_count_for_ninety_days(draft, by_agent, nobody_judges):
    failed = operations.submit_change(ticket=draft(), actor=by_agent)
    with time_machine.travel(NOW + timedelta(hours=2), tick=False):
        operations.start_change(ticket=failed, actor=by_agent)
        operations.complete_change(ticket=failed, actor=by_agent, outcome="failed", outcome_words="Handhelds froze")  # fmt: skip
        assert lines(draft()) == ["RR-2", "RR-14"]
    with time_machine.travel(NOW + timedelta(days=100), tick=False):
        assert lines(draft(starts_at=None, ends_at=None)) == ["RR-2"]


def test_above_what_its_tier_tolerates_the_deciders_are_told(draft):
    ticket = draft(test="")
    case = queries.case_of(ticket.pk)

    assert (case.risk, case.flags) == (4, frozenset({"above_tolerance"}))
    assert ("Risk", "16 of 25, above the 12 tolerated for tier 1") in case.facts

    registry.set_value(key=RISK_TOLERANCE.key, value={"1": 16, "2": 16, "3": 16, "4": 20})
    assert queries.case_of(ticket.pk).flags == frozenset()


@pytest.mark.parametrize("answers", [{"nobody": "asks"}, {"tried": "perhaps"}, {"tried": ["yes"]}, ["yes"], "yes"])  # fmt: skip
def test_an_answer_that_nobody_offers_is_refused(draft, answers):
    with pytest.raises(RuleViolation) as refused:
        draft(answers=answers)

    assert refused.value.code == "unknown_answer"


def test_setting_the_policy_says_why_and_changes_what_is_weighed_from_then_on(draft, by_agent):
    before = draft()
    said = {"policy": deepcopy(registry.value("change.risk_rules")), "questions": risk.questions(), "tolerance": {"1": 6, "2": 6, "3": 6, "4": 6}}  # fmt: skip
    said["policy"]["rules"]["tier1_hours"]["impact"] = 1

    with pytest.raises(RuleViolation):
        operations.set_risk_policy(actor=by_agent, reason=" ", **said)
    changed = operations.set_risk_policy(actor=by_agent, reason="Peak season", **said)

    assert changed == ["change.risk_rules", "change.risk_tolerance"]
    assert DomainEvent.objects.filter(name="risk_policy.changed").count() == 2
    assert Change.objects.get(pk=before.pk).impact == 4
    assert Change.objects.get(pk=draft().pk).impact == 3


def test_weighing_takes_a_handful_of_statements(draft, django_assert_max_num_queries):
    change = Change.objects.select_related("ticket", "template").get(pk=draft().pk)

    with django_assert_max_num_queries(12):
        operations.weigh(change)
