"""Mailboxes and quarantine on pages and in the API; the original of a mail on its ticket."""

import json

import pytest

from practices.desk.models import Ticket
from practices.incident import operations as incidents
from svs.accounts.models import Role
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.mail import hosts
from svs.mail.models import InboundMail, Mailbox
from svs.mail.operations import mailboxes
from svs.mail.sealing import unseal
from tests.conftest import api_as, make_person
from tests.svs.mail.arrivals import arrive, letter, make_mailbox, said_on

pytestmark = pytest.mark.django_db
PASSWORD = "a word nobody sees"
BOX = {"address": "Desk@Northwind.example", "host": "mail.northwind.example", "port": "993", "security": "tls", "username": "desk",
       "password": PASSWORD, "folder": "INBOX", "kind": "incident", "is_active": "on"}  # fmt: skip


@pytest.fixture
def lead(service_desk):
    return make_person("Lea Lind", Role.TEAM_LEAD, team=service_desk)


@pytest.fixture
def box(service_desk):
    return make_mailbox(team=service_desk)


@pytest.fixture
def doubtful(box) -> InboundMail:
    """A newsletter of a stranger."""
    return arrive(box, letter("Buy <b>now</b>", "Ten offers", List_Unsubscribe="<mailto:x@y.example>"))[0]  # fmt: skip


def test_a_mailbox_is_set_up_on_a_page_and_its_password_is_never_seen_again(client, administrator):
    client.force_login(administrator)

    client.post("/admin/mailboxes/new/", BOX)

    box = Mailbox.objects.get()
    assert (box.address, unseal(box.secret)) == ("desk@northwind.example", PASSWORD)
    assert PASSWORD not in box.secret
    shown = [client.get(path).content.decode() for path in ("/admin/mailboxes/", f"/admin/mailboxes/{box.pk}/")]  # fmt: skip
    api = api_as(administrator, "mail:read").get(f"/api/v1/mailboxes/{box.pk}/")
    assert not any(word in text for text in (*shown, api.content.decode()) for word in (PASSWORD, box.secret))  # fmt: skip
    event = DomainEvent.objects.get(name="mailbox.created")
    assert PASSWORD not in json.dumps(event.data)


def test_another_server_needs_the_password_again(client, administrator, box):
    client.force_login(administrator)
    said = {**BOX, "address": box.address, "host": "mail.evil.example", "password": "", "version": "1"}  # fmt: skip

    answer = client.post(f"/admin/mailboxes/{box.pk}/", said)

    assert answer.status_code == 400
    assert b"needs the password again" in answer.content
    box.refresh_from_db()
    assert box.host == "mail.northwind.example"


CLOSED = (
    "127.0.0.1", "127.1", "0x7f.1", "2130706433", "::1", "::ffff:127.0.0.1", "0.0.0.1", "169.254.169.254", "100.64.0.1",
    "64:ff9b::7f00:1", "fd00::1", "192.0.0.192", "localhost", "mail.local", "a b", "x\r\ny",
)  # fmt: skip
ODD = (
    {"port": 6379}, {"folder": "IN\r\nBOX"}, {"username": "x\ny"}, {"kind": "nothing"}, {"team": 999999}, {"service": 999999},
    {"done_folder": "inbox"}, {"password": "a\nb"},
)  # fmt: skip


@pytest.mark.parametrize("fields", [*({"host": host} for host in CLOSED), *ODD], ids=str)
def test_a_server_on_this_machine_and_what_no_line_may_hold_is_refused(administrator, fields):  # fmt: skip
    api = api_as(administrator, "mail:write")
    said = {"address": "desk@northwind.example", "host": "mail.northwind.example", "username": "desk", "password": "x", **fields}  # fmt: skip

    answer = api.post("/api/v1/mailboxes/", said, format="json")

    assert answer.status_code in (400, 409)
    assert not Mailbox.objects.exists()


def test_a_name_that_leads_to_this_machine_is_not_asked(monkeypatch):
    monkeypatch.setattr(hosts.socket, "getaddrinfo", lambda *_, **__: [(2, 1, 6, "", ("203.0.113.9", 993)), (2, 1, 6, "", ("127.0.0.1", 993))])  # fmt: skip

    with pytest.raises(hosts.Closed):
        hosts.resolve("mail.northwind.example", 993)


def test_a_check_says_the_same_whatever_is_wrong(client, administrator, settings, monkeypatch):
    monkeypatch.setattr(mailboxes, "PATIENCE", 0.2)
    settings.SVS_MAIL_HOSTS = ["127.0.0.1"]
    shut = make_mailbox(host="127.0.0.1", port=9, security="none")
    unknown = make_mailbox(address="b@northwind.example", host="nowhere.invalid")
    client.force_login(administrator)

    told = {client.post(f"/admin/mailboxes/{box.pk}/check/", follow=True).content.decode().split('role="status"')[-1][:400].count(mailboxes.FAULT) for box in (shut, unknown)}  # fmt: skip
    api = api_as(administrator, "mail:write")
    answers = {api.post(f"/api/v1/mailboxes/{box.pk}/check/", {}, format="json").json()["detail"] for box in (shut, unknown)}  # fmt: skip

    assert len(told) == 1
    assert answers == {mailboxes.FAULT}


def test_changes_of_two_at_once_do_not_mix(administrator, box):
    api = api_as(administrator, "mail:write", "mail:read")
    path = f"/api/v1/mailboxes/{box.pk}/"
    tag = api.get(path).headers["ETag"]

    first = api.patch(path, {"is_active": False}, format="json", headers={"If-Match": tag})
    second = api.patch(path, {"is_active": True}, format="json", headers={"If-Match": tag})

    assert (first.status_code, second.status_code) == (200, 412)


def test_quarantine_tells_why_in_plain_words(client, lead, doubtful):
    client.force_login(lead)

    listed = client.get("/quarantine/").content.decode()
    one = client.get(f"/quarantine/{doubtful.pk}/").content.decode()

    assert "A newsletter or mailing list from somebody we do not know." in listed
    assert "Buy &lt;b&gt;now&lt;/b&gt;" in listed
    assert "Ten offers" in one
    assert client.get(f"/quarantine/{doubtful.pk}/raw/").headers["Content-Type"] == "text/plain; charset=utf-8"  # fmt: skip
    assert "In quarantine" in listed


def test_quarantine_takes_the_same_statements_however_much_waits(client, lead, box, django_assert_max_num_queries):  # fmt: skip
    arrive(box, *(letter(f"Offer {chr(65 + n)}", sender=f"p{n}@x.example", List_Unsubscribe="<mailto:x@y.example>") for n in range(20)))  # fmt: skip
    client.force_login(lead)
    client.get("/quarantine/")

    with django_assert_max_num_queries(14):
        client.get("/quarantine/")


def test_a_lead_makes_a_ticket_of_it(client, lead, doubtful):
    client.force_login(lead)

    client.post(f"/quarantine/{doubtful.pk}/take/", {})

    doubtful.refresh_from_db()
    ticket = Ticket.objects.get()
    assert (doubtful.state, doubtful.ticket_ref, doubtful.decided_by) == ("taken", ticket.ref, lead)
    assert ticket.requester.email == "kim@customer.example"
    assert DomainEvent.objects.get(name="mail.released").about_id == ticket.pk
    assert DomainEvent.objects.get(name="incident.logged").actor_user_id == lead.pk
    assert client.post(f"/quarantine/{doubtful.pk}/take/", {}).status_code == 404


def test_what_was_proven_false_is_still_nobodys_unless_somebody_vouches(lead, box, requester, settings):  # fmt: skip
    settings.SVS_MAIL_AUTHSERV = ["mx"]
    said = {"sender": requester.email, "List_Unsubscribe": "<x>", "Authentication_Results": "mx; dmarc=fail"}  # fmt: skip
    mails = arrive(
        box, *(letter(f"Let {n} in", mail_id=f"<{n}@x>", **said, X_SVS="") for n in "ab")
    )
    InboundMail.objects.update(state="quarantined")
    Ticket.objects.update(requester=None)
    api = api_as(lead, "mail:write")

    plain, vouched = (api.post(f"/api/v1/quarantine/{mail.pk}/take/", {"vouches": vouches}, format="json").json()["ticket"] for mail, vouches in zip(mails, (False, True), strict=True))  # fmt: skip

    assert Ticket.objects.get(ref=plain).requester is None
    assert Ticket.objects.get(ref=vouched).requester == requester


def test_it_is_added_to_a_ticket_as_a_note_or_as_the_word_of_its_sender(lead, box, requester, settings):  # fmt: skip
    ticket = incidents.log_incident(actor=person(lead), title="Slow", requester=requester)
    mails = arrive(box, *(letter(f"Case {n}", f"Words {n}", sender=f"{requester.email}, x@y.example") for n in "ab"))  # fmt: skip
    InboundMail.objects.update(state="quarantined")
    api = api_as(lead, "mail:write")

    for mail, vouches in zip(mails, (False, True), strict=True):
        answer = api.post(f"/api/v1/quarantine/{mail.pk}/add/", {"ref": ticket.ref.lower(), "vouches": vouches}, format="json")  # fmt: skip
        assert answer.status_code == 200, answer.content

    assert said_on(ticket) == [("Words a", True), ("Words b", False)]
    assert api.post(f"/api/v1/quarantine/{mails[0].pk}/add/", {"ref": "INC-0"}, format="json").status_code == 404  # fmt: skip


def test_a_hidden_ticket_takes_no_mail_of_who_does_not_see_it(lead, doubtful, scanners, requester):
    scanners.is_restricted = True
    scanners.save()
    hidden = incidents.log_incident(actor=person(lead), title="Secret", requester=requester, service_id=scanners.pk)  # fmt: skip

    answer = api_as(lead, "mail:write").post(f"/api/v1/quarantine/{doubtful.pk}/add/", {"ref": hidden.ref}, format="json")  # fmt: skip

    assert answer.status_code == 409
    assert answer.json()["code"] == "unknown_ticket"
    assert said_on(hidden) == []


@pytest.mark.parametrize("kept", ["team", "service"])
def test_doubtful_mail_to_a_restricted_team_or_service_waits_for_its_members(kept, client, lead, administrator, box, doubtful, network, scanners):  # fmt: skip
    box.team, box.service = (network, None) if kept == "team" else (None, scanners)
    box.save()
    owned = network if kept == "team" else scanners
    owned.is_restricted = True
    owned.save()
    member = make_person("Nadia Novak", Role.TEAM_LEAD, team=network)
    address = f"/quarantine/{doubtful.pk}/"

    client.force_login(lead)
    assert (client.get(address).status_code, client.get(f"{address}raw/").status_code) == (404, 404)
    assert b"Buy" not in client.get("/quarantine/").content
    api = api_as(lead, "mail:read", "mail:write")
    assert api.get("/api/v1/quarantine/").json()["results"] == []
    assert api.post(f"/api/v1/quarantine/{doubtful.pk}/take/", {}, format="json").status_code == 404
    for user in (member, administrator):
        client.force_login(user)
        assert client.get(address).status_code == 200


def test_deleting_says_why_and_keeps_the_original_for_a_while(client, lead, doubtful, time_machine):
    from datetime import timedelta  # noqa: PLC0415

    from django.utils import timezone  # noqa: PLC0415

    from svs.mail.operations import forget_originals  # noqa: PLC0415

    client.force_login(lead)
    assert client.post(f"/quarantine/{doubtful.pk}/delete/", {"why": " "}).status_code == 409
    client.post(f"/quarantine/{doubtful.pk}/delete/", {"why": "Spam"})

    doubtful.refresh_from_db()
    assert (doubtful.state, doubtful.why) == ("deleted", "Spam")
    assert forget_originals() == 0
    time_machine.move_to(timezone.now() + timedelta(days=31))
    assert forget_originals() == 1
    doubtful.refresh_from_db()
    assert doubtful.raw is None


def test_many_are_decided_at_once_each_for_itself(client, lead, box):
    mails = arrive(box, *(letter(f"Offer {n}", sender=f"{n}@x.example", List_Unsubscribe="<x>") for n in "abc"))  # fmt: skip
    client.force_login(lead)

    client.post("/quarantine/bulk/", {"do": "delete", "why": "Spam", "mail": [mails[0].pk, mails[1].pk]})  # fmt: skip
    answer = api_as(lead, "mail:write").post("/api/v1/quarantine/many/", {"do": "take", "mails": [mails[1].pk, mails[2].pk]}, format="json")  # fmt: skip

    assert [m.state for m in InboundMail.objects.order_by("pk")] == ["deleted", "deleted", "taken"]
    told = {row["id"]: row["error"] for row in answer.json()["results"]}
    assert told == {mails[2].pk: "", mails[1].pk: "There is no such mail in quarantine."}


def test_a_flood_is_said_on_top(client, lead, box):
    arrive(box, *(letter(f"Offer {chr(65 + n)}", sender="eve@evil.example") for n in range(13)))
    client.force_login(lead)

    assert "eve@evil.example was shut out: 3 mails within a day." in client.get("/quarantine/").content.decode()  # fmt: skip


HTML = b"""From: Kim <kim@customer.example>\r
Subject: Picture\r
Message-ID: <h@x>\r
Content-Type: text/html; charset=utf-8\r
\r
<p>Hello <script>alert(1)</script><img src="https://far.example/p.gif"></p>\r
"""


def test_the_original_stands_behind_a_link_in_a_frame_that_can_do_nothing(client, agent, box):
    ticket = Ticket.objects.get(pk=arrive(box, HTML)[0].ticket_id)
    client.force_login(agent)

    page = client.get(ticket.get_absolute_url()).content.decode()
    original = client.get(f"/tickets/{ticket.ref}/mail/0/").content.decode()
    frame = client.get(f"/tickets/{ticket.ref}/mail/0/frame/")
    opened = client.get(f"/tickets/{ticket.ref}/mail/0/frame/?images=1")

    assert f"/tickets/{ticket.ref}/mail/0/" in page
    assert 'sandbox="allow-popups' in original
    assert "Show 1 picture from afar" in original
    policy = frame.headers["Content-Security-Policy"]
    assert "default-src 'none'" in policy
    assert "sandbox allow-popups" in policy
    assert "https:" not in policy
    assert frame.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert b"script" not in frame.content
    assert b"far.example" not in frame.content
    assert b"far.example" in opened.content
    assert "https:" in opened.headers["Content-Security-Policy"]
    assert client.get(f"/tickets/{ticket.ref}/mail/999/").status_code == 404


def test_the_requester_sees_no_original(client, box, requester):
    ticket = Ticket.objects.get(pk=arrive(box, letter(sender=requester.email))[0].ticket_id)
    client.force_login(requester)

    assert client.get(f"/tickets/{ticket.ref}/mail/0/").status_code == 403
    assert "mail/0/" not in client.get(ticket.portal_url).content.decode()
