"""The same verb on many tickets: each its own operation, each told for itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db import transaction

from practices.desk import states
from practices.desk.models import Ticket
from practices.desk.operations import linking, tags, verbs
from practices.desk.operations.undo import undo
from svs.errors import RuleViolation, TransitionNotAllowed

if TYPE_CHECKING:
    from svs.events.actor import Actor

MOST = 200
DONE, UNCHANGED, REFUSED = "done", "unchanged", "refused"
VERBS = (
    "assign",
    "move",
    "hold",
    "resume",
    "reopen",
    "close",
    "prioritise",
    "tag",
    "undo",
)  # and how each kind finishes


@dataclass(frozen=True)
class Item:
    """What came of one ticket of many: done, unchanged (it was so already), or refused with the reason."""

    ref: str
    status: str
    code: str = ""
    words: str = ""


def _link(*, ticket: Ticket, actor: Actor, other: Ticket) -> Ticket:
    linking.relate(ticket=ticket, other=other, relation="relates", actor=actor)
    return ticket


_own: dict[str, Callable[..., Ticket]] = {"link": _link, "tag": tags.tag_ticket, "undo": undo}
SO_ALREADY = ("linked_already",)


@transaction.atomic
def do_many(*, tickets: list[Ticket], verb: str, actor: Actor, **said: Any) -> list[Item]:
    """Do one verb to many tickets that the actor may do it to, in the order in which they were named.

    All are locked first, always in the same order, so that two who take the same ones never wait for each other. Each
    is done in its own savepoint: one that its lifecycle or a rule refuses is told, the others are done.
    Raises RuleViolation("too_many_tickets"). Emits what the verb emits, for each ticket.
    """
    if len(tickets) > MOST:
        raise RuleViolation("too_many_tickets", f"At most {MOST} tickets at once.", field="refs")
    rows = Ticket.objects.select_for_update(of=("self",)).order_by("pk")
    held = {ticket.pk: ticket for ticket in rows.filter(pk__in=[ticket.pk for ticket in tickets])}
    found = {pk: _one(ticket, verb, actor, said) for pk, ticket in held.items()}
    return [found[ticket.pk] for ticket in tickets if ticket.pk in found]


def _one(ticket: Ticket, verb: str, actor: Actor, said: dict[str, Any]) -> Item:
    before = ticket.version
    try:
        with transaction.atomic():
            after = _act(ticket, verb, actor, said)
    except TransitionNotAllowed as violation:
        if verb == ticket.lifecycle.finish and _went_along(ticket):
            return Item(ticket.ref, DONE, words="Done with its parent.")
        return Item(ticket.ref, REFUSED, violation.code, violation.message)
    except RuleViolation as violation:
        status = UNCHANGED if violation.code in SO_ALREADY else REFUSED
        return Item(ticket.ref, status, violation.code, violation.message)
    return Item(ticket.ref, DONE if verb == "link" or after.version != before else UNCHANGED)


def _act(ticket: Ticket, verb: str, actor: Actor, said: dict[str, Any]) -> Ticket:
    kind = ticket.lifecycle
    if verb in _own:
        return _own[verb](ticket=ticket, actor=actor, **said)
    if verb not in (*VERBS, kind.finish):
        raise RuleViolation("other_kind", f"You cannot {verb} this {kind.label.lower()}: you {kind.finish} it.")  # fmt: skip
    return verbs.do("assign" if verb == "move" else verb, ticket=ticket, actor=actor, **said)


def _went_along(ticket: Ticket) -> bool:
    """Was it open when these were taken up, and done by one that was taken up before?"""
    return ticket.phase != states.DONE and Ticket.objects.filter(pk=ticket.pk, phase=states.DONE).exists()  # fmt: skip
