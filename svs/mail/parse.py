"""Read a mail that anybody may have written: whatever it holds, it ends as plain values within bounds.

Nothing here trusts the standard library to survive: every header and part is read under a guard of its own, and what
cannot be read is left out. The original stays as it came.
"""

import email
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.header import decode_header
from email.message import Message
from email.utils import getaddresses, parsedate_to_datetime
from typing import Any, TypeVar

from svs.mail import texts

T = TypeVar("T")
ADDRESS = re.compile(r"[^\s@<>\"(),:;\\]{1,64}@[a-z0-9](?:[a-z0-9-]{0,62}\.){0,8}[a-z0-9-]{1,63}", re.IGNORECASE)  # fmt: skip
MOST_PARTS, DEEPEST, MOST_FILES = 300, 60, 50
LONGEST_HEADER, LONGEST_TEXT, MOST_BYTES = 50_000, 20_000, 25_000_000
WORK = 20_000_000  # lines times boundaries that the parser may compare
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})


class Unreadable(Exception):
    """The mail cannot be taken apart at all."""


@dataclass(frozen=True)
class File:
    """A file that came with a mail."""

    name: str
    media_type: str
    data: bytes
    cid: str = ""


@dataclass(frozen=True)
class Report:
    """What a machine says became of a mail of ours."""

    kind: str  # delivery, receipt
    original_ids: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    has_failed: bool = True
    words: str = ""


@dataclass(frozen=True)
class Mail:
    """A mail as plain values."""

    message_id: str
    sender: str
    sender_name: str
    froms: int
    reply_to: tuple[str, ...]
    recipient: str
    subject: str
    sent_at: datetime | None
    threads: tuple[str, ...]  # headers that may hold a token of ours
    answers: tuple[str, ...]  # ids of mails it answers
    auth_results: tuple[str, ...]
    auto_submitted: str
    precedence: str
    asks_silence: bool
    has_null_path: bool
    is_newsletter: bool
    is_marked_ours: bool
    text: str
    html: str
    files: tuple[File, ...]
    report: Report | None
    invitation: str


def read(raw: bytes) -> Mail:
    """Take a mail apart. Raises Unreadable when not even its headers can be read."""
    try:
        message = email.message_from_bytes(_bounded(raw))
    except (RecursionError, ValueError, LookupError, TypeError, AttributeError, AssertionError, IndexError) as error:  # fmt: skip
        raise Unreadable(type(error).__name__) from error
    parts = list(_leaves(message))
    senders = _addresses(message, "From")
    name, sender = senders[0] if senders else ("", "")
    text, html = _bodies(parts)
    return Mail(
        message_id=_line(message, "Message-ID")[:255], sender=sender, sender_name=name[:120],
        froms=max(len(_all(message, "From")), len({address for _, address in senders})),
        reply_to=tuple(address for _, address in _addresses(message, "Reply-To")[:5]),
        recipient=next((a for _, a in _addresses(message, "To")), "")[:254],
        subject=_line(message, "Subject")[:300], sent_at=_guard(lambda: _date(message), None),
        threads=tuple(h for n in ("To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To", "In-Reply-To", "References") for h in _all(message, n)[:3]),
        answers=tuple(re.findall(r"<[^<>\s]{1,250}>", " ".join([*_all(message, "In-Reply-To")[:1], *_all(message, "References")[:1]])))[:50],
        auth_results=tuple(_all(message, "Authentication-Results")[:20]),
        auto_submitted=_line(message, "Auto-Submitted").partition(";")[0].strip().lower(),
        precedence=_line(message, "Precedence").lower(),
        asks_silence=bool(_all(message, "X-Auto-Response-Suppress") or _all(message, "X-Autoreply") or _all(message, "X-Autorespond")),
        has_null_path=any(value.strip() in ("", "<>") for value in _all(message, "Return-Path")[:1]),
        is_newsletter=bool(_all(message, "List-Unsubscribe")),
        is_marked_ours=bool(_all(message, "X-SVS-Id")),
        text=text, html=html, files=tuple(_files(parts)), report=_guard(lambda: _report(message, parts), None),
        invitation=_invitation(parts),
    )  # fmt: skip


def _guard(do: Callable[[], T], otherwise: T) -> T:
    """What the library stumbles over is left out."""
    try:
        return do()
    except (ValueError, LookupError, TypeError, AttributeError, AssertionError, RecursionError, OverflowError, email.errors.MessageError):  # fmt: skip
        return otherwise


def _bounded(raw: bytes) -> bytes:
    """As much of the mail as can be read in time: every line is held against every open boundary."""
    boundaries = raw[:5_000_000].lower().count(b"boundary=")
    lines = raw.count(b"\n") + 1
    if boundaries < 10 or lines * boundaries <= WORK:
        return raw
    return raw[: int(len(raw) * WORK / (lines * boundaries))]


def _all(message: Message, name: str) -> list[str]:
    """Every header of this name as plain words, broken ones as far as they go."""
    nothing: list[Any] = []
    found = _guard(lambda: list(message.get_all(name, [])), nothing)[:50]
    return [texts.plain(_decoded(value)) for value in found]


def _line(message: Message, name: str) -> str:
    found = _all(message, name)
    return " ".join(found[0].split()) if found else ""


def _decoded(value: Any) -> str:
    text = _guard(lambda: str(value), "")[:LONGEST_HEADER]
    if "=?" not in text:
        return _mended(text)
    pieces = _guard(lambda: decode_header(text), [(text, None)])
    return "".join(
        texts.decode(piece, charset) if isinstance(piece, bytes) else _mended(piece)
        for piece, charset in pieces[:200]
    )


def _mended(text: str) -> str:
    """Bytes that stood bare in a header, read as UTF-8 where they are."""
    if text.isascii():
        return text
    return texts.decode(text.encode("utf-8", "surrogateescape"), "utf-8")


def _addresses(message: Message, name: str) -> list[tuple[str, str]]:
    """(name, address) of each in these headers, addresses in lower case; at most fifty."""
    found: list[tuple[str, str]] = []
    for header in _all(message, name)[:5]:
        line = " ".join(header[:8000].split())
        pairs = _pairs(line)
        good = [(said, found_[0]) for said, address in pairs if (found_ := ADDRESS.findall(address))]  # fmt: skip
        found += good or [("", address) for address in ADDRESS.findall(line)]
    return [(" ".join(said.split()), address.lower()[:254]) for said, address in found[:50]]


def _pairs(line: str) -> list[tuple[str, str]]:
    nothing: list[tuple[str, str]] = []
    return _guard(lambda: getaddresses([line]), nothing)


def _date(message: Message) -> datetime | None:
    moment = parsedate_to_datetime(_line(message, "Date"))
    moment = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return moment if 1990 <= moment.year < 2100 else None


def _leaves(message: Message) -> Iterator[Message]:
    """The parts that hold something, in order; a mail within the mail is one of them. Bounded in depth and number."""
    waiting: list[tuple[Message, int]] = [(message, 0)]
    seen = 0
    while waiting and seen < MOST_PARTS:
        part, depth = waiting.pop()
        inside = part.get_payload() if part.is_multipart() else None
        kind = _kind(part)
        if isinstance(inside, list) and not kind.startswith("message/") and depth < DEEPEST:
            waiting += [(one, depth + 1) for one in reversed(inside[:MOST_PARTS]) if isinstance(one, Message)]  # fmt: skip
            continue
        seen += 1
        yield part


def _kind(part: Message) -> str:
    """What a part says it is; what calls itself of several parts and has none is a text."""
    kind = _guard(part.get_content_type, "application/octet-stream")
    return "text/plain" if kind.startswith("multipart/") and not part.is_multipart() else kind


def _is_file(part: Message) -> bool:
    disposition = _guard(lambda: part.get_content_disposition(), None)
    return disposition == "attachment" or bool(_guard(lambda: part.get_filename(), None))


def _data(part: Message) -> bytes:
    data = _guard(lambda: part.get_payload(decode=True), None)
    return data if isinstance(data, bytes) else b""


def _whole(part: Message) -> bytes:
    return _guard(part.as_bytes, b"")


def _param(part: Message, name: str) -> str:
    return _guard(lambda: str(part.get_param(name, "") or ""), "").lower()


def _bodies(parts: list[Message]) -> tuple[str, str]:
    """The text, that of the HTML where there is no other, and the HTML."""
    plain, html = "", ""
    for part in parts:
        kind = _kind(part)
        if kind not in ("text/plain", "text/html") or _is_file(part):
            continue
        words = texts.decode(_data(part)[:2_000_000], _charset(part))
        if kind == "text/html" and len(html) < texts.LONGEST_HTML:
            html += words
        elif kind == "text/plain" and len(plain) < LONGEST_TEXT * 2:
            flowed = _param(part, "format") == "flowed"
            plain += ("\n" if plain else "") + (texts.unwrapped(words) if flowed else words)
    html = texts.plain(html)[: texts.LONGEST_HTML]
    text = texts.tidy(plain) or texts.of_html(html)
    return text[:LONGEST_TEXT], html


def _charset(part: Message) -> str | None:
    return _guard(lambda: part.get_content_charset(), None)


def _files(parts: list[Message]) -> Iterator[File]:
    """What came with it: files, pictures within the text, mails that were forwarded whole."""
    left, count = MOST_BYTES, 0
    for part in parts:
        kind, cid = _kind(part), _line(part, "Content-ID").strip("<> ")[:250]
        if not (_is_file(part) or cid or kind == "message/rfc822" or not kind.startswith("text/")):
            continue
        if kind.startswith("message/") and kind != "message/rfc822":
            continue
        data = _whole(part) if part.is_multipart() else _data(part)
        if not data or len(data) > left or count >= MOST_FILES:
            continue
        left, count = left - len(data), count + 1
        yield File(_name(part, kind), kind[:80], data, cid)


def _name(part: Message, kind: str) -> str:
    said = _decoded(_guard(lambda: part.get_filename(), None) or "")
    name = re.split(r"[/\\]", texts.plain(said).replace("\n", " "))[-1].strip(" .")
    return name[:200] or ("forwarded.eml" if kind == "message/rfc822" else "file")


def _invitation(parts: list[Message]) -> str:
    """What a calendar part asks for: request, reply, cancel; empty where there is none."""
    for part in parts:
        if _kind(part) == "text/calendar":
            method = _param(part, "method")
            found = re.search(rb"^METHOD:([A-Za-z]{1,20})", _data(part)[:20_000], re.MULTILINE)
            return (method or (found[1].decode() if found else "request")).lower()
    return ""


def _report(message: Message, parts: list[Message]) -> Report | None:
    """Is it a report on a mail of ours: undeliverable, delayed, read?"""
    kind = _param(message, "report-type")
    if _kind(message) != "multipart/report":
        return _loose_report(message, parts)
    if kind == "disposition-notification" or any(_kind(p) == "message/disposition-notification" for p in parts):  # fmt: skip
        return Report("receipt", has_failed=False)
    status = "\n".join(_inside(part) for part in parts if _kind(part) == "message/delivery-status")
    if kind not in ("", "delivery-status") and not status:
        return None
    actions = {a.lower() for a in re.findall(r"^Action:\s*(\w+)", status, re.IGNORECASE | re.MULTILINE)}  # fmt: skip
    said = re.findall(r"^(?:Diagnostic-Code|Status):\s*(.{1,200})", status, re.IGNORECASE | re.MULTILINE)  # fmt: skip
    to = re.findall(r"^(?:Final|Original)-Recipient:[^;\n]*;\s*(\S{1,254})", status, re.IGNORECASE | re.MULTILINE)  # fmt: skip
    return Report(
        "delivery", _originals(message, parts), tuple(dict.fromkeys(a.strip("<>").lower() for a in to[:20])),
        "failed" in actions or not actions, " ".join(said[-1].split()) if said else "",
    )  # fmt: skip


def _loose_report(message: Message, parts: list[Message]) -> Report | None:
    """A mail that came back without being marked as one: from a mail system, with the mail it speaks of inside."""
    failed = _all(message, "X-Failed-Recipients")
    sender = next((a for _, a in _addresses(message, "From")), "")
    machine = sender.partition("@")[0] in ("mailer-daemon", "postmaster")
    if not failed and not machine:
        return None
    ids = _originals(message, parts)
    if not ids:
        return None
    to = tuple(a.lower() for header in failed for a in ADDRESS.findall(header)[:20])
    return Report("delivery", ids, to, has_failed=True)


def _inside(part: Message) -> str:
    return texts.decode(_whole(part)[:50_000], "utf-8")


def _originals(message: Message, parts: list[Message]) -> tuple[str, ...]:
    """Ids of the mails that a report speaks of: in the copy it holds, or among those it answers."""
    copies = "\n".join(
        _inside(p) for p in parts if _kind(p) in ("message/rfc822", "text/rfc822-headers")
    )
    answered = " ".join([*_all(message, "In-Reply-To")[:1], *_all(message, "References")[:1]])
    plain = "" if copies else "\n".join(texts.decode(_data(p)[:50_000], _charset(p)) for p in parts[:3] if _kind(p) == "text/plain")  # fmt: skip
    ids = re.findall(r"^\s*Message-ID:\s*(<[^<>\s]{1,250}>)", f"{copies}\n{plain}", re.IGNORECASE | re.MULTILINE)  # fmt: skip
    return tuple(dict.fromkeys([*ids[:5], *re.findall(r"<[^<>\s]{1,250}>", answered)[:20]]))
