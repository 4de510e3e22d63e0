"""Templates of changes are the desk's to see and to write; whoever is asked to decide on one has a grant on it."""

from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from practices.change.models import ChangeTemplate
from practices.desk.access import is_agent, works_on_tickets
from svs.permissions import access
from svs.services import access as services

if TYPE_CHECKING:
    from svs.accounts.models import User

EDIT, PROPOSE, RETIRE = "edit", "propose", "retire"


def templates_visible_to(user: "User") -> QuerySet[ChangeTemplate]:
    """The desk's to see, those of a restricted service only for those who see it; and those one is asked about."""
    asked = Q(access.granted(user, "changetemplate")) if access.may_be_granted(user, "changetemplate") else Q(pk__in=())  # fmt: skip
    if works_on_tickets(user):
        asked |= Q(service__isnull=True) | Q(service__in=services.visible_to(user))
    return ChangeTemplate.objects.filter(asked)


def may_template(user: "User", verb: str, template: ChangeTemplate) -> bool:
    """Agents write templates and propose them; what is standard is decided by others."""
    if verb == "view":
        return templates_visible_to(user).filter(pk=template.pk).exists()
    return verb in (EDIT, PROPOSE, RETIRE) and is_agent(user)


access.register(ChangeTemplate, visible_to=templates_visible_to, may=may_template)
