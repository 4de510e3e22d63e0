"""Agree on hours and make promises."""

from practices.service_level.operations.calendars import (
    add_holiday,
    change_calendar,
    create_calendar,
    import_holidays,
    remove_holiday,
)
from practices.service_level.operations.targets import (
    set_escalation,
    set_target,
    set_targets,
    withdraw_target,
)

__all__ = [
    "add_holiday", "change_calendar", "create_calendar", "import_holidays", "remove_holiday", "set_escalation", "set_target",
    "set_targets", "withdraw_target",
]  # fmt: skip
