"""What must be said before anybody decides on a change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from practices.change import rules, states
from practices.change.models import ChangeTemplate
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import datetime

    from practices.change.models import Change
    from practices.desk.models import Ticket

SAID_OTHERWISE = {"plan": "plan", "backout": "back-out", "test": "test", "service": "service", "answers": "answers"}  # fmt: skip


def check_says_all(ticket: Ticket, change: Change) -> None:
    """Raises RuleViolation("service_required", "plan_required", "backout_required", "window_required", "not_standard")."""
    if ticket.service_id is None:
        raise RuleViolation("service_required", "Say which service it changes.", field="service")
    if not change.plan:
        raise RuleViolation("plan_required", "Say what is done, step by step.", field="plan")
    if not change.backout:
        raise RuleViolation("backout_required", "Say how it is taken back.", field="backout")
    if change.ends_at is None:
        raise RuleViolation("window_required", "Propose a window: from when until when.", field="starts_at")  # fmt: skip
    if change.type == states.STANDARD:
        check_standard(ticket, change)


def check_window(change: Change, now: datetime) -> None:
    """Only a window that is still to come, or open where nobody could wait. Raises RuleViolation("window_passed", "window_began")."""
    if change.ends_at is not None and change.ends_at <= now:
        raise RuleViolation("window_passed", "The proposed window is over: propose another.", field="starts_at")  # fmt: skip
    if change.type == states.NORMAL and change.starts_at is not None and change.starts_at <= now:
        raise RuleViolation(
            "window_began", "The proposed window has begun: propose one that lies ahead, or make it an emergency change.",
            field="starts_at",
        )  # fmt: skip


def check_standard(ticket: Ticket, change: Change) -> None:
    """Only what is made as a standard template says is standard. Raises RuleViolation("not_standard")."""
    template = change.template
    if template is None or template.state != ChangeTemplate.State.STANDARD:
        what = f"{template.ref} is no standard one" if template else "it comes from no template"
        raise RuleViolation("not_standard", f"A standard change comes from a standard template; {what}: make it a normal change.", field="type")  # fmt: skip
    departs = rules.departures(change, template, touched(ticket, change))
    if departs:
        words = " and ".join(SAID_OTHERWISE[name] for name in departs)
        raise RuleViolation("not_standard", f"Its {words} is no longer what {template.ref} says: make it a normal change.", field="type")  # fmt: skip


def touched(ticket: Ticket, change: Change) -> set[int]:
    """Its own service and those that it touches besides."""
    besides = change.services.values_list("service_id", flat=True)
    return {*besides, *([ticket.service_id] if ticket.service_id else [])}
