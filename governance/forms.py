"""What people fill in about a decision."""

from django import forms

from governance.models import Decision
from svs.web.forms import Day, Form, Words


class DecisionForm(Form):
    title = forms.CharField(label="What is decided?", max_length=200)
    why = Words(label="Why?", max_length=1000, rows=3)
    expected_effect = Words(label="What should change, and by how much?", max_length=500, rows=2)
    review_date = Day(label="Look at it again on")


class ReviewForm(Form):
    outcome = forms.ChoiceField(label="Did it work?", choices=Decision.Outcome.choices)
    what_happened = Words(label="What happened?", max_length=1000, rows=3)
