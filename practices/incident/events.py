"""What an incident can tell the rest of the house."""

from svs.events.registry import declare

declare(
    "incident.logged",
    "incident.assigned",
    "incident.held",
    "incident.resumed",
    "incident.resolved",
    "incident.reopened",
    "incident.closed",
    "incident.changed",
    "incident.prioritised",
    "incident.tagged",
    "incident.replied",
    "incident.noted",
    "incident.imported_update",
    "outage.opened",
    "outage.changed",
    "outage.closed",
)
