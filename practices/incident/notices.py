"""How an incident's events read in a timeline."""

from svs.extensions import sentence

sentence("incident.logged", "logged it")
sentence(
    "incident.assigned", lambda data: f"handed it to {data.get(data.get('assignee_id'), 'a team')}"
)
sentence("incident.held", "waits for {cause}")
sentence("incident.resumed", "went on")
sentence("incident.resolved", "resolved it")
sentence("incident.reopened", "reopened it")
sentence("incident.closed", "closed it")
sentence("incident.changed", "changed it")
sentence("incident.prioritised", "set the priority")
sentence("incident.tagged", "tagged it")
