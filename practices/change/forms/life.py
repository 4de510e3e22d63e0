"""What came of a change, and what was learned."""

from django import forms

from practices.change import states
from svs.web.forms import Form, Words


class SubmitForm(Form):
    """Nothing is asked; what is told beside it says who is."""


class CompleteForm(Form):
    """What came of it."""

    outcome = forms.ChoiceField(choices=list(states.OUTCOMES.items()), label="What came of it?")
    outcome_words = Words(
        label="In words", required=False, rows=3,
        help_text="What went otherwise than planned; needed unless it simply succeeded.",
    )  # fmt: skip


class ReviewForm(Form):
    """What was learned."""

    words = Words(label="What do we do differently next time?", rows=3)
