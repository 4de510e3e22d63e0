"""What is asked about a service and an outcome."""

from typing import Any

from django import forms

from svs.accounts import queries as accounts
from svs.accounts.models import Team
from svs.services import queries, rules
from svs.services.models import Outcome, Service
from svs.web.forms import Form, Words


class ServiceForm(Form):
    """A service and its three questions."""

    name = forms.CharField(max_length=120, label="Name")
    value_statement = Words(
        label="What value does it bring?", max_length=300, rows=2, required=False,
        help_text="One sentence: who can do what because of it, so that what comes about.",
    )  # fmt: skip
    used_by = forms.CharField(max_length=300, required=False, label="Who uses it?")
    depended_on_by = forms.CharField(max_length=300, required=False, label="Which business activity depends on it?")  # fmt: skip
    when_it_fails = forms.CharField(max_length=300, required=False, label="What happens when it fails?")  # fmt: skip
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Owner", required=False
    )
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Owning team", required=False
    )
    tier = forms.TypedChoiceField(label="Tier", coerce=int, choices=[(n, f"Tier {n}") for n in (1, 2, 3, 4)], initial=3)  # fmt: skip
    outcomes: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label="Outcomes it carries", required=False, widget=forms.CheckboxSelectMultiple
    )
    needs: "forms.ModelMultipleChoiceField[Any]" = forms.ModelMultipleChoiceField(
        None, label="Services it needs", required=False, widget=forms.CheckboxSelectMultiple
    )
    sender_name = forms.CharField(max_length=80, required=False, label="Mail about it comes from", help_text="A name, like Payroll Desk. Empty: the default.")  # fmt: skip
    sender_address = forms.EmailField(max_length=254, required=False, label="and this address", help_text="Empty: the default. Your mail server must let it send.")  # fmt: skip
    is_restricted = forms.BooleanField(
        label="Only its team and owner see its tickets", required=False
    )
    is_active = forms.BooleanField(label="In service", required=False, initial=True)

    def __init__(
        self, *args: Any, itself: int | None = None, sets_sender: bool = True, **kwargs: Any
    ) -> None:
        self.itself, self.sets_sender = itself, sets_sender
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        if not self.sets_sender:
            del self.fields["sender_name"], self.fields["sender_address"]
        self.choose("owner", accounts.people_with_a_role())
        self.choose("team", Team.objects.filter(is_active=True).order_by("name", "id"))
        self.choose("outcomes", queries.active_outcomes())
        self.choose("needs", Service.objects.exclude(pk=self.itself or 0).order_by("name", "id"))

    def said(self) -> tuple[dict[str, Any], dict[str, Any]]:
        """(fields, links) as the operations take them."""
        data = dict(self.cleaned_data)
        links = {
            "outcomes": {outcome.pk: "" for outcome in data.pop("outcomes")},
            "needs": [service.pk for service in data.pop("needs")],
        }
        for name in ("owner", "team"):
            chosen = data.pop(name)
            data[f"{name}_id"] = chosen.pk if chosen else None
        return data, links


def first_values(service: Service) -> dict[str, Any]:
    """What the form shows of a service."""
    names = ("name", "value_statement", "used_by", "depended_on_by", "when_it_fails", "owner", "team", "tier", "is_restricted", "is_active", "sender_name", "sender_address")  # fmt: skip
    return {
        **{name: getattr(service, name) for name in names},
        "outcomes": [link.outcome_id for link in service.service_outcomes.all()],
        "needs": [link.needs_id for link in service.needs.all()],
    }


class CategoryForm(Form):
    """A category and what it stands under."""

    name = forms.CharField(max_length=120, label="Name")
    parent = forms.TypedChoiceField(label="Under", coerce=int, empty_value=None, required=False)

    def __init__(self, tree: list[dict[str, Any]], *args: Any, **kwargs: Any) -> None:
        self.tree = tree
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        places = [(row["category"].pk, row["path"]) for row in self.tree if row["category"].is_active and row["level"] + 1 < rules.DEEPEST]  # fmt: skip
        field = self.fields["parent"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "The service itself"), *places]


class CategoryEditForm(CategoryForm):
    is_active = forms.BooleanField(label="In use", required=False, help_text="Retiring takes what stands under it along; tickets keep it.")  # fmt: skip
    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=2**31 - 1)


class OutcomeForm(Form):
    name = forms.CharField(max_length=120, label="Name", help_text="As people would say it: orders leave the day they are placed.")  # fmt: skip
    statement = Words(max_length=300, rows=2, label="When is it reached?")
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Team that owns it")
    criteria = Words(
        label="Decision criteria, one question a line", max_length=2000, rows=4, required=False,
        help_text="Answered yes, no or not applicable when something is decided in its name.",
    )  # fmt: skip
    is_active = forms.BooleanField(label="At work", required=False, initial=True)

    def offer(self) -> None:
        self.choose("team", Team.objects.filter(is_active=True).order_by("name", "id"))

    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        team = data.pop("team")
        questions = [line.strip() for line in data.pop("criteria").splitlines() if line.strip()]
        return {**data, "team_id": team.pk, "criteria": questions}


def outcome_values(outcome: Outcome) -> dict[str, Any]:
    """What the form shows of an outcome."""
    return {
        "name": outcome.name, "statement": outcome.statement, "team": outcome.team, "is_active": outcome.is_active,
        "criteria": "\n".join(outcome.criteria),
    }  # fmt: skip
