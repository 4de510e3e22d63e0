"""What an incident and an outage can tell the rest of the house."""

from practices.desk.events import declare_kind
from svs.events.registry import declare

declare_kind("incident", "resolved", "imported_update", "made_child", "taken_out")
declare(
    "incident_template.created",
    "incident_template.changed",
    "incident_template.retired",
    "matrix.changed",
    "outage.opened",
    "outage.changed",
    "outage.closed",
    "outage.cancelled",
)
