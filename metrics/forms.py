"""What people fill in about measures and signals."""

from typing import Any

from django import forms

from metrics import rules
from metrics.rules import Measure
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
    promise = forms.CharField(
        label="Promise", required=False, max_length=30,
        help_text="A time is kept at so much or less: 60 min, 4 h, 2 d. A share at so much or more: 90 %. From today on; weeks before keep theirs.",
    )  # fmt: skip
    at_risk = forms.CharField(
        label="At risk from", required=False, max_length=30,
        help_text="Still kept, but close: 50 min, 92 %. Empty: kept until it is missed.",
    )  # fmt: skip
    decision_rule = Words(
        label="Decision rule", required=False, max_length=500, rows=3,
        help_text="If the promise is broken for four weeks, we will ...",
    )  # fmt: skip
    review_date = Day(label="Look at it again on", required=False)

    def __init__(self, *args: Any, measure: Measure | None = None, **kwargs: Any) -> None:
        self.of = measure
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("outcome", services.active_outcomes())
        self.choose("owner", accounts.people_with_a_role())

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        measure = self.of or rules.MEASURES.get(data.get("measure", ""))
        for name in ("promise", "at_risk"):
            text = data.get(name) or ""
            try:
                data[name] = rules.read_promise(measure, text) if measure and text else None
            except rules.BadPromise:
                like = "60 min or 4 h" if measure and measure.is_time else "90 %"
                self.add_error(name, f"Write it like {like}.")
        return data


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
