"""Outages as people see them who only use the services."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import DurationField, ExpressionWrapper, F, QuerySet
from django.utils import timezone

from practices.desk.queries import requests
from practices.incident import access

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from practices.incident.models import Outage
    from svs.accounts.models import User

HISTORY = timedelta(days=30)


def past_outages(user: User) -> QuerySet[Any]:
    """What was down and works again, ended within the last 30 days, of the services this person sees; newest first."""
    now = timezone.now()
    over = access.outages_visible_to(user).filter(ended_at__lte=now, ended_at__gt=now - HISTORY)
    lasted = ExpressionWrapper(F("ended_at") - F("started_at"), DurationField())
    return over.select_related("service").annotate(lasted=lasted).order_by("-started_at", "-id")


def told_about(user: User, outages: list[Outage]) -> dict[int, Ticket]:
    """Outage id -> the request by which this person told us of it: one statement.

    That is the incident behind it when it is theirs, or one linked to that; where none is behind it, one that they asked for on the
    portal about the service since it began.
    """
    mine = requests.open_about(user, {outage.service_id for outage in outages})
    return {
        outage.pk: ticket
        for outage in outages
        for ticket in mine
        if ticket.service_id == outage.service_id and _tells_of(ticket, outage)
    }


def _tells_of(ticket: Ticket, outage: Outage) -> bool:
    if outage.ticket_id is None:
        return ticket.channel == "portal" and ticket.logged_at >= outage.started_at
    linked = [link.target_id for link in ticket.links_out.all()]
    return outage.ticket_id in (ticket.pk, *linked)
