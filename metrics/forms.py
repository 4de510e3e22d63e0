"""What people fill in about measures and signals."""

from typing import Any

from django import forms

from metrics import rules
from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.services import queries as services
from svs.web.forms import Day, Form, Words


class KpiForm(Form):
    """What makes a measure more than decoration."""

    outcome: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Outcome it serves", required=False, empty_label="Not said yet"
    )
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Owner", required=False, empty_label="Nobody yet", help_text="Who acts when the promise breaks."
    )  # fmt: skip
    target_minutes = forms.IntegerField(
        label="Promise, in minutes or less", required=False, min_value=1, max_value=525_600
    )
    decision_rule = Words(
        label="Decision rule", required=False, max_length=500, rows=3,
        help_text="If it is longer than promised for four weeks, we will ...",
    )  # fmt: skip
    review_date = Day(label="Look at it again on", required=False)

    def offer(self) -> None:
        self.choose("outcome", services.active_outcomes())
        self.choose("owner", accounts.people_with_a_role())


class NewKpiForm(KpiForm):
    """Propose a measure for one of my services."""

    field_order = ("service", "measure")
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Service")
    measure = forms.ChoiceField(
        label="Measure", choices=[(m.key, f"{m.name} ({m.family})") for m in rules.MEASURES.values()]
    )  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        super().offer()
        self.choose("service", services.editable_by(self.user))


class NoActionForm(Form):
    """Why nothing is to be done; everyone who sees the signal can read it."""

    reason = Words(label="Why not?", max_length=1000, rows=3)
