"""A resolution taken back: what was said of it goes, its outage is open again, its children come back too."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from practices.desk import operations as desk
from practices.desk.operations.undo import take_back
from practices.desk.queries import links, undo
from practices.desk.states import DONE
from practices.incident.models import Incident
from practices.incident.operations.family import MOST_AT_ONCE
from practices.incident.operations.outages import open_again
from practices.incident.queries import CHILD_OF
from svs.events import jobs
from svs.events.actor import PERSON, Actor

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.models import DomainEvent, Job

CHUNK = 50
TAKE_BACK_CHILDREN = "incident.take_back_children"
RESOLVED = "incident.resolved"


def taken_back(*, ticket: Ticket, actor: Actor, event: DomainEvent) -> None:
    """Put back what a resolution did besides; up to 200 children at once, more by a job. Nothing where it was another move.

    Emits outage.changed for what is down again, ticket.undone for each child.
    """
    if event.name != RESOLVED:
        return
    said = Incident.objects.values_list("said_before", flat=True).get(ticket_id=ticket.pk)
    Incident.objects.filter(ticket_id=ticket.pk).update(said_before={}, **said)
    open_again(ticket=ticket, actor=actor, since=event.occurred_at)
    children = _children(ticket.pk, after=0, most=MOST_AT_ONCE + 1)
    if len(children) > MOST_AT_ONCE:
        jobs.start(TAKE_BACK_CHILDREN, requested_by_id=actor.user_id, parent_id=ticket.pk, since=event.occurred_at.isoformat())  # fmt: skip
        return
    for child_id in children:
        _take_back(child_id, ticket.pk, actor, event.occurred_at)


def take_back_children_chunk(job: Job) -> bool:
    """Take back the next children of an incident whose resolution was taken back; True when none is left."""
    parent_id, since = job.args["parent_id"], datetime.fromisoformat(job.args["since"])
    children = _children(parent_id, after=job.cursor.get("after", 0), most=CHUNK)
    for child_id in children:
        _take_back(child_id, parent_id, Actor(PERSON, user_id=job.requested_by_id), since)
    job.done += len(children)
    job.cursor = {"after": children[-1]} if children else job.cursor
    return len(children) < CHUNK


def _children(parent_id: int, *, after: int, most: int) -> list[int]:
    done = links.linking_to(parent_id, CHILD_OF).filter(phase=DONE, pk__gt=after).order_by("pk")
    return list(done.values_list("pk", flat=True)[:most])


def _take_back(child_id: int, parent_id: int, actor: Actor, since: datetime) -> None:
    """A child that was resolved with its parent comes back with it, unless something happened to it since."""
    child = desk.lock(child_id)
    event = undo.event_of_version(child_id, child.version)
    if event is None or event.name != RESOLVED or event.occurred_at < since:
        return
    if event.data.get("parent_id") == parent_id:
        take_back(ticket=child, actor=actor, event=event, verb="resolve")
