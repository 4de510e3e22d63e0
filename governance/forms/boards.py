"""What people fill in about boards and who stands in for whom."""

from typing import Any

from django import forms

from governance.queries import boards as queries
from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.web.forms import Day, Form, Words

DAYS = [(n, day) for n, day in enumerate(("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"))]  # fmt: skip


class BoardForm(Form):
    name = forms.CharField(label="Name", max_length=120)
    purpose = Words(label="What is it for?", max_length=300, rows=2)
    weekday = forms.TypedChoiceField(label="Meets on", choices=DAYS, coerce=int, initial=1)
    meets_at = forms.TimeField(label="At", initial="09:30", widget=forms.TimeInput({"type": "time"}, format="%H:%M"))  # fmt: skip
    every_weeks = forms.IntegerField(label="Every so many weeks", min_value=1, max_value=13, initial=1)  # fmt: skip
    minutes = forms.IntegerField(label="For so many minutes", min_value=5, max_value=480, initial=45)  # fmt: skip


class SeatForm(Form):
    """Who gets a seat."""

    person = forms.ModelChoiceField(User.objects.none(), label="Person", empty_label="Choose")
    is_chair = forms.BooleanField(required=False, label="As its chair")

    def offer(self) -> None:
        self.choose("person", accounts.people_with_a_role())


class DelegationForm(Form):
    """Who stands in for me, where, and from when to when."""

    to = forms.ModelChoiceField(User.objects.none(), label="Who stands in for you?", empty_label="Choose")  # fmt: skip
    board = forms.TypedChoiceField(required=False, label="Where", coerce=int, empty_value=None)
    since = Day(label="First day")
    until = Day(label="Last day")
    why = forms.CharField(required=False, label="Why", max_length=200)

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        self.choose("to", accounts.people_with_a_role().exclude(pk=self.user.pk))
        field = self.fields["board"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", "Wherever I am asked"), *queries.boards_of(self.user)]
