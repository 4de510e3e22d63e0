"""Boards, rules, votes and time at random: no order matters, nothing flips, and after the last deadline nothing is open.

Five hundred runs play the counting alone, as plain values; some more play the same on real boards, through the operations.
"""

from datetime import timedelta

import pytest
import time_machine
from django.db import transaction
from django.utils import timezone
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from governance.models import Approval, Step, Vote
from governance.operations import deadlines, voting
from governance.rules.counting import APPROVED, OPEN, REFUSED, STUCK, Said, Terms, tally
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import make_person
from tests.governance.asked import asked, board_step, make_board, members, right, step

CHOICES = ("approve", "reject", "abstain", "recuse")
MAJORITIES = ("first", "all", "share")
EXPIRED = "expired"
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]


class Counting(RuleBasedStateMachine):
    """One step of an approval as plain values: its seats, its rungs, its time."""

    @initialize(
        size=st.integers(1, 7),
        majority=st.sampled_from(MAJORITIES),
        quorum=st.integers(1, 5),
        share=st.sampled_from([34, 50, 66]),
        rungs=st.integers(0, 3),
    )
    def begin(self, size, majority, quorum, share, rungs):
        self.terms = Terms(majority, quorum, share)
        self.seats = [Said()] * size
        self.rungs, self.went_up = rungs, 0
        self.result, self.order = OPEN, []
        self.settle()

    def settle(self):
        """As the operation does it: a fixed result decides, what is stuck goes up, and nobody left is an end."""
        while self.result == OPEN:
            found = tally(self.terms, self.seats).result
            if found == OPEN:
                return
            self.result = found if found != STUCK else OPEN if self.go_up(stuck=True) else EXPIRED

    def go_up(self, *, stuck=False) -> bool:
        if self.went_up >= self.rungs + stuck:
            return False
        self.went_up += 1
        self.seats = [*self.seats, Said(alone=True, is_extra=True)]
        return True

    @rule(n=st.integers(0, 20), choice=st.sampled_from(CHOICES))
    def vote(self, n, choice):
        if self.result != OPEN:
            return
        missing = [i for i, seat in enumerate(self.seats) if not seat.choice]
        at = missing[n % len(missing)]
        seat = self.seats[at]
        self.seats = [
            *self.seats[:at],
            Said(choice, seat.alone, seat.is_extra),
            *self.seats[at + 1 :],
        ]
        self.order.append(choice)
        self.settle()

    @rule()
    def time_is_up(self):
        if self.result != OPEN:
            return
        if self.go_up():
            self.settle()
        else:
            self.result = EXPIRED

    @invariant()
    def what_is_decided_stays(self):
        if getattr(self, "result", OPEN) in (APPROVED, REFUSED):
            assert tally(self.terms, self.seats).result == self.result

    @invariant()
    def while_it_is_open_somebody_can_still_speak(self):
        if getattr(self, "result", "") == OPEN:
            assert any(not seat.choice for seat in self.seats)

    def teardown(self):
        if not hasattr(self, "result"):
            return
        if not self.went_up and self.result != EXPIRED and self.terms.majority != "first":
            self.any_order_gives_the_same()
        while self.result == OPEN:
            self.time_is_up()
        assert self.result in (APPROVED, REFUSED, EXPIRED)

    def any_order_gives_the_same(self):
        size = len(self.seats)
        for order in (sorted(self.order), sorted(self.order, reverse=True)):
            results = [
                tally(self.terms, [*map(Said, order[:n]), *[Said()] * (size - n)]).result
                for n in range(len(order) + 1)
            ]
            assert next((one for one in results if one != OPEN), OPEN) == self.result


def test_counting_holds_whatever_happens():
    run_state_machine_as_test(Counting, settings=settings(max_examples=500, stateful_step_count=12, suppress_health_check=SLOW))  # fmt: skip


class Boards(RuleBasedStateMachine):
    """The same on a real board, through the operations that pages and API call."""

    agent = service = None

    def __init__(self):
        super().__init__()
        self.atomic = transaction.atomic()
        self.atomic.__enter__()
        self.clock = time_machine.travel(timezone.now(), tick=False)
        self.traveller = self.clock.start()
        self.decided = None

    @initialize(
        size=st.integers(1, 5), majority=st.sampled_from(MAJORITIES), quorum=st.integers(1, 4), share=st.sampled_from([34, 50, 66]),
        path=st.lists(st.sampled_from(["chair", "owner", "sponsor"]), unique=True), then=st.booleans(), barred=st.booleans(),
    )  # fmt: skip
    def begin(self, size, majority, quorum, share, path, then, barred):
        board = make_board(*(f"Member {n}" for n in range(size)))
        self.people = members(board)
        if barred:
            board.members.create(user=self.agent, since=timezone.now())
        right(
            board_step(board, majority=majority, quorum=quorum, share=share, escalate=path),
            *([step("owner")] if then else []),
        )
        self.approval = asked(person(self.agent), self.service)
        self.people += [self.agent, self.service.owner, self.sponsor, make_person("Lin Wu")]
        self.look()

    def look(self):
        self.approval = Approval.objects.get(pk=self.approval.pk)
        if self.decided is None and self.approval.state != "OPEN":
            self.decided = self.approval.state

    @rule(n=st.integers(0, 20), choice=st.sampled_from(CHOICES))
    def vote(self, n, choice):
        user = self.people[n % len(self.people)]
        before = Vote.objects.count()
        try:
            with transaction.atomic():
                voting.cast_vote(
                    approval=self.approval,
                    actor=person(user),
                    user=user,
                    choice=choice,
                    words="Not now",
                    version=self.approval.version,
                )
        except (RuleViolation, Forbidden):
            assert Vote.objects.count() == before
        else:
            assert user != self.agent
        self.look()

    @rule(hours=st.sampled_from([12, 25, 49]))
    def time_passes(self, hours):
        self.traveller.shift(timedelta(hours=hours))
        deadlines.keep_time()
        self.look()

    @invariant()
    def nothing_flips(self):
        if self.decided:
            assert self.approval.state == self.decided
            ends = DomainEvent.objects.filter(name__in=("approval.decided", "approval.expired"), subject_id=self.approval.pk)  # fmt: skip
            assert ends.count() == 1
            assert not Step.objects.filter(
                approval=self.approval, state__in=("OPEN", "WAITING")
            ).exists()

    def teardown(self):
        try:
            if hasattr(self, "approval"):
                for _ in range(12):
                    if not self.decided:
                        self.time_passes(49)
                assert self.decided
        finally:
            self.clock.stop()
            transaction.set_rollback(True)
            self.atomic.__exit__(None, None, None)


@pytest.mark.django_db
def test_real_boards_hold_whatever_happens(agent, scanners, sponsor):
    machine = type("Played", (Boards,), {"agent": agent, "service": scanners, "sponsor": sponsor})

    run_state_machine_as_test(machine, settings=settings(max_examples=15, stateful_step_count=6, suppress_health_check=SLOW))  # fmt: skip
