"""What lets a mail back into its conversation: the ticket and one address, signed; a guessed reference opens nothing.

A token stands before the host of our addresses and message ids, where 64 characters have to do. So it holds no
address but a mark of one: `reads(token)` tells the ticket, and `is_for(address)` whether this sender was given it.
"""

import base64
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from django.conf import settings

_MARK, _TAG = 5, 10  # bytes: 40 bits say for whom, 80 bits that it is ours
_SHAPE = re.compile(
    r"\b([a-z]{1,5}-[0-9]{1,12})-([a-z2-7]{24})(?![a-z0-9])", re.IGNORECASE | re.ASCII
)


@dataclass(frozen=True)
class Thread:
    """The conversation a token lets into, and for whom it was made."""

    ref: str
    mark: bytes = field(repr=False)
    key: bytes = field(repr=False)

    def is_for(self, address: str) -> bool:
        """Tell whether the token was made for this address, in whatever case it is written."""
        return hmac.compare_digest(self.mark, _mark(self.key, address))


def token(ticket_ref: str, address: str) -> str:
    """Make the token of one ticket for one address: inc-1042-<24 letters>, the same whenever it is asked for."""
    key = _keys()[0]
    mark = _mark(key, address)
    tail = base64.b32encode(mark + _tag(key, ticket_ref, mark)).decode()
    return f"{ticket_ref}-{tail}".lower()


def reads(said: str) -> Thread | None:
    """Read a token in whatever case it came back; None unless it is one of ours, signed with a key that still counts."""
    found = _SHAPE.fullmatch(said.strip())
    if found is None:
        return None
    ref, tail = found[1].upper(), base64.b32decode(found[2].upper())
    mark, tag = tail[:_MARK], tail[_MARK:]
    ours = None
    for key in _keys():  # every key is tried, so that time tells nothing
        if hmac.compare_digest(tag, _tag(key, ref, mark)):
            ours = ours or Thread(ref, mark, key)
    return ours


def found_in(*headers: str) -> list[Thread]:
    """Read every token of ours in these headers (To, Cc, Delivered-To, In-Reply-To, References), in order, each once."""
    seen = dict.fromkeys(m[0].lower() for said in headers for m in _SHAPE.finditer(said[:20_000]))
    return [thread for one in list(seen)[:50] if (thread := reads(one)) is not None]


def host() -> str:
    """Our own name behind the @ of message ids: mail that carries it in its Message-ID came from us."""
    return urlsplit(settings.SVS_BASE_URL).hostname or "localhost"


def root_id(ticket_ref: str, address: str) -> str:
    """The message id every mail about this ticket to this address refers to, so that they stand in one thread."""
    return f"<{token(ticket_ref, address)}.0@{host()}>"


def reply_address(ticket_ref: str, address: str, mailbox: str) -> str:
    """Where this address answers about this ticket: desk@northwind.example becomes desk+<token>@northwind.example.

    Where both do not fit into 64 characters it is the mailbox alone: the message ids that an answer names carry the token too.
    """
    name, _, at = mailbox.rpartition("@")
    local = f"{name.partition('+')[0]}+{token(ticket_ref, address)}"
    return f"{local}@{at}" if len(local) <= 64 else mailbox


def is_own_id(message_id: str) -> bool:
    """Tell whether a Message-ID was made here, whatever it says before the host."""
    return message_id.strip().lower().endswith(f"@{host().lower()}>")


def _keys() -> list[bytes]:
    keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    return [hashlib.sha256(f"svs.mail.tokens|{key}".encode()).digest() for key in keys]


def _mark(key: bytes, address: str) -> bytes:
    said = " ".join(address.split()).casefold()
    return hmac.new(key, f"for|{said}".encode(), hashlib.sha256).digest()[:_MARK]


def _tag(key: bytes, ref: str, mark: bytes) -> bytes:
    return hmac.new(key, b"in|" + ref.upper().encode() + b"|" + mark, hashlib.sha256).digest()[
        :_TAG
    ]
