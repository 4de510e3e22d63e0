"""What people fill in to take something up, and to decide it."""

from typing import Any

from django import forms

from governance.queries import escalations as queries
from svs.accounts import queries as accounts
from svs.web.forms import Day, Form, Words

RUNGS = ("first", "second", "third")


class EscalationForm(Form):
    """Why, and who is asked in which order; the last is the sponsor."""

    why = Words(label="What waits for a decision, and what does waiting cost?", max_length=300, rows=2)  # fmt: skip
    first: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Asked first", required=False, empty_label="The sponsor at once")  # fmt: skip
    second: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="then", required=False, empty_label="Nobody between")  # fmt: skip
    third: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="then", required=False, empty_label="Nobody between")  # fmt: skip
    sponsor: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="at last the sponsor", empty_label=None)  # fmt: skip
    hours = forms.IntegerField(label="Hours for each", min_value=1, max_value=240, initial=24)

    def offer(self) -> None:
        for name in RUNGS:
            self.choose(name, accounts.people_with_a_role())
        self.choose("sponsor", queries.sponsors())

    def said(self) -> dict[str, Any]:
        data = self.cleaned_data
        path = [data[name].pk for name in RUNGS if data[name]]
        return {"why": data["why"], "hours": data["hours"], "path": [*path, data["sponsor"].pk]}


class DecideForm(Form):
    """What is decided; with an expected effect and a day it stands in the register too."""

    what_was_decided = Words(label="What is decided?", max_length=500, rows=2)
    expected_effect = Words(label="What should change, and by how much?", max_length=500, rows=2, required=False, help_text="With this and a day it becomes a decision of the register.")  # fmt: skip
    review_date = Day(label="Look at it again on", required=False)


def usual(service_id: int | None) -> dict[str, Any]:
    """The path that is offered first: the owner of the service, then the sponsor."""
    sponsors = queries.sponsor_ids()
    path = queries.usual_path(service_id, sponsors)
    return {"first": path[0] if len(path) > 1 else None, "sponsor": sponsors[0] if sponsors else None, "hours": 24}  # fmt: skip
