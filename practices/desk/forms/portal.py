"""What people fill in to ask for something, and about what they asked for."""

from typing import Any, ClassVar

from django import forms

from practices.desk.rules import SCORES
from svs.accounts.models import User
from svs.services import access as services
from svs.web.forms import Form, Words


class AskForm(Form):
    """Something new, in the words of whoever asks; each kind of ticket puts its own question."""

    question: ClassVar[str]
    hint: ClassVar[str]

    title = forms.CharField(max_length=200)
    description = Words(label="Tell us more", required=False, rows=6)
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="I do not know"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)
        self.fields["title"].label = self.question
        self.fields["description"].help_text = self.hint

    def offer(self) -> None:
        usable = services.visible_to(self.user).filter(is_active=True)
        self.choose("service", usable.order_by("name", "id"))


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
