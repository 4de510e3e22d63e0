"""What a change says it will do."""

from typing import Any

from django import forms

from practices.change import states
from practices.change.forms import risk
from practices.change.queries import templates
from svs.accounts.models import Role, Team, User
from svs.services import access as access_to_services
from svs.web.forms import Form, Moment, Words


class PlanForm(Form):
    """Everything that is decided about a change."""

    title = forms.CharField(label="What is changed?", max_length=200)
    why = Words(label="What for?", required=False, rows=2, max_length=2000)
    type = forms.ChoiceField(
        choices=list(states.TYPES.items()), label="Type", initial=states.NORMAL
    )
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="Not known yet"
    )
    services: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label="Also touches", required=False
    )
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Team", required=False, empty_label="None yet"
    )
    assignee: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Who does it", required=False, empty_label="I do"
    )
    starts_at = Moment(label="From", required=False)
    ends_at = Moment(label="Until", required=False)
    plan = Words(label="Plan, a step a line", required=False, rows=5)
    backout = Words(label="Back-out, a step a line", required=False, rows=3)
    backout_minutes = forms.IntegerField(
        label="Back-out takes, in minutes", required=False, min_value=1, max_value=10_000
    )
    test = Words(label="Test: what shows beforehand that it works", required=False, rows=3)

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        usable = (
            access_to_services.visible_to(self.user).filter(is_active=True).order_by("name", "id")
        )
        agents = User.objects.filter(
            role_assignments__role__in=(Role.AGENT, Role.TEAM_LEAD), is_active=True
        )
        self.choose("service", usable)
        self.choose("team", Team.objects.filter(is_active=True).order_by("name", "id"))
        self.choose("assignee", agents.distinct().order_by("name", "id"))
        many = self.fields["services"]
        if isinstance(many, forms.ModelMultipleChoiceField):
            many.queryset = usable
        risk.offer_questions(self)

    def questions(self) -> list[Any]:
        """The risk questionnaire."""
        return risk.asked(self)

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        data = self.cleaned_data
        plain = (
            "title",
            "why",
            "type",
            "plan",
            "backout",
            "backout_minutes",
            "test",
            "starts_at",
            "ends_at",
        )
        service = data["service"]
        return {
            **{name: data[name] for name in plain}, "service_id": service and service.pk, "answers": risk.answered(self),
            "service_ids": [row.pk for row in data["services"]],
        }  # fmt: skip


class DraftForm(PlanForm):
    """Draft a change, from a template or without."""

    template: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, required=False, to_field_name="ref", widget=forms.HiddenInput
    )

    def offer(self) -> None:
        super().offer()
        self.choose("template", templates.usable(self.user))

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        ids = {
            f"{name}_id": data[name] and data[name].pk for name in ("team", "assignee", "template")
        }
        return {**super().said(), **ids, "assignee_id": ids["assignee_id"] or self.user.pk}


class EditForm(PlanForm):
    """Edit what a change says it will do; who does it is said by handing it over."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)

    def offer(self) -> None:
        super().offer()
        for name in ("team", "assignee"):
            del self.fields[name]


def edit_values(ticket: Any) -> dict[str, Any]:
    """What the edit form shows of a change."""
    change = ticket.change
    plain = ("why", "type", "starts_at", "ends_at", "plan", "backout", "backout_minutes", "test")
    return {
        **{name: getattr(change, name) for name in plain}, "answers": change.answers,
        "title": ticket.title, "service": ticket.service_id, "services": [row.service_id for row in change.services.all()],
        "version": ticket.version,
    }  # fmt: skip


def values_of(template: Any) -> dict[str, Any]:
    """What a draft begins with that is made from a template."""
    plain = ("why", "plan", "backout", "backout_minutes", "test")
    return {
        **{name: getattr(template, name) for name in plain}, "answers": template.answers,
        "title": template.name, "service": template.service_id, "team": template.team_id, "template": template.ref,
        "type": states.STANDARD if template.state == "STANDARD" else states.NORMAL,
    }  # fmt: skip


class StandardForm(Form):
    """Log a standard change: which, and when it begins."""

    template: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="What is done", to_field_name="ref", empty_label="Choose"
    )
    title = forms.CharField(
        label="Where, or for whom",
        max_length=120,
        required=False,
        help_text="It stands behind the name of what is done.",
    )
    starts_at = Moment(label="From", required=False, help_text="Left out: now.")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("template", templates.standard(self.user))
