"""A decision answers a signal, keeps its evidence, and is looked at again."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance import operations
from governance.models import Decision
from metrics import operations as metrics
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR, person
from svs.permissions.models import Grant
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


def said(**changes):
    return {
        "title": "Take firmware 8.4 back", "why": "It began the day after.", "expected_effect": "Below an hour again.",
        "review_date": (timezone.localdate() + timedelta(days=28)).isoformat(), **changes,
    }  # fmt: skip


@pytest.fixture
def decision(owner, signal) -> Decision:
    return operations.record_decision(
        actor=person(owner), signal=signal, title="Take firmware 8.4 back", why="It began the day after.",
        expected_effect="Below an hour again.", review_date=timezone.localdate() + timedelta(days=28),
    )  # fmt: skip


def test_the_owner_decides_on_a_signal_and_its_numbers_are_kept(client, owner, signal):
    client.force_login(owner)
    dashboard = client.get("/services/warehouse-scanners/").content.decode()
    url = f"/decisions/record/?signal={signal.pk}"

    answer = client.post(url, said())

    made = Decision.objects.get()
    assert f'href="{url}"' in dashboard
    assert answer["Location"] == f"/decisions/{made.ref}/"
    signal.refresh_from_db()
    assert (signal.answer, signal.answer_ref) == ("decision", made.ref)
    assert made.evidence == {"kpi": signal.kpi.ref, "value": 7200.0, "target": 3600, "n": 6, "day": "2026-09-12"}  # fmt: skip
    page = client.get(f"/decisions/{made.ref}/").content.decode()
    assert "Below an hour again." in page
    assert made.title in client.get("/services/warehouse-scanners/").content.decode()


def test_a_signal_is_decided_once(client, owner, decision, signal):
    client.force_login(owner)

    again = client.post(f"/decisions/record/?signal={signal.pk}", said())

    assert again.status_code == 400
    assert "has been answered" in again.content.decode()
    assert Decision.objects.count() == 1


def test_whoever_may_not_answer_the_signal_does_not_decide(client, agent, board, signal):
    for somebody in (agent, board):
        client.force_login(somebody)
        assert client.get(f"/decisions/record/?signal={signal.pk}").status_code == 403
        assert client.post(f"/decisions/record/?signal={signal.pk}", said()).status_code == 403

    assert not Decision.objects.exists()


def test_a_board_member_who_was_asked_decides(client, board, signal):
    Grant.objects.create(user=board, subject_type="signal", subject_id=signal.pk, verb="answer", reason="Asked")  # fmt: skip
    client.force_login(board)

    assert client.post(f"/decisions/record/?signal={signal.pk}", said()).status_code == 302


def test_a_program_by_itself_decides_nothing(signal):
    with pytest.raises(RuleViolation, match="A person decides"):
        operations.record_decision(
            actor=SYSTEM_ACTOR, signal=signal, title="x", why="y", expected_effect="z",
            review_date=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip


def test_it_is_to_be_looked_at_again_on_a_day_to_come(client, owner, signal):
    client.force_login(owner)

    answer = client.post(
        f"/decisions/record/?signal={signal.pk}",
        said(review_date=timezone.localdate().isoformat()),
    )

    assert answer.status_code == 400
    assert "on a day to come" in answer.content.decode()


def test_what_came_of_it_is_written_down_once(client, owner, decision):
    client.force_login(owner)
    url = f"/decisions/{decision.ref}/review/"

    first = client.post(url, {"outcome": "worked", "what_happened": "52 minutes since."})
    second = client.post(url, {"outcome": "worse", "what_happened": "Or not."})

    assert (first.status_code, second.status_code) == (302, 409)
    decision.refresh_from_db()
    assert (decision.outcome, decision.what_happened) == ("worked", "52 minutes since.")


def test_an_integration_decides_and_reviews(owner, signal):
    api = api_as(owner, "decisions:read", "decisions:write")

    made = api.post("/api/v1/decisions/", {**said(), "signal": signal.pk}, format="json")
    ref = made.json()["ref"]
    reviewed = api.post(
        f"/api/v1/decisions/{ref}/review/", {"outcome": "no_effect", "what_happened": "None."},
        format="json",
    )  # fmt: skip

    assert (made.status_code, reviewed.status_code) == (201, 200)
    assert made.json()["evidence"]["value"] == 7200.0
    assert reviewed.json()["outcome"] == "no_effect"
    assert api.get("/api/v1/decisions/?reviewed=true").json()["results"][0]["ref"] == ref


def test_decisions_of_a_hidden_service_are_not_there(client, agent, scanners, decision):
    scanners.is_restricted = True
    scanners.save()
    client.force_login(agent)

    assert client.get(f"/decisions/{decision.ref}/").status_code == 404
    assert decision.title not in client.get("/decisions/").content.decode()


def test_a_signal_answered_otherwise_cannot_be_decided_any_more(owner, signal):
    metrics.answer_signal(
        signal=signal, actor=person(owner), answer="no_action", reason="It ends on Friday."
    )
    signal.refresh_from_db()

    with pytest.raises(RuleViolation, match="has been answered"):
        operations.record_decision(
            actor=person(owner), signal=signal, title="x", why="y", expected_effect="z",
            review_date=timezone.localdate() + timedelta(days=1),
        )  # fmt: skip
