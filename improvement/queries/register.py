"""The ranked register."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, F, IntegerField, OuterRef, Q, QuerySet, Subquery, When
from django.utils import timezone

from improvement import access, states
from improvement.models import Improvement, Trial
from svs.accounts import queries as accounts
from svs.events.models import DomainEvent
from svs.extensions import sentences
from svs.services import access as services_access

if TYPE_CHECKING:
    from svs.accounts.models import User

SORTS = {
    "rank": (F("rank").desc(nulls_last=True), "priority", "target_date", "id"),
    "due": ("target_date", "id"),
    "priority": ("priority", "target_date", "id"),
    "new": ("-id",),
}
SHOWS = {
    "open": Q(state__in=states.OPEN),
    "done": ~Q(state__in=states.OPEN),
    "all": Q(),
    **{state.lower(): Q(state=state) for state in states.LABELS},
    **{word.lower(): Q(state=states.CLOSED, verdict=word) for word in (states.KEPT, states.DISCARDED)},
}  # fmt: skip


@dataclass(frozen=True)
class Asked:
    """What the register is asked for; everything is in the address of the page."""

    show: str = "open"
    service: str = ""  # slug
    owner: int | None = None
    is_mine: bool = False
    is_overdue: bool = False
    sort: str = "rank"


def register(user: User, asked: Asked | None = None) -> QuerySet[Improvement]:
    """Improvements this person sees, in the order asked for: the ranked ones first unless another is."""
    asked = asked or Asked()
    found = access.visible_to(user).select_related("owner", "service").filter(SHOWS[asked.show])
    if asked.service:
        found = found.filter(service__slug=asked.service)
    if asked.owner:
        found = found.filter(owner_id=asked.owner)
    if asked.is_mine:
        found = found.filter(owner=user)
    if asked.is_overdue:
        found = found.filter(_overdue(), state__in=states.OPEN).distinct()
    return found.order_by(*SORTS[asked.sort])


def _overdue() -> Q:
    """Past its target date, or with a verdict past its day."""
    today = timezone.localdate()
    return Q(target_date__lt=today) | Q(trials__verdict="", trials__verdict_due__lt=today)


def choices_for(user: User) -> dict[str, list[tuple[Any, str]]]:
    """The services and owners there are to filter by, in two statements."""
    seen = access.visible_to(user)
    services = services_access.visible_to(user).filter(pk__in=seen.values("service_id"))
    owners = seen.order_by("owner__name", "owner_id").values_list("owner_id", "owner__name")
    return {
        "services": list(services.order_by("name", "id").values_list("slug", "name")),
        "owners": list(dict.fromkeys(owners.distinct())),
    }


def of_service(user: User, service_id: int) -> QuerySet[Improvement]:
    """The open improvements of one service: those whose verdict is overdue first, then by rank."""
    waits = Case(When(state=states.VERDICT, then=0), default=1, output_field=IntegerField())
    due = Trial.objects.filter(improvement=OuterRef("pk"), verdict="").values("verdict_due")[:1]
    return (
        access.visible_to(user)
        .select_related("owner")
        .filter(service_id=service_id, state__in=states.OPEN)
        .annotate(verdict_due=Subquery(due))
        .order_by(waits, *SORTS["rank"])
    )


def of_ticket(user: User, ticket_id: int) -> QuerySet[Improvement]:
    """What was raised from one ticket."""
    return access.visible_to(user).filter(ticket_id=ticket_id).order_by("-id")


def due_for(user: User) -> QuerySet[Improvement]:
    """What waits for this person: verdicts to give on what they own, soonest due first."""
    return (
        access.visible_to(user)
        .filter(owner=user, state=states.VERDICT, trials__verdict="")
        .annotate(verdict_due=F("trials__verdict_due"), trial_number=F("trials__number"))
        .order_by("trials__verdict_due", "id")
    )


def detail(user: User) -> QuerySet[Improvement]:
    """Improvements with everything their own page shows."""
    return access.visible_to(user).select_related(
        "owner", "service", "ticket", "signal__kpi__service", "raised_by", "rule"
    )


def place_of(user: User, improvement: Improvement) -> tuple[int, int] | None:
    """(3, 11): the third of eleven open ones this person sees by rank; None before it is assessed. One statement."""
    if improvement.rank is None:
        return None
    ranks = access.visible_to(user).filter(state__in=states.OPEN, rank__isnull=False)
    found = list(ranks.values_list("rank", flat=True))
    return sum(rank > improvement.rank for rank in found if rank) + 1, max(len(found), 1)


def timeline(improvement: Improvement) -> list[dict[str, Any]]:
    """What happened to it and its trials, oldest first: two statements."""
    own = Q(subject_type="improvement", subject_id=improvement.pk)
    about = Q(about_type="improvement", about_id=improvement.pk)
    events = list(DomainEvent.objects.filter(own | about).order_by("id"))
    names = dict(accounts.names_of({e.actor_user_id for e in events if e.actor_user_id}))
    return [
        {
            "at": event.occurred_at,
            "who": names.get(event.actor_user_id or 0, event.actor_ref or "SVS"),
            "sentence": sentences[event.name]({**event.data, "ref": "it"}),
        }
        for event in events
        if event.name in sentences
    ]


def is_overdue(improvement: Improvement) -> bool:
    """Still open, and its day has passed."""
    return improvement.is_open and improvement.target_date < timezone.localdate()
