"""What waits for a yes besides changes: a rule that the owner of its service let pass, one that writes to everybody, a risky trial."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from governance.models import Approval, Board, DecisionRight
from governance.operations import rights
from governance.operations.principles import answer_principles
from governance.operations.voting import cast_vote
from governance.rules.principles import FOCUS, questions_of
from governance.rules.rights import BOARD, SHARE, StepPlan
from improvement import operations as improvements
from improvement.queries import register as register_of_improvements
from practices.automation import operations as automation
from practices.automation import queries as rules
from svs import gates
from svs.accounts.models import User
from svs.demo.people import address
from svs.events.actor import person
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.events.actor import Actor

LONG_AGO = timedelta(days=300)
ROUTES, REMINDS = (
    "Route scanner incidents to Network Operations",
    "Remind a requester who does not answer",
)
ROWS = (
    ("rule", "Rule of high risk", "It acts on everybody's tickets while nobody looks, so more than one owner weighs it."),
    ("improvement", "Trial of high risk", "A promise to more than one team could break while it is tried."),
)  # fmt: skip


def prepare() -> None:
    """The boards there are weigh what is risky among rules and trials; adopted before the past begins that the demo tells of."""
    maya = person(_user("Maya Okafor"))
    plan = StepPlan(BOARD, board=Board.objects.get(slug="change-board").pk, majority=SHARE, quorum=3, hours=72, escalate=("chair", "sponsor"))  # fmt: skip
    for subject, name, why in ROWS:
        draft = rights.draft_right(
            actor=maya, subject=subject, name=name, why=why, position=15, fits={"risk": [gates.HIGH, gates.VERY_HIGH]},
            steps=[plan.as_data()], principles=["keep_it_simple"],
        )  # fmt: skip
        rights.propose_right(draft=draft, actor=maya)
        say_yes(Approval.objects.get(kind="right", subject_id=draft.pk))
        DecisionRight.objects.filter(pk=draft.pk).update(since=timezone.now() - LONG_AGO)


def load() -> None:
    """Asked by whoever wrote them; the owner of the scanners said yes to the rule on scanners, the board has yet to look."""
    lead, admin = _user("Ana Ruiz"), _user("Maya Okafor")
    for rule in rules.all_rules(admin).filter(Q(name=ROUTES) | Q(name=REMINDS), state="DRAFT"):
        now = gates.standing("rule", rule.pk)
        if now.has_passed or now.is_open:
            continue
        _answer_principles("rule", rule.pk, rule.version, person(lead), "What came of it, on the page of the rule, after four weeks.")  # fmt: skip
        automation.ask_approval(rule=rule, actor=person(lead))
        if rule.name == ROUTES:
            say_yes(Approval.objects.get(kind="rule", subject_id=rule.pk), "Only while the desk keeps an eye on it.")  # fmt: skip
            automation.enable_rule(rule=rule, actor=person(admin))
    for one in register_of_improvements(admin).filter(state="ASSESSED", risk__gte=4):
        _answer_principles("improvement", one.pk, one.case_version, person(one.owner), "Late deliveries that dispatch heard of in time.")  # fmt: skip
        improvements.ask_approval(improvement=one, actor=person(one.owner))


def _answer_principles(kind: str, pk: int, version: int, actor: Actor, seen_in: str) -> None:
    """Focus on value first: which outcome, its criteria, and how it will be seen."""
    outcome = services.active_outcomes()[0]
    value: list[dict[str, Any]] = [{"principle": FOCUS, "question": one, "answer": "yes"} for one in questions_of(outcome.criteria)]  # fmt: skip
    answer_principles(
        kind=kind, subject_id=pk, version=version, actor=actor, outcome_id=outcome.pk, seen_in=seen_in,
        answers=[*value, {"principle": "keep_it_simple", "question": "", "answer": "yes"}],
    )  # fmt: skip


def say_yes(approval: Approval, words: str = "") -> None:
    """Whoever is asked says yes."""
    while approval.state == Approval.State.OPEN:
        step = approval.steps.get(round=approval.round, state="OPEN")
        seat = step.seats.filter(barred="", vote__isnull=True).select_related("user").order_by("id")[0]  # fmt: skip
        approval = cast_vote(
            approval=approval, actor=person(seat.user), user=seat.user, choice="approve", words=words, version=approval.version
        )  # fmt: skip


def _user(name: str) -> User:
    return User.objects.get(email=address(name))
