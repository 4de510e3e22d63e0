"""Who looks behind the scenes: administrators act, auditors read."""

from svs.accounts.models import Role, User
from svs.events.models import Delivery, DomainEvent
from svs.permissions import access

REPLAY = "replay"


def may_look(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR.value, Role.AUDITOR.value)


def may_administer(user: User) -> bool:
    return user.has_role(Role.ADMINISTRATOR.value)


def parked_visible_to(user: User):  # type: ignore[no-untyped-def]
    """Deliveries that wait for a person."""
    parked = Delivery.objects.filter(parked_at__isnull=False).select_related("event")
    return parked if may_look(user) else parked.none()


def events_visible_to(user: User):  # type: ignore[no-untyped-def]
    """The whole log, for those who look behind the scenes."""
    return DomainEvent.objects.all() if may_look(user) else DomainEvent.objects.none()


def may(user: User, verb: str, delivery: Delivery) -> bool:
    return may_look(user) if verb == "view" else verb == REPLAY and may_administer(user)


access.register(Delivery, visible_to=parked_visible_to, may=may)
