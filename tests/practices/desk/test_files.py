"""Files come with messages: taken in safely, handed out to those alone who may read them, and never shown by us."""

import errno
import os
import resource
from datetime import timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Attachment, Message, Ticket
from practices.desk.operations import files, talk
from practices.desk.rules import files as rules
from practices.incident import operations as incidents
from svs import blobs
from svs.errors import NoRoom
from svs.events import jobs
from svs.events.models import DomainEvent, Job
from svs.extensions import scanners
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
HOSTILE = [
    "../../etc/passwd", "C:\\x", "a\x00.png", "CON", "x" * 300 + ".png", "in\u202egnp.exe.png", "a\r\nSet-Cookie: x=1.png",
    'quo"te\'s.png', "\U0001f469\u200d\U0001f4bb.png", ".htaccess", "a;b=c.png", "%2e%2e%2fx.png", "naïve résumé.pdf", "....", "<img src=x onerror=alert(1)>.png",
]  # fmt: skip


def upload(name="a.png", content=b"bytes", media_type="image/png"):
    return SimpleUploadedFile(name, content, media_type)


def url(ticket, key=""):
    return f"/api/v1/tickets/{ticket.ref}/attachments/{f'{key}/' if key else ''}"


def put(api, ticket, **said):
    return api.post(url(ticket), {"file": upload(**said)}, format="multipart")


@pytest.fixture
def sent(agent_api, ticket):
    """A file that came with a public reply."""
    key = put(agent_api, ticket, content=b"CANARY bytes").json()["id"]
    agent_api.post(f"/api/v1/incidents/{ticket.ref}/reply/", {"body": "Here", "attachments": [key]}, format="json")  # fmt: skip
    return Attachment.objects.get()


@pytest.fixture
def noted(agent_api, ticket):
    """A file that came with an internal note."""
    key = put(agent_api, ticket, content=b"CANARY bytes").json()["id"]
    agent_api.post(f"/api/v1/incidents/{ticket.ref}/note/", {"body": "Here", "attachments": [key]}, format="json")  # fmt: skip
    return Attachment.objects.get()


def test_a_file_waits_in_the_draft_until_it_is_sent(agent_api, ticket, media):
    answer = put(agent_api, ticket, name="hall-a.png", content=b"12345")
    made = Attachment.objects.get()

    assert answer.status_code == 201
    assert answer.json()["message"] is None
    assert (made.name, made.size, made.is_internal) == ("hall-a.png", 5, True)
    assert made.sha256 == "5994471abb01112afcc18159f6cc74b4f511b99806da59b3caf5a9c173cacfc5"
    assert blobs.path_of(files.ROOM, made.key).read_bytes() == b"12345"
    assert not DomainEvent.objects.filter(name="ticket.attached").exists()


def test_sent_with_a_reply_the_requester_has_it(sent, as_requester, ticket):
    shown = as_requester.get(ticket.portal_url).content.decode()
    answer = as_requester.get(f"/files/{sent.key}/")

    assert f"/files/{sent.key}/" in shown
    assert b"".join(answer.streaming_content) == b"CANARY bytes"
    event = DomainEvent.objects.get(name="ticket.attached")
    assert event.data == {"message_id": sent.message_id, "files": 1, "bytes": 12}


def test_it_is_always_to_be_saved_and_never_kept_in_between(sent, as_requester):
    answer = as_requester.get(f"/files/{sent.key}/", HTTP_RANGE="bytes=0-3", HTTP_IF_NONE_MATCH="*")

    assert answer.status_code == 200
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment; ")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert answer["Cache-Control"] == "private, no-store"


def test_to_others_it_is_not_there(sent, client, outsider, outsider_api, ticket):
    signed_out = client.get(f"/files/{sent.key}/")
    client.force_login(outsider)

    assert signed_out.status_code == 302
    assert client.get(f"/files/{sent.key}/").status_code == 404
    assert outsider_api.get(url(ticket)).status_code == 404
    assert outsider_api.get(url(ticket, sent.key)).status_code == 404


def test_a_note_s_file_is_not_there_for_the_requester(noted, as_requester, requester_api, ticket, owner, client):  # fmt: skip
    client.force_login(owner)

    assert as_requester.get(f"/files/{noted.key}/").status_code == 404
    assert requester_api.get(url(ticket, noted.key)).status_code == 404
    assert requester_api.get(url(ticket)).json()["results"] == []
    assert str(noted.key) not in as_requester.get(ticket.portal_url).content.decode()
    assert client.get(f"/files/{noted.key}/").status_code == 404


def test_a_reply_s_file_is_not_there_for_the_requester_before_it_left(as_agent, here, as_requester, ticket, requester_api):  # fmt: skip
    as_agent.post(f"{here}say/", {"kind": "reply", "body": "Here", "files": upload()})
    key = Attachment.objects.get(message__isnull=False).key

    early = as_requester.get(f"/files/{key}/").status_code
    listed = requester_api.get(url(ticket)).json()["results"]
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        talk.release_due()
        late = as_requester.get(f"/files/{key}/").status_code

    assert (early, listed, late) == (404, [], 200)


def test_a_draft_s_file_is_its_owner_s_alone(agent_api, ticket, client, colleague, agent):
    key = put(agent_api, ticket).json()["id"]
    client.force_login(colleague)
    theirs = client.get(f"/files/{key}/").status_code
    client.force_login(agent)

    assert theirs == 404
    assert client.get(f"/files/{key}/").status_code == 200
    assert api_as(colleague).delete(url(ticket, key)).status_code == 404
    assert agent_api.delete(url(ticket, key)).status_code == 204
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("whose", ["colleague", "other ticket", "sent", "nobody"])
def test_a_file_that_is_not_in_ones_draft_here_cannot_be_claimed(whose, agent_api, colleague, ticket, by_agent, sent):  # fmt: skip
    other = incidents.log_incident(actor=by_agent, title="Another")
    keys = {
        "colleague": lambda: put(api_as(colleague), ticket).json()["id"],
        "other ticket": lambda: put(agent_api, other).json()["id"],
        "sent": lambda: str(sent.key), "nobody": lambda: str(uuid4()),
    }  # fmt: skip
    key = keys[whose]()
    before = list(Attachment.objects.order_by("id").values_list("owner_id", "message_id"))

    answer = agent_api.post(f"/api/v1/incidents/{ticket.ref}/reply/", {"body": "Mine", "attachments": [key]}, format="json")  # fmt: skip

    assert answer.status_code == 404
    assert not Message.objects.filter(body="Mine").exists()
    assert list(Attachment.objects.order_by("id").values_list("owner_id", "message_id")) == before


@pytest.mark.parametrize("name", HOSTILE)
def test_no_name_does_harm(name, ticket, agent, as_agent):
    made = files.add_file(ticket_id=ticket.pk, owner=agent, name=name, media_type="x", content=upload().file, size=5)  # fmt: skip
    answer = as_agent.get(f"/files/{made.key}/")

    path = blobs.path_of(files.ROOM, made.key)
    assert path.name == str(made.key)
    assert made.name
    assert len(made.name.encode()) <= 200
    assert not set(made.name) & set('/\\:*?"<>|\r\n\x00\u202e')
    header = answer["Content-Disposition"]
    assert header.isascii()
    assert header.count('"') == 2
    assert "Set-Cookie" not in answer


@pytest.mark.parametrize("name", HOSTILE)
def test_by_upload_such_names_are_taken_or_refused_and_never_break(name, agent_api, ticket):
    assert put(agent_api, ticket, name=name).status_code in (201, 400)


@pytest.mark.parametrize(
    ("said", "known"),
    [("CON", "_CON"), ("con.txt", "_con.txt"), ("a/b\\c.txt", "c.txt"), ("e.exe. .", "e.exe"), ("\u202e", "file"), ("x" * 300 + ".png", "x" * 196 + ".png")],
)  # fmt: skip
def test_names_are_made_safe(said, known):
    assert rules.file_name(said) == known


@pytest.mark.parametrize("name", ["a.exe", "A.ExE", "a.pdf.js", "a.hta", "a.lnk", "a.docm", "a.exe.", "a.exe ", "x.scr", "run.ps1"])  # fmt: skip
def test_what_runs_by_a_double_click_is_refused(name, agent_api, ticket):
    answer = put(agent_api, ticket, name=name)

    assert answer.status_code == 400
    assert answer.json()["code"] == "file_type_refused"
    assert not Attachment.objects.exists()


@pytest.mark.parametrize("name", ["a.html", "a.svg", "a.xhtml", "a.xml", "polyglot.png", "42.zip", "a.docx"])  # fmt: skip
def test_what_is_only_shown_is_taken_for_it_is_never_shown(name, agent_api, ticket, as_agent):
    key = put(agent_api, ticket, name=name, content=b"<script>alert(1)</script>", media_type="text/html").json()["id"]  # fmt: skip

    assert as_agent.get(f"/files/{key}/")["Content-Type"] == "application/octet-stream"


def test_nothing_in_it_is_no_file(agent_api, ticket):
    assert put(agent_api, ticket, content=b"").status_code == 400
    assert not Attachment.objects.exists()


@pytest.fixture
def big():
    return SimpleUploadedFile("big.bin", b"\0" * (26 * 2**20), "application/octet-stream")


def test_more_than_25_mb_is_refused_before_anything_is_kept(big, agent_api, as_agent, here, ticket, media, settings, tmp_path):  # fmt: skip
    settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path)

    by_program = agent_api.post(url(ticket), {"file": big}, format="multipart")
    big.seek(0)
    by_page = as_agent.post(f"{here}files/", {"files": big}, headers={"HX-Request": "true"})

    assert (by_program.status_code, by_page.status_code) == (413, 413)
    assert not Attachment.objects.exists()
    assert [path for path in tmp_path.rglob("*") if path.is_file()] == []


def test_far_too_much_is_refused_by_its_length_alone(agent_api, as_agent, ticket, here):
    named = {"CONTENT_LENGTH": str(2**30), "content_type": "multipart/form-data; boundary=x"}

    assert agent_api.generic("POST", url(ticket), b"", **named).status_code == 413
    assert as_agent.generic("POST", f"{here}files/", b"x", **named).status_code == 413


def test_a_file_without_a_name_is_none(agent_api, ticket):
    body = b'--x\r\nContent-Disposition: form-data; name="file"; filename=""\r\n\r\nx\r\n--x--\r\n'

    answer = agent_api.generic(
        "POST", url(ticket), body, content_type="multipart/form-data; boundary=x"
    )

    assert answer.status_code == 400


def test_without_a_length_nothing_is_read(agent_api, ticket):
    answer = agent_api.generic("POST", url(ticket), b"", content_type="multipart/form-data; boundary=x", HTTP_TRANSFER_ENCODING="chunked")  # fmt: skip

    assert answer.status_code == 400


def test_thousands_of_files_at_once_are_too_many(agent_api, as_agent, here, ticket):
    many = [upload(name=f"{n}.png") for n in range(60)]

    assert agent_api.post(url(ticket), {"file": many}, format="multipart").status_code == 413
    assert as_agent.post(f"{here}files/", {"files": many}).status_code == 413
    assert not Attachment.objects.exists()


def test_a_draft_holds_twenty_files(ticket, agent, agent_api):
    for _ in range(20):
        assert put(agent_api, ticket).status_code == 201

    assert put(agent_api, ticket).status_code == 400


@pytest.fixture
def no_room():
    """The disk takes no more than this, as the kernel says it."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (64 * 1024, hard))
    yield
    resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_where_there_is_no_room_no_row_is_written_and_the_rest_goes_on(no_room, agent_api, as_agent, here, ticket, media):  # fmt: skip
    large = b"x" * 200_000

    by_program = put(agent_api, ticket, content=large)
    by_page = as_agent.post(f"{here}say/", {"kind": "note", "body": "CANARY text", "files": upload(content=large)})  # fmt: skip
    without = agent_api.post("/api/v1/incidents/", {"title": "Without a file"}, format="json")
    replied = agent_api.post(f"/api/v1/incidents/{ticket.ref}/reply/", {"body": "Words"}, format="json")  # fmt: skip

    assert (by_program.status_code, by_page.status_code) == (507, 507)
    assert "CANARY text" in by_page.content.decode()
    assert (without.status_code, replied.status_code) == (201, 201)
    assert not Attachment.objects.exists()
    assert [path for path in media.rglob("*") if path.is_file()] == []


def test_a_folder_that_is_away_is_no_room_either(agent, ticket, settings):
    settings.MEDIA_ROOT = "/proc/nowhere"

    with pytest.raises(NoRoom) as raised:
        files.add_file(ticket_id=ticket.pk, owner=agent, name="a", media_type="", content=upload().file, size=5)  # fmt: skip

    assert raised.value.status == 507
    assert isinstance(raised.value.__cause__, OSError)
    assert raised.value.__cause__.errno != errno.ENOSPC


def test_bytes_whose_row_came_to_nothing_are_swept(ticket, agent, sent, media):
    lost = uuid4()
    blobs.write(files.ROOM, lost, upload().file, most=100)
    old = (timezone.now() - timedelta(hours=3)).timestamp()
    for key in (lost, sent.key):
        os.utime(blobs.path_of(files.ROOM, key), (old, old))

    swept = [files.sweep_files(shelf) for shelf in range(256)]

    assert sum(one["orphans"] for one in swept) == 1
    assert not blobs.path_of(files.ROOM, lost).exists()
    assert blobs.path_of(files.ROOM, sent.key).exists()


def test_bytes_just_written_are_not_swept(media):
    fresh = uuid4()
    blobs.write(files.ROOM, fresh, upload().file, most=100)

    assert files.sweep_files(int(fresh.hex[:2], 16))["orphans"] == 0


def test_a_file_that_nobody_sent_goes_after_a_month(agent_api, ticket, sent, django_capture_on_commit_callbacks):  # fmt: skip
    key = Attachment.objects.get(key=put(agent_api, ticket).json()["id"]).key
    with (
        time_machine.travel(timezone.now() + timedelta(days=31)),
        django_capture_on_commit_callbacks(execute=True),
    ):
        assert files.sweep_files(0)["stale"] == 1

    assert list(Attachment.objects.values_list("key", flat=True)) == [sent.key]
    assert not blobs.path_of(files.ROOM, key).exists()


def test_taken_out_the_bytes_go_only_when_that_is_certain(agent, ticket, agent_api):
    key = Attachment.objects.get(key=put(agent_api, ticket).json()["id"]).key

    with transaction.atomic():
        files.drop_file(key=key, ticket_id=ticket.pk, owner=agent)
        transaction.set_rollback(True)

    assert blobs.path_of(files.ROOM, key).exists()
    assert Attachment.objects.filter(key=key).exists()


@pytest.fixture
def scanner():
    scanners.register(lambda path: "EICAR" if b"EICAR" in path.read_bytes() else "")
    yield
    scanners.items.clear()


@pytest.mark.parametrize(("content", "status"), [(b"EICAR", 404), (b"clean", 200)])
def test_with_a_scanner_a_file_is_held_until_it_was_judged(scanner, content, status, agent_api, as_agent, here, ticket):  # fmt: skip
    key = put(agent_api, ticket, content=content).json()["id"]
    held = as_agent.get(f"/files/{key}/").status_code
    shown = as_agent.get(here).content.decode()
    jobs.advance(Job.objects.get(kind="desk.judge_file").pk)

    assert held == 404
    assert f'/files/{key}/"' not in shown
    assert as_agent.get(f"/files/{key}/").status_code == status
    refused = DomainEvent.objects.filter(name="ticket.file_refused").exists()
    assert refused == (status == 404)


@pytest.mark.parametrize("path", ["/media/", "/media/attachments/", "/MEDIA/x", "/%6dedia/x", "/static/../media/x", "/static/%2e%2e/media/x"])  # fmt: skip
def test_the_folder_is_served_by_nobody(path, as_agent, sent):
    key = sent.key
    for tail in ("", f"attachments/{key.hex[:2]}/{key}"):
        assert as_agent.get(f"{path}{tail}", HTTP_RANGE="bytes=0-").status_code == 404


def test_without_javascript_files_go_with_the_form(as_agent, here, at_once, as_requester, ticket):
    answer = as_agent.post(f"{here}say/", {"kind": "reply", "body": "Both", "files": [upload(name="a.png"), upload(name="b.png")]})  # fmt: skip

    assert answer.status_code == 302
    assert set(Attachment.objects.values_list("message__body", "name")) == {("Both", "a.png"), ("Both", "b.png")}  # fmt: skip


def test_a_file_that_is_refused_keeps_the_text_and_sends_nothing(as_agent, here):
    answer = as_agent.post(f"{here}say/", {"kind": "reply", "body": "CANARY words", "files": [upload(), upload(name="x.exe")]})  # fmt: skip

    assert answer.status_code == 400
    assert "CANARY words</textarea>" in answer.content.decode()
    assert "Files of the type exe are not taken." in answer.content.decode()
    assert not Message.objects.exists()
    assert Attachment.objects.count() == 1  # the good one waits in the draft


def test_the_requester_attaches_on_the_portal(as_requester, ticket):
    answer = as_requester.post(f"{ticket.portal_url}reply/", {"body": "See", "files": upload(name="freeze.jpg")})  # fmt: skip
    made = Attachment.objects.get()

    assert answer.status_code == 302
    assert (made.message.body, made.is_internal, made.message.channel) == ("See", False, "portal")
    assert f"/files/{made.key}/" in as_requester.get(ticket.portal_url).content.decode()


def test_the_api_tells_files_with_messages(sent, requester_api, ticket):
    row = requester_api.get(f"/api/v1/incidents/{ticket.ref}/messages/").json()["results"][0]

    assert [file["id"] for file in row["attachments"]] == [str(sent.key)]
    answer = requester_api.get(url(ticket, sent.key))
    assert b"".join(answer.streaming_content) == b"CANARY bytes"


def test_a_rule_s_or_mail_s_message_brings_files_without_an_owner(ticket, by_agent):
    made = files.add_file(ticket_id=ticket.pk, owner=None, name="a.pdf", media_type="application/pdf", content=upload().file, size=5)  # fmt: skip
    message = desk.add_message(
        ticket_id=ticket.pk, author=None, actor=by_agent.as_rule("RULE-1", ()), body="x", is_internal=False, file_keys=[made.key]
    )  # fmt: skip

    assert Attachment.objects.get().message == message
    assert Ticket.objects.count() == 1
