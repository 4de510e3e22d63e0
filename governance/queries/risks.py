"""Risks in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, QuerySet

from governance.access import risks as access
from governance.models import Risk
from governance.rules import risks as rules
from svs.services import access as services

if TYPE_CHECKING:
    from svs.accounts.models import User

SHOWS = {"open": "Known", "accepted": "Accepted", "expired": "Acceptance is over", "asked": "Before deciders", "closed": "Gone", "all": "All"}  # fmt: skip
KNOWN = (Risk.State.OPEN, Risk.State.ACCEPTED, Risk.State.EXPIRED)


def risks(user: User, show: str = "open", *, service: str = "", cell: tuple[int, int] | None = None, is_mine: bool = False) -> QuerySet[Risk]:  # fmt: skip
    """Risks this person sees, the heaviest first; `cell` is a likelihood and an impact of the matrix."""
    rows = access.visible_to(user).select_related("service", "owner", "accepted_by")
    if show == "asked":
        rows = rows.filter(asked_number__isnull=False)
    elif show == "open":
        rows = rows.filter(state__in=KNOWN)
    elif show != "all":
        rows = rows.filter(state=show.upper())
    if service:
        rows = rows.filter(service__slug=service)
    if cell:
        rows = rows.filter(likelihood=cell[0], impact=cell[1])
    if is_mine:
        rows = rows.filter(owner=user)
    return rows.order_by((F("likelihood") * F("impact")).desc(), "accept_until", "id")


def expired_for(user: User) -> QuerySet[Risk]:
    """What this person owns and nobody accepts any more."""
    rows = access.visible_to(user).filter(owner=user, state=Risk.State.EXPIRED)
    return rows.order_by("accept_until", "id")


def matrix(user: User, at: Risk | None = None) -> list[dict[str, Any]]:
    """The matrix with how many known risks this person sees in each place: one statement."""
    seen = access.visible_to(user).filter(state__in=KNOWN).order_by()
    counted = {(a, b): n for a, b, n in seen.values_list("likelihood", "impact").annotate(n=Count("pk"))}  # fmt: skip
    here = (at.likelihood, at.impact) if at else None
    return [
        {
            "likelihood": row[0][0], "words": rules.LIKELIHOOD[row[0][0]],
            "cells": [{"impact": b, "level": level, "n": counted.get((a, b), 0), "is_here": (a, b) == here} for a, b, level in row],
        }
        for row in rules.matrix()
    ]  # fmt: skip


def services_with(user: User) -> list[tuple[str, str]]:
    """The services that have a risk, to filter by."""
    seen = services.visible_to(user).filter(pk__in=access.visible_to(user).values("service_id"))
    return list(seen.order_by("name", "id").values_list("slug", "name"))


def of_service(user: User, service_id: int) -> QuerySet[Risk]:
    """The known risks of one service, the heaviest first."""
    return risks(user).filter(service_id=service_id)


def risks_all(user: User) -> QuerySet[Risk]:
    """Every risk this person sees."""
    return access.visible_to(user).select_related("service", "owner", "accepted_by", "raised_by")
