"""What people fill in about an improvement."""

from typing import Any

from django import forms

from svs.accounts import queries as accounts
from svs.web.forms import Day, Form, Words

PRIORITIES = [(1, "P1, now"), (2, "P2, this month"), (3, "P3, this quarter"), (4, "P4, when it fits")]  # fmt: skip


class ImprovementForm(Form):
    """Raise it, or change it."""

    issue = forms.CharField(label="What is wrong?", max_length=300)
    expected_impact = Words(
        label="What should be better afterwards, and how will it show?", max_length=500, rows=3
    )
    owner: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Owner")
    priority = forms.TypedChoiceField(label="Priority", choices=PRIORITIES, coerce=int, initial=3)
    target_date = Day(label="Target date")

    def offer(self) -> None:
        self.choose("owner", accounts.people_with_a_role())

    def fields_said(self) -> dict[str, Any]:
        """What was said, as operations take it."""
        data = dict(self.cleaned_data)
        owner = data.pop("owner")
        return {**data, "owner_id": owner.pk}


class FinishForm(Form):
    actual_result = Words(label="What came of it?", max_length=1000, rows=3)


class DropForm(Form):
    why_dropped = Words(label="Why is it not done?", max_length=500, rows=2)
