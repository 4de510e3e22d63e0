"""Those who are asked vote; as soon as the result is fixed, what was put before them obeys."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Approval, Seat, Step, Vote
from governance.operations import voting
from practices.change import operations as changes
from practices.change import states
from svs.errors import Forbidden, RuleViolation, StaleVersion
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


def test_nor_where_the_author_was_changed_afterwards(agent, by_agent, colleague, scanners, sponsor):
    """Whoever wrote any version of it stays one whose own work it is."""
    scanners.owner = agent
    scanners.save()
    right(step("owner"))
    approval = asked(by_agent, scanners)
    ticket = approval_ticket(approval)
    changes.assign_change(ticket=ticket, actor=by_agent, assignee_id=colleague.pk)
    ticket.requester = colleague
    ticket.save(update_fields=["requester"])

    with pytest.raises(voting.SelfApproval):
        vote(approval, agent)


def test_nor_as_a_delegate_nor_through_one(agent, by_agent, colleague, owner, scanners):
    stand_in(owner, agent)
    right(step("owner"))
    approval = asked(by_agent, scanners)

    with pytest.raises(voting.SelfApproval):
        vote(approval, agent, seat_of=owner.pk)
    assert not Vote.objects.exists()


def test_nobody_votes_in_the_place_of_somebody_whose_own_work_it_is(
    agent, by_agent, colleague, scanners
):
    board = make_board("Ingrid Solheim", "Sofia Tran")
    board.members.create(user=agent, since=timezone.now())
    stand_in(agent, colleague)
    right(board_step(board, quorum=1))
    approval = asked(by_agent, scanners)

    with pytest.raises((voting.SelfApproval, Forbidden)):
        vote(approval, colleague, seat_of=agent.pk)
    assert not Vote.objects.exists()


def test_a_stand_in_votes_on_the_seat_of_another_and_it_says_so(
    by_agent, colleague, owner, scanners
):
    stand_in(owner, colleague)
    right(step("owner"))
    approval = asked(by_agent, scanners)

    vote(approval, colleague)

    cast = Vote.objects.select_related("seat").get()
    assert (cast.seat.user, cast.cast_by) == (owner, colleague)
    assert state_of(approval) == "APPROVED"


def test_a_delegation_that_is_over_opens_nothing(by_agent, colleague, owner, scanners):
    stand_in(owner, colleague, since=-9, until=-2)
    right(step("owner"))
    approval = asked(by_agent, scanners)

    with pytest.raises(Forbidden):
        vote(approval, colleague)


def test_who_left_the_board_is_not_asked_any_more(by_agent, scanners, board_of_five):
    right(board_step(board_of_five))
    approval = asked(by_agent, scanners)
    first, *_ = members(board_of_five)
    board_of_five.members.filter(user=first).update(until=timezone.now())

    with pytest.raises(Forbidden):
        vote(approval, first)
    assert not Vote.objects.exists()


def test_a_second_vote_on_a_seat_is_refused(by_agent, scanners, board_of_five):
    right(board_step(board_of_five))
    approval = asked(by_agent, scanners)
    first, *_ = members(board_of_five)
    vote(approval, first)

    with pytest.raises(RuleViolation) as refused:
        vote(approval, first, "reject")

    assert refused.value.code == "voted_already"


@pytest.mark.parametrize("end", ["closed", "withdrawn", "expired"])
def test_what_is_over_takes_no_vote(end, by_agent, agent, scanners, owner, sponsor):
    right(step("owner"))
    approval = asked(by_agent, scanners)
    ticket = approval_ticket(approval)
    match end:
        case "closed":
            vote(approval, owner, "reject")
        case "withdrawn":
            changes.withdraw_change(ticket=ticket, actor=by_agent)
        case "expired":
            Step.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    before = Vote.objects.count()

    with pytest.raises(RuleViolation):
        vote(approval, owner)

    assert Vote.objects.count() == before


def test_a_vote_on_a_version_that_was_edited_since_is_refused_and_the_older_votes_are_void(
    by_agent, agent, scanners, board_of_five
):
    right(board_step(board_of_five))
    approval = asked(by_agent, scanners)
    first, second, *_ = members(board_of_five)
    vote(approval, first)
    changes.edit_plan(
        ticket=approval_ticket(approval), actor=by_agent, fields={"plan": "Restart twice"}
    )

    with pytest.raises(StaleVersion):
        vote(approval, second, version=approval.version)

    now = Approval.objects.get(pk=approval.pk)
    assert (now.state, now.round, now.version, now.voided_votes) == (
        "OPEN",
        2,
        approval.version + 1,
        1,
    )
    assert set(now.steps.filter(round=1).values_list("state", flat=True)) == {"VOID"}
    told = DomainEvent.objects.get(name="approval.voided")
    assert (told.data["who"], told.data["was"]) == ([first.pk], approval.version)
    vote(now, first)  # asked anew, they vote anew
    assert Vote.objects.count() == 2


def test_what_was_approved_and_is_edited_is_decided_anew(by_agent, scanners, owner):
    right(step("owner"))
    approval = asked(by_agent, scanners)
    vote(approval, owner)
    ticket = approval_ticket(approval)
    changes.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": "Restart twice"})

    ticket.refresh_from_db()
    assert ticket.state == states.IN_APPROVAL
    newest = Approval.objects.latest("id")
    assert (newest.state, newest.voided_votes) == ("OPEN", 1)
    assert DomainEvent.objects.filter(name="approval.voided", data__who=[owner.pk]).exists()


def test_where_nobody_has_to_say_yes_it_is_approved_at_once(by_agent, scanners):
    right()
    approval = asked(by_agent, scanners)

    assert (approval.state, approval.steps.count()) == ("APPROVED", 0)
    assert approval_ticket(approval).state == states.SCHEDULED


def test_what_no_row_was_written_for_goes_to_the_sponsor(by_agent, scanners, sponsor):
    right(subject="change", fits={"variety": ["emergency"]})
    approval = asked(by_agent, scanners)

    assert approval.right is None
    assert list(approval.steps.values_list("by", "seats__user")) == [("executive", sponsor.pk)]


def test_where_nobody_is_left_the_next_above_are_asked(agent, by_agent, scanners, sponsor):
    scanners.owner = agent
    scanners.save()
    right(step("owner"))

    approval = asked(by_agent, scanners)

    assert list(approval.steps.values_list("by", "seats__user")) == [("executive", sponsor.pk)]


def test_recusals_that_make_the_quorum_impossible_give_the_chair_the_word(
    by_agent, scanners, board_of_five
):
    right(board_step(board_of_five, escalate=["chair", "sponsor"]))
    approval = asked(by_agent, scanners)
    chair, *others = members(board_of_five)
    for one in others[:3]:
        vote(approval, one, "recuse")

    assert Seat.objects.get(user=chair).rung == "chair"
    vote(approval, chair)
    assert state_of(approval) == "APPROVED"


def test_everybody_who_is_asked_together_must_say_yes(by_agent, scanners):
    board = make_board("Ingrid Solheim", "Sofia Tran", "Rafael Costa")
    right(board_step(board, majority="all", quorum=1))
    approval = asked(by_agent, scanners)
    first, second, third = members(board)

    vote(approval, first, "recuse")
    vote(approval, second)
    assert state_of(approval) == "OPEN"
    vote(approval, third)

    assert state_of(approval) == "APPROVED"


def test_what_a_board_decided_stands_in_the_register(by_agent, scanners):
    board = make_board("Ingrid Solheim")
    right(board_step(board, majority="first", quorum=1))
    approval = asked(by_agent, scanners)
    (chair,) = members(board)

    vote(approval, chair, words="Only hall A")

    approval.refresh_from_db()
    assert approval.decision.board == board
    assert approval.decision.why == "Ingrid Solheim: Only hall A"


def test_a_vote_that_decides_costs_as_many_statements_on_a_large_board(
    by_agent, scanners, django_assert_max_num_queries
):
    board = make_board(*(f"Member {n}" for n in range(12)))
    right(board_step(board, majority="first", quorum=1))
    approval = asked(by_agent, scanners)

    with django_assert_max_num_queries(50):
        vote(approval, members(board)[5])


def test_grants_are_opened_step_by_step_and_end_some_time_after(by_agent, scanners, owner, sponsor):
    right(step("owner"), step("executive"))
    approval = asked(by_agent, scanners)
    assert not Grant.objects.filter(user=sponsor).exists()

    vote(approval, owner)
    assert Grant.objects.get(user=sponsor).until is None
    vote(approval, sponsor)

    assert all(grant.until > timezone.now() + timedelta(days=29) for grant in Grant.objects.all())
