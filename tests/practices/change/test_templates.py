"""Templates: their record proposes them as standard, or to be revoked; what is standard is decided by others."""

from datetime import timedelta

import pytest
import time_machine

from governance.models import Approval
from practices.change import operations, states
from practices.change.models import ChangeTemplate
from practices.change.queries import record
from practices.incident import operations as incidents
from svs import gates
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.governance.asked import make_board
from tests.practices.change.conftest import NOW, change_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]
State = ChangeTemplate.State
SAID = {"name": "Restart a print server", "plan": "Restart it\nPrint ten labels", "backout": "Start the old one", "minutes": 15}  # fmt: skip


@pytest.fixture(autouse=True)
def _board(db, sponsor):
    return make_board()


@pytest.fixture
def template(by_agent, scanners):
    return operations.make_template(actor=by_agent, service_id=scanners.pk, **SAID)


@pytest.fixture
def standard(template, by_agent):
    operations.propose_standard(template=template, actor=by_agent)
    return decide(template, gates.APPROVED)


def decide(template, answer, words=""):
    template.refresh_from_db()
    gates.matter_of("template").decided(template.pk, actor=SYSTEM_ACTOR, answer=answer, version=template.question, words=words)  # fmt: skip
    Approval.objects.filter(kind="template", subject_id=template.pk, state="OPEN").update(
        state="WITHDRAWN", decided_at=NOW
    )
    template.refresh_from_db()
    return template


def made(template, actor, outcome=states.SUCCESSFUL, at=NOW):
    """One change from this template, done at this time."""
    with time_machine.travel(at, tick=False):
        ticket = operations.draft_change(actor=actor, title="One more", template_id=template.pk, starts_at=at + timedelta(minutes=5))  # fmt: skip
        operations.submit_change(ticket=ticket, actor=actor)
        operations.decided(
            ticket.pk, actor=SYSTEM_ACTOR, answer=gates.APPROVED, version=1, words=""
        )
    with time_machine.travel(at + timedelta(minutes=6), tick=False):
        operations.start_change(ticket=ticket, actor=actor)
        return operations.complete_change(ticket=ticket, actor=actor, outcome=outcome, outcome_words="" if outcome == states.SUCCESSFUL else "It broke")  # fmt: skip


def test_a_standard_change_passes_in_one_go(standard, by_agent, agent):
    ticket = operations.log_standard(actor=by_agent, template=standard, where="Lyon", assignee_id=agent.pk)  # fmt: skip

    assert (ticket.title, ticket.state, change_of(ticket).type) == ("Restart a print server: Lyon", states.SCHEDULED, states.STANDARD)  # fmt: skip
    assert operations.start_change(ticket=ticket, actor=by_agent).state == states.IMPLEMENTING
    done = operations.complete_change(ticket=ticket, actor=by_agent, outcome=states.SUCCESSFUL)
    assert done.state == states.CLOSED  # clean, and standard: nobody has to look at it again


def test_only_a_standard_template_makes_a_standard_change(template, by_agent, draft):
    ticket = draft(type="standard")
    with pytest.raises(RuleViolation, match="it comes from no template"):
        operations.submit_change(ticket=ticket, actor=by_agent)

    ticket = draft(type="standard", template_id=template.pk, plan="", backout="", test="")
    with pytest.raises(RuleViolation, match=f"{template.ref} is no standard one"):
        operations.submit_change(ticket=ticket, actor=by_agent)


def test_what_is_made_otherwise_than_its_template_says_is_a_normal_change(standard, by_agent):
    ticket = operations.draft_change(actor=by_agent, title="Lyon", template_id=standard.pk, starts_at=NOW + timedelta(hours=1))  # fmt: skip
    assert change_of(ticket).type == states.STANDARD

    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Restart it twice"})

    assert change_of(ticket).type == states.NORMAL
    assert DomainEvent.objects.get(name="change.edited").data["made_normal"] is True


@pytest.mark.parametrize("where", ["in its place", "besides"])
def test_what_touches_another_service_than_its_standard_template_is_a_normal_change(standard, by_agent, where):  # fmt: skip
    portal = Service.objects.create(name="Customer Portal", slug="customer-portal")
    elsewhere = {"service_ids": [portal.pk]} if where == "besides" else {"service_id": portal.pk}

    ticket = operations.draft_change(actor=by_agent, title="Lyon", template_id=standard.pk, starts_at=NOW + timedelta(hours=1), **elsewhere)  # fmt: skip
    assert change_of(ticket).type == states.NORMAL
    operations.edit_plan(ticket=ticket, actor=by_agent, fields={"type": states.STANDARD})
    assert change_of(ticket).type == states.NORMAL


def test_what_is_standard_no_longer_cannot_be_submitted_as_such(standard, by_agent):
    ticket = operations.draft_change(actor=by_agent, title="Lyon", template_id=standard.pk, starts_at=NOW + timedelta(hours=1))  # fmt: skip
    operations.propose_revocation(template=standard, actor=by_agent)
    decide(standard, gates.APPROVED, "Twice too often")

    with pytest.raises(RuleViolation, match="is no standard one"):
        operations.submit_change(ticket=ticket, actor=by_agent)
    with pytest.raises(RuleViolation, match="no longer used"):
        operations.draft_change(actor=by_agent, title="Another", template_id=standard.pk)


def test_a_material_edit_of_a_standard_template_is_decided_anew_another_name_is_not(standard, by_agent):  # fmt: skip
    operations.change_template(template=standard, actor=by_agent, fields={"name": "Restart a label print server"})  # fmt: skip
    standard.refresh_from_db()
    assert (standard.state, standard.version, standard.approved_version) == (State.STANDARD, 2, 2)

    operations.change_template(template=standard, actor=by_agent, fields={"plan": "Restart it twice"})  # fmt: skip

    standard.refresh_from_db()
    assert (standard.state, standard.asks, standard.approved_version) == (State.PROPOSED, "standard", None)  # fmt: skip
    assert decide(standard, gates.REFUSED, "Once is enough").state == State.DRAFT


def test_whoever_wrote_it_does_not_decide_on_it(template, by_agent, agent, colleague):
    operations.change_template(template=template, actor=person(colleague), fields={"plan": "Restart it slowly"})  # fmt: skip

    assert gates.matter_of("template").describe(template.pk).parties == {agent.pk, colleague.pk}


def test_an_answer_to_an_older_question_decides_nothing(template, by_agent):
    operations.propose_standard(template=template, actor=by_agent)
    operations.change_template(template=template, actor=by_agent, fields={"plan": "Otherwise"})

    gates.matter_of("template").decided(template.pk, actor=SYSTEM_ACTOR, answer=gates.APPROVED, version=1, words="")  # fmt: skip

    template.refresh_from_db()
    assert template.state == State.PROPOSED


def test_after_enough_successes_in_a_row_it_is_proposed_and_after_a_refusal_it_starts_anew(template, by_agent):  # fmt: skip
    made(template, by_agent, states.BACKED_OUT, NOW - timedelta(days=40))
    for n in range(14):
        made(template, by_agent, at=NOW - timedelta(days=30 - n))
    assert record.records([template.pk])[template.pk].row == 14
    assert operations.propose_by_record() == 0

    made(template, by_agent, at=NOW - timedelta(days=5))
    assert operations.propose_by_record() == 1

    template.refresh_from_db()
    assert template.state == State.PROPOSED
    proposed = DomainEvent.objects.get(name="change_template.proposed")
    assert (proposed.actor_kind, proposed.data["by_record"]) == ("system", True)
    decide(template, gates.REFUSED, "Not yet")
    assert operations.propose_by_record() == 0  # nobody is asked the same night after night


def test_a_standard_change_that_failed_proposes_to_revoke_its_template_once(standard, by_agent):
    made(standard, by_agent, states.FAILED, at=NOW + timedelta(hours=1))

    assert operations.propose_by_record() == 1
    standard.refresh_from_db()
    assert (standard.state, standard.asks) == (
        State.STANDARD,
        "revoke",
    )  # it is standard until that is decided
    with time_machine.travel(NOW + timedelta(days=1), tick=False):
        decide(standard, gates.REFUSED, "It was the power")
        assert (standard.state, standard.asks) == (State.STANDARD, "")
        assert operations.propose_by_record() == 0


def test_a_standard_change_that_caused_an_incident_proposes_to_revoke_its_template(standard, by_agent, scanners):  # fmt: skip
    ticket = made(standard, by_agent, at=NOW + timedelta(hours=1))
    assert operations.propose_by_record() == 0
    incident = incidents.log_incident(actor=by_agent, title="No labels", service_id=scanners.pk)

    operations.judge_incident(ticket=ticket, incident=incident, actor=by_agent, is_caused=True)

    assert record.records([standard.pk])[standard.pk].caused == 1
    assert operations.propose_by_record() == 1


def test_the_record_of_many_templates_takes_two_statements(template, by_agent, django_assert_num_queries):  # fmt: skip
    made(template, by_agent, states.WITH_ISSUES, NOW - timedelta(days=3))
    made(template, by_agent, at=NOW - timedelta(days=2))
    other = operations.make_template(actor=by_agent, **{**SAID, "name": "Another"})

    with django_assert_num_queries(2):
        known = record.records([template.pk, other.pk])

    assert (known[template.pk].n, known[template.pk].successful, known[template.pk].with_issues, known[template.pk].row) == (2, 1, 1, 1)  # fmt: skip
    assert known[other.pk].n == 0


@pytest.mark.parametrize(("field", "value", "code"), [("name", " ", "name_required"), ("plan", "", "plan_required"), ("backout", " ", "backout_required")])  # fmt: skip
def test_a_template_says_all_it_takes(by_agent, field, value, code):
    with pytest.raises(RuleViolation) as raised:
        operations.make_template(actor=by_agent, **{**SAID, field: value})

    assert raised.value.code == code
