"""Items are the desk's to see, those of a restricted service only for those who see the service; leads write."""

from django.db.models import Q, QuerySet

from practices.configuration.models import Item, ItemImport
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

EDIT = "edit"
READERS = (
    Role.AGENT.value, Role.TEAM_LEAD.value, Role.SERVICE_OWNER.value, Role.PROCESS_OWNER.value,
    Role.PRACTICE_LEAD.value, Role.ADMINISTRATOR.value, Role.AUDITOR.value,
)  # fmt: skip
WRITERS = (Role.TEAM_LEAD.value, Role.ADMINISTRATOR.value)


def may_read(user: User) -> bool:
    """Who works with services; neither requesters nor boards."""
    return user.has_role(*READERS)


def may_write(user: User) -> bool:
    """Team leads and administrators keep the items; agents read them."""
    return user.has_role(*WRITERS)


def visible_to(user: User) -> QuerySet[Item]:
    """All items, those of a restricted service only for those who see it; none for requesters."""
    if not may_read(user):
        return Item.objects.none()
    seen = services.visible_to(user).values("pk")
    return Item.objects.filter(Q(service__isnull=True) | Q(service__in=seen))


def may(user: User, verb: str, item: Item) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=item.pk).exists()
    return verb == EDIT and may_write(user)


def imports_visible_to(user: User) -> QuerySet[ItemImport]:
    """The lists this person brought; an administrator sees all."""
    if not may_write(user):
        return ItemImport.objects.none()
    if user.has_role(Role.ADMINISTRATOR.value):
        return ItemImport.objects.all()
    return ItemImport.objects.filter(brought_by_id=user.pk)


access.register(Item, visible_to=visible_to, may=may)
