"""People to name on a ticket: found by a part of their name or address, never as a list of everybody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import Q

from svs.accounts.models import User

if TYPE_CHECKING:
    from django.db.models import QuerySet

OFFERED = 12


def present() -> QuerySet[User]:
    """Those who can sign in."""
    return User.objects.filter(is_active=True, is_program=False)


def named(words: str) -> list[tuple[str, str]]:
    """(address, name) of the first few whose name or address holds these words."""
    if not words:
        return []
    rows = present().filter(Q(name__icontains=words) | Q(email__icontains=words))
    return list(rows.order_by("name", "id").values_list("email", "name")[:OFFERED])


def by_address(address: str) -> User | None:
    """The person of this address."""
    return present().filter(email__iexact=address.strip()).first()
