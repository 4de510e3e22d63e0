"""What people fill in to keep a list."""

from typing import Any

from django import forms

from practices.desk.queries import saved
from svs.accounts.models import User
from svs.web.forms import Form


class ViewForm(Form):
    """A name, and whose it is."""

    name = forms.CharField(max_length=60, label="Name")
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(
        None, label="For", required=False, empty_label="Me alone"
    )
    query = forms.CharField(max_length=2000, required=False, widget=forms.HiddenInput())
    version = forms.IntegerField(required=False, widget=forms.HiddenInput())

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("team", saved.teams_of(self.user))
