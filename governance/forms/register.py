"""What people fill in about a decision."""

from typing import Any

from django import forms

from governance.models import Decision
from svs.knobs.registry import Knob
from svs.web.forms import Day, Form, Words


class DecisionForm(Form):
    title = forms.CharField(label="What is decided?", max_length=200)
    why = Words(label="Why?", max_length=1000, rows=3)
    expected_effect = Words(label="What should change, and by how much?", max_length=500, rows=2)
    review_date = Day(label="Look at it again on")


class ReviewForm(Form):
    outcome = forms.ChoiceField(label="Did it work?", choices=Decision.Outcome.choices)
    what_happened = Words(label="What happened?", max_length=1000, rows=3)


class PolicyForm(Form):
    """A policy value, from when on, and why. The control follows from what kind of value it is."""

    effective_at = forms.DateTimeField(
        required=False, label="From", help_text="Empty: at once.",
        widget=forms.DateTimeInput({"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )  # fmt: skip
    reason = Words(label="Why?", max_length=300, rows=2)
    field_order = ["value", "effective_at", "reason"]

    def __init__(self, *args: Any, knob: Knob, value: Any, **kwargs: Any) -> None:
        self.knob, self.now = knob, value
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.fields["value"] = _control(self.knob, self.now)
        self.order_fields(self.field_order)


def _control(knob: Knob, value: Any) -> forms.Field:
    common: dict[str, Any] = {"label": knob.label, "help_text": knob.help, "initial": value}
    if knob.choices:
        return forms.MultipleChoiceField(
            required=False, choices=knob.choices, widget=forms.CheckboxSelectMultiple, **common
        )
    if knob.one_of:
        return forms.TypedChoiceField(
            required=False, choices=[("", "None"), *knob.one_of()], coerce=int, empty_value=None, **common
        )  # fmt: skip
    match knob.default:
        case bool():
            return forms.BooleanField(required=False, **common)
        case int():
            return forms.IntegerField(**common)
        case float():
            return forms.FloatField(**common)
        case str():
            return forms.CharField(max_length=300, **common)
    return forms.JSONField(widget=forms.Textarea({"rows": 8}), **common)
