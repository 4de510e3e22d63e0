"""A mailbox of 200 mails as they really come: each becomes what it has to, by an oracle that knows how it was made."""

import hashlib
from collections import Counter

import pytest

from practices.desk.models import Attachment, Message, Ticket, Watcher
from practices.incident import operations as incidents
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.mail import operations, tokens
from svs.mail.models import InboundMail
from svs.services.models import Service
from tests.svs.mail.arrivals import letter
from tests.svs.mail.generated import AUTHSERV, Morning, World
from tests.svs.mail.test_hostile_mail import HOSTILE

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.mail]


@pytest.fixture
def world(settings, agent, colleague, requester) -> World:
    settings.SVS_MAIL_AUTHSERV = [AUTHSERV]
    refs = [incidents.log_incident(actor=person(agent), title=f"Case {n}", requester=requester).ref for n in range(6)]  # fmt: skip
    keys = {(ref, requester.email): tokens.reply_address(ref, requester.email, "desk@northwind.example") for ref in refs}  # fmt: skip
    sent = {}
    for ref in refs[:4]:
        row = Outgoing.objects.create(kind="mail", key=f"<{tokens.token(ref, requester.email)}.s@127.0.0.1>", recipient=requester.email, subject="x", body="x", ticket_ref=ref, purpose="ticket.logged", state="sent")  # fmt: skip
        sent[row.key] = (ref, requester.email)
    return World(requester.email, agent.email, colleague.email, refs, keys, sent)


def take_all(box) -> None:
    while operations.fetch(box.pk):
        pass
    while operations.take_due():
        pass


@pytest.mark.parametrize("seed", [1, 2])
def test_a_morning_of_200_mails_ends_where_it_belongs(mail_at, world, seed, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    mails = Morning(seed, world).draw(200)
    box = mail_at(*(raw for raw, _ in mails))
    before = Ticket.objects.count()

    take_all(box)

    kept = {mail.digest: mail for mail in InboundMail.objects.defer("raw")}
    assert len(kept) == len(mails) == 200
    wrong = [told for raw, expected in mails if (told := _wrong(kept[hashlib.sha256(raw).hexdigest()], expected))]  # fmt: skip
    assert wrong == []
    made = Counter(expected.verdict for _, expected in mails)
    assert Ticket.objects.count() - before == made["new",] + made["unverified",]
    assert Message.objects.filter(channel="email", ticket__ref__in=world.tickets).count() == made["follow_up",]  # fmt: skip
    assert not Watcher.objects.exists()
    assert Attachment.objects.count() == 2 * sum(expected.name == "files" for _, expected in mails)
    assert Outgoing.objects.filter(state="failed").count() == len({e.ref for _, e in mails if e.name == "bounce"})  # fmt: skip
    assert not Service.objects.exists()


def _wrong(mail: InboundMail, expected) -> str:
    """What is not as it has to be; empty when all is."""
    told = f"{expected.name} {mail.subject[:40]!r}"
    if (mail.state, mail.verdict) not in {(expected.state, verdict) for verdict in expected.verdict}:  # fmt: skip
        return f"{told}: {mail.state} {mail.verdict}, not {expected.state} {expected.verdict} {mail.error}"  # fmt: skip
    if expected.ref and mail.ticket_ref != expected.ref:
        return f"{told}: on {mail.ticket_ref}, not {expected.ref}"
    if expected.may_answer is not None and mail.may_answer != expected.may_answer:
        return f"{told}: may_answer {mail.may_answer}"
    if mail.state != "taken":
        return ""
    if mail.reply_id is not None:
        message = Message.objects.get(pk=mail.reply_id)
        said, internal = message.body, message.is_internal
        if expected.words and said != expected.words:
            return f"{told}: says {said!r}"
        return "" if internal == expected.internal else f"{told}: internal {internal}"
    ticket = Ticket.objects.select_related("requester").get(pk=mail.ticket_id)
    asked = ticket.requester.email if ticket.requester else None
    if asked != expected.requester:
        return f"{told}: of {asked}, not {expected.requester}"
    return "" if expected.words in ticket.description else f"{told}: says {ticket.description!r}, not {expected.words!r}"  # fmt: skip


@pytest.mark.parametrize("poison", ["id not closed", "one character of base64", "2,000 nested"])  # fmt: skip
def test_a_poisonous_mail_in_front_of_99_others_stops_none_of_them(mail_at, poison):
    others = [letter(f"Case {chr(65 + n // 26)}{chr(65 + n % 26)}", sender=f"p{n}@customer.example") for n in range(99)]  # fmt: skip
    box = mail_at(HOSTILE[poison] or b"\r\n", *others)

    take_all(box)

    first, *rest = InboundMail.objects.order_by("pk")
    assert first.state in ("taken", "quarantined")
    assert [mail.state for mail in rest] == ["taken"] * 99
    box.refresh_from_db()
    assert box.last_uid == 100


def test_a_mail_that_ends_three_workers_waits_for_a_person(mail_at, monkeypatch):
    box = mail_at(letter("poison"), *(letter(f"Case {chr(65 + n)}", sender=f"p{n}@customer.example") for n in range(20)))  # fmt: skip
    operations.fetch(box.pk)
    InboundMail.objects.filter(uid=1).update(attempts=3)  # as three killed workers leave it

    while operations.take_due():
        pass

    poison, *rest = InboundMail.objects.order_by("pk")
    assert (poison.state, poison.verdict) == ("quarantined", "poison")
    assert {mail.state for mail in rest} == {"taken"}
    assert DomainEvent.objects.filter(name="mail.quarantined").count() == 1
