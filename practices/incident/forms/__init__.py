"""What people fill in about an incident."""

from typing import Any

from django import forms

from practices.desk.states import CAUSES, HOLD_CAUSES
from svs.accounts.models import Role, Team, User
from svs.services import access as services
from svs.web.forms import Form, Words

LEVELS = [(1, "1 High"), (2, "2 Medium"), (3, "3 Low")]


class LogForm(Form):
    """Log an incident for a caller."""

    caller_email = forms.EmailField(
        label="Caller's e-mail", max_length=254, help_text="Found, or added when new."
    )
    caller_name = forms.CharField(label="Caller's name", max_length=120, required=False)
    title = forms.CharField(
        label="What is wrong?", max_length=200, help_text="As the caller would say it."
    )
    description = Words(label="Details", required=False, rows=5)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="Let it be routed"
    )
    impact = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Impact")
    urgency = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Urgency")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        usable = services.visible_to(self.user).filter(is_active=True)
        self.choose("service", usable.order_by("name"))
        self.choose("team", Team.objects.filter(is_active=True).order_by("name"))


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
    cause = forms.ChoiceField(choices=[(c, CAUSES[c]) for c in HOLD_CAUSES], label="Wait for")


class ResolveForm(Form):
    resolution = Words(label="What restored the service?")


class MessageForm(Form):
    body = Words(label="Message", rows=3)
