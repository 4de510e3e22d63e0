"""One person is asked to say yes, sees it from then on, and answers once; nobody approves what is theirs."""

import pytest
from django.db import IntegrityError

from practices.desk import access
from practices.desk.models import Ticket
from practices.service_request import operations
from practices.service_request.models import ServiceRequest
from svs.accounts.models import Role, Team
from svs.errors import RuleViolation, TransitionNotAllowed
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.permissions.models import Grant
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


def code(do) -> str:
    with pytest.raises(RuleViolation) as refused:
        do()
    return refused.value.code


def test_whoever_is_asked_sees_it_and_says_yes(log, ask, board, by_board):
    ticket = log()
    assert not access.visible_to(board).filter(pk=ticket.pk).exists()

    waiting = ask(ticket)

    assert (waiting.state, waiting.phase, waiting.cause) == ("IN_APPROVAL", "WAITING", "approval")
    assert access.visible_to(board).filter(pk=ticket.pk).exists()
    approved = operations.approve_request(ticket=ticket, actor=by_board, words="Go ahead")
    assert approved.state == "QUEUED"
    detail = ServiceRequest.objects.get(ticket=ticket)
    assert (detail.decision, detail.decision_words) == ("approved", "Go ahead")
    assert list(Grant.objects.values_list("verb", flat=True)) == [
        "view"
    ]  # they still see what becomes of it


def test_a_no_needs_a_reason_and_ends_it(log, ask, by_board):
    ticket = ask(log())

    assert code(lambda: operations.refuse_request(ticket=ticket, actor=by_board, words=" ")) == "reason_required"  # fmt: skip
    refused = operations.refuse_request(ticket=ticket, actor=by_board, words="Not this year")

    assert (refused.state, refused.phase) == ("REFUSED", "DONE")
    assert refused.closed_at is not None


def test_nobody_approves_what_they_asked_for(log, ask, by_agent, agent, requester):
    ticket = log()

    assert code(lambda: ask(ticket, approver=requester)) == "own_approval"
    assert code(lambda: ask(ticket, approver=agent)) == "own_approval"  # nor whoever asks for it
    assert Ticket.objects.get(pk=ticket.pk).state == "NEW"


def test_only_whoever_was_asked_answers_and_only_once(log, ask, by_agent, by_board, colleague):
    ticket = ask(log())

    assert code(lambda: operations.approve_request(ticket=ticket, actor=by_agent)) == "not_asked"
    operations.approve_request(ticket=ticket, actor=by_board)

    assert code(lambda: operations.refuse_request(ticket=ticket, actor=by_board, words="No")) == "decided_already"  # fmt: skip
    assert code(lambda: ask(ticket, approver=colleague)) == "decided_already"


def test_asking_another_takes_it_from_whoever_was_asked_before(log, ask, board, by_board, colleague):  # fmt: skip
    ticket = ask(log())

    assert code(lambda: ask(ticket)) == "asked_already"
    ask(ticket, approver=colleague)

    assert not access.visible_to(board).filter(pk=ticket.pk).exists()
    assert code(lambda: operations.approve_request(ticket=ticket, actor=by_board)) == "not_asked"


def test_cancelled_it_needs_no_answer(log, ask, board, by_board, requester):
    ticket = ask(log())

    operations.cancel_request(ticket=ticket, actor=person(requester))

    assert not access.visible_to(board).filter(pk=ticket.pk).exists()
    with pytest.raises(TransitionNotAllowed):
        operations.approve_request(ticket=ticket, actor=by_board)


def test_who_left_or_is_a_program_cannot_be_asked(log, ask):
    left = make_person("Gone Away", is_active=False)
    program = make_person("Web Shop", is_program=True)

    for nobody in (left, program):
        assert code(lambda nobody=nobody: ask(log(), approver=nobody)) == "no_such_approver"


def test_an_agent_asked_about_a_restricted_request_reads_it_and_works_not_on_it(log, ask, colleague):  # fmt: skip
    people = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    insider = make_person("Hanna Weiss", Role.AGENT, team=people)
    ticket = log(team_id=people.pk)
    operations.assign_request(ticket=ticket, actor=person(insider), team_id=people.pk)
    ask(ticket, approver=colleague)

    held = Ticket.objects.get(pk=ticket.pk)
    assert access.may(colleague, "view", held)
    assert not access.may(colleague, "assign", held)
    assert not access.reads_notes(colleague, held)
    assert access.may(insider, "assign", held)


def test_the_person_asked_gets_a_letter_and_so_does_who_hears_no(log, ask, board, by_board, requester):  # fmt: skip
    ticket = ask(log())
    deliver.drain("request.ask_approver")
    operations.refuse_request(ticket=ticket, actor=by_board, words="Not this year")
    deliver.drain("request.tell_refused")

    letters = {row.recipient: row for row in Outgoing.objects.filter(ticket_ref=ticket.ref)}
    assert f"/approvals/{ticket.ref}/" in letters[board.email].body
    assert "Not this year" in letters[requester.email].body


def test_the_log_says_who_was_asked_and_never_why(log, ask, board, by_board):
    ticket = ask(log())
    operations.refuse_request(ticket=ticket, actor=by_board, words="CANARY")

    told = DomainEvent.objects.filter(subject_id=ticket.pk, subject_type="ticket")
    assert told.get(name="request.approval_asked").data["approver_id"] == board.pk
    assert "CANARY" not in str(list(told.values_list("data", flat=True)))


def test_the_table_itself_holds_who_may_decide(log, agent):
    detail = ServiceRequest.objects.get(ticket=log())
    detail.approver = detail.asked_by = agent

    with pytest.raises(IntegrityError):
        detail.save()


def test_the_approver_reads_it_by_api_without_how_the_desk_sorts_it(log, ask, board, agent_api):
    ticket = ask(log())
    agent_api.post(f"/api/v1/requests/{ticket.ref}/note/", {"body": "CANARY"}, format="json")
    api = api_as(board)

    body = api.get(f"/api/v1/requests/{ticket.ref}/").json()

    assert (body["approver"]["name"], body["tags"], body["items"]) == (board.name, [], [])
    assert b"CANARY" not in api.get(f"/api/v1/requests/{ticket.ref}/messages/").content
    assert api.post(f"/api/v1/requests/{ticket.ref}/fulfil/", {"fulfilment": "x"}, format="json").status_code == 403  # fmt: skip
    answer = api.post(f"/api/v1/requests/{ticket.ref}/approve/", {}, format="json")
    assert (answer.status_code, answer.json()["state"]) == (200, "QUEUED")
    assert api.post(f"/api/v1/requests/{ticket.ref}/approve/", {}, format="json").status_code == 403


def test_the_page_of_the_approver(client, log, ask, board, agent_api):
    ticket = ask(log(description="Two of us share one"))
    agent_api.post(f"/api/v1/requests/{ticket.ref}/note/", {"body": "CANARY"}, format="json")
    client.force_login(board)

    listed = client.get("/approvals/").content.decode()
    page = client.get(f"/approvals/{ticket.ref}/").content.decode()
    home = client.get("/help/").content.decode()

    assert ticket.title in listed
    assert "Two of us share one" in page
    assert "CANARY" not in page
    assert "One request waits for your approval" in home
    assert client.get(ticket.get_absolute_url())["Location"] == f"/approvals/{ticket.ref}/"
    silent = client.post(f"/approvals/{ticket.ref}/decide/", {"verb": "refuse", "words": ""})
    assert silent.status_code == 409
    assert "Say why" in silent.content.decode()
    client.post(f"/approvals/{ticket.ref}/decide/", {"verb": "refuse", "words": "Not this year"})
    assert "You refused it" in client.get(f"/approvals/{ticket.ref}/").content.decode()
    assert Ticket.objects.get(pk=ticket.pk).state == "REFUSED"


def test_whoever_is_asked_reads_no_piece_of_the_desks_page(log, ask, board, client):
    ticket = ask(log())
    Ticket.objects.filter(pk=ticket.pk).update(tags=["canary"])
    client.force_login(board)

    for piece in (f"/tickets/{ticket.ref}/preview/", f"/requests/{ticket.ref}/earlier/"):
        answer = client.get(piece, headers={"HX-Request": "true"}, follow=True)
        assert answer.redirect_chain == [(f"/approvals/{ticket.ref}/", 302)]
        assert "canary" not in answer.content.decode()
