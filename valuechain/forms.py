"""What can be asked of the map."""

from __future__ import annotations

from typing import Any

from django import forms

from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.services import access as services
from svs.web.forms import Day, Form
from valuechain.queries import Filter

SHOWN = {"10": 10, "20": 20, "all": None}


class FlowForm(Form):
    """Which cases, seen how. Everything stays in the address."""

    service: forms.ModelChoiceField[Any] = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="All services"
    )
    team = forms.TypedChoiceField(label="Held by", required=False, coerce=int, empty_value=None)
    priority = forms.TypedChoiceField(
        label="Priority", required=False, coerce=int, empty_value=None,
        choices=[("", "Any"), (1, "P1"), (2, "P2"), (3, "P3"), (4, "P4")],
    )  # fmt: skip
    since = Day(label="Done from", required=False)
    until = Day(label="to", required=False)
    by = forms.ChoiceField(label="Shown by", required=False, choices=[("team", "Team"), ("state", "State")])  # fmt: skip
    show = forms.ChoiceField(
        label="Paths", required=False, choices=[("20", "20 most walked"), ("10", "10 most walked"), ("all", "All")],
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, kind: str = "incident", **kwargs: Any) -> None:
        self.user, self.kind = user, kind
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("service", services.visible_to(self.user).order_by("name", "id"))
        team = self.fields["team"]
        if isinstance(team, forms.ChoiceField):
            team.choices = [("", "Anybody"), *accounts.teams()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "It ends before it begins.")
        return data

    def asked(self, span: tuple[Any, Any]) -> Filter:
        """What was asked; days that were left open are those of the last period with data."""
        data = self.cleaned_data
        until = data["until"] or span[1]
        return Filter(
            since=data["since"] or min(span[0], until), until=until, service=data["service"] and data["service"].pk,
            team=data["team"], priority=data["priority"], by=data["by"] or "team", kind=self.kind,
        )  # fmt: skip

    @property
    def most(self) -> int | None:
        return SHOWN[self.cleaned_data["show"] or "20"]
