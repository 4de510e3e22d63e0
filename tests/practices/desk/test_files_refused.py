"""What is no file, too large, too many, somebody else's or dangerous is refused in words; a name does no harm."""

from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from practices.desk.models import Attachment, Message
from practices.desk.operations import files
from practices.desk.rules import files as rules
from practices.incident import operations as incidents
from svs import blobs
from tests.conftest import api_as
from tests.practices.desk.uploads import put, upload, url

pytestmark = pytest.mark.django_db
HOSTILE = [
    "../../etc/passwd", "C:\\x", "a\x00.png", "CON", "x" * 300 + ".png", "in\u202egnp.exe.png", "a\r\nSet-Cookie: x=1.png",
    'quo"te\'s.png', "\U0001f469\u200d\U0001f4bb.png", ".htaccess", "a;b=c.png", "%2e%2e%2fx.png", "naïve résumé.pdf", "....", "<img src=x onerror=alert(1)>.png",
]  # fmt: skip


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
