"""How mails about a ticket hang together in somebody's mail program, and whose name they carry."""

import hashlib
import re
from dataclasses import dataclass
from email.utils import parseaddr

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from svs import extensions
from svs.mail import tokens

_UNSAFE = re.compile(r"[\x00-\x1f\x7f<>\"\\]+")
_ID = re.compile(r"[!-;=?-~]{1,250}")  # of strangers: what cannot break out of its brackets


@dataclass(frozen=True)
class Sender:
    """The name and address a mail leaves under."""

    name: str
    address: str

    def __str__(self) -> str:
        name = plain(_UNSAFE.sub(" ", self.name))[:80]
        return f'"{name}" <{self.address}>' if name else self.address


def default_sender() -> Sender:
    """Who writes where nobody said otherwise."""
    return Sender(*parseaddr(settings.DEFAULT_FROM_EMAIL))


def sender(name: str, address: str) -> Sender:
    """A sender with the default for what is left empty."""
    usual = default_sender()
    return Sender(name or usual.name, address or usual.address)


def plain(text: str) -> str:
    """One line: no break and no control character ever reaches a header."""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def is_address(text: str) -> bool:
    """Can a mail be sent there? One address, nothing around it."""
    try:
        validate_email(text)
    except ValidationError:
        return False
    return text.isascii() and len(text) <= 254


def message_id(effect: str, recipient: str, ticket_ref: str = "") -> str:
    """The id of the mail of one effect to one address: the same however often it is written.

    With a ticket it carries the token, so that an answer finds back even where the Reply-To was lost.
    """
    digest = hashlib.sha256(f"{effect}|{recipient}".encode()).hexdigest()[:32]
    token = f"{tokens.token(ticket_ref, recipient)}." if ticket_ref else ""
    return f"<{token}{digest}@{tokens.host()}>"


def box_of(service_id: int | None, sender: Sender) -> str:
    """Where answers about a service are read: a mailbox of ours, else the address the mail leaves under."""
    found = (ask(service_id) for ask in extensions.mail_boxes.items)
    return next((box for box in found if box), sender.address)


def of_conversation(ticket_ref: str, address: str, last: str, box: str) -> dict[str, str]:
    """The headers that put a mail to whoever asked into the thread: what they wrote themselves, what we wrote last, where to answer."""
    told = [one for ask in extensions.mail_threads.items for one in ask(ticket_ref, address)]
    theirs = [f"<{one}>" for said in told if _ID.fullmatch(one := said.strip(" <>"))]
    root = tokens.root_id(ticket_ref, address)
    before = list(dict.fromkeys([*theirs[:1], root, *theirs[-5:], *([last] if last else [])]))
    return {
        "In-Reply-To": last or (theirs[-1] if theirs else root),
        "References": " ".join(before),
        "Reply-To": tokens.reply_address(ticket_ref, address, box),
    }


def of_notices(ticket_ref: str, address: str) -> dict[str, str]:
    """The headers that keep notices about a ticket together; an answer to them leads nowhere, so they carry no token."""
    digest = hashlib.sha256(f"{ticket_ref}|{address.casefold()}".encode()).hexdigest()[:24]
    root = f"<notice.{digest}@{tokens.host()}>"
    return {"In-Reply-To": root, "References": root}
