"""The register in the shape of pages, and where an improvement comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.db.models import Case, IntegerField, QuerySet, Value, When
from django.http import Http404
from django.utils import timezone

from improvement import access, states
from improvement.models import Improvement
from metrics import access as metrics_access
from metrics import rules as metrics_rules
from practices.desk import access as desk_access
from svs.accounts import queries as accounts
from svs.errors import Forbidden
from svs.events.models import DomainEvent
from svs.extensions import sentences
from svs.permissions.access import may
from svs.services import access as services_access

if TYPE_CHECKING:
    from metrics.models import Signal
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.services.models import Service


def register(user: User, *, which: str = "open") -> QuerySet[Improvement]:
    """Improvements this person sees: open first, most urgent first, soonest first."""
    found = access.visible_to(user).select_related("owner", "service")
    if which == "mine":
        found = found.filter(owner=user)
    if which != "all":
        found = found.filter(state__in=states.OPEN)
    closed = Case(When(state__in=states.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())  # fmt: skip
    return found.order_by(closed, "priority", "target_date", "id")


def of_service(user: User, service_id: int) -> QuerySet[Improvement]:
    """The open improvements of one service."""
    return register(user).filter(service_id=service_id)


def of_ticket(user: User, ticket_id: int) -> QuerySet[Improvement]:
    """What was raised from one ticket."""
    return register(user, which="all").filter(ticket_id=ticket_id)


def detail(user: User) -> QuerySet[Improvement]:
    """Improvements with everything their own page shows."""
    return access.visible_to(user).select_related(
        "owner", "service", "ticket", "signal__kpi__service", "raised_by"
    )


@dataclass(frozen=True)
class Source:
    """Where something was noticed, and what a form can say of it already."""

    ticket: Ticket | None = None
    service: Service | None = None
    signal: Signal | None = None
    issue: str = ""

    @property
    def owner(self) -> User | None:
        if self.signal is not None:
            return self.signal.kpi.owner
        return self.service.owner if self.service else None


def source(user: User, asked: dict[str, Any]) -> Source:
    """The ticket, service or signal that was named, as far as this person sees it: 404 unseen.

    Answering a signal is for those who may: 403.
    """
    if asked.get("signal"):
        signal = _one(metrics_access.signals_visible_to(user).select_related("kpi__service__owner", "kpi__owner"), pk=_number(asked["signal"]))  # fmt: skip
        if not may(user, metrics_access.ANSWER, signal):
            raise Forbidden
        measure = metrics_rules.MEASURES[signal.kpi.measure]
        value, goal = (metrics_rules.words_for(v, measure.unit) for v in (signal.value, signal.target))  # fmt: skip
        issue = f"{measure.name} of {signal.kpi.service.name} was {value}; {goal} is promised."
        return Source(signal=signal, service=signal.kpi.service, issue=issue)
    if asked.get("ticket"):
        ticket = _one(desk_access.visible_to(user).select_related("service__owner"), ref=asked["ticket"])  # fmt: skip
        return Source(ticket=ticket, service=ticket.service, issue=ticket.title)
    if asked.get("service"):
        visible = services_access.visible_to(user).select_related("owner")
        return Source(service=_one(visible, slug=asked["service"]))
    return Source()


def _one(rows: QuerySet[Any], **lookup: Any) -> Any:
    found = rows.filter(**lookup).first()
    if found is None:
        raise Http404
    return found


def _number(text: Any) -> int:
    digits = str(text)
    if not (digits.isascii() and digits.isdigit() and len(digits) < 10):
        raise Http404
    return int(digits)


def timeline(improvement: Improvement) -> list[dict[str, Any]]:
    """What happened to it, oldest first."""
    events = list(DomainEvent.objects.filter(subject_type="improvement", subject_id=improvement.pk).order_by("id"))  # fmt: skip
    names = dict(accounts.names_of({e.actor_user_id for e in events if e.actor_user_id}))
    return [
        {
            "at": event.occurred_at,
            "who": names.get(event.actor_user_id or 0, event.actor_ref or "SVS"),
            "sentence": sentences[event.name]({**event.data, "ref": "it"}),
        }
        for event in events
    ]


def is_overdue(improvement: Improvement) -> bool:
    """Still open, and its day has passed."""
    return improvement.is_open and improvement.target_date < timezone.localdate()
