"""A public reply by page leaves after ten seconds; until then it can be taken back, and nobody hears of it."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Clock, Draft, Message, Ticket
from practices.desk.operations import talk
from svs.errors import RuleViolation
from svs.events import relay, schedule, tasks
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.knobs import registry as knobs

pytestmark = pytest.mark.django_db
CANARY = "CANARY in the air"


def later(seconds: float):
    return time_machine.travel(timezone.now() + timedelta(seconds=seconds))


@pytest.fixture
def reply(as_agent, here):
    return as_agent.post(f"{here}reply/", {"body": CANARY})


def replied():
    return DomainEvent.objects.filter(name="incident.replied")


def test_it_stands_with_a_way_back_for_whoever_wrote_it(reply, as_agent, here):
    shown = as_agent.get(here).content.decode()

    assert reply.status_code == 302
    assert CANARY in shown
    assert "Take back" in shown


def test_until_it_left_nobody_hears_of_it(
    reply, ticket, as_agent, agent_api, requester_api, as_requester, colleague, client
):
    pages = [
        as_requester.get(ticket.portal_url).content.decode(),
        requester_api.get(f"/api/v1/incidents/{ticket.ref}/messages/").content.decode(),
        requester_api.get(f"/api/v1/incidents/{ticket.ref}/").content.decode(),
        requester_api.get("/api/v1/incidents/").content.decode(),
        as_requester.get("/search/?q=CANARY").content.decode(),
    ]
    ticket.refresh_from_db()

    assert all(CANARY not in page for page in pages)
    assert not replied().exists()
    assert ticket.responded_at is None


def test_when_it_left_it_is_told_as_of_when_it_was_written(reply, ticket, as_requester, agent):
    written = Message.objects.get().created_at

    with later(11):
        assert talk.is_due()
        assert talk.release_due() == 1
        assert talk.release_due() == 0
        shown = as_requester.get(ticket.portal_url).content.decode()
    event = replied().get()
    ticket.refresh_from_db()

    assert (event.occurred_at, event.actor_user_id) == (written, agent.pk)
    assert ticket.responded_at == written
    assert CANARY in shown


def test_reading_the_ticket_lets_out_what_is_due_when_no_worker_runs(reply, ticket, as_requester, requester_api):  # fmt: skip
    with later(11):
        shown = as_requester.get(ticket.portal_url).content.decode()
        rows = requester_api.get(f"/api/v1/incidents/{ticket.ref}/messages/").json()["results"]

    assert CANARY in shown
    assert [row["body"] for row in rows] == [CANARY]
    assert replied().count() == 1


def test_the_relay_wakes_a_worker_for_it(reply, monkeypatch):
    woken = []
    monkeypatch.setattr(relay.app, "send_task", lambda name, **said: woken.append((name, said["kwargs"])))  # fmt: skip
    relay.poll()
    early = [one for one in woken if one[0] == "svs.due"]
    with later(11):
        relay.poll()
        tasks.due("release_replies")

    assert early == []
    assert ("svs.due", {"job": "release_replies"}) in woken
    assert "release_replies" in schedule.waiting()
    assert replied().count() == 1


def test_taken_back_it_is_a_draft_again_and_was_never_said(reply, ticket, as_agent, agent, here):
    message = Message.objects.get()

    as_agent.post(f"{here}take-back/{message.pk}/")
    shown = as_agent.get(here).content.decode()

    assert not Message.objects.exists()
    assert Draft.objects.get(user=agent, ticket=ticket).body == CANARY
    assert f"{CANARY}</textarea>" in shown
    assert not replied().exists()
    assert DomainEvent.objects.filter(name="ticket.taken_back").count() == 1


def test_taken_back_into_a_note_that_was_begun_it_stays_internal(reply, ticket, agent, by_agent):
    Draft.objects.create(user=agent, ticket=ticket, body="CANARY note", is_internal=True, saved_at=timezone.now())  # fmt: skip

    talk.take_back(
        ticket_id=ticket.pk, message_id=Message.objects.get().pk, author=agent, actor=by_agent
    )
    draft = Draft.objects.get()

    assert draft.is_internal
    assert draft.body == f"{CANARY}\n\nCANARY note"


def test_nobody_else_takes_it_back_and_nobody_after_it_left(reply, ticket, agent, by_agent, colleague):  # fmt: skip
    message = Message.objects.get()
    with pytest.raises(RuleViolation, match="left already"):
        talk.take_back(ticket_id=ticket.pk, message_id=message.pk, author=colleague, actor=person(colleague))  # fmt: skip
    with later(10), pytest.raises(RuleViolation, match="left already"):
        talk.take_back(ticket_id=ticket.pk, message_id=message.pk, author=agent, actor=by_agent)

    assert Message.objects.get().body == CANARY


def test_by_program_it_leaves_at_once(agent_api, ticket):
    agent_api.post(f"/api/v1/incidents/{ticket.ref}/reply/", {"body": "Now"}, format="json")

    assert replied().count() == 1
    assert Message.objects.get().channel == "api"


@pytest.mark.parametrize("seconds", [0, 60])
def test_how_long_it_waits_is_a_policy(seconds, as_agent, here):
    knobs.set_value(key="desk.reply_delay_seconds", value=seconds)
    as_agent.post(f"{here}reply/", {"body": "x"})

    message = Message.objects.get()
    waits = (message.leaves_at - message.created_at).total_seconds() if message.leaves_at else 0
    assert waits == seconds


@pytest.mark.parametrize("value", [-1, 61, 1.5, True, "10", None])
def test_no_other_length_is_taken(value, db):
    with pytest.raises(RuleViolation):
        knobs.set_value(key="desk.reply_delay_seconds", value=value)


def test_a_note_is_internal_at_once(as_agent, here):
    as_agent.post(f"{here}note/", {"body": "x"})

    assert Message.objects.get().leaves_at is None
    assert DomainEvent.objects.filter(name="incident.noted").count() == 1


def test_resolved_before_it_left_the_response_still_counts_as_written(reply, ticket, agent, by_agent):  # fmt: skip
    from practices.desk.operations import verbs  # noqa: PLC0415

    with later(5):
        verbs.do("resolve", ticket=ticket, actor=by_agent, resolution="Done", resolution_code="fixed", cause_code="unknown")  # fmt: skip
    with later(11):
        talk.release_due()
    ticket.refresh_from_db()

    assert ticket.responded_at == Message.objects.get().created_at
    for clock in Clock.objects.filter(ticket=ticket, measure="response"):
        assert clock.used_seconds == pytest.approx(ticket.response_seconds, abs=0.01)


@pytest.fixture
def asked(ticket, requester):
    desk.add_message(ticket_id=ticket.pk, author=requester, actor=person(requester), body="Any news?", is_internal=False)  # fmt: skip
    return Ticket.objects.get(pk=ticket.pk).unanswered_since


def test_it_is_unanswered_from_the_first_word_until_a_reply_left(asked, ticket, requester, reply):
    first = asked
    desk.add_message(ticket_id=ticket.pk, author=requester, actor=person(requester), body="Hello?", is_internal=False)  # fmt: skip
    before = Ticket.objects.get(pk=ticket.pk).unanswered_since

    with later(11):
        talk.release_due()
    left = Ticket.objects.get(pk=ticket.pk).unanswered_since

    assert before == first
    assert (
        left == Message.objects.get(body="Hello?").created_at
    )  # said while the answer was on its way


def test_a_reply_answers_and_a_note_or_a_rule_does_not(asked, ticket, agent, by_agent):
    desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="x", is_internal=True)
    desk.add_message(ticket_id=ticket.pk, author=None, actor=by_agent.as_rule("RULE-1", ()), body="x", is_internal=False)  # fmt: skip
    still = Ticket.objects.get(pk=ticket.pk).unanswered_since
    desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="x", is_internal=False)

    assert still == asked
    assert Ticket.objects.get(pk=ticket.pk).unanswered_since is None


@pytest.fixture
def resolved(ticket, by_agent):
    from practices.desk.operations import verbs  # noqa: PLC0415

    return verbs.do("resolve", ticket=ticket, actor=by_agent, resolution="Done", resolution_code="fixed", cause_code="unknown")  # fmt: skip


def test_an_answer_to_what_was_resolved_opens_it_again(resolved, as_requester, requester):
    as_requester.post(f"{resolved.portal_url}reply/", {"body": "It froze again"})

    event = DomainEvent.objects.get(name="incident.reopened")
    ticket = Ticket.objects.get()
    assert ticket.phase == "QUEUED"
    assert ticket.unanswered_since is not None
    assert event.actor_user_id == requester.pk


def test_where_policy_says_so_it_is_only_marked(resolved, as_requester):
    knobs.set_value(key="desk.reopen_on_answer", value=False)

    as_requester.post(f"{resolved.portal_url}reply/", {"body": "Thank you"})

    ticket = Ticket.objects.get()
    assert (ticket.phase, ticket.unanswered_since is None) == ("DONE", False)


def test_too_late_to_reopen_the_answer_is_kept_and_marked(resolved, requester):
    with time_machine.travel(timezone.now() + timedelta(days=30)):
        desk.add_message(ticket_id=resolved.pk, author=requester, actor=person(requester), body="Hello", is_internal=False)  # fmt: skip

    ticket = Ticket.objects.get()
    assert (ticket.phase, ticket.unanswered_since is None) == ("DONE", False)
    assert Message.objects.count() == 1


def test_said_with_reopening_it_is_opened_once(resolved, as_requester):
    answer = as_requester.post(f"{resolved.portal_url}reopen/", {"words": "It froze again"})

    assert answer.status_code == 302
    assert DomainEvent.objects.filter(name="incident.reopened").count() == 1
