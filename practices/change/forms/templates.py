"""How a change is made that is made often."""

from typing import Any

from django import forms

from practices.change.forms import risk
from svs.accounts.models import Team, User
from svs.services import access as access_to_services
from svs.web.forms import Form, Words


class TemplateForm(Form):
    """How a change is made that is made often."""

    name = forms.CharField(label="What is done", max_length=120)
    why = Words(label="What for?", required=False, rows=2, max_length=2000)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Said each time"
    )
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="Any"
    )
    plan = Words(label="Plan, a step a line", rows=6)
    backout = Words(label="Back-out, a step a line", rows=3)
    test = Words(label="Test: what shows beforehand that it works", required=False, rows=3)
    minutes = forms.IntegerField(
        label="It takes, in minutes", min_value=1, max_value=10_000, initial=30
    )
    backout_minutes = forms.IntegerField(
        label="Back-out takes, in minutes", required=False, min_value=1, max_value=10_000
    )
    version = forms.IntegerField(
        widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1, required=False
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose(
            "service",
            access_to_services.visible_to(self.user).filter(is_active=True).order_by("name", "id"),
        )
        self.choose("team", Team.objects.filter(is_active=True).order_by("name", "id"))
        risk.offer_questions(self)

    def questions(self) -> list[Any]:
        """The risk questionnaire."""
        return risk.asked(self)

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        data = self.cleaned_data
        plain = ("name", "why", "plan", "backout", "test", "minutes", "backout_minutes")
        ids = {f"{name}_id": data[name] and data[name].pk for name in ("service", "team")}
        return {**{name: data[name] for name in plain}, **ids, "answers": risk.answered(self)}


def template_values(template: Any) -> dict[str, Any]:
    """What the edit form shows of a template."""
    plain = ("name", "why", "plan", "backout", "test", "minutes", "backout_minutes", "version")
    return {
        **{name: getattr(template, name) for name in plain}, "answers": template.answers,
        "service": template.service_id, "team": template.team_id,
    }  # fmt: skip
