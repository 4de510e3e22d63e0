"""The requester is asked once how it went, reminded once, and answers once."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from practices.desk.models import Survey, TicketLink
from practices.desk.operations import surveys
from practices.incident import operations as incidents
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.history import PastEvent, emit_past
from svs.events.models import Delivery, DomainEvent, Outgoing
from svs.knobs import registry

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def log(by_agent, requester, scanners):
    def logged(**fields):
        return incidents.log_incident(
            actor=by_agent, title="Slow", service_id=scanners.pk, **{"requester": requester, **fields}
        )  # fmt: skip

    return logged


def resolve(ticket, actor):
    incidents.resolve_incident(
        ticket=ticket,
        actor=actor,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )
    deliver.drain("incident.write_to_requester")
    ticket.refresh_from_db()


def at(days: float) -> time_machine.travel:
    return time_machine.travel(MONDAY + timedelta(days=days), tick=False)


def test_the_requester_is_asked_by_mail_once_it_is_restored(log, by_agent, requester):
    ticket = log()
    resolve(ticket, by_agent)

    mail = Outgoing.objects.get(purpose="ticket.done")
    assert (mail.recipient, mail.ticket_ref) == (requester.email, ticket.ref)
    assert f"/help/requests/{ticket.ref}/#survey" in mail.body
    assert DomainEvent.objects.filter(name="survey.asked").count() == 1


def test_it_is_asked_once_even_when_it_is_reopened_and_restored_again(log, by_agent):
    ticket = log()
    resolve(ticket, by_agent)
    incidents.reopen_incident(ticket=ticket, actor=by_agent)
    ticket.refresh_from_db()
    with pytest.raises(RuleViolation, match="worked on again"):
        surveys.answer_survey(ticket=ticket, actor=by_agent, score=1)
    resolve(ticket, by_agent)

    assert Survey.objects.count() == 1
    surveys.answer_survey(ticket=ticket, actor=by_agent, score=4)


def test_history_asks_nobody(log):
    ticket = log()
    emit_past([PastEvent("incident.resolved", MONDAY, "ticket", ticket.pk, None, {})], ref="import")

    assert not Delivery.objects.filter(
        event__historical=True, consumer="incident.write_to_requester"
    ).exists()


def test_nobody_is_asked_who_restored_it_is_a_program_or_is_not_there(log, by_agent, requester):
    robot = User.objects.create_user(email="shop@programs.invalid", name="Shop", is_program=True)
    resolve(log(requester=robot), by_agent)
    resolve(log(requester=None), by_agent)
    resolve(log(), person(requester))

    assert not Survey.objects.exists()


def test_parent_and_children_of_one_requester_ask_once(log, by_agent, outsider):
    parent, first, second, other = log(), log(), log(), log(requester=outsider)
    for child in (first, second, other):
        TicketLink.objects.create(kind="child_of", source=child, target=parent)
    for ticket in (first, parent):  # the others are restored with their parent
        resolve(ticket, by_agent)

    assert set(Survey.objects.values_list("ticket", flat=True)) == {first.pk, other.pk}


def test_the_reminder_comes_once_after_three_days_and_not_after_an_answer(log, by_agent):
    with at(0):
        asked, answered = log(), log()
        for ticket in (asked, answered):
            resolve(ticket, by_agent)
        surveys.answer_survey(ticket=answered, actor=by_agent, score=5)
    with at(2.9):
        assert surveys.remind_surveys() == 0
    with at(3.1):
        assert surveys.remind_surveys() == 1
        assert surveys.remind_surveys() == 0

    assert Outgoing.objects.latest("pk").subject == f"{asked.ref}: Once more: how did it go?"
    assert Outgoing.objects.filter(purpose="ticket.survey").count() == 1


def test_the_days_until_the_reminder_are_a_policy_value_and_reminders_go_in_batches(log, by_agent, monkeypatch):  # fmt: skip
    monkeypatch.setattr(surveys, "BATCH", 2)
    with at(0):
        for _ in range(5):
            resolve(log(), by_agent)
        registry.set_value(key="desk.survey_reminder_days", value=10)
    with at(9):
        assert surveys.remind_surveys() == 0
    with at(11):
        assert surveys.remind_surveys() == 5


def test_it_is_answered_once_and_within_thirty_days(log, by_agent, requester):
    with at(0):
        ticket, late = log(), log()
        resolve(ticket, by_agent)
        resolve(late, by_agent)
    with at(29):
        surveys.answer_survey(ticket=ticket, actor=person(requester), score=2, words=" CANARY ")
        with pytest.raises(RuleViolation, match="You have said"):
            surveys.answer_survey(ticket=ticket, actor=person(requester), score=5)
    with at(31), pytest.raises(RuleViolation, match="30 days"):
        surveys.answer_survey(ticket=late, actor=person(requester), score=5)

    event = DomainEvent.objects.get(name="survey.answered")
    assert (event.subject_id, event.service_id, event.data) == (ticket.pk, ticket.service_id, {"score": 2})  # fmt: skip
    assert Survey.objects.get(ticket=ticket).words == "CANARY"


@pytest.mark.parametrize("score", [0, 6, -1])
def test_there_are_five_points(log, by_agent, score):
    ticket = log()
    resolve(ticket, by_agent)

    with pytest.raises(RuleViolation, match="One to five"):
        surveys.answer_survey(ticket=ticket, actor=SYSTEM_ACTOR, score=score)


def test_agents_see_the_answer_on_the_ticket_and_the_owner_the_words_on_the_service(
    client, log, by_agent, agent, owner, requester
):
    ticket = log()
    resolve(ticket, by_agent)
    client.force_login(agent)
    assert "not answered yet" in client.get(ticket.get_absolute_url()).content.decode()
    surveys.answer_survey(ticket=ticket, actor=person(requester), score=2, words="Took too long")

    assert "Took too long" in client.get(ticket.get_absolute_url()).content.decode()
    client.force_login(owner)
    assert "Took too long" in client.get("/services/warehouse-scanners/").content.decode()
