"""The flow strip, drawn: every stretch of a life on one axis, wait hatched, active solid."""

from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

WIDE, NAMED = 5.5, 4.5  # per cent of the axis that a word needs


def draw(strip: Any, said: str) -> SafeString:
    """A strip with its days above and its holders below; `said` is the sentence that names it. Takes plain values."""
    parts = strip.drawn
    drawn = [_day(place, word, n == 0) for n, (place, word) in enumerate(strip.days)]
    drawn += [_stretch(part) for part in parts]
    drawn += [
        f'<line class="night-in" x1="{place:.2f}%" x2="{place:.2f}%" y1="22" y2="58"/>'
        for place, _ in strip.days[1:]
    ]
    drawn += [
        f'<svg x="{part.left:.2f}%" y="62" width="{part.width:.2f}%" height="20"><text class="holder" x="0" y="13">{escape(part.holder)}</text></svg>'
        for part in parts
        if part.width >= NAMED
    ]
    if strip.is_open:
        drawn.append('<line class="now" x1="100%" x2="100%" y1="16" y2="62"/><circle class="now-dot" cx="100%" cy="15" r="3.5"/>')  # fmt: skip
    return mark_safe(f'<svg class="flow is-big" height="82" role="img" aria-label="{escape(said)}">{"".join(drawn)}</svg>')  # noqa: S308 -- words were escaped, the rest are numbers  # fmt: skip


def _day(place: float, word: str, first: bool) -> str:
    text = (
        f'<text class="day" x="{place:.2f}%" dx="{0 if first else 6}" y="12">{escape(word)}</text>'
    )
    return text if first else f'<line class="night" x1="{place:.2f}%" x2="{place:.2f}%" y1="2" y2="21"/>{text}'  # fmt: skip


def _stretch(part: Any) -> str:
    length, word = hmm(part.seconds), escape(part.word)
    source = f" ({escape(part.source_state)})" if part.source_state else ""
    text = f'<text x="7" y="15">{word}</text><text x="7" y="29">{length}</text>' if part.width >= WIDE else ""  # fmt: skip
    return (
        f'<svg class="s-{"wait" if part.is_wait else "active"}" x="{part.left:.2f}%" y="22" width="{part.width:.2f}%" height="36">'
        f"<title>{word}{source} {length}, {escape(part.holder)}</title>"
        f'<rect x="0.5" y="0.5" width="100%" height="35"/>{text}</svg>'
    )


def hmm(seconds: float) -> str:
    """A length of time in columns: 4:05."""
    minutes = int(seconds) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"
