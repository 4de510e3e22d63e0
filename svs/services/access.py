"""Services are known to everyone but for the restricted ones; owners and administrators change them."""

from django.db.models import Q, QuerySet

from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services.models import Category, Service

EDIT = "edit"


def may_administer(user: User) -> bool:
    """Add services and outcomes."""
    return user.has_role(Role.ADMINISTRATOR.value)


def visible_to(user: User) -> QuerySet[Service]:
    """All services, restricted ones only for their team, owner and administrators."""
    if user.has_role(Role.ADMINISTRATOR.value):
        return Service.objects.all()
    return Service.objects.filter(
        Q(is_restricted=False) | Q(team_id__in=user.team_ids) | Q(owner_id=user.pk)
    )


def sees_restricted(user: User | None, *, restricted: bool, team_id: int | None, owner_id: int | None) -> bool:  # fmt: skip
    """The rule of `visible_to` for one service in hand; nobody in particular sees what is not restricted."""
    if not restricted or (user and user.has_role(Role.ADMINISTRATOR.value)):
        return True
    return user is not None and (team_id in user.team_ids or owner_id == user.pk)


def may(user: User, verb: str, service: Service) -> bool:
    if verb == "view":
        return visible_to(user).filter(pk=service.pk).exists()
    if verb == EDIT:
        return service.owner_id == user.pk or user.has_role(Role.ADMINISTRATOR.value)
    return False


def categories_visible_to(user: User) -> QuerySet[Category]:
    """The categories of the services this person sees."""
    return Category.objects.filter(service__in=visible_to(user))


def may_category(user: User, verb: str, category: Category) -> bool:
    """Whoever edits the service edits its categories."""
    return may(user, verb, category.service)


access.register(Category, visible_to=categories_visible_to, may=may_category)
access.register(Service, visible_to=visible_to, may=may)
