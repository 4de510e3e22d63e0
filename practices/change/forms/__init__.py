"""What people fill in about a change."""

from practices.change.forms.calendar import FreezeForm, MaintenanceForm, freeze_values
from practices.change.forms.life import CompleteForm, ReviewForm
from practices.change.forms.plan import DraftForm, EditForm
from practices.change.forms.window import WindowForm

__all__ = [
    "CompleteForm",
    "DraftForm",
    "EditForm",
    "FreezeForm",
    "MaintenanceForm",
    "ReviewForm",
    "WindowForm",
    "freeze_values",
]
