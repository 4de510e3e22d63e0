"""What is asked about a draft of a promise."""

from datetime import timedelta
from typing import Any

from django import forms
from django.utils import timezone

from practices.desk.queries.trying import Draft
from practices.service_level import queries as levels
from practices.service_level import states
from practices.service_level.rules import spans
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.web.forms import Day, Form

LONGEST = timedelta(days=366 * 2)


class TryForm(Form):
    """A draft of a promise, and the days whose tickets it is held over."""

    kind = forms.ChoiceField(label="Kind")
    priority = forms.TypedChoiceField(
        label="Priority", choices=[(n, f"P{n}") for n in states.PRIORITIES], coerce=int
    )
    measure = forms.ChoiceField(label="Measure", choices=list(states.MEASURES.items()))
    time = forms.CharField(
        label="Time",
        max_length=20,
        widget=forms.TextInput({"size": 8, "autocomplete": "off"}),
        help_text="Like 30m, 4h or 1h 30m.",
    )
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="All that have no time of their own"
    )
    calendar: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Counted in", required=False, empty_label="The hours of each service"
    )
    since = Day(label="From")
    until = Day(label="To")

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        field = self.fields["kind"]
        if isinstance(field, forms.ChoiceField):
            field.choices = list(states.kinds().items())
        self.choose("service", levels.open_services(self.user))
        self.choose("calendar", levels.calendars(self.user))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        try:
            self.seconds = spans.read_span(data.get("time", ""))
        except RuleViolation as violation:
            if "time" in data:
                self.add_error("time", violation.message)
        since, until = data.get("since"), data.get("until")
        if since and until and since > until:
            self.add_error("until", "The last day comes before the first.")
        elif since and until and until - since > LONGEST:
            self.add_error("until", "At most two years at once.")
        elif since and until and not (since.year >= 2000 and until.year <= 2100):
            self.add_error("since", "A date lies between 2000 and 2100.")
        return data

    def draft(self) -> Draft:
        data = self.cleaned_data
        return Draft(
            data["kind"], data["priority"], data["measure"], self.seconds, data["since"], data["until"],
            data["service"].pk if data["service"] else None, data["calendar"].pk if data["calendar"] else None,
        )  # fmt: skip


def usual() -> dict[str, Any]:
    """The draft that is asked about when nothing is said: the last ninety days."""
    today = timezone.localdate()
    return {
        "kind": next(iter(states.kinds()), ""),
        "priority": 3,
        "measure": states.RESOLUTION,
        "since": today - timedelta(days=89),
        "until": today,
    }
