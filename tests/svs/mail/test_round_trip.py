"""A mail comes in, ours goes out over SMTP, the answer to it comes back: one ticket, one thread."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Ticket
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import Outgoing
from tests.svs.mail.arrivals import arrive, letter, make_mailbox, proven, said_on, ticket_of
from tests.svs.mail.conftest import send

pytestmark = pytest.mark.django_db
KIM = "kim@customer.example"


@pytest.fixture(autouse=True)
def _our_server(settings):
    settings.SVS_MAIL_AUTHSERV = ["mx.northwind.example"]


@pytest.fixture
def box(service_desk):
    return make_mailbox(team=service_desk)


def letters() -> int:
    deliver.drain("incident.write_to_requester")
    return send()


def answer_to(mail, body: str, **headers: str) -> bytes:
    """What a mail program makes when somebody presses Reply."""
    said = {"In_Reply_To": mail["Message-ID"], "Delivered_To": mail["Reply-To"], **headers}
    return letter(f"Re: {mail['Subject']}", body, sender=KIM, **said)


def test_a_conversation_by_mail_stays_one_ticket_and_one_thread(box, peer, agent):
    (first,) = arrive(
        box, letter(sender=KIM, mail_id="<first@customer.example>", Authentication_Results=proven())
    )
    ticket = ticket_of(first)
    assert letters() == 1
    acknowledged = peer.mails[0]
    assert acknowledged["To"] == KIM
    assert acknowledged["Subject"] == "Re: Scanner stands still"
    assert acknowledged["In-Reply-To"] == "<first@customer.example>"

    (second,) = arrive(
        box, answer_to(acknowledged, "It is the one at dock 4.", Authentication_Results=proven())
    )
    assert (second.verdict, second.ticket_ref) == ("follow_up", ticket.ref)
    desk.add_message(
        ticket_id=ticket.pk,
        author=agent,
        actor=person(agent),
        body="Restart it, please.",
        is_internal=False,
    )
    assert letters() == 1

    replied = peer.mails[1]
    assert "Auto-Submitted" not in replied
    assert replied["References"].split()[0] == "<first@customer.example>"
    assert acknowledged["Message-ID"] in replied["References"]
    (third,) = arrive(
        box, letter(sender=KIM, In_Reply_To=replied["Message-ID"], body="Thank you.")
    )  # no Reply-To kept
    assert third.ticket_ref == ticket.ref
    assert [body for body, _ in said_on(ticket)] == [
        "It is the one at dock 4.",
        "Restart it, please.",
        "Thank you.",
    ]
    assert Ticket.objects.count() == 1


def test_two_machines_that_answer_each_other_100_times_make_one_ticket_and_five_answers_at_most(
    box, peer
):
    arrive(box, letter("Out of office", "I am away.", sender=KIM))
    for n in range(100):
        letters()
        last = peer.mails[-1]
        arrive(box, answer_to(last, f"I am away. {n}"))

    letters()
    assert Ticket.objects.count() == 1
    assert len(peer.mails) <= 5


def test_a_flood_in_somebodys_name_brings_them_five_answers_an_hour_and_none_of_its_words(
    box, peer
):
    start = timezone.now()
    with time_machine.travel(start, tick=False) as clock:
        for n in range(40):
            clock.shift(timedelta(seconds=20))
            arrive(
                box,
                letter(
                    f"Prize {n} at evil.example",
                    f"Click evil.example/{n}",
                    sender="victim@customer.example",
                ),
            )
            letters()

    assert len(peer.mails) <= 5
    assert Outgoing.objects.filter(recipient="victim@customer.example").count() <= 5
    for mail in peer.mails:
        assert "evil.example" not in f"{mail['Subject']}{mail.get_content()}"
