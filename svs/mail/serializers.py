"""What the API takes and gives for mailboxes and doubtful mail."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer
from svs.mail import rules
from svs.mail.models import InboundMail, Mailbox

if TYPE_CHECKING:
    from svs.mail.parse import Mail


class MailboxChange(StrictSerializer):
    """What may be changed of a mailbox. The password is taken and never given back."""

    address = serializers.EmailField(max_length=254, required=False)
    host = serializers.CharField(max_length=253, required=False)
    port = serializers.IntegerField(min_value=1, max_value=65535, required=False)
    security = serializers.ChoiceField(Mailbox.Security.values, required=False)
    username = serializers.CharField(max_length=254, required=False)
    password = serializers.CharField(max_length=500, required=False, write_only=True, trim_whitespace=False)  # fmt: skip
    folder = serializers.CharField(max_length=120, required=False)
    done_folder = serializers.CharField(max_length=120, required=False, allow_blank=True)
    kind = serializers.RegexField(r"^[a-z_]{1,20}\Z", required=False)
    service = Id(required=False, allow_null=True)
    team = Id(required=False, allow_null=True)
    is_active = serializers.BooleanField(required=False)


class MailboxInput(MailboxChange):
    """A new mailbox."""

    address = serializers.EmailField(max_length=254)
    host = serializers.CharField(max_length=253)
    username = serializers.CharField(max_length=254)
    password = serializers.CharField(max_length=500, write_only=True, trim_whitespace=False)


class MailboxOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    address = serializers.CharField()
    host = serializers.CharField()
    port = serializers.IntegerField()
    security = serializers.ChoiceField(Mailbox.Security.values)
    username = serializers.CharField()
    folder = serializers.CharField()
    done_folder = serializers.CharField(allow_blank=True)
    kind = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    team = serializers.IntegerField(allow_null=True)
    is_active = serializers.BooleanField()
    is_fixed = serializers.BooleanField()
    fetched_at = serializers.DateTimeField(allow_null=True)
    fault = serializers.CharField(allow_blank=True)
    paused_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class CheckedOutput(serializers.Serializer[Any]):
    new_mails = serializers.IntegerField()


class TakeInput(StrictSerializer):
    """Make a ticket of it; `vouches`: somebody asked, it is from this sender."""

    vouches = serializers.BooleanField(required=False, default=False)


class AddInput(TakeInput):
    """Add it to a ticket; without `vouches` as an internal note."""

    ref = serializers.CharField(max_length=20)


class DeleteInput(StrictSerializer):
    why = serializers.CharField(max_length=300)


class DecideManyInput(StrictSerializer):
    """One thing for many mails, each for itself."""

    do = serializers.ChoiceField(["take", "delete"])
    mails = serializers.ListField(child=Id(), min_length=1, max_length=200)
    why = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class DecidedOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    error = serializers.CharField(allow_blank=True)


class DecidedAnswer(serializers.Serializer[Any]):
    results = DecidedOutput(many=True)


class MailOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    mailbox = serializers.CharField()
    state = serializers.ChoiceField(InboundMail.State.values)
    reason = serializers.ChoiceField([*rules.WORDS, ""])
    reason_words = serializers.CharField(allow_blank=True)
    sender = serializers.CharField(allow_blank=True)
    sender_name = serializers.CharField(allow_blank=True)
    subject = serializers.CharField(allow_blank=True)
    size = serializers.IntegerField()
    received_at = serializers.DateTimeField()
    ticket = serializers.CharField(allow_blank=True)


class MailWithWords(MailOutput):
    text = serializers.CharField(allow_blank=True)
    files = serializers.ListField(child=serializers.CharField())


_BOX = (
    "id", "address", "host", "port", "security", "username", "folder", "done_folder", "kind", "is_active", "is_fixed", "fetched_at",
    "fault", "paused_at", "version",
)  # fmt: skip
_MAIL = ("id", "state", "sender", "sender_name", "subject", "size", "received_at")


def mailbox_dict(row: Mailbox) -> dict[str, Any]:
    """A mailbox as a flat answer, without its password."""
    return {**{name: getattr(row, name) for name in _BOX}, "service": row.service_id, "team": row.team_id}  # fmt: skip


def mail_dict(row: InboundMail) -> dict[str, Any]:
    """A mail as a flat answer, without what it says."""
    return {
        **{name: getattr(row, name) for name in _MAIL}, "mailbox": row.mailbox.address, "reason": row.verdict,
        "reason_words": rules.WORDS.get(row.verdict, ""), "ticket": row.ticket_ref,
    }  # fmt: skip


def with_words(row: InboundMail, said: Mail | None) -> dict[str, Any]:
    """A mail with its text and the names of its files."""
    files = [file.name for file in said.files] if said else []
    return {**mail_dict(row), "text": said.text if said else "", "files": files}
