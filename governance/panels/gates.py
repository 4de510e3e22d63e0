"""Whose yes is needed, and where it stands, on the pages of rules, improvements and requests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.urls import reverse

from governance.access import approvals as access
from governance.panels.approvals import shown_on
from governance.queries import approvals as queries
from governance.queries.chain import chain_for
from governance.queries.rights import right_for
from svs import gates
from svs.extensions import Action, Panel

if TYPE_CHECKING:
    from collections.abc import Callable

Shown = tuple[str, dict[str, Any]] | None


def _gate(kind: str) -> Callable[[Any, Any], Shown]:
    """Where the newest question stands, small enough for a rail."""

    def shown(user: Any, record: Any) -> Shown:
        found = shown_on(user, kind, record)
        return ("governance/_gate.html", found) if found and not found["is_taken_back"] else None

    return shown


def _would_ask(kind: str) -> Callable[[Any, Any], Shown]:
    """Who would be asked about it as it stands, before anybody is."""

    def shown(user: Any, record: Any) -> Shown:
        case = gates.matter_of(kind).describe(record.pk)
        found = shown_on(user, kind, record)
        if found and found["approval"].version == case.version and not found["is_taken_back"]:
            return None
        right = right_for(case)
        chain = chain_for(case, right)
        return ("governance/_would_ask.html", {"right": right, "chain": chain}) if chain else None

    return shown


def _page(user: Any, ticket: Any) -> str | None:
    """The page on which somebody reads what they were asked about."""
    seats = access.asked(user).filter(step__approval__subject_type="ticket", step__approval__subject_id=ticket.pk)  # fmt: skip
    return _vote(seats)


def _ballot(user: Any, ticket: Any) -> str | None:
    """The ballot that waits for this person's vote."""
    return _vote(queries.open_seats(user).filter(step__approval__subject_type="ticket", step__approval__subject_id=ticket.pk))  # fmt: skip


def _vote(seats: Any) -> str | None:
    ref = seats.order_by("-step__approval").values_list("step__approval__ref", flat=True).first()
    return reverse("governance:vote", args=[ref]) if ref else None


ACTIONS = [
    Action("asked", "Votes", "checkup-list", _page, 10),
    Action("ballot", "It waits for your vote", "thumb-up", _ballot, 10),
]
PANELS = [
    Panel("rule_decision", _gate("rule"), 10), Panel("rule_decision", _would_ask("rule"), 20),
    *(Panel(f"{kind}_asks", _would_ask(kind), 10) for kind in ("improvement", "policy", "risk")), Panel("request_decision", _gate("request"), 10),
]  # fmt: skip
