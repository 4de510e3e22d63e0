"""What is typed is kept on the server and never lost; internal stays internal; colleagues are warned of, never locked out."""

from datetime import timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Attachment, Draft, Message, Viewing
from practices.desk.operations import verbs, viewing
from svs.events.actor import person
from svs.events.models import DomainEvent

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_colleague(colleague):
    client = Client()
    client.force_login(colleague)
    return client


def draft(client, here, body="CANARY begun", kind="reply"):
    return client.post(
        f"{here}draft/", {"body": body, "kind": kind}, headers={"HX-Request": "true"}
    )


def checked(shown: str, kind: str) -> bool:
    return f'value="{kind}" data-key="{kind[0]}" checked' in shown


def test_what_is_typed_is_kept_and_stands_there_on_every_device(as_agent, agent, here):
    answer = draft(as_agent, here)
    elsewhere = Client()
    elsewhere.force_login(agent)
    shown = elsewhere.get(here).content.decode()

    assert "Draft saved" in answer.content.decode()
    assert "CANARY begun</textarea>" in shown
    assert "Draft saved" in shown
    assert not DomainEvent.objects.filter(name__startswith="ticket.").exists()


def test_a_draft_is_its_writer_s_alone(
    as_agent, as_colleague, as_requester, requester_api, ticket, here
):
    draft(as_agent, here)
    seen = [
        as_colleague.get(here).content.decode(), as_requester.get(ticket.portal_url).content.decode(),
        requester_api.get(f"/api/v1/incidents/{ticket.ref}/messages/").content.decode(),
    ]  # fmt: skip

    assert all("CANARY begun" not in one for one in seen)


def test_sent_it_is_no_draft_any_more_and_what_arrives_late_makes_none(as_agent, here):
    draft(as_agent, here)
    as_agent.post(f"{here}say/", {"body": "CANARY begun", "kind": "reply"})
    draft(as_agent, here)  # typed before, arrived after

    assert not Draft.objects.exists()


def test_emptied_it_is_no_draft(as_agent, here):
    draft(as_agent, here)
    draft(as_agent, here, body="  ")

    assert not Draft.objects.exists()


def test_discarded_it_goes_with_its_files(as_agent, here, agent_api, ticket, django_capture_on_commit_callbacks):  # fmt: skip
    draft(as_agent, here)
    Attachment.objects.create(ticket=ticket, owner=person_of(as_agent), is_internal=True, name="a", media_type="x", size=1, sha256="", created_at=timezone.now())  # fmt: skip
    as_agent.post(f"{here}draft/discard/")

    assert not Draft.objects.exists()
    assert not Attachment.objects.exists()


def person_of(client):
    from svs.accounts.models import User  # noqa: PLC0415

    return User.objects.get(pk=client.session["_auth_user_id"])


def test_without_a_session_the_page_is_told_and_keeps_the_text(client, here):
    assert draft(client, here).status_code == 401


def test_what_cannot_be_sent_comes_back_with_its_text_and_is_a_draft(as_agent, here):
    answer = as_agent.post(f"{here}say/", {"body": "x" * 20_001, "kind": "reply"})

    assert answer.status_code == 409
    assert "x" * 20_000 in answer.content.decode()
    assert Draft.objects.exists()


@pytest.mark.parametrize("kind", ["", "nonsense", "note", None])
def test_what_is_not_said_to_be_public_is_a_note(kind, as_agent, here):
    said = {"body": "CANARY"} if kind is None else {"body": "CANARY", "kind": kind}
    as_agent.post(f"{here}say/", said)

    assert Message.objects.get().is_internal


def test_who_wrote_a_note_goes_on_with_notes(as_agent, here):
    first = as_agent.get(here).content.decode()
    as_agent.post(f"{here}say/", {"body": "x", "kind": "note"})
    second = as_agent.get(here).content.decode()

    assert checked(first, "reply")
    assert checked(second, "note")


def test_an_internal_draft_stays_internal_when_it_is_opened_again(as_agent, here):
    draft(as_agent, here, kind="note")

    assert checked(as_agent.get(here).content.decode(), "note")


def test_two_write_at_once_and_neither_loses_a_word(as_agent, as_colleague, here):
    draft(as_agent, here, body="mine")
    draft(as_colleague, here, body="theirs")
    as_colleague.post(f"{here}say/", {"body": "theirs", "kind": "reply"})

    assert "mine</textarea>" in as_agent.get(here).content.decode()


@pytest.fixture
def opened(as_agent, here):
    return as_agent.get(here).context["seen"]


def test_a_colleague_s_word_since_the_page_was_opened_is_shown_before_one_s_own_goes(
    opened, as_agent, here, ticket, colleague, agent
):
    desk.add_message(ticket_id=ticket.pk, author=colleague, actor=person(colleague), body="CANARY I am on it", is_internal=True)  # fmt: skip

    first = as_agent.post(f"{here}say/", {"body": "My own words", "kind": "reply", "seen": opened})
    shown = first.content.decode()
    again = as_agent.post(f"{here}say/", {"body": "My own words", "kind": "reply", "seen": first.context["seen"]})  # fmt: skip

    assert first.status_code == 409
    assert "CANARY I am on it" in shown
    assert "My own words</textarea>" in shown
    assert again.status_code == 302
    assert Message.objects.filter(author=agent).count() == 1


def test_so_is_a_change_and_one_s_own_is_not(opened, as_agent, here, ticket, by_agent, colleague):
    verbs.do("hold", ticket=ticket, actor=by_agent, cause="vendor")
    own = as_agent.post(f"{here}say/", {"body": "One", "kind": "note", "seen": opened})
    verbs.do("resume", ticket=ticket, actor=person(colleague))
    other = as_agent.post(f"{here}say/", {"body": "Two", "kind": "note", "seen": opened})

    assert (own.status_code, other.status_code) == (302, 409)
    assert "went on" in other.content.decode()


@pytest.mark.parametrize(
    "seen", ["", "x", "2026", "0001-01-01T00:00", "9" * 60, "2026-13-45T00:00:00Z"]
)
def test_a_moment_that_is_none_warns_of_nothing(seen, as_agent, here):
    assert (
        as_agent.post(f"{here}say/", {"body": "x", "kind": "note", "seen": seen}).status_code == 302
    )


def beat(client, here, **said):
    return client.post(f"{here}viewing/", said, headers={"HX-Request": "true"}).content.decode()


def test_colleagues_see_who_reads_and_who_writes(as_agent, as_colleague, here):
    alone = beat(as_agent, here)
    draft(as_colleague, here, kind="note")
    writing = beat(as_agent, here)
    with time_machine.travel(timezone.now() + timedelta(minutes=2)):
        gone = beat(as_agent, here)
        beat(as_colleague, here)
        reading = beat(as_agent, here)

    assert "Tom" not in alone
    assert "Tom is writing a note" in writing
    assert "Tom" not in gone
    assert "Tom is reading" in reading
    assert Viewing.objects.count() == 2


def test_what_a_colleague_did_is_told_while_one_writes(opened, as_agent, here, ticket, colleague):
    desk.add_message(ticket_id=ticket.pk, author=colleague, actor=person(colleague), body="CANARY done", is_internal=True)  # fmt: skip

    told = beat(as_agent, here, seen=opened)

    assert "CANARY done" in told
    assert 'hx-swap-oob="beforeend:#meanwhile"' in told


def test_the_requester_is_told_of_nobody(as_requester, here, as_agent):
    beat(as_agent, here)

    assert as_requester.post(f"{here}viewing/").status_code == 403
    assert Viewing.objects.count() == 1


def test_who_looked_yesterday_is_forgotten(as_agent, here):
    beat(as_agent, here)
    with time_machine.travel(timezone.now() + timedelta(days=2)):
        assert viewing.forget_old() == 1
