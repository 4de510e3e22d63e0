"""What people fill in about meetings of boards."""

from django import forms

from governance.models import Board
from governance.queries import reviews as queries
from governance.rules.agenda import FILLS
from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.web.forms import Day, Form, Moment, Words


class MeetingForm(Form):
    at = Moment(label="When does it meet?")


class CancelForm(Form):
    words = Words(label="Why does it not take place?", max_length=500, rows=2)


class TopicForm(Form):
    title = forms.CharField(label="What is it about?", max_length=200)
    note = Words(label="What should the board know before?", max_length=500, rows=2, required=False)


class HolderForm(Form):
    """Who holds a meeting: the chair, or one of those who sit on the board."""

    person = forms.TypedChoiceField(
        label="Who holds it?", required=False, coerce=int, empty_value=None
    )

    def __init__(self, board: Board, *args: object, **kwargs: object) -> None:
        self.board = board
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]

    def offer(self) -> None:
        choices = [("", "The chair"), *((str(pk), name) for pk, name in queries.people_of(self.board))]  # fmt: skip
        self.fields["person"].choices = choices  # type: ignore[attr-defined]


class FillForm(Form):
    """What an agenda is filled with besides what the board is asked to decide."""

    fill = forms.MultipleChoiceField(
        label="Filled with, besides what the board is asked to decide", required=False, choices=list(FILLS.items()),
        widget=forms.CheckboxSelectMultiple,
    )  # fmt: skip


class SettleForm(Form):
    outcome = forms.ChoiceField(label="What comes of it?", choices=[("decided", "Decided"), ("carried", "Carry over"), ("dropped", "Drop")])  # fmt: skip
    words = forms.CharField(label="What was decided, or why is it dropped?", max_length=500, required=False)  # fmt: skip


class DecideForm(Form):
    title = forms.CharField(label="What is decided?", max_length=200)
    why = Words(label="Why?", max_length=1000, rows=3)
    expected_effect = Words(label="What should change, and by how much?", max_length=500, rows=2)
    owner: "forms.ModelChoiceField[User]" = forms.ModelChoiceField(User.objects.none(), label="Who sees it through?")  # fmt: skip
    review_date = Day(label="Look at it again on")
    cost = forms.CharField(label="What does it cost?", max_length=200, required=False, help_text="Money or days, where it takes any.")  # fmt: skip
    commitment = forms.CharField(label="Which promise does it touch?", max_length=200, required=False, help_text="To a customer, a vendor or the law.")  # fmt: skip

    def offer(self) -> None:
        self.choose("owner", accounts.people_with_a_role().order_by("name", "id"))
