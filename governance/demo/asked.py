"""What waits for a yes besides changes: a rule that the owner of its service let pass, one that writes to everybody, a risky trial."""

from __future__ import annotations

from typing import Any

from django.db.models import Q

from governance.models import Approval
from governance.operations.principles import answer_principles
from governance.operations.voting import cast_vote
from governance.rules.principles import FOCUS, questions_of
from practices.automation import operations as automation
from practices.automation import queries as rules
from svs import gates
from svs.accounts.models import User
from svs.events.actor import person
from svs.services import queries as services

ROUTES, REMINDS = (
    "Route scanner incidents to Network Operations",
    "Remind a requester who does not answer",
)


def load() -> None:
    """Asked by whoever wrote them; the owner of the scanners said yes to the rule on scanners."""
    lead, admin = _user("ana.ruiz"), _user("maya.okafor")
    for rule in rules.all_rules(admin).filter(Q(name=ROUTES) | Q(name=REMINDS), state="DRAFT"):
        if gates.has_passed("rule", rule.pk):
            continue
        _answer_principles(rule, lead)
        automation.ask_approval(rule=rule, actor=person(lead))
        if rule.name == ROUTES:
            say_yes(Approval.objects.get(kind="rule", subject_id=rule.pk), "Only while the desk keeps an eye on it.")  # fmt: skip
            automation.enable_rule(rule=rule, actor=person(admin))


def _answer_principles(rule: Any, lead: User) -> None:
    """Focus on value first: which outcome, its criteria, and how it will be seen."""
    outcome = services.active_outcomes()[0]
    value = [{"principle": FOCUS, "question": one, "answer": "yes"} for one in questions_of(outcome.criteria)]  # fmt: skip
    answer_principles(
        kind="rule", subject_id=rule.pk, version=rule.version, actor=person(lead), outcome_id=outcome.pk,
        seen_in="What came of it, on the page of the rule, after four weeks.",
        answers=[*value, {"principle": "keep_it_simple", "question": "", "answer": "yes"}],
    )  # fmt: skip


def say_yes(approval: Approval, words: str) -> None:
    """Whoever is asked says yes."""
    while approval.state == Approval.State.OPEN:
        step = approval.steps.get(round=approval.round, state="OPEN")
        seat = step.seats.filter(barred="", vote__isnull=True).select_related("user").order_by("id")[0]  # fmt: skip
        approval = cast_vote(
            approval=approval, actor=person(seat.user), user=seat.user, choice="approve", words=words, version=approval.version
        )  # fmt: skip


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@northwind.example")
