"""What people fill in when they vote."""

from typing import Any

from django import forms

from governance.models import Vote
from governance.rules.counting import REJECT
from governance.rules.principles import NAMES
from svs.web.forms import Form, Words


class BallotForm(Form):
    """A vote, bound to the version that was read."""

    choice = forms.ChoiceField(label="Your vote", choices=Vote.Choice.choices)
    words = Words(label="Only if, or why not", required=False, max_length=1000, rows=2)
    principle = forms.ChoiceField(label="The principle it fails on", required=False, choices=[("", "None"), *NAMES.items()])  # fmt: skip
    version = forms.IntegerField(min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)
    seat_of = forms.IntegerField(required=False, min_value=1, max_value=2**31 - 1, widget=forms.HiddenInput)  # fmt: skip

    def clean(self) -> dict[str, Any]:
        said = super().clean() or {}
        if said.get("choice") != REJECT:
            said["principle"] = ""
        return said
