"""An approval is decided while the change is edited: whichever comes first, nothing starts that was not approved as it stands."""

import threading

import pytest
import time_machine
from django.db import connection, transaction

from governance.models import Approval
from governance.operations.voting import cast_vote
from practices.change import operations, states
from practices.change.models import Change
from svs.errors import RuleViolation
from svs.events.actor import person
from tests.governance import asked

pytestmark = pytest.mark.django_db(transaction=True)
ROUNDS = 6


@pytest.fixture
def by_owner(db):
    asked.right(asked.step("owner"))


def at_once(*acts) -> list[str]:
    """Do these in connections of their own at the same moment; gives what each came to."""
    met, came = threading.Barrier(len(acts)), [""] * len(acts)

    def work(n, act) -> None:
        try:
            met.wait(20)
            act()
            came[n] = "done"
        except RuleViolation as violation:
            came[n] = violation.code
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(n, act)) for n, act in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return came


@pytest.mark.parametrize("n", range(ROUNDS))
def test_a_vote_and_an_edit_at_once_never_approve_what_nobody_read(by_owner, owner, by_agent, scanners, n):  # fmt: skip
    ticket = operations.submit_change(ticket=asked.draft(by_agent, scanners), actor=by_agent)
    approval = Approval.objects.get(kind="change", subject_id=ticket.pk)

    came = at_once(
        lambda: cast_vote(approval=approval, actor=person(owner), user=owner, choice="approve", version=1),
        lambda: operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": f"Otherwise {n}"}),
    )  # fmt: skip

    change = Change.objects.select_related("ticket").get(pk=ticket.pk)
    assert came in (["done", "done"], ["stale_version", "done"])
    assert (change.plan_version, change.approved_version, change.ticket.state) == (2, None, states.IN_APPROVAL)  # fmt: skip
    approval = Approval.objects.get(kind="change", subject_id=ticket.pk, state="OPEN")
    assert approval.version == 2
    with time_machine.travel(change.starts_at, tick=True), pytest.raises(RuleViolation):
        operations.start_change(ticket=ticket, actor=by_agent)


@pytest.mark.parametrize("n", range(ROUNDS))
def test_a_start_and_an_edit_at_once_leave_one_of_them_undone(by_owner, owner, by_agent, scanners, n):  # fmt: skip
    ticket = operations.submit_change(ticket=asked.draft(by_agent, scanners), actor=by_agent)
    cast_vote(approval=Approval.objects.get(kind="change", subject_id=ticket.pk), actor=person(owner), user=owner, choice="approve", version=1)  # fmt: skip
    change = Change.objects.get(pk=ticket.pk)

    with time_machine.travel(change.starts_at, tick=True):
        came = at_once(
            lambda: operations.start_change(ticket=ticket, actor=by_agent),
            lambda: operations.edit_plan(ticket=ticket, actor=by_agent, fields={"plan": f"Otherwise {n}"}),
        )  # fmt: skip

    change = Change.objects.select_related("ticket").get(pk=ticket.pk)
    if change.ticket.state == states.IMPLEMENTING:
        assert (came, change.plan_version, change.approved_version) == (["done", "under_way"], 1, 1)
    else:
        assert (came[1], change.ticket.state, change.plan_version, change.began_at) == ("done", states.IN_APPROVAL, 2, None)  # fmt: skip
        assert came[0] == "transition_not_allowed"


def test_two_starts_at_once_begin_it_once(by_owner, owner, by_agent, scanners):
    ticket = operations.submit_change(ticket=asked.draft(by_agent, scanners), actor=by_agent)
    cast_vote(approval=Approval.objects.get(kind="change", subject_id=ticket.pk), actor=person(owner), user=owner, choice="approve", version=1)  # fmt: skip
    change = Change.objects.get(pk=ticket.pk)

    with time_machine.travel(change.starts_at, tick=True):
        came = at_once(*(lambda: operations.start_change(ticket=ticket, actor=by_agent),) * 3)

    assert sorted(came) == ["done", "transition_not_allowed", "transition_not_allowed"]
    with transaction.atomic():
        assert Change.objects.get(pk=ticket.pk).began_at is not None
