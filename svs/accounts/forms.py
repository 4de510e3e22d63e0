"""What is asked about a program."""

from django import forms

from svs.accounts import queries
from svs.accounts.models import Role
from svs.accounts.operations import LONGEST
from svs.web.forms import Form


class TokenForm(Form):
    name = forms.CharField(max_length=120, label="Program", help_text="As it will stand in every event it causes.")  # fmt: skip
    role = forms.ChoiceField(label="It acts as", choices=Role.choices, initial=Role.AGENT)
    days = forms.IntegerField(
        label="For how many days?", min_value=1, max_value=LONGEST, initial=90
    )
    scopes = forms.MultipleChoiceField(label="It may", widget=forms.CheckboxSelectMultiple)

    def offer(self) -> None:
        field = self.fields["scopes"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = [(scope, _words(scope)) for scope in queries.scopes()]


def _words(scope: str) -> str:
    room, _, verb = scope.partition(":")
    return f"{verb} {room}"
