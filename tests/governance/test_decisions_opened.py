"""A decision is opened by an approval of a board or the sponsor, and in a review; each names who sees it through."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance import operations
from governance.models import Approval, Board, Decision, Review, Seat, Step, Vote
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def change_board(db) -> Board:
    return Board.objects.create(name="Change board", slug="change-board", purpose="Changes that could hurt.")  # fmt: skip


@pytest.fixture
def approved(scanners, board, change_board, owner) -> Approval:
    """A case a board said yes to, as the engine leaves it."""
    now = timezone.now()
    approval = Approval.objects.create(
        kind="policy", subject_type="policy", subject_id=9, subject_ref="POL-9", title="Roll back", url="/", service=scanners, version=3,
        state="APPROVED", asked_by=owner, asked_at=now - timedelta(hours=6), decided_at=now, words="Keep ten logs",
    )  # fmt: skip
    step = Step.objects.create(approval=approval, round=1, version=3, position=0, by="board", board=change_board, state="APPROVED")  # fmt: skip
    seat = Seat.objects.create(step=step, user=board)
    Vote.objects.create(seat=seat, cast_by=board, choice="approve", version=3, cast_at=now)
    return approval


def test_what_a_board_decided_stands_in_the_register_once(approved, board, owner, change_board):
    first = operations.record_for_approval(approval=approved, actor=person(board))
    again = operations.record_for_approval(approval=approved, actor=person(board))

    assert first == again
    assert Decision.objects.count() == DomainEvent.objects.filter(name="decision.recorded").count() == 1  # fmt: skip
    assert (first.title, first.why) == ("Approved: Roll back", "Keep ten logs")
    assert (first.board, first.owner, first.decided_by) == (change_board, owner, board)
    assert first.evidence["items"][0] == {
        "kind": "approval", "ref": approved.ref, "subject": "POL-9", "version": 3, "risk": 1, "tier": 4, "hours": 6.0,
        "approve": 1, "reject": 0, "abstain": 0, "recuse": 0,
    }  # fmt: skip


def test_what_peers_said_and_what_nobody_decided_are_no_decisions(approved, board):
    approved.steps.update(by="peer")
    peers = operations.record_for_approval(approval=approved, actor=person(board))
    approved.steps.update(by="board")
    by_nobody = operations.record_for_approval(approval=approved, actor=SYSTEM_ACTOR)
    approved.state = "EXPIRED"
    expired = operations.record_for_approval(approval=approved, actor=person(board))

    assert (peers, by_nobody, expired) == (None, None, None)


def test_a_decision_of_a_review_has_an_owner_and_a_day(change_board, board, owner):
    review = Review.objects.create(board=change_board, at=timezone.now())
    said = {"title": "Two boards become one", "why": "They wait for each other", "expected_effect": "A day less"}  # fmt: skip

    made = operations.record_in_review(
        review=review, actor=person(board), **said, owner_id=owner.pk, review_date=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip

    assert (made.source, made.board, made.owner) == ("review", change_board, owner)
    with pytest.raises(RuleViolation, match="day to come"):
        operations.record_in_review(review=review, actor=person(board), **said, review_date=timezone.localdate())  # fmt: skip


def test_a_decision_without_a_service_is_seen_by_everybody_with_a_role(client, change_board, board, agent):  # fmt: skip
    review = Review.objects.create(board=change_board, at=timezone.now())
    made = operations.record_in_review(
        review=review, actor=person(board), title="One board", why="Two wait", expected_effect="A day less",
        review_date=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip

    client.force_login(agent)
    assert client.get(f"/decisions/{made.ref}/").status_code == 200
    client.force_login(make_person("Nobody Inrole"))
    assert client.get(f"/decisions/{made.ref}/").status_code == 403


def test_what_was_decided_on_a_hidden_ticket_is_hidden(
    client, approved, board, agent, owner, scanners
):
    from practices.incident import operations as incidents  # noqa: PLC0415

    ticket = incidents.log_incident(actor=person(agent), title="Payroll", service_id=scanners.pk)
    Approval.objects.filter(pk=approved.pk).update(subject_type="ticket", subject_id=ticket.pk)
    made = operations.record_for_approval(approval=approved, actor=person(board))
    someone = make_person("Karl Onlooker", "agent")

    client.force_login(someone)
    seen = client.get(f"/decisions/{made.ref}/").status_code
    hidden = make_team_hidden(ticket)

    assert seen == 200
    assert hidden
    assert client.get(f"/decisions/{made.ref}/").status_code == 404


def make_team_hidden(ticket) -> bool:
    from svs.accounts.models import Team  # noqa: PLC0415

    team = Team.objects.create(name="People", slug="people", is_restricted=True)
    return bool(type(ticket).objects.filter(pk=ticket.pk).update(team=team))
