"""What people fill in about many tickets at once."""

from typing import Any

from django import forms

from practices.desk.forms import AssignForm
from svs.accounts.models import Team
from svs.web.forms import Form


class GiveForm(AssignForm):
    """Into somebody's hands; their teams stay as they are unless said."""

    field_order = ("assignee", "team")


class MoveForm(Form):
    """Into the queue of a team."""

    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Team", empty_label="Choose")  # fmt: skip

    def offer(self) -> None:
        self.choose("team", Team.objects.filter(is_active=True).order_by("name"))


class LinkForm(Form):
    """To one ticket, all of them."""

    to = forms.CharField(label="To which ticket?", max_length=20, help_text="Its number, as in INC-1042.")  # fmt: skip

    def clean_to(self) -> str:
        return str(self.cleaned_data["to"]).strip().upper()


class TagForm(Form):
    tag = forms.CharField(label="Tag", max_length=40)


class PriorityForm(Form):
    priority = forms.TypedChoiceField(
        label="Priority", coerce=int, initial=3,
        choices=[(1, "P1 most urgent"), (2, "P2"), (3, "P3"), (4, "P4 least urgent")],
    )  # fmt: skip
