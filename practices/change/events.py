"""What a change can tell the rest of the house."""

from practices.desk.events import declare_kind
from svs.events.registry import declare

declare_kind(
    "change", "submitted", "approved", "refused", "voided", "withdrawn", "expired", "started", "completed", "cancelled",
    "edited", "reviewed", "incident_proposed", "incident_confirmed", "incident_dismissed",
)  # fmt: skip

declare("risk_policy.changed")
