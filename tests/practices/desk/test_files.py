"""Files come with messages: taken in safely, handed out to those alone who may read them, and never shown by us."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Attachment, Message, Ticket
from practices.desk.operations import files, talk
from svs import blobs
from svs.events import jobs
from svs.events.models import DomainEvent, Job
from svs.extensions import scanners
from tests.conftest import api_as
from tests.practices.desk.uploads import put, upload, url

pytestmark = pytest.mark.django_db


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
