"""What people fill in on the portal."""

from typing import Any

from django import forms

from svs.accounts.models import User
from svs.services import access as services
from svs.web.forms import Form, Words


class AskForm(Form):
    """What is wrong, in the words of whoever asks."""

    title = forms.CharField(label="What is wrong?", max_length=200)
    description = Words(
        label="Tell us more", required=False, rows=6,
        help_text="What you did, what happened, since when, and whom else it stops.",
    )  # fmt: skip
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="Service", required=False, empty_label="I do not know"
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        usable = services.visible_to(self.user).filter(is_active=True)
        self.choose("service", usable.order_by("name", "id"))
