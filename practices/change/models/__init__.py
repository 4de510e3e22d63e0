"""Changes, what they are made from, and when they may happen."""

from practices.change.models.calendar import Freeze, MaintenanceWindow
from practices.change.models.changes import CausedIncident, Change, ChangeService, ChangeVersion
from practices.change.models.templates import ChangeTemplate

__all__ = [
    "CausedIncident", "Change", "ChangeService", "ChangeTemplate", "ChangeVersion", "Freeze", "MaintenanceWindow",
]  # fmt: skip
