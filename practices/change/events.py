"""What a change can tell the rest of the house."""

from practices.desk.events import declare_kind
from svs.events.registry import declare

declare_kind(
    "change", "submitted", "approved", "refused", "voided", "withdrawn", "expired", "started", "completed", "cancelled",
    "edited", "review_asked", "reviewed", "incident_proposed", "incident_confirmed", "incident_dismissed", "window_opened", "window_missed",
    "frozen", "unfrozen",
)  # fmt: skip
declare(
    "change_template.made", "change_template.changed", "change_template.proposed", "change_template.standard", "change_template.kept",
    "change_template.revocation_proposed", "change_template.revoked", "change_template.refused", "change_template.retired",
)  # fmt: skip

declare("risk_policy.changed")
declare(
    "freeze.made", "freeze.changed", "freeze.lifted", "freeze.cancelled",
    "maintenance_window.agreed", "maintenance_window.changed", "maintenance_window.ended",
)  # fmt: skip
