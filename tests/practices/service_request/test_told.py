"""Whoever asked, whoever works on it and whoever is to approve it hear of a request as of any ticket."""

import pytest

from practices.service_request import operations
from svs.events import deliver, outgoing
from svs.events.models import Outgoing
from svs.notices import told
from svs.notices.models import Notice

pytestmark = pytest.mark.django_db


def drain():
    for consumer in (
        told.CONSUMER,
        "request.write_to_requester",
        "request.ask_approver",
        "request.tell_refused",
    ):
        deliver.drain(consumer)


def test_whoever_is_asked_to_approve_is_told_here_with_the_way_to_decide(log, ask, board, client):
    ticket = ask(log())
    drain()

    assert [notice.kind for notice in Notice.objects.filter(user=board)] == ["request.approval"]
    client.force_login(board)
    assert (
        client.post(f"/notices/{Notice.objects.get(user=board).pk}/open/")["Location"]
        == f"/approvals/{ticket.ref}/"
    )


def test_who_is_no_longer_asked_gets_no_mail_about_it(log, ask, board, by_board):
    ticket = ask(log())
    drain()
    mail = Outgoing.objects.get(purpose="approval.asked")
    assert outgoing._may_leave(mail)

    operations.approve_request(ticket=ticket, actor=by_board, words="Go ahead")

    assert not outgoing._may_leave(mail)


def test_a_no_is_told_in_the_thread_of_the_request(log, ask, by_board, requester):
    ticket = ask(log())
    operations.refuse_request(ticket=ticket, actor=by_board, words="Not this year")
    drain()

    logged, refused = Outgoing.objects.filter(recipient=requester.email).order_by("id")
    assert "Not this year" in refused.body
    assert refused.headers["In-Reply-To"] == logged.key
    assert refused.subject == f"Re: {logged.subject}"
