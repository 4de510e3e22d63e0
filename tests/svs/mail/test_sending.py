"""Mail against a real SMTP peer: it leaves, waits, fails where a person sees it, and repeats at most once."""

import time
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from svs.events import outgoing, queries
from svs.events.models import DomainEvent, Outgoing
from svs.mail.threads import Sender
from tests.svs.mail.conftest import send

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)


def write(key="one", recipient="joost@northwind.example", **said):
    outgoing.write_mail(recipient=recipient, subject="Hello", body="Good day.", key=key, **said)
    return Outgoing.objects.get(recipient=recipient)


def test_a_mail_leaves_once_under_its_own_id(peer):
    row = write()

    assert (send(), send()) == (1, 0)

    row.refresh_from_db()
    assert row.state == Outgoing.State.SENT
    assert peer.ids == [row.key]
    assert peer.mails[0].get_content().strip() == "Good day."
    assert peer.mails[0]["Auto-Submitted"] == "auto-generated"
    assert peer.mails[0]["X-Auto-Response-Suppress"] == "All"


def test_a_mail_waits_for_its_hour(peer):
    write(due_at=timezone.now() + timedelta(seconds=10))

    assert send() == 0
    with time_machine.travel(timezone.now() + timedelta(seconds=11), tick=True):
        assert send() == 1


@pytest.mark.parametrize(
    "evil",
    ["a\r\nBcc: all@northwind.example", "a\nX-Evil: 1", "a\r\n\r\nbody", "a\x0bb\x85c\u2028d"],
)
def test_no_line_break_reaches_a_header(peer, evil):
    outgoing.write_mail(
        recipient="joost@northwind.example", subject=evil, body="x", key="k", sender=Sender(evil, "desk@northwind.example"),
        headers={"X-Said": evil},
    )  # fmt: skip

    assert send() == 1
    mail = peer.mails[0]
    assert (mail["Bcc"], mail["X-Evil"]) == (None, None)
    assert peer.envelopes[0].rcpt_tos == ["joost@northwind.example"]
    assert mail.get_content().strip() == "x"
    assert mail["From"].addresses[0].addr_spec == "desk@northwind.example"


def test_an_address_with_a_break_is_nobodys(peer):
    row = write(recipient="a@northwind.example\r\nBcc: b@northwind.example")

    assert send() == 0
    row.refresh_from_db()
    assert row.state == Outgoing.State.FAILED
    assert peer.mails == []


def test_a_server_that_is_down_for_an_hour_delays_a_mail_and_loses_none(peer, settings):
    settings.EMAIL_PORT, up = 1, settings.EMAIL_PORT
    row = write()
    with time_machine.travel(NOON, tick=False) as clock:
        Outgoing.objects.update(due_at=NOON)
        for _ in range(60):
            send()
            clock.shift(timedelta(minutes=1))
        row.refresh_from_db()
        assert row.state == Outgoing.State.PENDING
        assert 5 <= row.attempts <= 12  # it asks less and less often
        assert "refused" in row.error

        settings.EMAIL_PORT = up
        clock.shift(timedelta(minutes=15))
        assert send() == 1
    assert peer.ids == [row.key]


@pytest.mark.parametrize("word", ["451 later", "421 busy"])
def test_a_passing_trouble_is_tried_again(peer, word):
    row = write()
    peer.says = [word]

    send()
    row.refresh_from_db()
    assert row.state == Outgoing.State.PENDING
    assert row.due_at > timezone.now()
    Outgoing.objects.update(due_at=timezone.now())
    assert send() == 1
    assert peer.ids == [row.key]


def test_what_is_refused_for_good_fails_where_it_is_seen_and_can_be_sent_again(
    peer, client, administrator
):
    row = write()
    peer.refuses = {row.recipient: "550 no such user"}
    client.force_login(administrator)

    send()
    page = client.get("/admin/outbox/?state=failed").content.decode()
    assert "no such user" in page
    assert "Send again" in page

    peer.refuses = {}
    client.post(f"/admin/outbox/{row.pk}/again/")
    assert send() == 1
    assert peer.ids == [row.key]
    assert DomainEvent.objects.filter(name="mail.sent_again").count() == 1
    assert (
        "has left already"
        in client.post(f"/admin/outbox/{row.pk}/again/", follow=True).content.decode()
    )


def test_a_content_that_is_refused_fails_and_the_next_mail_leaves(peer):
    first = write()
    write("two", "lin@northwind.example")
    peer.says = ["554 spam"]

    assert send() == 1
    first.refresh_from_db()
    assert first.state == Outgoing.State.FAILED
    assert [mail["To"] for mail in peer.mails] == ["lin@northwind.example"]


def test_a_server_that_hangs_up_after_the_words_gets_it_twice_at_most_under_one_id(peer):
    row = write()
    peer.says = ["drop"]

    assert send() == 0
    Outgoing.objects.update(due_at=timezone.now())
    assert send() == 1
    Outgoing.objects.update(due_at=timezone.now())
    assert send() == 0
    assert peer.ids == [row.key] * 2


def test_a_server_that_says_nothing_holds_nobody_up(silent):
    row = write()
    start = time.monotonic()

    assert send() == 0

    assert time.monotonic() - start < 3
    row.refresh_from_db()
    assert row.state == Outgoing.State.PENDING
    assert "imed out" in row.error


def test_a_mail_whose_sender_was_killed_each_time_is_given_up(peer):
    row = write()
    Outgoing.objects.update(attempts=outgoing.MAX_ATTEMPTS)  # what kills leave behind

    assert send() == 0
    row.refresh_from_db()
    assert row.state == Outgoing.State.FAILED


def test_who_left_the_house_gets_nothing_any_more(peer, requester):
    write(recipient=requester.email, reader=requester)
    requester.is_active = False
    requester.save()

    assert send() == 0
    assert Outgoing.objects.get().state == Outgoing.State.WITHDRAWN
    assert peer.mails == []


def test_the_outbox_costs_the_same_however_much_is_in_it(
    client, administrator, django_assert_max_num_queries
):
    for n in range(6):
        write(str(n), f"p{n}@northwind.example", ticket_ref=f"INC-{n}")
    client.force_login(administrator)

    with django_assert_max_num_queries(11):
        page = client.get("/admin/outbox/").content.decode()

    assert "INC-3" in page
    assert [
        row["mail"].ticket_ref
        for row in queries.mail_rows(administrator, list(queries.outbox("", "INC-3")))
    ] == ["INC-3"]
