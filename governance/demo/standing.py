"""What stands at Northwind until somebody looks again: two policies, three risks, an escalation, decisions by hand."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.utils import timezone

from governance.demo.asked import say_yes
from governance.models import Approval, Decision, Policy, Risk
from governance.operations import by_hand, escalations, policies, register, risks
from governance.operations.principles import answer_principles
from governance.queries import escalations as paths
from governance.queries import evidence
from governance.rules.principles import FOCUS, questions_of
from metrics import access as metrics
from practices.desk import access as desk
from svs.accounts.models import User
from svs.demo.people import address
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.services import access as services_access
from svs.services import queries as services

ACCOUNTS = """Everybody at Northwind has **one account**, in their own name.

- It is asked for by whoever leads the new colleague, and agreed to by the owner of the service.
- It has a **second factor** from the first day on; the desk helps to set it up.
- It is closed on the last day at work. The desk asks Human Resources every Friday who left.
- A shared account needs an owner by name, and ends after a year.

## When it does not fit

Ask the security board. It answers within a week, and says why.
"""
ACCOUNTS_NEXT = ACCOUNTS.replace("every Friday", "every morning")
VENDORS = """A vendor hears from us what helps them to help us, and nothing else.

- Names, addresses and payroll numbers **never leave the house**.
- A screenshot is cut to what is broken.
- What was sent is kept on the ticket.
"""


def load() -> None:
    """Through the operations, as their owners would; once."""
    if Policy.objects.exists():
        return
    _policies()
    _risks()
    _decisions()
    _escalate()


def _policies() -> None:
    viktor, david = _user("Viktor Hale"), _user("David Cohen")
    accounts = _draft(viktor, "Who gets an account", ACCOUNTS, 300)
    _propose(accounts, viktor)
    say_yes(Approval.objects.get(kind="policy", subject_id=accounts.pk), "Looked at again when payroll has moved.")  # fmt: skip
    accounts.refresh_from_db()
    policies.edit_policy(policy=accounts, actor=person(viktor), fields={"body": ACCOUNTS_NEXT})
    _propose(_draft(david, "What a vendor hears from us", VENDORS, 180), david)


def _draft(owner: User, title: str, body: str, days: int) -> Policy:
    return policies.draft_policy(actor=person(owner), title=title, body=body, owner_id=owner.pk, review_date=_in(days))  # fmt: skip


def _propose(policy: Policy, owner: User) -> None:
    outcome = services.active_outcomes()[0]
    value = [{"principle": FOCUS, "question": one, "answer": "yes"} for one in questions_of(outcome.criteria)]  # fmt: skip
    answer_principles(
        kind="policy", subject_id=policy.pk, version=policy.number, actor=person(owner), outcome_id=outcome.pk,
        seen_in="How many tickets ask what the rule is, a month.",
        answers=[*value, {"principle": "keep_it_simple", "question": "", "answer": "yes"}],
    )  # fmt: skip
    policies.propose_policy(policy=policy, actor=person(owner))


def _risks() -> None:
    sam, malik = _user("Sam Clarke"), _user("Malik Brandt")
    payroll = _risk(sam, "identity-access", "If the gateway to payroll fails on pay day, salaries are a day late.", 2, 4, "A spare gateway is ordered.")  # fmt: skip
    _accept(payroll, sam, 120, "Until the spare one is in the rack.")
    old = _risk(malik, "warehouse-scanners", "If two access points of hall A fail, picking stops until they are changed.", 3, 3, "Two spare ones lie on site.")  # fmt: skip
    _accept(old, malik, 60, "Over the winter.")
    Risk.objects.filter(pk=old.pk).update(accept_until=_in(-2))  # accepted some months ago
    risks.expire_acceptances()
    heavy = _risk(malik, "warehouse-scanners", "If firmware 8.4 reaches hall B, nine of ten orders leave a day late.", 3, 5, "The roll-out is stopped.")  # fmt: skip
    risks.ask_acceptance(risk=heavy, actor=person(malik), until=_in(30))


def _risk(owner: User, service: str, statement: str, likelihood: int, impact: int, treatment: str) -> Risk:  # fmt: skip
    found = services_access.visible_to(owner).filter(slug=service).first()
    return risks.raise_risk(
        actor=person(owner), statement=statement, likelihood=likelihood, impact=impact, owner_id=owner.pk, treatment=treatment,
        service_id=found.pk if found else None,
    )  # fmt: skip


def _accept(risk: Risk, owner: User, days: int, words: str) -> None:
    risks.ask_acceptance(risk=risk, actor=person(owner), until=_in(days))
    approval = Approval.objects.filter(kind="risk", subject_id=risk.pk).first()
    if approval is not None:
        say_yes(approval, words)


def _decisions() -> None:
    elena, henrik = _user("Elena Petrova"), _user("Henrik Aas")
    scanners = services_access.visible_to(elena).filter(slug="warehouse-scanners").first()
    kpi = metrics.kpis_visible_to(elena).filter(service=scanners, state="ACTIVE").order_by("id").first()  # fmt: skip
    spare = _decision(
        elena, "Every hall keeps four spare scanners", "A frozen one costs a picker half an hour until another is found.",
        "Nobody waits for a scanner for longer than five minutes.", cost="€ 6,400", commitment="Same-day orders for Lidl and Rossmann",
        service_id=scanners.pk if scanners else None, items=_picked(elena, kpi, scanners),
    )  # fmt: skip
    _long_ago(spare, 40, 3)
    merged = _decision(henrik, "The finance board and the change board meet together", "They waited for each other by a week.", "An answer in three days instead of nine.")  # fmt: skip
    _long_ago(merged, 90, 60)
    register.review_decision(decision=merged, actor=person(henrik), outcome="worked", what_happened="Four days at the median since; nobody asked for the old way.")  # fmt: skip


def _decision(owner: User, title: str, why: str, expected: str, **fields: Any) -> Decision:
    return by_hand.record_by_hand(
        actor=person(owner), user=owner, title=title, why=why, expected_effect=expected, review_date=_in(28), owner_id=owner.pk, **fields
    )  # fmt: skip


def _picked(user: User, kpi: Any, service: Any) -> list[dict[str, Any]]:
    """What it rested on, as far as there is any data yet."""
    try:
        return evidence.gather(user, evidence.Picks([kpi.ref] if kpi else [], "incident"), service.pk if service else None)  # fmt: skip
    except RuleViolation:
        return []


def _long_ago(decision: Decision, days: int, due: int) -> None:
    """It was decided so many days ago, and its day to look again has come."""
    Decision.objects.filter(pk=decision.pk).update(decided_at=timezone.now() - timedelta(days=days), review_date=_in(-due))  # fmt: skip
    decision.refresh_from_db()


def _escalate() -> None:
    """The oldest open ticket on the scanners waits for a word; the owner has a day, then the sponsor."""
    ana = _user("Ana Ruiz")
    held = desk.visible_to(ana).filter(service__slug="warehouse-scanners", phase__in=("WAITING", "ACTIVE", "QUEUED"))  # fmt: skip
    ticket = held.order_by("logged_at", "id").first()
    sponsors = paths.sponsor_ids()
    if ticket is None or not sponsors:
        return
    subject = paths.subject_of(ana, ticket.ref)
    path = [_user("Malik Brandt").pk, *paths.usual_path(subject.service_id, sponsors)]
    escalations.open_escalation(
        actor=person(ana), subject=subject, path=path, hours=24, why="Nobody says whether hall A goes back to firmware 8.3; pickers share scanners meanwhile.",
    )  # fmt: skip


def _in(days: int) -> date:
    return timezone.localdate() + timedelta(days=days)


def _user(name: str) -> User:
    return User.objects.get(email=address(name))
