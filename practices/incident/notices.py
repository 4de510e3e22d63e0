"""How an incident's events read in a timeline."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from svs.extensions import sentence


def _handed(data: dict[str, Any]) -> str:
    """To the person where one is named; teams read by their own line in the head of the page."""
    return f"handed it to {data['names'].get(data['assignee_id'], 'the team')}"


def _held(data: dict[str, Any]) -> str:
    until = data.get("wake_at")
    if not until:
        return f"waits for {data['cause']}"
    moment = timezone.localtime(datetime.fromisoformat(until))
    return f"waits for {data['cause']} until {moment:%a %d %b %H:%M}"


def _resumed(data: dict[str, Any]) -> str:
    return "went on by itself, as planned" if data.get("woke") else "went on"


_FIELDS = {"service_id": "service", "category_id": "category"}


def _changed(data: dict[str, Any]) -> str:
    """Which fields, never what they say: texts are no part of the log."""
    names = [_FIELDS.get(name, name) for name in data.get("before", {})]
    return f"changed {', '.join(names)}" if names else "changed it"


def _resolved(data: dict[str, Any]) -> str:
    return "resolved it with its parent" if "parent_id" in data else "resolved it"


sentence("incident.logged", "logged it")
sentence("incident.assigned", _handed)
sentence("incident.held", _held)
sentence("incident.resumed", _resumed)
sentence("incident.resolved", _resolved)
sentence("incident.reopened", "reopened it")
sentence("incident.closed", "closed it")
sentence("incident.changed", _changed)
sentence("incident.prioritised", "set the priority")
sentence("incident.tagged", "tagged it")
sentence("incident.made_child", "linked it as parent and child")
sentence("incident.taken_out", "took parent and child apart")
sentence("outage.opened", "said that the service is down")
sentence("outage.changed", "put the outage right")
sentence("outage.closed", "said that the service is up again")
sentence("outage.cancelled", "cancelled the planned outage")
