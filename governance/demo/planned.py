"""The changes of Northwind's calendar are put before those who decide: some approved, one in another's way, one in a freeze."""

from __future__ import annotations

from governance.demo.asked import say_yes
from governance.models import Approval
from governance.operations.principles import answer_principles
from governance.queries import principles
from governance.rules.principles import FOCUS, questions_of
from practices.change import operations as changes
from practices.change import queries
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.services import queries as services

WAIT = ("Roll hall A back to scanner software 8.3", "Core switch, Gdansk")
APPROVED = ("New access points in hall C", "Routes of the Gdansk tunnel", "Portal 11.5")
SEEN = "The share of orders that leave the same day, a week later."


def load() -> None:
    """By whoever does them; the principles that the right asks for are answered first."""
    admin = User.objects.get(email="ana.ruiz@northwind.example")
    for ticket in queries.shown(admin).filter(title__in=(*WAIT, *APPROVED), state="DRAFT").order_by("id"):  # fmt: skip
        if ticket.assignee is None:
            continue
        doer = person(ticket.assignee)
        asked, _ = principles.standing("change", ticket.pk)
        outcomes = services.active_outcomes()
        outcome = (
            outcomes.filter(service_outcomes__service=ticket.service_id).first() or outcomes[0]
        )
        value = [{"principle": FOCUS, "question": one, "answer": "yes"} for one in questions_of(outcome.criteria)]  # fmt: skip
        others = [{"principle": one, "question": "", "answer": "yes"} for one in asked if one != FOCUS]  # fmt: skip
        version = ticket.change.plan_version  # type: ignore[attr-defined]
        if asked:
            answer_principles(
                kind="change", subject_id=ticket.pk, version=version, actor=doer, outcome_id=outcome.pk, seen_in=SEEN, answers=[*value, *others]
            )  # fmt: skip
        try:
            changes.submit_change(ticket=ticket, actor=doer)
        except RuleViolation:  # nobody there who could decide
            continue
        approval = Approval.objects.filter(kind="change", subject_id=ticket.pk).first()
        if approval is not None and ticket.title in APPROVED:
            say_yes(approval, "")
