"""Access to incidents is access to tickets, by the same rule; an outage is known to whoever knows its service."""

from typing import TYPE_CHECKING

from django.db.models import Q

from practices.desk.access import (
    ASSIGN,
    CLOSE,
    HOLD,
    ITEMS,
    LINK,
    NOTE,
    PRIORITISE,
    REOPEN,
    REPLY,
    RESOLVE,
    RESUME,
    is_agent,
    may,
    may_log,
    messages_visible_to,
    only_asked,
    visible_to,
    works_on_tickets,
)
from practices.incident.models import IncidentTemplate, Outage
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from practices.desk.models import TicketQuerySet
    from svs.services.models import Service

EDIT, EDIT_OUTAGE = "edit", "edit_outage"


def incidents_visible_to(user: User) -> "TicketQuerySet":
    """The incidents this person may see."""
    return visible_to(user).of_kind("incident")


def outages_visible_to(user: User) -> "QuerySet[Outage]":
    """The outages of the services this person sees."""
    return Outage.objects.filter(service__in=services.visible_to(user))


def may_open_outages(user: User) -> bool:
    """The desk, owners and administrators say that a service is down."""
    return is_agent(user) or user.has_role(Role.SERVICE_OWNER.value, Role.ADMINISTRATOR.value)


def services_to_open(user: User) -> "QuerySet[Service]":
    """The services whose outages this person opens: owners their own, the desk and administrators what they see."""
    if not may_open_outages(user):
        return services.visible_to(user).none()
    seen = services.visible_to(user).order_by("name", "id")
    if not is_agent(user) and not user.has_role(Role.ADMINISTRATOR.value):
        seen = seen.filter(owner_id=user.pk)
    return seen


def may_outage(user: User, verb: str, outage: Outage) -> bool:
    """Whoever sees the service reads its outages; whoever may open one puts it right and ends it."""
    if verb == "view":
        return outages_visible_to(user).filter(pk=outage.pk).exists()
    return verb == EDIT_OUTAGE and services_to_open(user).filter(pk=outage.service_id).exists()


def may_write_templates(user: User) -> bool:
    """Those who lead the desk write what is often logged."""
    return user.has_role(Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value)


def may_set_up(user: User) -> bool:
    """Administrators say which priority impact and urgency make."""
    return user.has_role(Role.ADMINISTRATOR.value)


def templates_visible_to(user: User) -> "QuerySet[IncidentTemplate]":
    """The desk and those who write them see templates, but for those of services hidden to them."""
    if not is_agent(user) and not may_write_templates(user):
        return IncidentTemplate.objects.none()
    return IncidentTemplate.objects.filter(Q(service__isnull=True) | Q(service__in=services.visible_to(user)))  # fmt: skip


def may_template(user: User, verb: str, template: IncidentTemplate) -> bool:
    if verb == "view":
        return templates_visible_to(user).filter(pk=template.pk).exists()
    return verb == EDIT and may_write_templates(user)


access.register(IncidentTemplate, visible_to=templates_visible_to, may=may_template)


access.register(Outage, visible_to=outages_visible_to, may=may_outage)

__all__ = [
    "ASSIGN", "CLOSE", "EDIT", "EDIT_OUTAGE", "HOLD", "ITEMS", "LINK", "NOTE", "PRIORITISE", "REOPEN", "REPLY", "RESOLVE", "RESUME",
    "incidents_visible_to", "may", "may_log", "may_open_outages", "may_set_up", "may_write_templates",
    "messages_visible_to", "only_asked", "outages_visible_to", "services_to_open", "templates_visible_to", "visible_to", "works_on_tickets",
]  # fmt: skip
