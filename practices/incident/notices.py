"""How an incident's events read in a timeline."""

from typing import Any

from svs.extensions import sentence


def _handed(data: dict[str, Any]) -> str:
    """To the person where one is named; teams read by their own line in the head of the page."""
    return f"handed it to {data['names'].get(data['assignee_id'], 'the team')}"


sentence("incident.logged", "logged it")
sentence("incident.assigned", _handed)
sentence("incident.held", "waits for {cause}")
sentence("incident.resumed", "went on")
sentence("incident.resolved", "resolved it")
sentence("incident.reopened", "reopened it")
sentence("incident.closed", "closed it")
sentence("incident.changed", "changed it")
sentence("incident.prioritised", "set the priority")
sentence("incident.tagged", "tagged it")
