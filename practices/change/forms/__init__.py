"""What people fill in about a change."""

from practices.change.forms.calendar import FreezeForm, MaintenanceForm, freeze_values
from practices.change.forms.life import CompleteForm, ReviewForm, SubmitForm
from practices.change.forms.plan import (
    DraftForm,
    EditForm,
    StandardForm,
    edit_values,
    values_of,
)
from practices.change.forms.templates import TemplateForm, template_values
from practices.change.forms.window import WindowForm

__all__ = [
    "CompleteForm", "DraftForm", "EditForm", "FreezeForm", "MaintenanceForm", "ReviewForm", "StandardForm", "SubmitForm", "TemplateForm", "WindowForm",
    "edit_values", "freeze_values", "template_values", "values_of",
]  # fmt: skip
