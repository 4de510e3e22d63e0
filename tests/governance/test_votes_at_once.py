"""Votes of many at the same moment, over connections of their own: one seat holds one vote, one result is one transition."""

import threading
from collections import Counter

import pytest
from django.db import connection

from governance.models import Approval, Vote
from practices.change import operations as changes
from practices.desk.models import Ticket
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import Delivery, DomainEvent
from tests.conftest import api_as
from tests.governance.asked import approval_ticket, asked, board_step, make_board, members, right

pytestmark = pytest.mark.django_db(transaction=True)


def all_at_once(*works):
    """Run these at the same moment, each in a thread with a connection of its own; gives what each of them gave or raised."""
    met, found = threading.Barrier(len(works)), [None] * len(works)

    def run(n, work):
        try:
            met.wait(10)
            found[n] = work()
        except (RuleViolation, StaleVersion) as refused:
            found[n] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=one) for one in enumerate(works)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return found


def voter(user, approval, choice="approve"):
    client = api_as(user, "approvals:read", "approvals:write")

    def post():
        said = {"choice": choice, **({"words": "Not now"} if choice == "reject" else {})}
        answer = client.post(
            f"/api/v1/approvals/{approval.ref}/votes/",
            said,
            format="json",
            HTTP_IF_MATCH=f'"{approval.version}"',
        )
        return answer.status_code

    return post


def test_twenty_votes_of_one_person_are_one_vote(by_agent, scanners):
    board = make_board()
    right(board_step(board))
    approval = asked(by_agent, scanners)
    first, *_ = members(board)

    answers = Counter(all_at_once(*[voter(first, approval)] * 20))

    assert answers == {201: 1, 409: 19}
    assert Vote.objects.count() == 1


def test_the_last_two_votes_make_one_transition_one_event_and_one_set_of_notices(
    by_agent, scanners
):
    board = make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran", "Wim Jansen")
    right(board_step(board, quorum=2))
    approval = asked(by_agent, scanners)
    first, second, third, last = members(board)
    assert voter(first, approval)() == 201
    assert voter(second, approval)() == 201

    answers = all_at_once(voter(third, approval), voter(last, approval))

    assert sorted(answers) == [201, 409]
    decided = DomainEvent.objects.get(name="approval.decided")
    assert DomainEvent.objects.filter(name="change.approved").count() == 1
    assert Delivery.objects.filter(event=decided, consumer="notices.tell").count() == 1
    assert Approval.objects.get().state == "APPROVED"


def test_votes_for_and_against_at_once_are_all_counted(by_agent, scanners):
    board = make_board()
    right(board_step(board, quorum=5))
    approval = asked(by_agent, scanners)
    people = members(board)

    answers = all_at_once(
        *(voter(one, approval, "reject" if n < 2 else "approve") for n, one in enumerate(people))
    )

    assert answers == [201] * 5
    assert Vote.objects.count() == 5
    assert Approval.objects.get().state == "APPROVED"


def test_a_vote_and_an_edit_at_once_never_approve_what_nobody_voted_on(
    by_agent, agent, scanners, owner
):
    """Whichever comes first: an approval is of the version that was voted on, and nobody waits for ever."""
    right({"by": "owner"})
    for n in range(4):
        approval = asked(person(agent), scanners)
        ticket = approval_ticket(approval)

        def edit(ticket=ticket, n=n):
            changes.edit_plan(
                ticket=ticket, actor=by_agent, fields={"plan": f"Restart {n + 2} times"}
            )
            return "edited"

        all_at_once(voter(owner, approval), edit)

        now = Approval.objects.filter(subject_id=ticket.pk).latest("id")
        change = Ticket.objects.select_related("change").get(pk=ticket.pk).change
        assert (now.state, now.version) == ("OPEN", change.plan_version)
        assert change.approved_version in (None, change.plan_version - 1)
        assert not change.is_approved
