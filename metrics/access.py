"""Measures are for those who run, own or govern services; whoever sees a service sees its measures."""

from collections.abc import Sequence

from django.db.models import QuerySet

from metrics.models import Kpi, Signal
from svs.accounts.models import Role, User
from svs.permissions import access
from svs.services import access as services

EDIT, ANSWER = "edit", "answer"
READERS = tuple(role.value for role in Role if role is not Role.REQUESTER)


def may_read(user: User) -> bool:
    """Dashboards are for everybody with a role; requesters have the portal."""
    return user.has_role(*READERS)


def may_propose(user: User) -> bool:
    """Owners of a service and administrators put measures to work."""
    return user.has_role(Role.SERVICE_OWNER.value, Role.ADMINISTRATOR.value)


def may_recount(user: User) -> bool:
    """Administrators have everything counted anew."""
    return user.has_role(Role.ADMINISTRATOR.value)


def kpis_visible_to(user: User) -> QuerySet[Kpi]:
    """The measures of services this person sees."""
    if not may_read(user):
        return Kpi.objects.none()
    return Kpi.objects.filter(service__in=services.visible_to(user))


def signals_visible_to(user: User) -> QuerySet[Signal]:
    """Signals of those measures, and those somebody was asked about."""
    if not may_read(user):
        return Signal.objects.none()
    seen = Signal.objects.filter(kpi__service__in=services.visible_to(user))
    return seen | Signal.objects.filter(access.granted(user, "signal"))


def _owns(user: User, kpi: Kpi) -> bool:
    return (
        kpi.owner_id == user.pk
        or kpi.service.owner_id == user.pk
        or user.has_role(Role.ADMINISTRATOR.value)
    )


def may(user: User, verb: str, kpi: Kpi) -> bool:
    """Its owner, the owner of its service and administrators change a measure."""
    if verb == "view":
        return kpis_visible_to(user).filter(pk=kpi.pk).exists()
    return verb == EDIT and may_read(user) and _owns(user, kpi)


def may_on_signal(user: User, verb: str, signal: Signal) -> bool:
    """The owner answers a signal; whoever was asked by a board may too."""
    if verb == "view":
        return signals_visible_to(user).filter(pk=signal.pk).exists()
    if verb != ANSWER or not may_read(user):
        return False
    return _owns(user, signal.kpi) or access.has_grant(user, "signal", signal.pk, ANSWER)


def answerable(user: User, signals: Sequence[Signal]) -> list[Signal]:
    """Those of these signals that this person may answer: one statement, however many."""
    if not may_read(user):
        return []
    rows = Signal.objects.filter(
        access.granted(user, "signal", ANSWER), pk__in=[s.pk for s in signals]
    )
    asked = set(rows.values_list("pk", flat=True)) if signals else set()
    return [s for s in signals if s.pk in asked or _owns(user, s.kpi)]


access.register(Kpi, visible_to=kpis_visible_to, may=may)
access.register(Signal, visible_to=signals_visible_to, may=may_on_signal)
