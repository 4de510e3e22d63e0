"""The list of changes as it is asked for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import F, Q
from django.utils import timezone

from practices.change import access, states
from practices.change.models import ChangeTemplate
from svs.services import queries as services

if TYPE_CHECKING:
    from collections.abc import Iterator

    from practices.desk.models import TicketQuerySet
    from svs.accounts.models import User

SHOWS: dict[str, Q] = {
    "open": Q(state__in=states.OPEN), "draft": Q(state=states.DRAFT), "approval": Q(state=states.IN_APPROVAL),
    "window": Q(state=states.SCHEDULED), "now": Q(state=states.IMPLEMENTING),
    "review": Q(state=states.IMPLEMENTED, change__review_due_at__isnull=False), "done": Q(phase="DONE"), "all": Q(),
}  # fmt: skip
SORTS = {
    "new": (F("change").desc(),), "window": (F("change__window").asc(nulls_last=True), "-id"), "risk": ("-change__risk", "-id"),
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the list is asked for."""

    show: str = "open"
    mine: bool = False
    type: str = ""
    risk: int | None = None
    service: int | None = None
    template: str = ""
    words: str = ""
    sort: str = "new"


def listed(viewer: User, asked: Asked) -> TicketQuerySet:
    """The changes this person may see and asks for."""
    where = SHOWS[asked.show]
    if asked.mine:
        where &= Q(assignee_id=viewer.pk) | Q(change__author_id=viewer.pk)
    if asked.type:
        where &= Q(change__type=asked.type)
    if asked.risk:
        where &= Q(change__risk=asked.risk)
    if asked.service:
        where &= Q(service_id=asked.service) | Q(change__services__service_id=asked.service)
    if asked.template:
        where &= Q(change__template__ref=asked.template)
    if asked.words:
        where &= Q(title__icontains=asked.words) | Q(ref=asked.words.upper())
    rows = access.changes_visible_to(viewer).filter(where, change__isnull=False)
    rows = rows.select_related("service", "team", "assignee", "change__template")
    return (rows.distinct() if asked.service else rows).order_by(*SORTS[asked.sort])


def choices(viewer: User) -> dict[str, Any]:
    """What the list can be narrowed by."""
    return {
        "services": [(row.pk, row.name) for row in services.all_services(viewer)], "types": list(states.TYPES.items()),
        "templates": list(access.templates_visible_to(viewer).exclude(state=ChangeTemplate.State.RETIRED).order_by("name", "pk").values_list("ref", "name")),
    }  # fmt: skip


HEAD = (
    "ref", "title", "type", "state", "risk", "service", "team", "who does it", "from", "until", "began", "ended", "outcome", "template",
)  # fmt: skip


def rows(tickets: TicketQuerySet) -> Iterator[list[Any]]:
    """The lines of the list to take away, read as they are written."""
    for ticket in tickets.iterator(chunk_size=500):
        change: Any = ticket.change  # type: ignore[attr-defined]  # the other way of the one-to-one
        moments = (change.starts_at, change.ends_at, change.began_at, change.ended_at)
        yield [
            ticket.ref, ticket.title, states.TYPES[change.type], ticket.state_label, change.risk, ticket.service.name if ticket.service else "",
            ticket.team.name if ticket.team else "", ticket.assignee.name if ticket.assignee else "",
            *(timezone.localtime(moment) if moment else None for moment in moments), states.OUTCOMES.get(change.outcome, ""),
            change.template.ref if change.template else "",
        ]  # fmt: skip
