"""What came of a change: told, looked back on, with the incidents it caused; what stayed clean closes by itself."""

from datetime import timedelta

import pytest

from practices.change import operations, states
from practices.change.models import CausedIncident
from practices.change.operations.review import TASK
from practices.desk.models import Task, TicketLink
from practices.desk.operations.undo import undo
from practices.incident import operations as incidents
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.practices.change.conftest import NOW, change_of

pytestmark = pytest.mark.django_db


def complete(ticket, actor, outcome=states.SUCCESSFUL, words=""):
    return operations.complete_change(ticket=ticket, actor=actor, outcome=outcome, outcome_words=words)  # fmt: skip


def logged(actor, service, title="Scanners lose session"):
    return incidents.log_incident(actor=actor, title=title, service_id=service.pk)


@pytest.mark.parametrize("outcome", [states.WITH_ISSUES, states.FAILED, states.BACKED_OUT])
def test_what_did_not_simply_succeed_is_said_in_words_and_looked_back_on(begun, by_agent, outcome):
    ticket = begun()

    with pytest.raises(RuleViolation, match="Say what went otherwise"):
        complete(ticket, by_agent, outcome)
    ticket = complete(ticket, by_agent, outcome, "Two of 24 did not restart")

    assert (ticket.state, change_of(ticket).outcome) == (states.IMPLEMENTED, outcome)
    assert change_of(ticket).review_due_at == NOW + timedelta(hours=2, minutes=10, days=7)
    assert Task.objects.get(ticket=ticket, done_at=None).title == TASK


def test_a_clean_normal_change_needs_no_review_and_closes_by_itself_once_it_stayed_clean(begun, by_agent, morning):  # fmt: skip
    ticket = complete(begun(), by_agent)
    assert change_of(ticket).review_due_at is None

    morning.shift(timedelta(hours=11))
    operations.close_clean()
    assert change_of(ticket).ticket.state == states.IMPLEMENTED
    morning.shift(timedelta(hours=2))
    operations.close_clean()
    assert change_of(ticket).ticket.state == states.CLOSED


def test_an_emergency_change_is_always_looked_back_on_and_stands_out_in_the_log(begun, by_agent):
    ticket = complete(begun(type="emergency"), by_agent)

    assert change_of(ticket).review_due_at is not None
    assert Task.objects.filter(ticket=ticket, title=TASK, done_at=None).count() == 1
    flagged = DomainEvent.objects.filter(subject_id=ticket.pk, data__emergency=True)
    assert set(flagged.values_list("name", flat=True)) == {
        "change.submitted", "change.approved", "change.started", "change.completed", "change.review_asked",
    }  # fmt: skip
    with pytest.raises(RuleViolation, match="write its review"):
        operations.close_change(ticket=ticket, actor=by_agent)

    done = operations.review_change(ticket=ticket, actor=by_agent, words="Keep a spare ready")

    assert done.state == states.CLOSED
    assert (change_of(done).review_words, change_of(done).reviewed_by_id) == ("Keep a spare ready", by_agent.user_id)  # fmt: skip
    assert not Task.objects.filter(ticket=ticket, done_at=None).exists()


def test_incidents_logged_while_it_was_fresh_about_what_it_touches_are_proposed(begun, by_agent, scanners, morning):  # fmt: skip
    portal = Service.objects.create(name="Portal", slug="portal")
    logged(by_agent, scanners, "Before it began")
    ticket = begun()
    morning.shift(timedelta(minutes=20))
    mine, other = logged(by_agent, scanners), logged(by_agent, portal)

    ticket = complete(ticket, by_agent)

    found = CausedIncident.objects.get()
    assert (found.incident_id, found.state, found.because["minutes"]) == (mine.pk, "proposed", 20)
    assert found.because["services"] == [scanners.pk]
    assert other.pk != found.incident_id
    assert change_of(ticket).review_due_at is not None  # a person says whether it was caused


def test_an_incident_after_it_was_completed_is_proposed_as_well_and_only_while_it_is_fresh(begun, by_agent, scanners, morning):  # fmt: skip
    ticket = complete(begun(), by_agent)

    morning.shift(timedelta(hours=11))
    operations.propose_for_incident(ticket_id=logged(by_agent, scanners).pk)
    assert CausedIncident.objects.count() == 1
    assert change_of(ticket).review_due_at is not None
    morning.shift(timedelta(hours=2))
    operations.propose_for_incident(ticket_id=logged(by_agent, scanners).pk)
    assert CausedIncident.objects.count() == 1


def test_proposed_twice_it_stands_once_and_what_a_person_said_stays(begun, by_agent, scanners, morning):  # fmt: skip
    ticket = complete(begun(), by_agent)
    incident = logged(by_agent, scanners)
    operations.propose_for_incident(ticket_id=incident.pk)
    operations.judge_incident(ticket=ticket, incident=incident, actor=by_agent, is_caused=False)

    operations.propose_for_incident(ticket_id=incident.pk)

    assert CausedIncident.objects.get().state == "dismissed"


def test_a_review_waits_until_it_is_known_of_each_incident_and_what_was_caused_is_linked(begun, by_agent, scanners):  # fmt: skip
    ticket = begun()
    incident = logged(by_agent, scanners)
    ticket = complete(ticket, by_agent)

    with pytest.raises(RuleViolation, match="Say of 1 incident first"):
        operations.review_change(ticket=ticket, actor=by_agent, words="Test longer")
    operations.judge_incident(ticket=ticket, incident=incident, actor=by_agent, is_caused=True)

    link = TicketLink.objects.get(kind="causes")
    assert (link.source_id, link.target_id) == (ticket.pk, incident.pk)
    confirmed = DomainEvent.objects.get(name="change.incident_confirmed")
    assert (confirmed.about_type, confirmed.about_id) == ("ticket", incident.pk)
    operations.judge_incident(ticket=ticket, incident=incident, actor=by_agent, is_caused=False)
    assert not TicketLink.objects.filter(kind="causes").exists()
    assert operations.review_change(ticket=ticket, actor=by_agent, words="Test longer").state == states.CLOSED  # fmt: skip


def test_what_has_not_begun_has_caused_nothing(draft, by_agent, scanners):
    with pytest.raises(RuleViolation, match="It has not begun"):
        operations.judge_incident(ticket=draft(), incident=logged(by_agent, scanners), actor=by_agent, is_caused=True)  # fmt: skip


def test_an_outcome_taken_back_within_a_minute_is_none(begun, by_agent, scanners):
    ticket = begun()
    logged(by_agent, scanners)
    ticket = complete(ticket, by_agent, states.SUCCESSFUL)

    undo(ticket=ticket, actor=by_agent)

    change = change_of(ticket)
    assert (change.ticket.state, change.outcome, change.ended_at, change.review_due_at) == (states.IMPLEMENTING, "", None, None)  # fmt: skip
    assert not Task.objects.filter(ticket=ticket).exists()


def test_whoever_does_it_hears_that_its_window_opened_and_that_it_went_by_each_once(draft, by_agent, morning, nobody_judges):  # fmt: skip
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    told = []
    for at in (timedelta(hours=1), timedelta(hours=2), timedelta(hours=2, minutes=1), timedelta(hours=3), timedelta(hours=4)):  # fmt: skip
        morning.move_to(NOW + at)
        told.append(operations.tell_windows())

    assert told == [0, 1, 0, 1, 0]
    assert list(DomainEvent.objects.filter(name__startswith="change.window").order_by("id").values_list("name", flat=True)) == ["change.window_opened", "change.window_missed"]  # fmt: skip
    assert change_of(ticket).ticket.state == states.SCHEDULED  # nothing is moved in silence
