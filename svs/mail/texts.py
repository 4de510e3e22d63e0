"""Words of mails: any charset, from HTML, without what was said before."""

import html as entities
import re
import unicodedata
from collections import Counter

import nh3

LONGEST_HTML = 500_000
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\u2028\u2029\u202a-\u202e\u2066-\u2069]")  # fmt: skip
_BLOCKS = re.compile(r"</?(?:p|div|tr|li|ul|ol|table|h[1-6]|blockquote|pre|br|hr)\b[^>]{0,200}>", re.IGNORECASE)  # fmt: skip
_KEPT = {"p", "div", "tr", "li", "h1", "h2", "h3", "h4", "h5", "h6", "blockquote", "pre", "br", "hr"}  # fmt: skip


def decode(data: bytes, charset: str | None) -> str:
    """Bytes as words, by the charset they name, else the one they look like."""
    for name in (charset, "utf-8", "cp1252"):
        try:
            return data.decode(name) if name else data.decode("utf-8")
        except (LookupError, UnicodeError, ValueError):
            continue
    return data.decode("latin-1")


def plain(text: str) -> str:
    """Without what no text of ours has: control characters, lone surrogates, marks that turn the direction of reading."""
    return _CONTROL.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def tidy(text: str) -> str:
    """Plain, composed, at most one empty line between two others."""
    lines = [line.rstrip() for line in unicodedata.normalize("NFC", plain(text)).split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def of_html(text: str) -> str:
    """What HTML says, as plain text; what is no content (styles, scripts) goes."""
    if not text.strip():
        return ""
    clean = nh3.clean(shallow(text), tags=_KEPT, attributes={}, link_rel=None)
    lines = _BLOCKS.sub("\n", re.sub(r"[ \t\n\u00a0]+", " ", clean))
    return tidy(
        "\n".join(
            line.strip() for line in entities.unescape(lines).replace("\u00a0", " ").split("\n")
        )
    )


_TAG = re.compile(r"<\s*(/?)\s*([a-z][a-z0-9]{0,15})\b[^>]{0,4000}>", re.IGNORECASE)
_VOID = frozenset({"br", "img", "hr", "meta", "link", "input", "col", "wbr", "area", "base"})
# Left open, these go on in every later paragraph: a few hundred of them make a mail a million elements.
_STYLING = frozenset({"a", "b", "big", "code", "em", "font", "i", "nobr", "s", "small", "strike", "strong", "tt", "u"})  # fmt: skip
DEEPEST, MOST_STYLING = 2000, 60


def shallow(text: str) -> str:
    """HTML cut where more is open in it than in any mail: a tree that deep could take the process down."""
    open_: Counter[str] = Counter()
    depth = styling = 0
    for tag in _TAG.finditer(text, 0, LONGEST_HTML):
        name = tag[2].lower()
        if name in _VOID or (tag[1] and not open_[name]):
            continue
        step = -1 if tag[1] else 1
        open_[name] += step
        depth += step
        styling += step if name in _STYLING else 0
        if depth > DEEPEST or styling > MOST_STYLING:
            return text[: tag.start()]
    return text[:LONGEST_HTML]


def unwrapped(text: str) -> str:
    """Format=flowed: a line that ends in a space goes on in the next."""
    lines: list[str] = []
    goes_on = False
    for line in plain(text).split("\n"):
        if goes_on and not line.startswith(">") and lines:
            lines[-1] += line
        else:
            lines.append(line)
        goes_on = line.endswith(" ") and line != "-- "
    return "\n".join(lines)


_WROTE = re.compile(
    r"^\s*>?\s*(?:On .{4,200} wrote:|Am .{4,200} schrieb .{0,120}:|Le .{4,200} a écrit\s?:|Op .{4,200} schreef .{0,120}:"
    r"|El .{4,200} escribió:|Il .{4,200} ha scritto:|-{3,}\s?(?:Original Message|Ursprüngliche Nachricht|Message d'origine"
    r"|Oorspronkelijk bericht|Mensaje original)\s?-{3,})\s*$",
    re.IGNORECASE,
)
_HEAD = re.compile(r"^\s*\*?(?:From|Von|De|Van)\s?:\*?\s.{1,200}$", re.IGNORECASE)
_NEXT = re.compile(r"^\s*\*?(?:Sent|Gesendet|Envoyé|Verzonden|Enviado|Date|Datum|To|An|À|Aan|Para)\s?:\*?\s", re.IGNORECASE)  # fmt: skip


def fresh(text: str) -> str:
    """What is new in an answer: without the mail it answers and without its signature. All of it where nothing would be left."""
    lines = text.split("\n")
    lines = lines[: _quoted_from(lines)]
    lines = lines[: next((n for n, line in enumerate(lines) if n and line in ("--", "-- ")), len(lines))]  # fmt: skip
    while lines and (not lines[-1].strip() or lines[-1].startswith(">")):
        lines.pop()
    new = "\n".join(line for line in lines if not _WROTE.match(line)).strip()
    words = [line for line in new.split("\n") if line.strip() and not line.startswith(">")]
    return new if words else text


def _quoted_from(lines: list[str]) -> int:
    """The line from which on only the answered mail stands."""
    for n, line in enumerate(lines):
        joined = f"{line} {lines[n + 1]}".strip() if n + 1 < len(lines) else line
        if _WROTE.match(line) or (line[:3] in ("On ", "Am ", "Le ", "Op ", "El ", "Il ") and _WROTE.match(joined)):  # fmt: skip
            rest = [one for one in lines[n + 2 :] if one.strip()]
            if all(one.startswith(">") for one in rest) or line.lstrip().startswith("-"):
                return n
            if not any(one.startswith(">") for one in rest):
                return n
        if _HEAD.match(line) and any(_NEXT.match(one) for one in lines[n + 1 : n + 3]):
            return n - 1 if n and set(lines[n - 1].strip()) == {"_"} else n
    return len(lines)
