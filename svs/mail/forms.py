"""What is asked about mailboxes and doubtful mail."""

from typing import Any

from django import forms

from svs.accounts.models import Team, User
from svs.extensions import mail_takers
from svs.mail.models import Mailbox
from svs.services import access as services
from svs.web.forms import Form, Words


class MailboxForm(Form):
    """Where mail comes from and what it becomes."""

    address = forms.EmailField(max_length=254, label="Address people write to")
    host = forms.CharField(max_length=253, label="IMAP server")
    port = forms.IntegerField(min_value=1, max_value=65535, label="Port", initial=993)
    security = forms.ChoiceField(choices=Mailbox.Security.choices, label="Encryption")
    username = forms.CharField(max_length=254, label="User")
    password = forms.CharField(
        max_length=500, label="Password", required=False, strip=False, help_text="Kept sealed and never shown again.",
        widget=forms.PasswordInput({"autocomplete": "new-password"}),
    )  # fmt: skip
    folder = forms.CharField(max_length=120, label="Folder", initial="INBOX")
    done_folder = forms.CharField(
        max_length=120, label="Move to this folder once it is kept here", required=False,
        help_text="Empty: it stays where it is, marked as read.",
    )  # fmt: skip
    kind = forms.ChoiceField(label="New mail becomes")
    service: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Service", required=False)  # fmt: skip
    team: "forms.ModelChoiceField[Any]" = forms.ModelChoiceField(None, label="Team", required=False)
    is_active = forms.BooleanField(label="Ask it every minute", required=False, initial=True)
    version = forms.IntegerField(widget=forms.HiddenInput, required=False, min_value=1, max_value=2**31 - 1)  # fmt: skip

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        self.user = user
        super().__init__(*args, **kwargs)

    def offer(self) -> None:
        kind = self.fields["kind"]
        if isinstance(kind, forms.ChoiceField):
            kind.choices = kinds()
        seen = services.visible_to(self.user).filter(is_active=True)
        self.choose("service", seen.order_by("name", "id"))
        self.choose("team", Team.objects.filter(is_active=True).order_by("name", "id"))

    def said(self) -> dict[str, Any]:
        """The fields as the operations take them, without password and version."""
        data = {k: v for k, v in self.cleaned_data.items() if k not in ("password", "version")}
        for name in ("service", "team"):
            found = data.pop(name)
            data[f"{name}_id"] = found.pk if found else None
        return data


def kinds() -> list[tuple[str, str]]:
    """What mail may become: (key, words)."""
    return [one for taker in mail_takers.items for one in taker.kinds()]


def first_values(mailbox: Mailbox) -> dict[str, Any]:
    """What the form shows of a mailbox: never its password."""
    names = (
        "address", "host", "port", "security", "username", "folder", "done_folder", "kind", "service", "team", "is_active", "version",
    )  # fmt: skip
    return {name: getattr(mailbox, name) for name in names}


_VOUCH = "I asked: it is from this sender"


class TakeForm(Form):
    vouches = forms.BooleanField(label=_VOUCH, required=False)


class AddForm(Form):
    ref = forms.CharField(max_length=20, label="Number of the ticket", help_text="Without the tick below it becomes an internal note.")  # fmt: skip
    vouches = forms.BooleanField(label=_VOUCH, required=False)


class DeleteForm(Form):
    why = Words(max_length=300, rows=2, label="Why is it not needed?")


class BulkForm(forms.Form):
    """One thing done to many mails."""

    do = forms.ChoiceField(choices=[("take", "take"), ("delete", "delete")])
    why = forms.CharField(max_length=300, required=False)
    mail = forms.TypedMultipleChoiceField(coerce=int)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        said = self.data.getlist("mail") if hasattr(self.data, "getlist") else []
        field = self.fields["mail"]
        if isinstance(field, forms.TypedMultipleChoiceField):
            field.choices = [(one, one) for one in said[:200] if one.isascii() and one.isdigit() and len(one) < 16]  # fmt: skip
