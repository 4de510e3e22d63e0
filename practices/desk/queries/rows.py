"""Rows of a queue."""

from typing import Any

from django.db.models import BooleanField, Case, F, Q, QuerySet, Value, When

from practices.desk.models import Ticket

ROW = (
    "id", "ref", "kind", "title", "state", "phase", "cause", "priority", "channel", "logged_at", "updated_at",
    "due_at", "due_paused_at", "due_seconds", "response_due_at", "responded_at", "resolved_at", "closed_at", "version", "service_id", "team_id",
    "assignee_id", "requester_id", "category_id", "impact", "urgency", "tags", "wake_at", "own", "promised_at",
)  # fmt: skip


def queue_rows(tickets: QuerySet[Ticket]) -> Any:
    """Rows of a queue with the names they show, in one statement."""
    return tickets.values(
        *ROW,
        service_name=F("service__name"),
        category_name=F("category__name"),
        team_name=F("team__name"),
        assignee_name=F("assignee__name"),
        requester_name=F("requester__name"),
    )


def with_office(rows: Any, office: Q) -> Any:
    """These rows, each told whether its reader may know how the desk sorts it."""
    told = Case(When(office, then=Value(True)), default=Value(False), output_field=BooleanField())
    return rows.annotate(at_office=told)


def least_time_left(tickets: QuerySet[Ticket]) -> QuerySet[Ticket]:
    """Running clocks first, soonest due first."""
    return tickets.order_by(F("due_at").asc(nulls_last=True), "id")
