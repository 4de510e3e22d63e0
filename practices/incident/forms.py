"""What people fill in about an incident."""

from typing import Any

from django import forms
from django.db.models import QuerySet

from practices.desk.states import CAUSES, HOLD_CAUSES
from svs.accounts.models import Role, Team, User
from svs.services import access as services

LEVELS = [(1, "1 High"), (2, "2 Medium"), (3, "3 Low")]


def dress(form: forms.Form) -> None:
    """Give every control its class and tie its error to it."""
    for name, field in form.fields.items():
        select = isinstance(field.widget, forms.Select)
        classes = "form-select" if select else "form-control"
        if name in form.errors:
            field.widget.attrs["aria-invalid"] = "true"
            classes += " is-invalid"
        field.widget.attrs["class"] = classes


def choose(form: forms.Form, name: str, rows: QuerySet[Any]) -> None:
    """Offer these rows in a select: what this person may see, at this moment."""
    field = form.fields[name]
    if isinstance(field, forms.ModelChoiceField):
        field.queryset = rows


class LogForm(forms.Form):
    """Log an incident for a caller."""

    caller_email = forms.EmailField(
        label="Caller's e-mail", max_length=254, help_text="Found, or added when new."
    )
    caller_name = forms.CharField(label="Caller's name", max_length=120, required=False)
    title = forms.CharField(
        label="What is wrong?", max_length=200, help_text="As the caller would say it."
    )
    description = forms.CharField(
        label="Details", max_length=20_000, required=False, widget=forms.Textarea({"rows": 5})
    )
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="Let it be routed"
    )
    impact = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Impact")
    urgency = forms.TypedChoiceField(choices=LEVELS, coerce=int, initial=2, label="Urgency")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choose(self, "service", (services.visible_to(user).filter(is_active=True).order_by("name")))
        choose(self, "team", Team.objects.filter(is_active=True).order_by("name"))
        dress(self)


class AssignForm(forms.Form):
    """Hand over to a team, a person, or both."""

    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="As it is"
    )
    assignee: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Person", required=False, empty_label="Nobody yet"
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        agents = User.objects.filter(
            role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD), is_active=True
        )
        choose(self, "team", Team.objects.filter(is_active=True).order_by("name"))
        choose(self, "assignee", agents.distinct().order_by("name"))
        dress(self)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not data.get("team") and not data.get("assignee"):
            raise forms.ValidationError("Name a team or a person.")
        return data


class HoldForm(forms.Form):
    cause = forms.ChoiceField(choices=[(c, CAUSES[c]) for c in HOLD_CAUSES], label="Wait for")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class ResolveForm(forms.Form):
    resolution = forms.CharField(
        label="What restored the service?", max_length=20_000, widget=forms.Textarea({"rows": 4})
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)


class MessageForm(forms.Form):
    body = forms.CharField(label="Message", max_length=20_000, widget=forms.Textarea({"rows": 3}))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        dress(self)
