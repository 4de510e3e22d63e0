"""Somebody entitled is asked to say yes, sees it from then on, and answers once; nobody approves what is theirs."""

from datetime import timedelta

import pytest
from django.db import IntegrityError
from django.utils import timezone

from governance.operations import deadlines
from practices.configuration.operations import create_item
from practices.desk import access
from practices.desk.models import Ticket
from practices.desk.operations import items
from practices.service_request import operations
from practices.service_request.models import ServiceRequest
from svs.accounts.models import Role, Team
from svs.errors import Forbidden, RuleViolation, TransitionNotAllowed
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.permissions.models import Grant
from tests.conftest import api_as, make_person
from tests.governance.asked import board_step, make_board, members, right, vote
from tests.practices.service_request.conftest import approval_of

pytestmark = pytest.mark.django_db


def code(do) -> str:
    with pytest.raises(RuleViolation) as refused:
        do()
    return refused.value.code


def test_whoever_is_asked_sees_it_and_says_yes(log, ask, board, answer):
    ticket = log()
    assert not access.visible_to(board).filter(pk=ticket.pk).exists()

    waiting = ask(ticket)

    assert (waiting.state, waiting.phase, waiting.cause) == ("IN_APPROVAL", "WAITING", "approval")
    assert access.visible_to(board).filter(pk=ticket.pk).exists()
    assert answer(ticket, words="Go ahead").state == "QUEUED"
    detail = ServiceRequest.objects.get(ticket=ticket)
    assert (detail.decision, detail.decision_words) == ("approved", "Marta Silva: Go ahead")
    assert detail.approver == board
    assert detail.decided_at is not None
    assert list(Grant.objects.values_list("verb", flat=True)) == [
        "view"
    ]  # they still see what becomes of it


def test_a_no_needs_a_reason_and_ends_it(log, ask, board, answer):
    ticket = ask(log())

    assert code(lambda: vote(approval_of(ticket), board, "reject", words=" ")) == "words_required"
    answer(ticket, "reject", "Not this year")

    assert (ticket.state, ticket.phase) == ("REFUSED", "DONE")
    assert ticket.closed_at is not None


def test_nobody_approves_what_they_asked_for(log, ask, by_agent, agent, requester):
    ticket = log()

    assert code(lambda: ask(ticket, approver=requester)) == "own_approval"
    assert code(lambda: ask(ticket, approver=agent)) == "own_approval"  # nor whoever asks for it
    assert Ticket.objects.get(pk=ticket.pk).state == "NEW"


def test_only_whoever_was_asked_answers_and_only_once(log, ask, agent, board, colleague, answer):
    ticket = ask(log())

    assert code(lambda: vote(approval_of(ticket), agent)) == "self_approval"  # they asked for it
    with pytest.raises(Forbidden):
        vote(approval_of(ticket), colleague)
    answer(ticket)

    assert code(lambda: vote(approval_of(ticket), board, "reject", words="No")) == "not_open"
    assert code(lambda: ask(ticket, approver=colleague)) == "decided_already"


def test_asking_another_takes_it_from_whoever_was_asked_before(log, ask, board, colleague, answer):
    ticket = ask(log())

    assert code(lambda: ask(ticket)) == "asked_already"
    ask(ticket, approver=colleague)

    assert not access.visible_to(board).filter(pk=ticket.pk).exists()
    with pytest.raises(Forbidden):
        vote(approval_of(ticket), board)
    assert answer(ticket, user=colleague).state == "QUEUED"
    assert ServiceRequest.objects.get(ticket=ticket).approver == colleague


def test_cancelled_it_needs_no_answer(log, ask, board, requester):
    ticket = ask(log())

    operations.cancel_request(ticket=ticket, actor=person(requester))

    assert not access.visible_to(board).filter(pk=ticket.pk).exists()
    assert code(lambda: vote(approval_of(ticket), board)) == "not_open"
    assert approval_of(ticket).state == "WITHDRAWN"


def test_who_left_or_is_a_program_cannot_be_asked(log, ask):
    left = make_person("Gone Away", is_active=False)
    program = make_person("Web Shop", is_program=True)

    for nobody in (left, program):
        assert code(lambda nobody=nobody: ask(log(), approver=nobody)) == "no_such_approver"


def test_without_a_name_the_owner_of_the_service_is_asked(log, by_agent, owner, answer):
    ticket = operations.ask_approval(ticket=log(), actor=by_agent)

    assert ticket.state == "IN_APPROVAL"
    assert answer(ticket, user=owner).state == "QUEUED"
    assert ServiceRequest.objects.get(ticket=ticket).approver == owner


def test_what_the_owner_needs_is_not_approved_by_the_owner(log, by_agent, owner, sponsor):
    ticket = operations.ask_approval(ticket=log(requester=owner, team_id=None), actor=by_agent)

    seats = [seat for step in approval_of(ticket).steps.all() for seat in step.seats.filter(barred="")]  # fmt: skip
    assert owner not in [seat.user for seat in seats]
    assert code(lambda: vote(approval_of(ticket), owner)) == "self_approval"


def test_where_the_rights_say_a_board_its_members_decide_together(log, by_agent, agent):
    board = make_board()
    right(board_step(board, quorum=2), subject="request")
    ticket = operations.ask_approval(ticket=log(), actor=by_agent)

    first, second, third, *_ = members(board)
    vote(approval_of(ticket), first, "reject", words="Too dear")
    vote(approval_of(ticket), second)
    vote(approval_of(ticket), third)
    assert (
        Ticket.objects.get(pk=ticket.pk).state == "IN_APPROVAL"
    )  # two more could still be against
    vote(approval_of(ticket), members(board)[3])

    assert Ticket.objects.get(pk=ticket.pk).state == "QUEUED"


def test_where_nobody_has_to_say_yes_it_goes_on_at_once(log, by_agent):
    right(subject="request")

    ticket = operations.ask_approval(ticket=log(), actor=by_agent)

    assert ticket.state == "QUEUED"
    assert ServiceRequest.objects.get(ticket=ticket).decision == "approved"


def test_what_is_wanted_changed_while_it_waits_is_asked_about_anew(log, ask, by_agent, board):
    ticket = ask(log())
    before = approval_of(ticket)

    operations.change_request(ticket=ticket, actor=by_agent, fields={"title": "Three scanners for dock 4"})  # fmt: skip
    operations.change_request(ticket=ticket, actor=by_agent, fields={"priority": 1})  # says nothing of what is wanted  # fmt: skip

    with pytest.raises(RuleViolation) as stale:
        vote(before, board)
    assert stale.value.code == "stale_version"
    now = approval_of(ticket)
    assert (now.version, now.round, now.title) == (2, 2, "Three scanners for dock 4")
    vote(now, board)
    assert Ticket.objects.get(pk=ticket.pk).state == "QUEUED"


def test_about_other_items_while_it_waits_it_is_asked_about_anew(log, ask, by_agent, agent):
    ticket, item = ask(log()), create_item(actor=by_agent, name="Badge door 4")

    items.add_item(ticket=ticket, actor=by_agent, user=agent, item_id=item.pk)

    assert approval_of(ticket).version == 2


def test_where_nobody_answered_in_time_it_waits_until_somebody_is_asked_anew(log, ask, board, answer, time_machine):  # fmt: skip
    ticket = ask(log())
    time_machine.move_to(timezone.now() + timedelta(days=4))
    for _ in range(4):
        deadlines.keep_time()
        time_machine.shift(timedelta(days=4))
    ticket.refresh_from_db()
    assert (approval_of(ticket).state, ticket.state) == ("EXPIRED", "IN_APPROVAL")
    assert ServiceRequest.objects.get(ticket=ticket).decision == ""

    ask(ticket)  # the same person may be asked again

    assert answer(ticket).state == "QUEUED"


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


def test_the_person_asked_gets_a_letter_and_so_does_who_hears_no(log, ask, board, answer, requester):  # fmt: skip
    ticket = ask(log())
    deliver.drain("governance.ask_by_mail")
    answer(ticket, "reject", "Not this year")
    deliver.drain("request.tell_refused")

    letters = {row.recipient: row for row in Outgoing.objects.all()}
    assert "/votes/" in letters[board.email].body
    assert "Not this year" in letters[requester.email].body


def test_the_log_says_who_was_asked_and_never_why(log, ask, board, answer):
    ticket = ask(log())
    answer(ticket, "reject", "CANARY")

    told = DomainEvent.objects.filter(subject_id=ticket.pk, subject_type="ticket")
    assert told.get(name="request.approval_asked").data["approver_id"] == board.pk
    assert "CANARY" not in str(list(DomainEvent.objects.values_list("data", flat=True)))


def test_the_table_itself_holds_who_may_decide(log, agent):
    detail = ServiceRequest.objects.get(ticket=log())
    detail.approver = detail.asked_by = agent

    with pytest.raises(IntegrityError):
        detail.save()


def test_only_those_who_decide_decide(log, ask):
    ticket = ask(log())

    with pytest.raises(TransitionNotAllowed):
        operations.fulfil_request(ticket=ticket, actor=person(make_person("Ola Nordmann", "agent")), fulfilment="x")  # fmt: skip


def test_the_approver_reads_it_by_api_without_how_the_desk_sorts_it_and_votes(log, ask, board, agent_api):  # fmt: skip
    ticket = ask(log())
    agent_api.post(f"/api/v1/requests/{ticket.ref}/note/", {"body": "CANARY"}, format="json")
    api = api_as(board)

    body = api.get(f"/api/v1/requests/{ticket.ref}/").json()

    assert (body["approver"]["name"], body["tags"], body["items"]) == (board.name, [], [])
    assert b"CANARY" not in api.get(f"/api/v1/requests/{ticket.ref}/messages/").content
    assert api.post(f"/api/v1/requests/{ticket.ref}/fulfil/", {"fulfilment": "x"}, format="json").status_code == 403  # fmt: skip
    api = api_as(board, "tickets:read", "approvals:write")
    votes = f"/api/v1/approvals/{approval_of(ticket).ref}/votes/"
    cast = api.post(votes, {"choice": "approve"}, format="json", headers={"If-Match": '"1"'})
    assert (cast.status_code, cast.json().get("state")) == (201, "APPROVED")
    assert api.get(f"/api/v1/requests/{ticket.ref}/").json()["state"] == "QUEUED"
    again = api.post(votes, {"choice": "approve"}, format="json", headers={"If-Match": '"1"'})
    assert again.status_code == 409


def test_an_integration_asks_with_a_name_and_without(agent_api, log, board, owner):
    named, unnamed = log(), log()

    one = agent_api.post(f"/api/v1/requests/{named.ref}/ask-approval/", {"approver": board.pk}, format="json")  # fmt: skip
    other = agent_api.post(f"/api/v1/requests/{unnamed.ref}/ask-approval/", {}, format="json")

    assert (one.status_code, one.json()["approver"]["id"]) == (200, board.pk)
    assert (other.status_code, other.json()["approver"]) == (200, None)
    assert other.json()["asked_at"] is not None


def test_the_page_of_the_approver(client, log, ask, board, agent_api):
    ticket = ask(log(description="Two of us share one"))
    agent_api.post(f"/api/v1/requests/{ticket.ref}/note/", {"body": "CANARY"}, format="json")
    client.force_login(board)
    here = f"/votes/{approval_of(ticket).ref}/"

    listed = client.get("/votes/").content.decode()
    page = client.get(here).content.decode()
    home = client.get("/help/").content.decode()

    assert ticket.title in listed
    assert "Two of us share one" in page
    assert "CANARY" not in page
    assert "One decision waits for your vote" in home
    assert client.get(ticket.get_absolute_url())["Location"] == here
    silent = client.post(f"{here}cast/", {"choice": "reject", "words": "", "version": 1})
    assert silent.status_code == 409
    assert "Say why not" in silent.content.decode()
    client.post(f"{here}cast/", {"choice": "reject", "words": "Not this year", "version": 1})
    assert "Not this year" in client.get(here).content.decode()
    assert Ticket.objects.get(pk=ticket.pk).state == "REFUSED"


def test_somebody_without_any_role_decides_in_the_frame_of_the_portal(client, log, ask):
    manager = make_person("Hanna Brandt")
    ticket = ask(log(description="Two of us share one"), approver=manager)
    client.force_login(manager)

    page = client.get(f"/votes/{approval_of(ticket).ref}/").content.decode()

    assert "Two of us share one" in page
    assert client.post(f"/votes/{approval_of(ticket).ref}/cast/", {"choice": "approve", "version": 1}).status_code == 302  # fmt: skip
    assert Ticket.objects.get(pk=ticket.pk).state == "QUEUED"


def test_the_old_addresses_lead_to_the_votes(client, log, ask, board, requester):
    ticket = ask(log())
    client.force_login(board)

    assert client.get("/approvals/")["Location"] == "/votes/"
    assert client.get(f"/approvals/{ticket.ref}/")["Location"] == f"/votes/{approval_of(ticket).ref}/"  # fmt: skip

    client.force_login(make_person("Lin Wu"))
    assert client.get(f"/approvals/{ticket.ref}/")["Location"] == "/votes/"


def test_the_desk_sees_whose_yes_it_waits_for(client, agent, log, ask, board):
    ticket = ask(log())
    client.force_login(agent)

    page = client.get(ticket.get_absolute_url()).content.decode()

    assert "Waits for Marta Silva until" in page


def test_an_agent_who_is_asked_finds_the_way_to_their_vote_on_the_desks_page(client, log, ask, colleague):  # fmt: skip
    ticket = ask(log(), approver=colleague)
    client.force_login(colleague)

    page = client.get(ticket.get_absolute_url()).content.decode()

    assert "It waits for your answer" in page
    assert f"/votes/{approval_of(ticket).ref}/" in page


def test_whoever_is_asked_reads_no_piece_of_the_desks_page(log, ask, board, client):
    ticket = ask(log())
    Ticket.objects.filter(pk=ticket.pk).update(tags=["canary"])
    client.force_login(board)

    for piece in (f"/tickets/{ticket.ref}/preview/", f"/requests/{ticket.ref}/earlier/"):
        answered = client.get(piece, headers={"HX-Request": "true"}, follow=True)
        assert answered.redirect_chain == [(f"/votes/{approval_of(ticket).ref}/", 302)]
        assert "canary" not in answered.content.decode()
