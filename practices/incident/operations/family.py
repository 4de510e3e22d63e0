"""Parent and child: many incidents with one cause are worked once and restored together."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk import operations as desk
from practices.desk.operations import links as desk_links
from practices.desk.queries import links
from practices.desk.states import DONE
from practices.incident import access
from practices.incident.queries import CHILD_OF
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import Actor, person
from svs.events.emit import emit

if TYPE_CHECKING:
    from collections.abc import Iterable
    from uuid import UUID

    from practices.desk.models import Message, Ticket
    from svs.events.models import Job

MOST_AT_ONCE, CHUNK = 200, 50
TELL_CHILDREN = "incident.tell_children"


@transaction.atomic
def make_child(*, ticket: Ticket, parent: Ticket, actor: Actor) -> None:
    """Put an incident under the one that it is part of. One level only: a parent has no parent.

    Raises RuleViolation("own_parent", "has_parent", "has_children", "parent_has_parent", "parent_done"). Emits incident.made_child.
    """
    if ticket.pk == parent.pk:
        raise RuleViolation("own_parent", "An incident cannot be its own parent.", field="parent")
    # Both rows locked: whoever links either of them at the same time finds this link.
    child, above = desk_links.lock_both(ticket.pk, parent.pk)
    if links.linked_from(child.pk, CHILD_OF).exists():
        raise RuleViolation("has_parent", "It has a parent already: take it out there first.", field="parent")  # fmt: skip
    if links.linking_to(child.pk, CHILD_OF).exists():
        raise RuleViolation("has_children", "It has children itself: a parent has no parent.", field="parent")  # fmt: skip
    if links.linked_from(above.pk, CHILD_OF).exists():
        raise RuleViolation("parent_has_parent", f"{above.ref} is a child itself: choose its parent.", field="parent")  # fmt: skip
    if above.phase == DONE:
        raise RuleViolation("parent_done", f"{above.ref} is over: choose one that is still open.", field="parent")  # fmt: skip
    desk_links.link(kind=CHILD_OF, source_id=child.pk, target_id=above.pk)
    _tell("made_child", child, above.pk, actor)


@transaction.atomic
def take_out(*, ticket: Ticket, actor: Actor) -> None:
    """An incident is no longer part of its parent. Raises RuleViolation("no_parent"). Emits incident.taken_out."""
    child = desk.lock(ticket.pk)
    parent_id = links.linked_from(child.pk, CHILD_OF).values_list("pk", flat=True).first()
    if parent_id is None:
        raise RuleViolation("no_parent", "It has no parent.")
    desk_links.unlink(kind=CHILD_OF, source_id=child.pk)
    _tell("taken_out", child, parent_id, actor)


@transaction.atomic
def reply_to_family(
    *, ticket: Ticket, author: User, actor: Actor, body: str, channel: str = "desk", file_keys: Iterable[UUID] = ()
) -> Message:  # fmt: skip
    """Reply in public on a parent and on each of its open children that the author sees; beyond 200 a job does it.

    Files go to the parent's requester alone. Raises RuleViolation("message_required"). Emits incident.replied for each.
    """
    message = desk.add_message(
        ticket_id=ticket.pk, author=author, actor=actor, body=body, is_internal=False, channel=channel, file_keys=file_keys
    )  # fmt: skip
    children = _told_by(author, ticket.pk, after=0)[: MOST_AT_ONCE + 1]
    if len(children) > MOST_AT_ONCE:
        jobs.start(TELL_CHILDREN, requested_by_id=author.pk, parent_id=ticket.pk, message_id=message.pk)  # fmt: skip
    else:
        _say_to(children, author, actor, body)
    return message


@transaction.atomic
def pass_on_to_children(*, message_id: int) -> None:
    """Pass a reply that has left on to the open children of its incident. Emits incident.replied for each."""
    said = links.message_of(message_id)
    if said is not None and said.author is not None:
        children = _told_by(said.author, said.ticket_id, after=0)[: MOST_AT_ONCE + 1]
        if len(children) > MOST_AT_ONCE:
            jobs.start(TELL_CHILDREN, requested_by_id=said.author.pk, parent_id=said.ticket_id, message_id=message_id)  # fmt: skip
        else:
            _say_to(children, said.author, person(said.author), said.body)


def tell_children_chunk(job: Job) -> bool:
    """Pass a reply on to the next children of its incident; True when none is left."""
    author = User.objects.get(pk=job.requested_by_id or 0)
    children = _told_by(author, job.args["parent_id"], after=job.cursor.get("after", 0))[:CHUNK]
    _say_to(children, author, person(author), links.message_text(job.args["message_id"]))
    job.done += len(children)
    job.cursor = {"after": children[-1]} if children else job.cursor
    return len(children) < CHUNK


def _told_by(author: User, parent_id: int, *, after: int) -> list[int]:
    children = links.linking_to(parent_id, CHILD_OF).open().filter(pk__gt=after)
    seen = children.filter(pk__in=access.visible_to(author).values("pk")).order_by("pk")
    return list(seen.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])


def _say_to(ticket_ids: list[int], author: User, actor: Actor, body: str) -> None:
    for ticket_id in ticket_ids:
        desk.add_message(
            ticket_id=ticket_id, author=author, actor=actor, body=body, is_internal=False
        )


def _tell(past: str, child: Ticket, parent_id: int, actor: Actor) -> None:
    emit(
        f"incident.{past}", subject=("ticket", child.pk), about=("ticket", parent_id), actor=actor,
        service_id=child.service_id, data={"parent_id": parent_id},
    )  # fmt: skip
