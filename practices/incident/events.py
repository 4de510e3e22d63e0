"""What an incident and an outage can tell the rest of the house."""

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
    "incident.made_child",
    "incident.taken_out",
    "incident_template.created",
    "incident_template.changed",
    "incident_template.retired",
    "matrix.changed",
    "outage.opened",
    "outage.changed",
    "outage.closed",
    "outage.cancelled",
)
