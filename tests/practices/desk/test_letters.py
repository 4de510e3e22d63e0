"""Whoever asked hears of their ticket by mail: in their thread, in plain words, nothing internal, never too often."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection, transaction

from practices.desk import operations as desk
from practices.incident import operations as incidents
from svs import extensions
from svs.events import deliver, outgoing
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent, Outgoing
from svs.mail import tokens
from svs.services import operations as services
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def log(by_agent, requester, scanners):
    def logged(**fields):
        said = {
            "actor": by_agent,
            "title": "Scanner is slow",
            "service_id": scanners.pk,
            "requester": requester,
        }
        return incidents.log_incident(**{**said, **fields})

    return logged


def post():
    """Let whoever writes letters do so; returns what was written, oldest first."""
    deliver.drain("incident.write_to_requester")
    return list(Outgoing.objects.order_by("id"))


def reply(ticket, author, body="Please restart it.", **fields):
    actor = person(author) if author else SYSTEM_ACTOR
    return desk.add_message(
        ticket_id=ticket.pk, author=author, actor=actor, body=body, is_internal=False, **fields
    )


def resolve(ticket, actor):
    incidents.resolve_incident(
        ticket=ticket,
        actor=actor,
        resolution="Restarted the dock server.",
        resolution_code="fixed",
        cause_code="unknown",
    )


def test_whoever_asked_is_told_the_number_what_comes_next_and_what_is_promised(log, requester):
    ticket = log()
    ticket.promised_at = MONDAY
    ticket.save()

    (mail,) = post()

    assert (mail.recipient, mail.ticket_ref, mail.purpose) == (
        requester.email,
        ticket.ref,
        "ticket.logged",
    )
    assert mail.subject == f"{ticket.ref}: Scanner is slow"
    assert "What happens next" in mail.body
    assert "by Mon 2 Mar 09:00" in mail.body
    assert f"/help/requests/{ticket.ref}/" in mail.body
    assert mail.headers["Auto-Submitted"] == "auto-replied"
    assert mail.headers["X-Auto-Response-Suppress"] == "All"


def test_mails_of_one_ticket_hang_together_and_lead_back(log, requester, agent):
    ticket = log()
    post()
    reply(ticket, agent)
    first, second = post()

    root = tokens.root_id(ticket.ref, requester.email)
    assert first.headers["In-Reply-To"] == root
    assert second.headers["In-Reply-To"] == first.key
    assert second.headers["References"] == f"{root} {first.key}"
    for text in (second.key, second.headers["Reply-To"], second.headers["References"]):
        (thread,) = tokens.found_in(text)
        assert thread.ref == ticket.ref
        assert thread.is_for(requester.email)


def test_a_ticket_that_came_by_mail_is_answered_in_that_mails_thread(log, monkeypatch):
    asked = extensions.Registry(
        [
            lambda ref, address: [
                "<first@phone.example>",
                "<e@x>\r\nBcc: a@b.example",
                "<x> <y@z>",
                "<second@phone.example>",
            ]
        ]
    )
    monkeypatch.setattr(extensions, "mail_threads", asked)
    with_data(log(channel="email"), {"may_answer": True, "is_verified": True})

    (mail,) = post()

    assert mail.headers["In-Reply-To"] == "<second@phone.example>"
    assert mail.headers["References"].startswith("<first@phone.example> ")
    assert "b.example" not in str(mail.headers)
    assert "y@z" not in str(mail.headers)
    assert mail.subject == "Re: Scanner is slow"


def test_a_persons_answer_is_no_automatic_mail_and_carries_what_was_asked(log, agent, requester):
    ticket = log()
    reply(ticket, requester, "It is the one at dock 4.")
    reply(ticket, agent, "Please restart it.")

    mail = post()[-1]

    assert "Auto-Submitted" not in mail.headers
    assert "Please restart it." in mail.body
    assert agent.name in mail.body
    assert "> It is the one at dock 4." in mail.body
    assert agent.email not in mail.body


def test_nobody_gets_their_own_words_back(log, requester):
    ticket = log()
    reply(ticket, requester, "Any news?")

    assert [mail.purpose for mail in post()] == ["ticket.logged"]


def test_a_ticket_that_waits_for_its_requester_says_so_once(log, by_agent, agent, requester):
    ticket = log()
    with time_machine.travel(MONDAY, tick=False):
        incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    other = log()
    reply(other, agent, "Which dock is it?")
    incidents.hold_incident(ticket=other, actor=by_agent, cause="requester")
    third = log()
    incidents.hold_incident(ticket=third, actor=by_agent, cause="vendor")

    said = [(mail.ticket_ref, mail.purpose) for mail in post() if mail.purpose != "ticket.logged"]

    assert said == [(ticket.ref, "ticket.waits"), (other.ref, "ticket.replied")]


def test_when_it_is_done_one_mail_tells_what_was_done_how_to_come_back_and_asks_how_it_went(
    log, by_agent
):
    ticket = log()
    resolve(ticket, by_agent)

    mail = post()[-1]

    assert mail.purpose == "ticket.done"
    assert mail.subject == f"Re: {ticket.ref}: Scanner is slow"
    assert "Restarted the dock server." in mail.body
    assert f"/help/requests/{ticket.ref}/#survey" in mail.body
    assert "Answer this mail" in mail.body


def test_what_is_opened_again_within_the_minute_was_never_said_to_be_done(log, by_agent):
    ticket = log()
    resolve(ticket, by_agent)
    mail = post()[-1]
    assert mail.due_at > mail.created_at + timedelta(seconds=59)
    assert outgoing._may_leave(mail)
    ticket.refresh_from_db()

    incidents.reopen_incident(ticket=ticket, actor=by_agent)

    assert not outgoing._may_leave(mail)


def test_closing_writes_nothing(log, by_agent):
    ticket = log()
    resolve(ticket, by_agent)
    before = len(post())
    ticket.refresh_from_db()
    incidents.close_incident(ticket=ticket, actor=by_agent)

    assert len(post()) == before


@pytest.mark.parametrize(
    "data",
    [{"may_answer": False, "is_verified": True}, {"may_answer": False, "is_verified": False}],
)
def test_machines_get_no_acknowledgement(log, data):
    with_data(log(channel="email"), data)

    assert post() == []


def with_data(ticket, data):
    """Logged as the mail taker does: what is known of the mail stands in the event."""
    event = DomainEvent.objects.get(name="incident.logged", subject_id=ticket.pk)
    with connection.cursor() as cursor:
        cursor.execute("alter table events_domainevent disable trigger user")
        cursor.execute("update events_domainevent set data = data || %s::jsonb where id = %s", [str(data).replace("'", '"').replace("False", "false").replace("True", "true"), event.pk])  # fmt: skip
        cursor.execute("alter table events_domainevent enable trigger user")


def test_a_sender_nobody_could_verify_never_reads_its_own_words(log, agent, requester):
    ticket = log(channel="email", title="Win a prize at evil.example")
    with_data(ticket, {"may_answer": True, "is_verified": False})
    reply(ticket, requester, "Buy at evil.example", channel="email")
    reply(ticket, agent, "We looked.")

    for mail in post():
        assert "evil.example" not in mail.subject + mail.body + str(mail.headers)
        assert requester.name not in mail.body
    assert Outgoing.objects.count() == 2


def test_two_machines_that_answer_each_other_fall_silent_after_five(log):
    for _ in range(100):
        log()

    assert len(post()) == 5
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=61), tick=False):
        log()
        assert len(post()) == 6


def test_a_persons_answers_do_not_count(log, agent):
    ticket = log()
    for n in range(8):
        reply(ticket, agent, f"Step {n}")

    assert len(post()) == 9


def test_a_rules_replies_count(log):
    ticket = log()
    for n in range(8):
        desk.add_message(ticket_id=ticket.pk, author=None, actor=SYSTEM_ACTOR.as_rule("RULE-1 v1", (1,)), body=f"{n}", is_internal=False)  # fmt: skip

    written = post()

    assert len(written) == 5
    assert written[-1].headers["Auto-Submitted"] == "auto-replied"


@pytest.mark.django_db(transaction=True)
def test_five_are_five_however_many_ask_at_once(requester):
    def answer(n):
        try:
            with transaction.atomic():
                if outgoing._may_answer(requester.email):
                    outgoing.write_mail(
                        recipient=requester.email, subject="x", body="y", key=str(n), is_answer=True
                    )
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(answer, range(24)))

    assert Outgoing.objects.count() == 5


def test_a_note_is_in_no_mail_whatever_happens_to_the_ticket(log, agent, by_agent, requester):
    canary = "CANARY-8f2a"
    ticket = log()
    desk.add_message(
        ticket_id=ticket.pk, author=agent, actor=by_agent, body=canary, is_internal=True
    )
    reply(ticket, requester, "Any news?")
    reply(ticket, agent, "Soon.")
    incidents.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    ticket.refresh_from_db()
    resolve(ticket, by_agent)
    for consumer in ("incident.write_to_requester", "notices.tell"):
        deliver.drain(consumer)

    mails = list(Outgoing.objects.all())
    assert len(mails) >= 3
    assert [mail for mail in mails if canary in f"{mail.subject}{mail.body}{mail.headers}"] == []


def test_what_became_internal_before_it_left_does_not_leave(log, agent, settings):
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    ticket = log()
    message = reply(ticket, agent)
    mail = post()[-1]
    assert outgoing._may_leave(mail)

    message.is_internal = True
    message.save()

    assert not outgoing._may_leave(mail)


def test_whoever_no_longer_asks_for_it_gets_no_mail_that_still_waits(log, outsider):
    ticket = log()
    (mail,) = post()
    ticket.requester = outsider
    ticket.save()

    assert not outgoing._may_leave(mail)


def test_a_service_writes_under_its_own_name(log, scanners, by_agent):
    services.change_service(
        service=scanners, actor=by_agent, fields={"sender_name": "Scanner Desk", "sender_address": "scanners@northwind.example"}
    )  # fmt: skip
    log()

    (mail,) = post()

    assert mail.sender == '"Scanner Desk" <scanners@northwind.example>'
    assert re.fullmatch(
        r"scanners\+inc-\d+-[a-z2-7]{24}@northwind\.example", mail.headers["Reply-To"]
    )


@pytest.mark.parametrize(
    "address",
    ["a@b", "a@b.example, c@d.example", "a@b.example\r\nBcc: c@d.example", "Desk <a@b.example>"],
)
def test_a_sender_is_one_address(address, client, administrator, scanners):
    client.force_login(administrator)
    form = {"name": scanners.name, "tier": 1, "is_active": "on", "sender_address": address}

    assert client.post(f"/admin/services/{scanners.slug}/", form).status_code == 400


def test_only_administrators_say_whose_name_mail_carries(client, owner, scanners):
    client.force_login(owner)
    form = {
        "name": scanners.name,
        "tier": 1,
        "is_active": "on",
        "sender_address": "boss@northwind.example",
    }

    client.post(f"/admin/services/{scanners.slug}/", form)
    scanners.refresh_from_db()

    assert scanners.sender_address == ""


def test_a_link_in_a_mail_decides_nothing(log, by_agent, client, requester):
    """A mail scanner follows every link (B27), signed in or not: nothing changes."""
    ticket = log()
    resolve(ticket, by_agent)
    links = {url for mail in post() for url in re.findall(r"https?://[^/\s]+(/\S+)", mail.body)}
    before = DomainEvent.objects.count()

    for who in (None, requester):
        if who:
            client.force_login(who)
        for link in links:
            assert client.get(link.partition("#")[0]).status_code in (200, 302)

    ticket.refresh_from_db()
    assert len(links) >= 2
    assert DomainEvent.objects.filter(subject_type="ticket").count() == DomainEvent.objects.filter(subject_type="ticket", id__lte=DomainEvent.objects.latest("id").pk).count()  # fmt: skip
    assert (ticket.phase, DomainEvent.objects.count()) == ("DONE", before)


def test_a_program_gets_no_mail(log):
    robot = make_person("Shop", is_program=True)
    log(requester=robot)

    assert post() == []
