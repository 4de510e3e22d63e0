"""What people fill in about any ticket."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms

from practices.desk import access
from practices.desk.states import CAUSES, HOLD_CAUSES
from svs.accounts.models import Role, Team, User
from svs.services import access as access_to_services
from svs.services import queries as services
from svs.web.forms import Form, Moment, Words


class Categories(forms.TypedChoiceField):
    """The categories of services, each group under its service; the operation refuses one of another service."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(coerce=int, empty_value=None, required=False, label="Category", **kwargs)

    def offer(self, groups: list[tuple[str, list[tuple[int, str]]]], nothing: str = "None") -> None:
        self.choices = [("", nothing), *groups]


def offer_categories(
    form: forms.Form, groups: list[tuple[str, list[tuple[int, str]]]], nothing: str = "None"
) -> None:
    """Fill a form's select of categories."""
    field = form.fields["category"]
    if isinstance(field, Categories):
        field.offer(groups, nothing)


class FilterForm(Form):
    """Narrow a list of tickets."""

    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Any"
    )
    category = Categories()

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", access_to_services.visible_to(self.user).order_by("name"))
        offer_categories(self, services.categories_by_service(self.user), "Any")


class AssignForm(Form):
    """Hand over to a team, a person, or both."""

    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="As it is"
    )
    assignee: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Person", required=False, empty_label="Nobody yet"
    )

    def offer(self) -> None:
        agents = User.objects.filter(
            role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD), is_active=True
        )
        self.choose("team", Team.objects.filter(is_active=True).order_by("name"))
        self.choose("assignee", agents.distinct().order_by("name"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("team") and not data.get("assignee"):
            raise forms.ValidationError("Name a team or a person.")
        return data


class HoldForm(Form):
    """Wait for somebody else."""

    cause = forms.ChoiceField(choices=[(c, CAUSES[c]) for c in HOLD_CAUSES], label="Wait for")
    wake_at = Moment(
        label="Until", required=False, help_text="Then it goes on by itself. Leave it out to wait for a person."
    )  # fmt: skip


class MessageForm(Form):
    """Something to say; on a parent, to the requesters of its children too."""

    saved_at: datetime | None = None  # when its text was kept as a draft
    meanwhile: Sequence[dict[str, Any]] = ()  # what others did since the page was opened

    body = Words(label="Message", rows=3)
    kind = forms.ChoiceField(
        choices=[(kind, kind) for kind in (access.REPLY, access.NOTE)], required=False
    )
    to_children = forms.BooleanField(label="Tell the requesters of its open children too", required=False)  # fmt: skip


class PromiseForm(Form):
    """By when it is promised to the requester, and why then."""

    promised_at = Moment(label="By when")
    reason = forms.CharField(
        max_length=200, label="Why then", help_text="The requester reads it.", widget=forms.TextInput({"autocomplete": "off"})
    )  # fmt: skip
