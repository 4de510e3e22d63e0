"""Principle checks of Northwind: of what waits to be decided, and of a workshop that was answered together."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any

from governance.operations import principles as operations
from governance.rules.principles import FOCUS, questions_of
from improvement import access as improvement
from practices.change import access as changes
from practices.change import operations as change
from practices.change.demo import DRAFTS
from svs.accounts.models import User
from svs.demo.people import address
from svs.errors import RuleViolation
from svs.events.actor import Actor, person
from svs.services import queries as services

if TYPE_CHECKING:
    from practices.desk.models import Ticket

SAID = {
    "start_where_you_are": ("yes", "The known error solved six of seven like this"),
    "progress_iteratively": ("yes", "One hall first; the others after a day without a drop"),
    "collaborate": ("yes", "The shift leads chose the window"),
    "keep_it_simple": ("yes", "One group, one package, one restart"),
}
TWO_PACKAGES = {**SAID, "keep_it_simple": ("no", "Two packages at once, for the vendor ships them together")}  # fmt: skip
SOME = {key: SAID[key] for key in ("start_where_you_are", "collaborate")}
WORKSHOP = {
    **SAID, "think_holistically": ("yes", "Returns and wages were at the table"),
    "optimise_and_automate": ("no", "Labels are still typed by hand; first the form, then the scanner"),
}  # fmt: skip


def load() -> None:
    """Answered by whoever drafted it; with that it goes before those who decide. What was drafted and left lacks some still."""
    ana, left = _user("Ana Ruiz"), {row[0] for row in DRAFTS}
    drafts = changes.changes_visible_to(ana).filter(state="DRAFT").select_related("change__author")
    for n, ticket in enumerate(drafts.order_by("pk")):
        actor, is_left = person(ticket.change.author or ana), ticket.title in left
        said = TWO_PACKAGES if n % 3 == 1 else SAID
        _answer("change", ticket.pk, ticket.change.plan_version, actor, ticket.service_id, SOME if is_left else said)  # fmt: skip
        if not is_left:
            _submit(ticket, actor)
    for record in improvement.visible_to(_user("Maya Okafor")).filter(state="ASSESSED").select_related("owner").order_by("pk"):  # fmt: skip
        _answer("improvement", record.pk, record.case_version, person(record.owner), record.service_id, SAID)  # fmt: skip
    _workshop()


def _submit(ticket: Ticket, actor: Actor) -> None:
    """A draft that is not whole yet stays one."""
    with contextlib.suppress(RuleViolation):
        change.submit_change(ticket=ticket, actor=actor)


def _workshop() -> None:
    ana, others = _user("Ana Ruiz"), [_user("Joost Verhagen").pk, _user("Elena Petrova").pk]
    check = operations.open_check(actor=person(ana), kind="workshop", title="Receiving, redesigned with the shift leads", people=others)  # fmt: skip
    outcome = services.active_outcomes()[0]
    operations.answer_alone(
        check=check, actor=person(ana), outcome_id=outcome.pk, seen_in="A pallet is booked within ten minutes of its arrival, 23 today",
        answers=_answers(outcome.criteria, WORKSHOP),
    )  # fmt: skip


def answer_of_change(ticket: Any, actor: Actor, said: dict[str, tuple[str, str]]) -> None:
    """The check of a change as its author answers it."""
    change = changes.changes_visible_to(_user("Maya Okafor")).filter(pk=ticket.pk).values_list("change__plan_version", flat=True)  # fmt: skip
    _answer("change", ticket.pk, change.first() or 1, actor, ticket.service_id, said)


def _answer(kind: str, pk: int, version: int, actor: Actor, service_id: int | None, said: dict[str, tuple[str, str]]) -> None:  # fmt: skip
    known = services.outcome_ids_of(service_id) if service_id else []
    outcomes = services.active_outcomes()
    outcome = next((one for one in outcomes if one.pk in known), outcomes[0])
    operations.answer_principles(
        kind=kind, subject_id=pk, version=version, actor=actor, outcome_id=outcome.pk,
        seen_in="Restored in half the time, from four weeks after it on", answers=_answers(outcome.criteria, said),
    )  # fmt: skip


def _answers(criteria: list[str], said: dict[str, tuple[str, str]]) -> list[dict[str, Any]]:
    value = [
        {"principle": FOCUS, "question": question, "answer": "na" if n > 1 else "yes", "because": "No other site is touched" if n > 1 else "It is what the users asked for"}
        for n, question in enumerate(questions_of(criteria))
    ]  # fmt: skip
    return [*value, *({"principle": key, "answer": answer, "because": why} for key, (answer, why) in said.items())]  # fmt: skip


def _user(name: str) -> User:
    return User.objects.get(email=address(name))
