"""A way to decide on a signal, and what was decided on a service."""

from collections.abc import Callable
from typing import Any

from django.urls import reverse

from governance.access import escalations
from governance.access import register as access
from governance.panels.approvals import shown_on
from governance.queries import escalations as queries_up
from governance.queries import register as queries
from svs.extensions import Action, Panel


def _decide(user: Any, signal: Any) -> str | None:
    return f"{reverse('governance:record')}?signal={signal.pk}" if access.may_read(user) else None


def _of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    if not access.may_read(user):
        return None
    return "governance/_of_service.html", {"rows": queries.of_service(user, service.pk)[:3]}


def _escalate(ref: Callable[[Any], str]) -> Callable[[Any, Any], str | None]:
    def url(user: Any, record: Any) -> str | None:
        return f"{reverse('governance:escalate')}?subject={ref(record)}" if escalations.may_open(user) else None  # fmt: skip

    return url


def _decision_of(kind: str) -> Callable[[Any, Any], tuple[str, dict[str, Any]] | None]:
    """Where it stands with those who decide, while they are asked."""

    def render(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
        shown = shown_on(user, kind, record)
        return ("governance/_decision_of.html", shown) if shown and shown["track"]["asked"] else None  # fmt: skip

    return render


def _decided_on(kind: str) -> Callable[[Any, Any], tuple[str, dict[str, Any]] | None]:
    """What those who decide said last, small enough for a rail."""

    def render(user: Any, record: Any) -> tuple[str, dict[str, Any]] | None:
        shown = shown_on(user, kind, record)
        is_over = shown and not shown["track"]["asked"] and not shown["is_taken_back"]
        return ("governance/_decided_on.html", shown) if shown and is_over else None

    return render


def _on_signal(user: Any, signal: Any) -> tuple[str, dict[str, Any]] | None:
    rows = queries_up.about(user, "signal", signal.pk) if escalations.may_read(user) else []
    return ("governance/_escalated.html", {"rows": rows}) if rows else None


ACTIONS = [
    Action(
        "signal",
        "Decide",
        "gavel",
        _decide,
        10,
        "Take the last change back, or decide otherwise. Looked at again on a date you set.",
    ),
    Action("signal", "Escalate", "stairs-up", _escalate(lambda signal: f"SIG-{signal.pk}"), 60, "Ask whoever stands above to decide, each for a day, the sponsor at last."),
    Action("ticket", "Escalate", "stairs-up", _escalate(lambda ticket: ticket.ref), 90),
    Action("improvement", "Escalate", "stairs-up", _escalate(lambda improvement: improvement.ref), 90),
    Action("approval", "Escalate", "stairs-up", _escalate(lambda approval: approval.ref), 90),
    Action("risk", "Escalate", "stairs-up", _escalate(lambda risk: risk.ref), 90),
]  # fmt: skip
PANELS = [
    Panel("service", _of_service, 30), Panel("signal", _on_signal, 40),
    *(Panel(f"{kind}_decision", _decision_of(kind), 10) for kind in ("policy", "risk")),
    *(Panel(f"{kind}_gate", _decided_on(kind), 10) for kind in ("policy", "risk")),
]  # fmt: skip
