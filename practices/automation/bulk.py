"""A rule of the past: written and enabled weeks ago, and fired for every incident that its service had since."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Any

from django.db import connection

from practices.automation.models import Rule
from svs.events.history import PastEvent, emit_past

TOLD_BY = "Demo history"
# Its handing over stands in the ticket's log already, signed by the rule; what is missing is the rule's own side of it.
_FIRED = """
select e.occurred_at, e.subject_id, e.service_id, (
    select min(l.id) from events_domainevent l where l.subject_type = 'ticket' and l.subject_id = e.subject_id and l.name = %s)
from events_domainevent e
where e.name = 'incident.assigned' and e.occurred_at >= %s and e.actor_kind = 'rule' and e.actor_ref = %s and e.historical
order by e.occurred_at, e.id
"""


def past_rule(
    *, name: str, service_id: int, team_id: int, written_by: int, enabled_by: int, enabled_at: datetime
) -> Rule:  # fmt: skip
    """A rule that hands a service's incidents to a team at once, at work since that moment. Emits past events only."""
    written_at = enabled_at - timedelta(days=2)
    rule = Rule.objects.create(
        name=name, trigger="incident.logged", position=1, state=Rule.State.ENABLED, changed_by_id=written_by, changed_at=written_at,
        conditions=[{"field": "service", "operator": "is", "value": service_id}], actions=[{"action": "assign", "team": team_id}],
        enabled_at=enabled_at, dry_run_version=1, dry_run_at=written_at + timedelta(hours=1),
    )  # fmt: skip
    steps = (("created", 0, written_by), ("dry_run", 1, written_by), ("enabled", 48, enabled_by))
    emit_past(
        [PastEvent(f"rule.{verb}", written_at + timedelta(hours=hours), "rule", rule.pk, None, {"version": 1}, by)
         for verb, hours, by in steps],
        ref=TOLD_BY,
    )  # fmt: skip
    return rule


def fire_past(rule: Rule) -> int:
    """Tell that the rule fired where the log of tickets says so; returns how often."""
    signed = signature(rule)
    with connection.cursor() as cursor:
        cursor.execute(_FIRED, [rule.trigger, rule.changed_at, signed])
        rows: list[tuple[Any, ...]] = cursor.fetchall()
    steps = [action["action"] for action in rule.actions]
    emit_past(
        [PastEvent("rule.fired", at, "rule", rule.pk, service_id, {"version": 1, "event_id": logged, "steps": steps},
                   rule=signed, about_type="ticket", about_id=ticket)
         for at, ticket, service_id, logged in rows],
        ref=TOLD_BY,
    )  # fmt: skip
    return len(rows)


def signature(rule: Rule) -> str:
    """How the rule signs what it does."""
    return f"{rule.ref} v{rule.version}"
