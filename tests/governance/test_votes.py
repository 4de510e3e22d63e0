"""Those who are asked vote; as soon as the result is fixed, what was put before them obeys."""

import pytest

from governance.models import Seat, Vote
from governance.operations import voting
from svs.events.models import DomainEvent
from svs.permissions.models import Grant
from tests.governance.asked import (
    asked,
    board_step,
    make_board,
    members,
    right,
    state_of,
    step,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board_of_five(sponsor):
    return make_board()


def test_the_whole_chain_is_drawn_at_the_start_and_the_first_step_is_asked(
    by_agent, scanners, owner, board_of_five
):
    right(step("owner"), board_step(board_of_five))

    approval = asked(by_agent, scanners)

    steps = approval.steps.order_by("position")
    assert [(one.by, one.state) for one in steps] == [("owner", "OPEN"), ("board", "WAITING")]
    assert Seat.objects.filter(step__approval=approval).count() == 6
    assert list(Grant.objects.values_list("user", flat=True)) == [owner.pk]


def test_the_vote_that_fixes_the_result_decides_the_change_at_once(
    by_agent, scanners, board_of_five
):
    right(board_step(board_of_five))
    approval = asked(by_agent, scanners)
    first, second, third, *_ = members(board_of_five)

    vote(approval, first, words="CHG-3111 starts at 11:30")
    vote(approval, second)
    assert state_of(approval) == "OPEN"
    vote(approval, third)

    approval.refresh_from_db()
    assert approval.state == "APPROVED"
    assert approval.words == "Ingrid Solheim: CHG-3111 starts at 11:30"
    assert DomainEvent.objects.filter(name="approval.decided").count() == 1
    change = DomainEvent.objects.get(name="change.approved")
    assert change.actor_user_id == third.pk


def test_a_refusal_says_why_to_whoever_asked(by_agent, scanners, owner):
    right(step("owner"), step("executive"))
    approval = asked(by_agent, scanners)

    vote(approval, owner, "reject", words="Not before the stocktaking", principle="keep_it_simple")

    approval.refresh_from_db()
    assert (approval.state, approval.words) == (
        "REFUSED",
        "Elena Petrova: Not before the stocktaking",
    )
    assert list(approval.steps.order_by("position").values_list("state", flat=True)) == [
        "REFUSED",
        "VOID",
    ]


def test_nobody_decides_on_their_own_work(agent, by_agent, scanners, owner):
    scanners.owner = agent
    scanners.save()
    right(step("owner"))

    approval = asked(by_agent, scanners)

    with pytest.raises(voting.SelfApproval):
        vote(approval, agent)
    assert not Vote.objects.exists()
