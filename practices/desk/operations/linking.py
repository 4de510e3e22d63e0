"""Say that two tickets have to do with each other, and take it back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import Q

from practices.desk.models import TicketLink
from practices.desk.operations import links
from practices.desk.rules import LINK_WORDS
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Callable

    from practices.desk.models import Ticket
    from svs.events.actor import Actor

PART_OF = "child_of"
MOST = 100
# kind of ticket -> (put under a parent, take out of it): a family is its practice's own
_families: dict[str, tuple[Callable[..., None], Callable[..., None]]] = {}


def register_family(
    kind: str, put_under: Callable[..., None], take_out: Callable[..., None]
) -> None:
    """Let tickets of this kind be parts of each other, by the practice's own operations."""
    _families[kind] = (put_under, take_out)


@transaction.atomic
def relate(*, ticket: Ticket, other: Ticket, relation: str, actor: Actor) -> None:
    """Link two tickets; `relation` is a word of LINK_WORDS as seen from `ticket`.

    Raises RuleViolation("own_link", "linked_already", "no_family", "too_many_links") and what a family raises. Emits ticket.linked.
    """
    kind, is_turned = LINK_WORDS[relation].kind, LINK_WORDS[relation].is_turned
    if ticket.pk == other.pk:
        raise RuleViolation("own_link", "A ticket is not linked to itself.", field="ref")
    if kind == PART_OF:
        child, parent = (other, ticket) if is_turned else (ticket, other)
        if child.kind != parent.kind or child.kind not in _families:
            raise RuleViolation("no_family", "Only tickets of one kind are part of each other: link it in another way.", field="relation")  # fmt: skip
        _families[child.kind][0](ticket=child, parent=parent, actor=actor)
        return
    mine, theirs = links.lock_both(ticket.pk, other.pk)
    source, target = (theirs, mine) if is_turned else (mine, theirs)
    same = Q(source=source, target=target)
    if kind == "relates":
        same |= Q(source=target, target=source)
    if TicketLink.objects.filter(same, kind=kind).exists():
        raise RuleViolation("linked_already", f"It is linked to {other.ref} in this way already.", field="ref")  # fmt: skip
    if TicketLink.objects.filter(Q(source=mine) | Q(target=mine)).count() >= MOST:
        raise RuleViolation("too_many_links", f"A ticket has at most {MOST} links.", field="ref")
    links.link(kind=kind, source_id=source.pk, target_id=target.pk)
    _tell("linked", mine, theirs.pk, kind, actor)


@transaction.atomic
def unrelate(*, ticket: Ticket, link_id: int, actor: Actor) -> None:
    """Take a link of this ticket back. Raises TicketLink.DoesNotExist. Emits ticket.unlinked, or what a family tells."""
    found = TicketLink.objects.select_related("source").get(Q(source_id=ticket.pk) | Q(target_id=ticket.pk), pk=link_id)  # fmt: skip
    if found.kind == PART_OF and found.source.kind in _families:
        _families[found.source.kind][1](ticket=found.source, actor=actor)
        return
    links.lock_both(found.source_id, found.target_id)
    other = found.target_id if found.source_id == ticket.pk else found.source_id
    found.delete()
    _tell("unlinked", ticket, other, found.kind, actor)


def _tell(past: str, ticket: Ticket, other_id: int, kind: str, actor: Actor) -> None:
    emit(
        f"ticket.{past}", subject=("ticket", ticket.pk), about=("ticket", other_id), actor=actor,
        service_id=ticket.service_id, data={"kind": kind, "other_id": other_id},
    )  # fmt: skip
