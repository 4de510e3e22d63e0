"""Outages, families and templates in the shape of pages, and the matrix in force."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, OuterRef, Q, Subquery, Value
from django.utils import timezone

from practices.desk.queries import links
from practices.desk.states import DONE
from practices.incident import access, rules, states
from practices.incident.knobs import MATRIX, REOPEN_DAYS
from practices.incident.models import Incident, IncidentTemplate, Outage
from svs.knobs import registry as knobs
from svs.knobs.models import KnobValue
from svs.services import queries as services

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from practices.desk.models import Ticket, TicketQuerySet
    from svs.accounts.models import User
    from svs.services.models import Service

SOON = timedelta(days=14)
CHILD_OF = "child_of"
MOST_CHILDREN = 200  # shown and counted; more is "more than"


def _seen(viewer: User | None) -> QuerySet[Outage]:
    """Outages of the services this person sees; without a person, of those that everybody sees."""
    found = Outage.objects.filter(service__is_restricted=False) if viewer is None else access.outages_visible_to(viewer)  # fmt: skip
    return found.select_related("service")


def outages_now(viewer: User | None = None) -> QuerySet[Outage]:
    """What is down at this moment, planned or not, longest first."""
    now = timezone.now()
    running = _seen(viewer).filter(Q(ended_at__isnull=True) | Q(ended_at__gt=now), started_at__lte=now)  # fmt: skip
    return running.order_by("started_at", "id")


def outages_of(service: Service, viewer: User | None = None) -> QuerySet[Outage]:
    """Every outage of a service, newest first; slice it."""
    return _seen(viewer).filter(service=service).order_by("-started_at", "-id")


def planned_soon(viewer: User | None = None) -> QuerySet[Outage]:
    """What is planned to be down within two weeks, soonest first."""
    now = timezone.now()
    ahead = _seen(viewer).filter(is_planned=True, started_at__gt=now, started_at__lte=now + SOON)
    return ahead.order_by("started_at", "id")


def with_ref(viewer: User, outages: QuerySet[Outage]) -> QuerySet[Outage]:
    """Outages with the ref of the incident behind them, as far as this person sees it."""
    seen = access.visible_to(viewer).filter(pk=OuterRef("ticket_id")).values("ref")[:1]
    return outages.select_related("service").annotate(ticket_ref=Subquery(seen))


def outages_beneath(viewer: User, service_id: int) -> list[Outage]:
    """What is down of a service now, or of one that it depends on."""
    return list(outages_now(viewer).filter(service_id__in=services.stands_on(service_id)))


def outages_ahead(viewer: User) -> QuerySet[Outage]:
    """What is down and what will be, the earliest start first."""
    open_end = Q(ended_at__isnull=True) | Q(ended_at__gt=timezone.now())
    return _seen(viewer).filter(open_end).order_by("started_at", "id")


def outages_past(viewer: User) -> QuerySet[Outage]:
    """What is over, newest first."""
    return _seen(viewer).filter(ended_at__lte=timezone.now()).order_by("-started_at", "-id")


def shown(viewer: User) -> TicketQuerySet:
    """Incidents as their page shows them, with the start of the outage that each says is going on."""
    down = Outage.objects.filter(ticket=OuterRef("pk"), ended_at__isnull=True).order_by("id")
    return access.incidents_visible_to(viewer).select_related(
        "service", "service__owner", "team", "assignee", "requester", "incident", "category__parent__parent"
    ).annotate(down_since=Subquery(down.values("started_at")[:1]))  # fmt: skip


def family(viewer: User, ticket: Ticket) -> dict[str, Any]:
    """Parent and children of an incident as far as this person sees them: one statement, children oldest first."""
    seen = access.visible_to(viewer)
    shape = ("id", "ref", "title", "state", "phase", "cause")
    as_child = Value("child", CharField())
    children = seen.filter(pk__in=links.linking_to(ticket.pk, CHILD_OF).values("pk"))
    parents = seen.filter(pk__in=links.linked_from(ticket.pk, CHILD_OF).values("pk"))
    both = children.values(*shape, rel=as_child).order_by("id")[: MOST_CHILDREN + 1].union(
        parents.values(*shape, rel=Value("parent", CharField())).order_by("id")[:1], all=True
    )  # fmt: skip
    rows = [{**row, "label": states.INCIDENT.labels[row["state"]]} for row in both]
    below = sorted((row for row in rows if row["rel"] == "child"), key=lambda row: row["id"])
    return {
        "parent": next((row for row in rows if row["rel"] == "parent"), None),
        "children": below[:MOST_CHILDREN], "has_more": len(below) > MOST_CHILDREN,
        "open": sum(row["phase"] != DONE for row in below[:MOST_CHILDREN]),
    }  # fmt: skip


def editable(viewer: User) -> TicketQuerySet:
    """Incidents as their edit form shows them."""
    return access.incidents_visible_to(viewer).select_related("service", "team")


def reopens_until(ticket: Ticket) -> Any:
    """The last moment at which a restored incident may come back; None while it is open."""
    if ticket.resolved_at is None:
        return None
    return rules.reopens_until(ticket.resolved_at, knobs.current(REOPEN_DAYS.key))


def resolution_of(ticket_id: int) -> dict[str, str]:
    """What restored the service, by which means, and what lay behind it."""
    names = ("resolution", "resolution_code", "cause_code")
    found: Any = Incident.objects.filter(ticket_id=ticket_id).values(*names).first()
    return found or dict.fromkeys(names, "")


def matrix() -> rules.Matrix:
    """The priorities that impact and urgency make, in force now."""
    found: rules.Matrix = knobs.current(MATRIX.key)
    return found


def matrix_in_force() -> rules.Matrix:
    """The same, read from the database at once: for those who have just set it."""
    found: rules.Matrix = knobs.value(MATRIX.key)
    return found


def matrix_version() -> int:
    """Which setting of the matrix is in force; 0 while nobody has set one."""
    now = timezone.now()
    rows = KnobValue.objects.filter(key=MATRIX.key, effective_at__lte=now)
    return rows.order_by("-effective_at", "-id").values_list("pk", flat=True).first() or 0


def matrix_history() -> list[KnobValue]:
    """The last settings of the matrix, newest first."""
    return list(KnobValue.objects.filter(key=MATRIX.key).order_by("-effective_at", "-id")[:5])


def templates(viewer: User) -> QuerySet[IncidentTemplate]:
    """Templates in use, by name."""
    return access.templates_visible_to(viewer).filter(is_active=True).order_by("name", "id")[:100]


def all_templates(viewer: User) -> QuerySet[IncidentTemplate]:
    """Every template with what a list of them shows, those in use first."""
    rows = access.templates_visible_to(viewer).select_related("service", "team", "category__parent__parent")  # fmt: skip
    return rows.order_by("-is_active", "name", "id")


def has_restored_one() -> bool:
    """Was any incident restored yet that people here worked on?"""
    return Incident.objects.filter(ticket__phase=DONE).exclude(ticket__channel="import").exists()
