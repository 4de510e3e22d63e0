"""Whom something in the register concerns, which of them may read of it, and how its records are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from governance.models import Decision, Escalation, Policy, Risk
from svs.accounts.models import User
from svs.extensions import Named
from svs.permissions import access

if TYPE_CHECKING:
    from svs.events.models import DomainEvent

KINDS: dict[str, tuple[Any, str, str]] = {
    "decision": (Decision, "governance:decision", "title"),
    "policy": (Policy, "governance:policy_page", "title"),
    "risk": (Risk, "governance:risk", "statement"),
    "escalation": (Escalation, "governance:escalation", "title"),
}


def readers(event: DomainEvent, ids: set[int]) -> set[int]:
    """Those of these people who see the record."""
    model = KINDS[event.subject_type][0]
    people = User.objects.filter(pk__in=ids, is_active=True)
    return {user.pk for user in people if access.visible_to(user, model).filter(pk=event.subject_id).exists()}  # fmt: skip


def owner_of(event: DomainEvent) -> int | None:
    """Who sees the record through."""
    model = KINDS[event.subject_type][0]
    found: int | None = model.objects.filter(pk=event.subject_id).values_list("owner_id", flat=True).first()  # fmt: skip
    return found


def around_risk(risk_id: int) -> list[int | None]:
    """Its owner and who accepted it."""
    found = Risk.objects.filter(pk=risk_id).values_list("owner_id", "accepted_by_id").first()
    return list(found or ())


def around_escalation(escalation_id: int) -> list[int | None]:
    """Who opened it, and everybody whom it reached."""
    found = Escalation.objects.filter(pk=escalation_id).first()
    return [found.opened_by_id, *found.path[: found.rung + 1]] if found else []


def names(kind: str, user: User, ids: set[int]) -> dict[int, Named]:
    """Records by ref as the log calls them; an address only for those who see them."""
    model, url, _ = KINDS[kind]
    refs = dict(model.objects.filter(pk__in=ids).values_list("pk", "ref"))
    seen = set(access.visible_to(user, model).filter(pk__in=ids).values_list("pk", flat=True))
    return {pk: Named(ref, reverse(url, args=[ref]) if pk in seen else "") for pk, ref in refs.items()}  # fmt: skip


def titles(kind: str, user: User, ids: set[int]) -> dict[int, str]:
    """What they say in a line, for those this person sees."""
    model, _, field = KINDS[kind]
    return dict(access.visible_to(user, model).filter(pk__in=ids).values_list("pk", field))
