"""Time passes: who is missing is reminded once, then the next rung has the word, and at the end nothing is open."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import Approval, Seat, Step
from governance.operations import deadlines
from governance.operations.links import make_link
from practices.change import states
from svs.events.models import DomainEvent
from svs.permissions.models import Grant
from tests.governance.asked import (
    approval_ticket,
    asked,
    board_step,
    make_board,
    members,
    right,
    stand_in,
    state_of,
    step,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def later():
    """A way to let hours pass and the clock's work be done."""
    with time_machine.travel(timezone.now(), tick=False) as clock:

        def pass_hours(hours: float) -> int:
            clock.shift(timedelta(hours=hours))
            return deadlines.keep_time()

        yield pass_hours


def events(name: str) -> list[dict]:
    return list(
        DomainEvent.objects.filter(name=f"approval.{name}")
        .order_by("id")
        .values_list("data", flat=True)
    )


def test_who_is_missing_is_reminded_once_when_half_of_the_time_is_gone(by_agent, scanners, later):
    board = make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran")
    right(board_step(board, quorum=2, hours=10))
    approval = asked(by_agent, scanners)
    first, second, third = members(board)
    vote(approval, first)

    assert later(4.9) == 0
    assert later(0.2) == 1
    assert later(1) == 0

    (said,) = events("reminded")
    assert said["who"] == [second.pk, third.pk]


def test_at_its_time_the_chair_decides_then_the_sponsor_and_then_it_is_over(
    by_agent, scanners, sponsor, later
):
    board = make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran")
    right(board_step(board, quorum=3, hours=10, escalate=["chair", "sponsor"]))
    approval = asked(by_agent, scanners)
    chair, *_ = members(board)

    later(10)
    assert Seat.objects.get(user=chair).rung == "chair"
    later(5)
    added = Seat.objects.get(user=sponsor)
    assert (added.rung, added.is_extra) == ("sponsor", True)
    assert Grant.objects.filter(user=sponsor, until__isnull=True).exists()
    later(5)

    assert state_of(approval) == "EXPIRED"
    assert approval_ticket(approval).state == states.DRAFT
    assert [one["rung"] for one in events("escalated")] == ["chair", "sponsor"]
    assert not Step.objects.filter(state__in=("OPEN", "WAITING")).exists()


def test_whoever_has_the_word_decides_alone(by_agent, scanners, sponsor, later):
    board = make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran")
    right(board_step(board, quorum=3, hours=10, escalate=["sponsor"]))
    approval = asked(by_agent, scanners)

    later(10)
    vote(approval, sponsor)

    assert state_of(approval) == "APPROVED"


def test_what_the_chair_said_before_decides_once_the_time_is_up(by_agent, scanners, later):
    board = make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran")
    right(board_step(board, quorum=3, hours=10, escalate=["chair"]))
    approval = asked(by_agent, scanners)
    vote(approval, members(board)[0], "reject")

    later(10)

    assert state_of(approval) == "REFUSED"


def test_a_rung_with_nobody_is_passed_over(by_agent, agent, scanners, sponsor, later):
    """Its owner did the work, and the team has no lead: it is the sponsor's."""
    scanners.owner = agent
    scanners.save()
    board = make_board("Ingrid Solheim", "Rafael Costa")
    right(board_step(board, quorum=2, hours=10, escalate=["owner", "lead", "sponsor"]))
    asked(by_agent, scanners)

    later(10)

    assert [one["rung"] for one in events("escalated")] == ["sponsor"]


def test_who_leaves_may_be_the_one_that_was_missing(by_agent, scanners, later):
    board = make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran")
    right(board_step(board, majority="all", quorum=1))
    approval = asked(by_agent, scanners)
    first, second, third = members(board)
    vote(approval, first)
    vote(approval, second)
    board.members.filter(user=third).update(until=timezone.now())

    later(0)

    assert state_of(approval) == "APPROVED"


def test_whoever_stands_in_since_it_was_asked_sees_it_as_well(
    by_agent, colleague, owner, scanners, later
):
    right(step("owner"))
    asked(by_agent, scanners)
    stand_in(owner, colleague)
    assert not Grant.objects.filter(user=colleague).exists()

    assert later(0) == 1
    assert later(0) == 0

    assert Grant.objects.filter(user=colleague, verb="view").exists()


def test_after_the_last_deadline_no_approval_is_open(by_agent, scanners, sponsor, later):
    board = make_board()
    for steps in (
        [step("owner"), board_step(board, escalate=["chair", "owner", "lead", "sponsor"])],
        [step("executive")],
    ):
        right(*steps)
        asked(by_agent, scanners)

    for _ in range(8):
        later(48)

    assert set(Approval.objects.values_list("state", flat=True)) == {"EXPIRED"}


def test_one_that_breaks_holds_up_no_other(by_agent, scanners, sponsor, later):
    right(step("owner"))
    broken, other = asked(by_agent, scanners), asked(by_agent, scanners)
    Approval.objects.filter(pk=broken.pk).update(kind="nothing-we-know")

    later(49)

    assert (state_of(broken), state_of(other)) == ("OPEN", "EXPIRED")


def test_links_of_mails_are_forgotten_once_they_are_long_over(by_agent, owner, scanners, later):
    right(step("owner"))
    approval = asked(by_agent, scanners)
    make_link(seat=Seat.objects.select_related("step").get(step__approval=approval), user=owner)

    assert deadlines.forget_links() == 0
    later(24 * 34)
    assert deadlines.forget_links() == 1
