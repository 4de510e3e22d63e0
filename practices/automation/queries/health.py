"""How rules do: fired, changed, undone, failed, held back."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from practices.automation import access, knobs, rules
from practices.automation.models import Failure, Rule
from practices.desk import queries as desk
from svs.events.models import DomainEvent
from svs.knobs import registry

if TYPE_CHECKING:
    from svs.accounts.models import User

MONTH = timedelta(days=30)
COUNTED = {"rule.fired": "fired", "rule.undone": "undone", "rule.failed": "failed", "rule.stopped": "held"}  # fmt: skip
NOTHING = {"fired": 0, "changed": 0, "undone": 0, "failed": 0, "held": 0}


def health_of(rule_ids: list[int]) -> dict[int, dict[str, int]]:
    """Fired, changed, undone, failed and held by a guard in the last 30 days, per rule: one statement."""
    found = {pk: dict(NOTHING) for pk in rule_ids}
    # Words alone change nothing: a firing changed a ticket when it did more than talk.
    did = Q()
    for action in rules.ACTIONS:
        if action not in rules.TALK:
            did |= Q(data__steps__contains=[action])
    rows = DomainEvent.objects.filter(
        name__in=COUNTED, occurred_at__gt=timezone.now() - MONTH, subject_type="rule", subject_id__in=rule_ids
    ).values_list("subject_id", "name").annotate(n=Count("id"), did=Count("id", filter=did))  # fmt: skip
    for pk, name, n, changed in rows:
        found[pk][COUNTED[name]] = n
        if name == "rule.fired":
            found[pk]["changed"] = changed
    return found


def counted(rule: Rule, name: str, span: timedelta) -> int:
    """How often this happened to a rule in the last while, not looking back behind the day it was enabled."""
    since = timezone.now() - span
    if rule.enabled_at and rule.enabled_at > since:
        since = rule.enabled_at
    return DomainEvent.objects.filter(
        name=name, occurred_at__gte=since, subject_type="rule", subject_id=rule.pk
    ).count()


def fired_on(ticket_id: int, span: timedelta) -> int:
    """How often rules fired on a ticket in the last while."""
    return _about(ticket_id, "rule.fired").filter(occurred_at__gt=timezone.now() - span).count()


def firings_on(ticket_id: int, since: datetime) -> list[DomainEvent]:
    """What rules did to a ticket since a moment, newest first."""
    return list(_about(ticket_id, "rule.fired").filter(occurred_at__gte=since).order_by("-id"))


def undone_on(ticket_id: int) -> set[int]:
    """The firings on this ticket that people took back."""
    return set(_about(ticket_id, "rule.undone").values_list("data__fired", flat=True))


def _about(ticket_id: int, name: str) -> QuerySet[DomainEvent]:
    return DomainEvent.objects.filter(about_type="ticket", about_id=ticket_id, name=name)


def open_failures(user: User) -> QuerySet[Failure]:
    """What rules could not do and nobody settled, newest first."""
    rows = access.failures_visible_to(user).filter(settled_at__isnull=True)
    return rows.select_related("rule").order_by("-failed_at", "-id")


def all_failures(user: User) -> QuerySet[Failure]:
    """What rules could not do, settled or not, newest first."""
    rows = access.failures_visible_to(user).select_related("rule", "settled_by")
    return rows.order_by("-failed_at", "-id")


def with_tickets(user: User, failures: list[Failure]) -> list[dict[str, Any]]:
    """Failures with the tickets that this person sees; of others only that there is one."""
    seen = desk.heads_of(user, {failure.ticket_id for failure in failures})
    return [{"failure": f, "ticket": seen.get(f.ticket_id)} for f in failures]


def limits() -> dict[str, Any]:
    """The guards of every rule."""
    knobs_read = {"rate": knobs.RATE, "per_ticket": knobs.PER_TICKET, "failures": knobs.FAILURES, "undo_hours": knobs.UNDO_HOURS}  # fmt: skip
    return {name: int(registry.current(knob.key)) for name, knob in knobs_read.items()}


def undone_since(since: datetime) -> list[tuple[int, int]]:
    """(rule, ticket) of everything that rules did and people took back since a moment."""
    rows = DomainEvent.objects.filter(name="rule.undone", subject_type="rule", about_type="ticket", occurred_at__gte=since)  # fmt: skip
    return [(rule, ticket) for rule, ticket in rows.values_list("subject_id", "about_id") if ticket]
