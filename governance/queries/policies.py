"""Policies of one page in the shape of pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db.models import QuerySet
from django.utils import timezone

from governance.access import policies as access
from governance.models import Policy, PolicyVersion
from svs.accounts import queries as accounts

if TYPE_CHECKING:
    from svs.accounts.models import User

SHOWS = {"all": "All", "force": "In force", "draft": "Being written", "asked": "Before deciders", "due": "To look at again", "retired": "Retired"}  # fmt: skip
STATES = {"force": Policy.State.ADOPTED, "draft": Policy.State.DRAFT, "retired": Policy.State.RETIRED}  # fmt: skip


def policies(user: User, show: str = "all", *, is_mine: bool = False) -> QuerySet[Policy]:
    """Policies by title; retired ones only where they are asked for."""
    rows = access.visible_to(user).select_related("owner")
    if show in STATES:
        rows = rows.filter(state=STATES[show])
    elif show == "asked":
        rows = rows.filter(proposed_number__isnull=False)
    elif show == "due":
        rows = rows.filter(state=Policy.State.ADOPTED, review_date__lte=timezone.localdate())
    else:
        rows = rows.exclude(state=Policy.State.RETIRED)
    return (rows.filter(owner=user) if is_mine else rows).order_by("title", "id")


def due_for(user: User) -> QuerySet[Policy]:
    """What this person owns and is to look at again by now."""
    return policies(user, "due", is_mine=True).order_by("review_date", "id")


@dataclass(frozen=True)
class Version:
    """A version that came into force, with who wrote and who adopted it."""

    row: PolicyVersion
    authors: str


def versions_of(policy: Policy) -> list[Version]:
    """Every version that was ever in force, newest first: two statements."""
    rows = list(policy.versions.select_related("adopted_by").order_by("-number"))
    names = accounts.names_of({pk for row in rows for pk in row.authors})
    return [Version(row, ", ".join(names.get(pk, "–") for pk in row.authors)) for row in rows]


def version_of(policy: Policy, number: int) -> PolicyVersion | None:
    """One version that was in force."""
    return policy.versions.select_related("adopted_by").filter(number=number).first()


def policies_all(user: User) -> QuerySet[Policy]:
    """Every policy this person sees, retired ones too."""
    return access.visible_to(user).select_related("owner")
