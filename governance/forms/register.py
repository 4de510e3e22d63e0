"""What people fill in about a decision."""

from typing import Any

from django import forms

from governance.access import register as access
from governance.models import Decision
from governance.queries import evidence
from svs.accounts import queries as accounts
from svs.knobs.registry import Knob
from svs.web.forms import Day, Form, Words
from valuechain.rules.streams import STREAMS


class DecisionForm(Form):
    title = forms.CharField(label="What is decided?", max_length=200)
    why = Words(label="Why?", max_length=1000, rows=3)
    expected_effect = Words(label="What should change, and by how much?", max_length=500, rows=2)
    review_date = Day(label="Look at it again on")
    cost = forms.CharField(label="What does it cost?", max_length=200, required=False, help_text="Money or days.")  # fmt: skip
    commitment = forms.CharField(
        label="Which commitment does it touch?", max_length=200, required=False,
        help_text="A promise to a customer, a vendor or the law.",
    )  # fmt: skip


class HandForm(DecisionForm):
    """A decision written down by hand, with what it rested on."""

    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Service", required=False, empty_label="None: it is about all of us")  # fmt: skip
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Who sees it through?")  # fmt: skip
    kpis = forms.MultipleChoiceField(label="Measures it rests on", required=False, help_text="Their numbers are kept as they are now.")  # fmt: skip
    stream = forms.ChoiceField(label="Stream it rests on", required=False, help_text="Of the service named, else of all.")  # fmt: skip
    tickets = forms.CharField(label="Tickets it rests on", max_length=200, required=False, help_text="At most five, as INC-1042 INC-1043.")  # fmt: skip
    field_order = ["title", "why", "expected_effect", "service", "owner", "review_date", "cost", "commitment", "kpis", "stream", "tickets"]  # fmt: skip

    def __init__(self, user: Any, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("owner", accounts.people_with_a_role())
        self.choose("service", access.services_to_decide_on(self.user).order_by("name", "id"))
        service = self.fields["service"]
        if not access.may_record_without(self.user) and isinstance(service, forms.ModelChoiceField):
            service.required, service.empty_label = True, "Which of yours?"
        for name, offered in (("kpis", evidence.measures_for(self.user)), ("stream", _STREAMS)):
            field = self.fields[name]
            if isinstance(field, forms.ChoiceField):
                field.choices = offered
        self.order_fields(self.field_order)

    def said(self) -> dict[str, Any]:
        """What was said, as the operation takes it, without what it rests on."""
        data = dict(self.cleaned_data)
        owner, service = data.pop("owner"), data.pop("service")
        plain = {name: data[name] for name in ("title", "why", "expected_effect", "review_date", "cost", "commitment")}  # fmt: skip
        return {**plain, "owner_id": owner.pk, "service_id": service and service.pk}

    def picks(self) -> evidence.Picks:
        said = self.cleaned_data
        refs = said["tickets"].upper().replace(",", " ").split()
        return evidence.Picks(said["kpis"], said["stream"], list(dict.fromkeys(refs)))


_STREAMS = [("", "None"), *((key, stream.title) for key, stream in STREAMS.items())]


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
