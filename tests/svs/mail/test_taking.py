"""What becomes of a mail: tickets, answers, quarantine."""

import pytest

from practices.desk.models import Ticket
from practices.desk.operations import verbs
from practices.incident import operations as incidents
from svs.events import deliver, registry
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.mail import queries, tokens
from svs.mail.models import InboundMail
from svs.mail.operations import take_due
from tests.svs.mail.arrivals import arrive, letter, make_mailbox, proven, said_on, ticket_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _our_server(settings):
    settings.SVS_MAIL_AUTHSERV = ["mx.northwind.example"]


@pytest.fixture
def box(service_desk):
    return make_mailbox(team=service_desk)


@pytest.fixture
def asked(requester, agent, box) -> Ticket:
    """A ticket of Joost's that Ana has in hand."""
    ticket = incidents.log_incident(actor=person(agent), title="Scanner stands still", requester=requester)  # fmt: skip
    return incidents.assign_incident(ticket=ticket, actor=person(agent), assignee_id=agent.pk)


def back_to(ticket: Ticket, address: str, **more: str) -> dict[str, str]:
    return {"Delivered_To": tokens.reply_address(ticket.ref, address, "desk@northwind.example"), **more}  # fmt: skip


def test_a_stranger_becomes_a_person_with_a_ticket_of_the_mailbox(box, service_desk):
    (mail,) = arrive(box, letter(sender="Kim Novak <Kim@Customer.example>"))

    ticket = ticket_of(mail)
    assert (mail.state, mail.verdict, mail.may_answer) == ("taken", "new", True)
    assert (ticket.title, ticket.description, ticket.channel) == ("Scanner stands still", "It stands still since nine.", "email")  # fmt: skip
    assert (ticket.requester.email, ticket.requester.name) == ("kim@customer.example", "Kim Novak")
    assert ticket.team == service_desk
    event = DomainEvent.objects.get(name="incident.logged")
    assert event.data["mail_id"] == mail.pk
    assert (event.data["may_answer"], event.data["is_verified"]) == (True, False)
    assert event.actor_user_id == ticket.requester_id


def test_a_known_person_is_found_and_proven(box, requester):
    (mail,) = arrive(box, letter(sender="joost.verhagen@northwind.example", Authentication_Results=proven("northwind.example")))  # fmt: skip

    assert ticket_of(mail).requester == requester
    assert DomainEvent.objects.get(name="incident.logged").data["is_verified"] is True


def test_an_answer_with_its_key_goes_back_into_the_conversation(box, asked, requester):
    body = "Still the same.\n\nOn Mon, 2 Mar 2026 at 09:12, Service Desk wrote:\n> Try again?\n"
    (mail,) = arrive(box, letter("Re: anything", body, sender=requester.email, **back_to(asked, requester.email)))  # fmt: skip

    assert (mail.state, mail.verdict, mail.ticket_ref) == ("taken", "follow_up", asked.ref)
    assert said_on(asked) == [("Still the same.", False)]
    assert Ticket.objects.count() == 1


def test_the_key_is_found_in_the_ids_it_answers_as_well(box, asked, requester):
    root = tokens.root_id(asked.ref, requester.email)

    (mail,) = arrive(box, letter(sender=requester.email, In_Reply_To=root))

    assert mail.ticket_ref == asked.ref


@pytest.mark.parametrize(
    "headers",
    [{"Subject": "Re: [{ref}] Scanner"}, {"In_Reply_To": "<{ref}@127.0.0.1>"}, {"To": "desk+{ref}@northwind.example"}],
    ids=["number in the subject", "guessed id", "guessed plus address"],
)  # fmt: skip
def test_a_guess_appends_nothing(box, asked, headers):
    said = {name: value.format(ref=asked.ref) for name, value in headers.items()}

    (mail,) = arrive(box, letter(said.pop("Subject", "Re: it"), sender="eve@evil.example", Cc="eve@evil.example", **said))  # fmt: skip

    assert said_on(asked) == []
    assert mail.ticket_ref != asked.ref


def test_the_key_of_somebody_else_opens_nothing(box, asked, requester):
    (mail,) = arrive(box, letter(sender="eve@evil.example", **back_to(asked, requester.email)))

    assert (mail.state, mail.verdict) == ("quarantined", "foreign_token")
    assert said_on(asked) == []


def test_a_key_of_ones_own_opens_nothing_to_who_takes_no_part(box, asked):
    (mail,) = arrive(box, letter(sender="eve@evil.example", **back_to(asked, "eve@evil.example")))

    assert (mail.state, mail.verdict) == ("quarantined", "no_participant")
    assert said_on(asked) == []


@pytest.mark.parametrize(
    "raw",
    [
        letter(sender="ana.ruiz@northwind.example", Authentication_Results=proven("northwind.example", "fail")),
        letter(sender="joost.verhagen@northwind.example", Authentication_Results="mx.northwind.example; spf=fail smtp.mailfrom=evil.example; dkim=none"),
        letter(sender="eve@evil.example", Reply_To="joost.verhagen@northwind.example"),
        letter(sender="eve@evil.example", From="joost.verhagen@northwind.example"),
        letter(sender="eve@evil.example, joost.verhagen@northwind.example"),
    ],
    ids=["dmarc fails", "spf fails", "answers to another", "two From", "two in one From"],
)  # fmt: skip
def test_a_forged_sender_gets_nobodys_ticket(box, agent, requester, raw):
    (mail,) = arrive(box, raw)

    ticket = ticket_of(mail)
    assert (mail.verdict, mail.trust, mail.may_answer) == ("unverified", "fail", False)
    assert ticket.requester is None
    assert said_on(ticket)[0][0].startswith("Nothing proves that this mail is from")
    event = DomainEvent.objects.get(name="incident.logged")
    assert (event.data["is_verified"], event.actor_user_id) == (False, None)


def test_results_of_another_server_prove_nothing(box):
    raw = letter(Authentication_Results="mx.evil.example; dmarc=pass header.from=customer.example")

    (mail,) = arrive(box, raw)

    assert mail.trust == "none"


def test_a_forged_answer_with_the_right_key_waits_for_a_person(box, asked, requester):
    said = back_to(asked, requester.email, Authentication_Results=proven("northwind.example", "fail"))  # fmt: skip

    (mail,) = arrive(box, letter(sender=requester.email, **said))

    assert (mail.state, mail.verdict, mail.ticket_ref) == ("quarantined", "unverified_reply", asked.ref)  # fmt: skip
    assert said_on(asked) == []


@pytest.mark.parametrize(
    "headers",
    [
        {"Auto_Submitted": "auto-generated"}, {"Auto_Submitted": "auto-replied (vacation)"}, {"Precedence": "bulk"}, {"Precedence": "list"},
        {"Precedence": "junk"}, {"X_Auto_Response_Suppress": "All"}, {"Return_Path": "<>"},
    ],
    ids=str,
)  # fmt: skip
def test_a_machine_is_heard_and_never_answered(box, headers):
    (mail,) = arrive(box, letter(**headers))

    assert (mail.state, mail.may_answer) == ("taken", False)
    assert DomainEvent.objects.get(name="incident.logged").data["may_answer"] is False


@pytest.mark.parametrize(
    "raw",
    [letter(mail_id="<x.1@127.0.0.1>"), letter(X_SVS_Id="1"), letter(sender="desk@northwind.example")],
    ids=["own id", "own header", "own address"],
)  # fmt: skip
def test_what_we_wrote_ourselves_is_dropped(box, raw):
    (mail,) = arrive(box, raw)

    assert (mail.state, mail.verdict) == ("dropped", "own")
    assert not Ticket.objects.exists()


def test_commands_and_priorities_of_a_sender_are_not_heard(box):
    raw = letter(body="#close\npriority: 1\nassign: ana", X_Priority="1", Importance="high", X_Itsm_Priority="1", X_SVS_Queue="vip")  # fmt: skip

    (mail,) = arrive(box, raw)

    assert (ticket_of(mail).priority, ticket_of(mail).state) == (3, "NEW")


def test_the_same_mail_twice_is_one(box):
    raw = letter(mail_id="<one@customer.example>")
    again = b"Received: by another.example; now\r\n" + raw
    other = raw.replace(b"since nine", b"since ten, pay here")

    first, same, changed = arrive(box, raw, again, other)

    assert [m.verdict for m in (first, same, changed)] == ["new", "duplicate", "changed_copy"]
    assert (same.state, changed.state) == ("dropped", "quarantined")
    assert Ticket.objects.count() == 1
    arrive(box, raw)
    assert InboundMail.objects.count() == 3


def test_two_machines_that_answer_each_other_make_one_ticket(box):
    mails = arrive(box, *(letter(f"Re: we have it {n}", f"I am away. {n}", sender="bot@customer.example") for n in range(100)))  # fmt: skip

    assert Ticket.objects.count() == 1
    assert [m.verdict for m in mails] == ["new", *["repeat"] * 4, *["loop"] * 95]
    assert sum(m.may_answer for m in mails) == 1
    assert all(internal for _, internal in said_on(Ticket.objects.get()))
    assert DomainEvent.objects.filter(name="mail.flooded").count() == 1


def test_a_flood_in_one_name_ends_in_quarantine_with_an_alarm(box):
    mails = arrive(box, *(letter(f"Offer {chr(65 + n // 26)}{chr(65 + n % 26)}", sender="victim@customer.example") for n in range(120)))  # fmt: skip

    assert Ticket.objects.count() == 10
    assert {m.verdict for m in mails[10:]} == {"flood"}
    assert DomainEvent.objects.filter(name="mail.flooded").count() == 1
    assert DomainEvent.objects.filter(name="mail.quarantined").count() == 110


def test_a_proven_sender_is_no_flood(box):
    said = proven()

    mails = arrive(box, *(letter(f"Disk {chr(65 + n)} full", sender="monitor@customer.example", Authentication_Results=said) for n in range(20)))  # fmt: skip

    assert {m.verdict for m in mails} == {"new"}


def test_an_answer_to_what_was_done_opens_it_again(box, asked, requester, agent):
    verbs.do("resolve", ticket=asked, actor=person(agent), resolution="Restarted.", resolution_code="fixed", cause_code="unknown")  # fmt: skip

    (mail,) = arrive(box, letter("Re: it", "It is back.", sender=requester.email, **back_to(asked, requester.email)))  # fmt: skip

    asked.refresh_from_db()
    assert (asked.phase, mail.ticket_ref) == ("ACTIVE", asked.ref)
    assert said_on(asked) == [("It is back.", False)]


def test_an_answer_that_comes_too_late_is_a_new_ticket_that_points_back(
    box, asked, requester, agent
):
    verbs.do("resolve", ticket=asked, actor=person(agent), resolution="Restarted.", resolution_code="fixed", cause_code="unknown")  # fmt: skip
    asked.refresh_from_db()
    Ticket.objects.filter(pk=asked.pk).update(resolved_at=asked.resolved_at.replace(year=2020))

    (mail,) = arrive(box, letter("Re: it", "It is back.", sender=requester.email, **back_to(asked, requester.email)))  # fmt: skip

    assert mail.ticket_ref != asked.ref
    assert ticket_of(mail).links_out.get().target == asked
    assert said_on(asked) == []


def test_out_of_office_turns_nothing(box, asked, requester, agent):
    verbs.do("resolve", ticket=asked, actor=person(agent), resolution="Restarted.", resolution_code="fixed", cause_code="unknown")  # fmt: skip

    arrive(box, letter("Automatic reply: it", "I am away.", sender=requester.email, Auto_Submitted="auto-replied", **back_to(asked, requester.email)))  # fmt: skip

    asked.refresh_from_db()
    assert asked.phase == "DONE"
    assert said_on(asked) == [("I am away.", True)]


def wrote(ticket: Ticket, to: str, purpose: str) -> Outgoing:
    return Outgoing.objects.create(
        kind="mail", key=f"<{tokens.token(ticket.ref, to)}.{purpose}@127.0.0.1>", recipient=to, subject="x", body="x", ticket_ref=ticket.ref,
        purpose=purpose, state="sent",
    )  # fmt: skip


@pytest.mark.parametrize("to", ["support@vendor.example", "ana.ruiz@northwind.example"])
def test_an_answer_to_an_internal_mail_stays_internal(box, asked, to):
    sent = wrote(asked, to, "notice:ticket.noted")

    (mail,) = arrive(box, letter("Re: case", "Ours to mend.", sender=to, In_Reply_To=sent.key))

    assert (mail.state, mail.ticket_ref) == ("taken", asked.ref)
    assert said_on(asked) == [("Ours to mend.", True)]


def test_a_mail_that_came_back_shows_on_the_one_that_left(box, asked, requester):
    sent = wrote(asked, requester.email, "ticket.answered")
    raw = (
        b"From: MAILER-DAEMON@mx.customer.example\r\nTo: desk@northwind.example\r\nSubject: Undelivered\r\nReturn-Path: <>\r\n"
        b"Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n--b\r\n\r\nSorry.\r\n--b\r\n"
        b"Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx\r\n\r\nFinal-Recipient: rfc822; " + requester.email.encode() +
        b"\r\nAction: failed\r\nDiagnostic-Code: smtp; 550 no such user\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: "
        + sent.key.encode() + b"\r\n\r\n--b--\r\n"
    )  # fmt: skip

    (mail,) = arrive(box, raw)

    sent.refresh_from_db()
    assert (mail.state, mail.verdict, mail.ticket_ref) == ("noted", "bounce", asked.ref)
    assert (sent.state, sent.error) == ("failed", "It came back: smtp; 550 no such user")
    assert DomainEvent.objects.get(name="mail.bounced").about_id == asked.pk
    assert Ticket.objects.count() == 1


def test_a_newsletter_of_a_stranger_waits_and_one_of_a_colleague_does_not(box, requester):
    stranger, known = arrive(box, letter(List_Unsubscribe="<mailto:x@y.example>"), letter("Other", sender=requester.email, List_Unsubscribe="<mailto:x@y.example>"))  # fmt: skip

    assert (stranger.state, stranger.verdict) == ("quarantined", "newsletter")
    assert known.state == "taken"


def test_nothing_of_a_mail_goes_into_the_log(box):
    arrive(box, letter("Very secret subject", "very secret body"))

    assert not any("secret" in str(event.data) or "kim" in str(event.data).lower() for event in DomainEvent.objects.all())  # fmt: skip


def test_what_fails_three_times_waits_for_a_person_and_the_next_comes(box, monkeypatch):
    from svs.extensions import mail_takers  # noqa: PLC0415

    taker = mail_takers.items[0]

    def log(letter, **more):
        if "poison" in letter.subject:
            raise RuntimeError("poison")
        return taker.log(letter, **more)

    monkeypatch.setattr(mail_takers, "items", [type(taker)(taker.kinds, taker.about, taker.may_add, log, taker.add)])  # fmt: skip
    poison, next_ = arrive(box, letter("poison"), letter("good"))
    assert (poison.state, poison.attempts, next_.state) == ("waiting", 1, "taken")
    for _ in range(2):
        InboundMail.objects.filter(pk=poison.pk).update(due_at=poison.received_at)
        take_due()
    poison.refresh_from_db()
    assert (poison.state, poison.verdict, poison.attempts) == ("quarantined", "poison", 3)


def test_a_mailbox_may_make_requests(service_desk):
    (mail,) = arrive(make_mailbox(kind="request"), letter())

    assert mail.ticket_ref.startswith("REQ-")
    assert DomainEvent.objects.get(name="request.logged").data["mail_id"] == mail.pk


def test_what_came_with_it_stands_on_the_ticket(box, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    raw = (
        letter(MIME_Version="1.0", Content_Type="multipart/mixed; boundary=b", body="--b\nContent-Type: text/plain\n\nSee it.\n--b\n"
        "Content-Type: text/csv; name=list.csv\n\na,b\n--b\nContent-Type: application/x-msdownload; name=virus.exe\n\nMZ\n--b--")
    )  # fmt: skip

    (mail,) = arrive(box, raw)

    message = ticket_of(mail).messages.get()
    assert (message.body, message.is_internal) == ("These files came with the mail.", False)
    assert [file.name for file in message.attachments.all()] == ["list.csv"]


def test_a_machine_that_answers_every_mail_of_ours_falls_silent_on_one_ticket(box):
    """An auto-responder without any mark of one: it answers where our mail says, for as long as we write to it."""
    box.is_active = True
    box.save()
    waiting, rounds = [letter("Hello", "I am away.", sender="bot@customer.example")], 0
    answered: set[int] = set()
    while waiting and rounds < 100:
        arrive(box, *waiting)
        rounds += 1
        for consumer in registry.consumers():
            deliver.drain(consumer)
        ours = [row for row in Outgoing.objects.filter(recipient="bot@customer.example") if row.pk not in answered]  # fmt: skip
        answered |= {row.pk for row in ours}
        waiting = [
            letter(f"Re: {row.subject}", f"I am away. {rounds}", sender="bot@customer.example", In_Reply_To=row.key,
                   Delivered_To=row.headers.get("Reply-To", "desk@northwind.example"))
            for row in ours
        ]  # fmt: skip

    assert rounds < 10
    assert 1 <= len(answered) <= 5
    assert Ticket.objects.count() == 1


def test_answers_come_back_to_the_mailbox_of_the_service(box, scanners):
    make_mailbox(address="scanners@northwind.example", service=scanners)

    assert queries.box_of(scanners.pk) == "scanners@northwind.example"
    assert queries.box_of(None) == "desk@northwind.example"
