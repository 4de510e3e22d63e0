"""Where an approval stands, one's ballot and why these decide, on the page of what is decided."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from governance.queries import approvals as queries
from svs.extensions import Panel


def shown_on(user: Any, kind: str, record: Any) -> dict[str, Any] | None:
    """What stands on one page is read once for all its places: five statements at most, and one where nobody was ever asked."""
    key = f"_approvals_{kind}_{user.pk}"
    if not hasattr(record, key):
        setattr(record, key, queries.page_of_subject(user, kind, record.pk))
    found: dict[str, Any] | None = getattr(record, key)
    return found


def _track(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    shown = shown_on(user, "change", record)
    return ("governance/_track.html", shown) if shown and not shown["is_taken_back"] else None


def _rail(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    shown = shown_on(user, "change", record)
    return ("governance/_rail.html", shown) if shown and not shown["is_taken_back"] else None


def _template_track(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    shown = shown_on(user, "template", record)
    return ("governance/_track.html", shown) if shown and not shown["is_taken_back"] else None


def _template_rail(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    shown = shown_on(user, "template", record)
    return ("governance/_rail.html", shown) if shown and not shown["is_taken_back"] else None


def _history(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    shown = shown_on(user, "change", record)
    return ("governance/_votes.html", shown) if shown and shown["said"] else None


def _improvement(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
    shown = shown_on(user, "improvement", record)
    return ("governance/_decision_of.html", shown) if shown else None


def _portal(user: Any, _: Any) -> tuple[str, dict[str, Any]] | None:
    n = queries.open_seats(user).count()
    return ("governance/_waits.html", {"n": n, "url": reverse("governance:votes")}) if n else None


PANELS = [
    Panel("change_track", _track, 10),
    Panel("change_rail", _rail, 10),
    Panel("change_history", _history, 20),
    Panel("template_track", _template_track, 10),
    Panel("template_rail", _template_rail, 10),
    Panel("improvement_decision", _improvement, 10),
    Panel("portal", _portal, 11),
]
