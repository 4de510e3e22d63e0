"""Whoever asked, whoever works on it and whoever is to approve it hear of a request as of any ticket."""

import pytest

from svs.events import deliver, outgoing
from svs.events.models import Outgoing
from svs.notices import told
from svs.notices.models import Notice
from tests.practices.service_request.conftest import approval_of

pytestmark = pytest.mark.django_db


def drain():
    for consumer in (
        told.CONSUMER,
        "request.write_to_requester",
        "governance.ask_by_mail",
        "request.tell_refused",
    ):
        deliver.drain(consumer)


def test_whoever_is_asked_to_approve_is_told_here_with_the_way_to_decide(log, ask, board, client):
    ticket = ask(log())
    drain()

    assert [notice.kind for notice in Notice.objects.filter(user=board)] == ["approval.asked"]
    client.force_login(board)
    assert (
        client.post(f"/notices/{Notice.objects.get(user=board).pk}/open/")["Location"]
        == f"/votes/{approval_of(ticket).ref}/"
    )


def test_who_is_no_longer_asked_gets_no_mail_about_it(log, ask, answer):
    ticket = ask(log())
    drain()
    mail = Outgoing.objects.get(purpose="vote.asked")
    assert outgoing._may_leave(mail)

    answer(ticket, words="Go ahead")

    assert not outgoing._may_leave(mail)


def test_a_no_is_told_in_the_thread_of_the_request(log, ask, answer, requester):
    ticket = ask(log())
    answer(ticket, "reject", "Not this year")
    drain()

    logged, refused = Outgoing.objects.filter(recipient=requester.email).order_by("id")
    assert "Not this year" in refused.body
    assert refused.headers["In-Reply-To"] == logged.key
    assert refused.subject == f"Re: {logged.subject}"
