"""Restoring the service: one incident, and with a parent all of its children."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.db.models.functions import JSONObject

from practices.desk import operations as desk
from practices.desk.queries import links
from practices.desk.states import DONE
from practices.incident import states
from practices.incident.models import Incident
from practices.incident.operations.family import MOST_AT_ONCE
from practices.incident.operations.outages import close_outages_of
from practices.incident.queries import CHILD_OF
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import PERSON, SYSTEM, Actor

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.models import Job

CHUNK = 50
RESOLVE_CHILDREN = "incident.resolve_children"


@transaction.atomic
def resolve_incident(
    *, ticket: Ticket, actor: Actor, resolution: str, resolution_code: str, cause_code: str, version: int | None = None
) -> Ticket:  # fmt: skip
    """Restore the service and say how, by which means, and what lay behind it; its outage and its children end with it.

    Up to 200 children are resolved in the same transaction, more by a job. Raises RuleViolation("resolution_required",
    "bad_resolution_code", "bad_cause_code"), TransitionNotAllowed. Emits incident.resolved, for each child as well.
    """
    words = resolution.strip()
    if not words:
        raise RuleViolation(
            "resolution_required", "Say what restored the service.", field="resolution"
        )
    if resolution_code not in states.RESOLUTION_CODES:
        raise RuleViolation("bad_resolution_code", "Say how it was resolved.", field="resolution_code")  # fmt: skip
    if cause_code not in states.CAUSE_CODES:
        raise RuleViolation("bad_cause_code", "Say what lay behind it.", field="cause_code")
    said = {"resolution": words, "resolution_code": resolution_code, "cause_code": cause_code}
    restored = _restore(ticket.pk, actor, said, version=version)
    children = _open_children(ticket.pk)[: MOST_AT_ONCE + 1]
    if len(children) > MOST_AT_ONCE:
        jobs.start(RESOLVE_CHILDREN, requested_by_id=actor.user_id, parent_id=ticket.pk)
    else:
        for child_id in children:
            _restore(child_id, actor, said, parent_id=ticket.pk)
    return restored


def resolve_children_chunk(job: Job) -> bool:
    """Resolve the next children of a resolved parent as it was resolved itself; True when none is left."""
    parent_id = job.args["parent_id"]
    desk.lock(parent_id)  # whoever takes its resolution back finds these children, or stops us
    said = Incident.objects.filter(ticket_id=parent_id, ticket__phase=DONE).values(
        "resolution", "resolution_code", "cause_code"
    )
    found = said.first()
    if found is None:  # reopened meanwhile
        return True
    words = {name: str(value) for name, value in found.items()}
    who = Actor(PERSON, user_id=job.requested_by_id) if job.requested_by_id else Actor(SYSTEM)
    children = _open_children(parent_id)[:CHUNK]
    for child_id in children:
        _restore(child_id, who, words, parent_id=parent_id)
    job.done += len(children)
    return len(children) < CHUNK


def _open_children(parent_id: int) -> list[int]:
    found = links.linking_to(parent_id, CHILD_OF).open().order_by("id")
    return list(found.values_list("pk", flat=True)[: MOST_AT_ONCE + 1])


def _restore(
    ticket_id: int, actor: Actor, said: dict[str, str], *, version: int | None = None, parent_id: int | None = None
) -> Ticket:  # fmt: skip
    codes = {name: said[name] for name in ("resolution_code", "cause_code")}
    above = {} if parent_id is None else {"parent_id": parent_id}
    ticket = desk.move_ticket(
        ticket_id=ticket_id, actor=actor, verb="resolve", version=version, data={**codes, **above}
    )
    before = JSONObject(**{name: F(name) for name in said})
    Incident.objects.filter(ticket_id=ticket_id).update(said_before=before, **said)
    close_outages_of(ticket=ticket, actor=actor)
    return ticket
