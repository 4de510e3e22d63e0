"""What stands in the way of a change, read in at most six statements, however many others there are."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.postgres.aggregates import ArrayAgg
from django.contrib.postgres.expressions import ArraySubquery
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Exists, OuterRef, Q, Value
from django.utils import timezone

from practices.change import access, states
from practices.change.models import Change, ChangeService, Freeze, MaintenanceWindow
from practices.change.rules import conflicts as rules
from practices.change.rules import slots
from practices.change.rules.conflicts import Around, Conflict, Frozen, Load, Near, Other, Plan
from practices.change.rules.slots import Free
from practices.change.rules.windows import Span, Weekly
from practices.desk.queries.load import open_now
from practices.service_level import queries as service_levels
from svs.errors import RuleViolation
from svs.services import queries as services

if TYPE_CHECKING:
    from collections.abc import Iterable

    from svs.accounts.models import User

DAYS = 90  # looked ahead for a free slot


def conflicts_of(change: Change, viewer: User | None = None) -> list[Conflict]:
    """Everything in the way of a change as it stands now; other changes by ref only where the reader sees them."""
    plan = plan_of(change.pk)
    if plan is None:
        return []
    return rules.conflicts(plan, around(plan, viewer, plan.span), timezone.now())


def plan_of(ticket_id: int, instead: Span | None = None) -> Plan | None:
    """When a change is to be made, what it touches and who makes it: one statement; in another window where one is said.

    None while it has no window.
    """
    items = Change.objects.filter(pk=OuterRef("pk"), ticket__items__isnull=False).values("ticket__items")  # fmt: skip
    row: Any = (
        Change.objects.filter(pk=ticket_id)
        .annotate(touched=_touched(), of_items=ArraySubquery(items))
        .values_list("window", "ticket__service_id", "touched", "of_items", "ticket__assignee_id", "ticket__assignee__name")
        .first()
    )  # fmt: skip
    if row is None or (row[0] is None and instead is None):
        return None
    window, service_id, touched, item_ids, assignee_id, assignee = row
    since, until = instead or (window.lower, window.upper)
    return Plan(
        since, until, _services(service_id, touched), frozenset(item_ids), assignee_id, assignee or "", ticket_id
    )  # fmt: skip


def around(plan: Plan, viewer: User | None, span: Span) -> Around:
    """All that may stand in the way of a plan between two moments: five statements."""
    zone, around_it = zone_of(viewer), near(plan, viewer)
    return Around(
        span, around_it, tuple(freezes_in(span)), tuple(others_in(span, plan, around_it, viewer)), tuple(weekly(plan.services)),
        loads_of(plan.services, timezone.now()), zone,
    )  # fmt: skip


def near(plan: Plan, viewer: User | None) -> dict[int, Near]:
    """The services that a plan touches, stands on and carries: one statement."""
    rows = services.around(viewer, plan.services, rules.STEPS)
    return {row["id"]: Near(row["id"], row["name"], row["steps"], row["carries"]) for row in rows}


def next_slots(
    plan: Plan, viewer: User | None, *, length: timedelta | None = None, since: datetime | None = None, days: int = DAYS,
    known: Around | None = None,
) -> Free:  # fmt: skip
    """The next times that are free for a plan, and why there is none: five statements, none where what is around is `known`."""
    begin = since or timezone.now()
    until = begin + timedelta(days=days)
    seen = known or around(plan, viewer, (begin, until))
    return slots.free_for(plan, seen, length=length or plan.until - plan.since, since=begin, until=until)  # fmt: skip


def count_near(span: Span) -> int:
    """How many planned changes lie within a week of these moments."""
    week = timedelta(days=7)
    return int(planned((span[0] - week, span[1] + week)).count())


def freezes_in(span: Span) -> list[Frozen]:
    """The freezes in force at any time between two moments, the earliest first; by the index on their time."""
    rows = Freeze.objects.filter(during__overlap=DateTimeTZRange(*span), cancelled_at__isnull=True)
    named = rows.annotate(
        of=ArrayAgg("services", filter=Q(services__isnull=False), default=Value([]))
    )
    return [
        Frozen(row.pk, row.name, row.during.lower, row.during.upper, frozenset(row.of))
        for row in named.order_by("during", "pk")
    ]


def others_in(span: Span, plan: Plan, nearby: Iterable[int], viewer: User | None) -> list[Other]:
    """The other planned changes between two moments that have to do with this one; by the index on the window."""
    wanted = sorted(set(nearby) | plan.services)
    linked = ChangeService.objects.filter(change=OuterRef("pk"), service_id__in=wanted)
    concerns: Any = Q(ticket__service_id__in=wanted) | Exists(linked)
    mine = Change.objects.filter(pk=OuterRef("pk"), ticket__items__in=sorted(plan.items)).values("ticket__items")  # fmt: skip
    if plan.items:
        concerns |= Exists(mine)
    if plan.assignee_id is not None:
        concerns |= Q(ticket__assignee_id=plan.assignee_id)
    rows = planned(span).filter(concerns).exclude(pk=plan.ticket_id)
    rows = rows.annotate(touched=_touched(), of_items=ArraySubquery(mine), seen=_seen(viewer))
    return [_other(row) for row in rows.order_by("window", "pk").values(*_COLUMNS, "of_items")]


def planned(span: Span) -> Any:
    """The changes that stand in the calendar at any time between two moments."""
    return Change.objects.filter(window__overlap=DateTimeTZRange(*span), ticket__state__in=states.PLANNED)  # fmt: skip


_COLUMNS = (
    "pk", "window", "touched", "seen", "ticket__state", "ticket__service_id", "ticket__assignee_id", "ticket__ref", "ticket__title",
)  # fmt: skip


def _other(row: dict[str, Any]) -> Other:
    shown = {"ref": row["ticket__ref"], "title": row["ticket__title"]} if row["seen"] else {}
    return Other(
        row["pk"], row["window"].lower, row["window"].upper, row["ticket__state"],
        _services(row["ticket__service_id"], row["touched"]), frozenset(row["of_items"] or ()), row["ticket__assignee_id"], **shown,
    )  # fmt: skip


def weekly(service_ids: Iterable[int]) -> list[Weekly]:
    """The maintenance windows of these services, in the zone of their hours: one statement."""
    rows = MaintenanceWindow.objects.filter(service_id__in=sorted(service_ids))
    rows = rows.annotate(zone=service_levels.zone_of(OuterRef("service_id")))
    plain = rows.values_list("service_id", "weekday", "opens", "closes", "zone", "note")
    return [Weekly(*row) for row in plain.order_by("service_id", "weekday", "opens")]


def loads_of(service_ids: Iterable[int], now: datetime) -> dict[int, Load]:
    """Open incidents by service, and how many are usual at this hour: one statement."""
    return {
        pk: Load(found.open, round(found.usual), found.urgent, found.before)
        for pk, found in open_now("incident", service_ids, now).items()
    }


def freezes_over(change: Change) -> list[Frozen]:
    """The freezes in which its window lies, with all of it or some."""
    plan = plan_of(change.pk)
    return rules.frozen(plan, freezes_in(plan.span)) if plan else []


def check_start(change: Change) -> None:
    """Raise RuleViolation("frozen") where its window lies in a freeze that those who decided did not know of, and that is not over."""
    now = timezone.now()
    unknown = [one for one in freezes_over(change) if one.until > now and one.id not in change.freezes_known]  # fmt: skip
    if unknown:
        until = rules.moment(unknown[-1].until, settings.SVS_TIME_ZONE)
        raise RuleViolation("frozen", f"{unknown[-1].name} holds until {until}, and nobody decided on it: propose another window, or have it decided anew.")  # fmt: skip


def _touched() -> Any:
    return ArraySubquery(ChangeService.objects.filter(change=OuterRef("pk")).values("service_id"))


def _seen(viewer: User | None) -> Any:
    if viewer is None:
        return Value(False)
    return Exists(access.visible_to(viewer).filter(pk=OuterRef("pk")))


def _services(service_id: int | None, touched: Iterable[int]) -> frozenset[int]:
    return frozenset({service_id, *touched} - {None})  # type: ignore[arg-type]


def zone_of(viewer: User | None) -> str:
    """The zone in which this person reads times."""
    return (viewer.time_zone if viewer else "") or settings.SVS_TIME_ZONE
