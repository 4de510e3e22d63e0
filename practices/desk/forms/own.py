"""Own fields as parts of a form, and the form by which they are set up."""

from typing import Any

from django import forms

from practices.desk import states
from practices.desk.models import OwnField
from practices.desk.queries import fields as queries
from practices.desk.rules import fields as rules
from svs.accounts import queries as accounts
from svs.web.forms import Day, Form, Words

PREFIX = "own_"


class WithOwnFields(Form):
    """A form of a kind of ticket with its own fields behind the common ones; `keeps` puts beside each what it said at first."""

    own_kind = ""
    keeps = False

    def offer(self) -> None:
        super().offer()
        for own in queries.fields_of(self.own_kind):
            field = _control(own)
            field.show_hidden_initial = self.keeps
            self.fields[f"{PREFIX}{own.key}"] = field

    @property
    def own_fields(self) -> list[Any]:
        """Its own fields as a template shows them."""
        return [self[name] for name in self.fields if name.startswith(PREFIX)]

    def own(self) -> dict[str, Any]:
        """What its own fields say, as the operations take it."""
        return {name.removeprefix(PREFIX): value for name, value in self.cleaned_data.items() if name.startswith(PREFIX)}  # fmt: skip


def own_values(ticket: Any) -> dict[str, Any]:
    """What the own fields of a form show of a ticket."""
    return {f"{PREFIX}{own.key}": _as_choice(ticket.own.get(own.key)) for own in queries.fields_of(ticket.kind)}  # fmt: skip


def _as_choice(value: Any) -> Any:
    return rules.as_text(value) if isinstance(value, bool) else value


def _control(own: rules.Own) -> forms.Field:
    said: dict[str, Any] = {
        "label": own.label,
        "required": own.is_required,
        "help_text": own.help_text,
    }
    nothing = ("", "Choose" if own.is_required else "Not said")
    if own.type == rules.NUMBER:
        return forms.CharField(max_length=24, widget=forms.TextInput({"inputmode": "decimal"}), **said)  # fmt: skip
    if own.type == rules.DATE:
        return Day(**said)
    if own.type == rules.CHOICE:
        return forms.ChoiceField(choices=[nothing, *((option, option) for option in own.options)], **said)  # fmt: skip
    if own.type == rules.YES_NO:
        return forms.ChoiceField(choices=[nothing, ("yes", "Yes"), ("no", "No")], **said)
    if own.type == rules.PERSON:
        return forms.ChoiceField(choices=[nothing, *((str(pk), name) for pk, name in accounts.agents())], **said)  # fmt: skip
    return forms.CharField(max_length=rules.LONGEST, **said)


class OwnFieldForm(Form):
    """A field that a kind of ticket gains. Kind, key and type are said once."""

    kind = forms.ChoiceField(label="Kind of ticket")
    key = forms.CharField(label="Key", max_length=40, help_text="In the API, in filters and in rules: small letters, digits and _.")  # fmt: skip
    label = forms.CharField(label="What it is called", max_length=60)
    type = forms.ChoiceField(choices=OwnField.Type.choices, label="What it holds")
    options = Words(label="Words to choose from", required=False, rows=4, help_text="Of a choice, one a line.")  # fmt: skip
    help_text = forms.CharField(label="Help", max_length=200, required=False)
    is_required = forms.BooleanField(label="Required", required=False)
    is_public = forms.BooleanField(label="The requester sees it", required=False)
    place = forms.IntegerField(label="Place", min_value=0, max_value=99, initial=0)
    is_active = forms.BooleanField(label="In use", required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)  # fmt: skip

    def __init__(self, *args: Any, known: bool = False, **kwargs: Any) -> None:
        self.known = known
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = [(one.key, one.label) for one in states.kinds().values()]
        for name in ("kind", "key", "type") if self.known else ():
            self.fields[name].disabled = True

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them."""
        data = dict(self.cleaned_data)
        data.pop("version")
        return {**data, "options": [line.strip() for line in data["options"].splitlines() if line.strip()]}  # fmt: skip


def own_field_values(row: OwnField) -> dict[str, Any]:
    """What the form shows of a field."""
    names = ("kind", "key", "label", "type", "help_text", "is_required", "is_public", "place", "is_active", "version")  # fmt: skip
    return {**{name: getattr(row, name) for name in names}, "options": "\n".join(row.options)}
