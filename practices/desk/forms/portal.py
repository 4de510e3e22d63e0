"""What people fill in about what they asked for."""

from django import forms

from practices.desk.rules import SCORES
from svs.web.forms import Form, Words


class ReplyForm(Form):
    body = Words(label="Your reply", rows=4)


class ReopenForm(Form):
    words = Words(label="What is still wrong?", rows=3)


class SurveyForm(Form):
    """Five points, and words if you like."""

    score = forms.TypedChoiceField(
        label="How did it go?", coerce=int, choices=list(SCORES.items()), widget=forms.RadioSelect
    )
    words = Words(label="Anything you want to say?", max_length=1000, required=False, rows=2)
