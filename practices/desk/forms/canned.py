"""What is filled in about a canned reply."""

from typing import Any

from django import forms

from svs.accounts.models import Team
from svs.web.forms import Form, Words


class CannedForm(Form):
    """A text that is often sent."""

    name = forms.CharField(label="Name", max_length=80, help_text="Under which it is picked.")
    body = Words(
        label="Text", rows=8,
        help_text="Filled in when it is picked: {requester} {ref} {title} {service} {team} {me}. Anything else in braces stays as it is.",
    )  # fmt: skip
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="For", required=False, empty_label="Everybody"
    )
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
    version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def offer(self) -> None:
        self.choose("team", Team.objects.filter(is_active=True).order_by("name"))

    def said(self) -> dict[str, Any]:
        """As the operation takes it."""
        data = {name: self.cleaned_data[name] for name in ("name", "body", "is_active")}
        team = self.cleaned_data["team"]
        return {**data, "team_id": team.pk if team else None}


def canned_values(reply: Any) -> dict[str, Any]:
    """A canned reply as the form shows it."""
    plain = ("name", "body", "is_active", "version")
    return {**{name: getattr(reply, name) for name in plain}, "team": reply.team_id}
