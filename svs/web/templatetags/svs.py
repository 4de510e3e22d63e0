"""The parts of the look as template tags. They take plain values, never models."""

from datetime import datetime, timedelta
from functools import lru_cache
from typing import Any
from urllib.parse import quote

from django import template
from django.template.loader import get_template
from django.templatetags.static import static
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from svs.web import charts, navigation
from svs.web import flow as flow_strip

register = template.Library()

_RING = '<circle cx="7" cy="7" r="5.5" fill="none" stroke="currentColor" stroke-width="1.75"/>'
_SHAPES = {
    "QUEUED": _RING,
    "ACTIVE": '<circle cx="7" cy="7" r="5.5" fill="currentColor"/>',
    "WAITING": _RING
    + '<path d="M5.5 4.8v4.4M8.5 4.8v4.4" stroke="currentColor" stroke-width="1.6"/>',
    "DONE": _RING
    + '<path d="M4.6 7.2 6.3 8.9 9.6 5.4" fill="none" stroke="currentColor" stroke-width="1.5"/>',
}


# A queue draws the same few icons, states and bars hundreds of times; each is put together once a process.
@register.simple_tag
@lru_cache(maxsize=1024)
def icon(name: str, extra: str = "") -> SafeString:
    """An icon of the sprite."""
    return format_html(
        '<svg class="icon {}" aria-hidden="true"><use href="{}#{}"/></svg>',
        extra,
        static("web/icons.svg"),
        name,
    )


@register.simple_tag
@lru_cache(maxsize=1024)
def state(phase: str, label: str, kind: str = "state") -> SafeString:
    """A state: the shape tells the phase, the word tells the state. `kind` is state or badge."""
    return format_html(
        '<span class="{} is-{}"><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg>{}</span>',
        kind, phase.lower(), mark_safe(_SHAPES[phase]), label,  # noqa: S308 -- our own constant shapes
    )  # fmt: skip


@register.simple_tag
@lru_cache(maxsize=16)
def prio(number: int, words: bool = False) -> SafeString:
    """A priority in ink: P1 is a label, the others are bars."""
    if number == 1:
        return mark_safe('<span class="prio is-1" title="Priority 1"><b>P1</b></span>')
    bars = ((1, 9, 4), (5.5, 5.5, 7.5), (10, 1.5, 11.5))
    drawn = "".join(
        f'<rect class="{"lit" if n <= 4 - number else "dim"}" x="{x}" y="{y}" width="3" height="{h}" rx=".5"/>'
        for n, (x, y, h) in enumerate(bars)
    )
    return format_html(
        '<span class="prio is-{n}" title="Priority {n}"><svg viewBox="0 0 14 14" aria-hidden="true">{}</svg><span class="{}">P{n}</span></span>',
        mark_safe(drawn), "" if words else "sr", n=number,  # noqa: S308 -- numbers of our own
    )  # fmt: skip


@register.filter
def dur(seconds: float | str | None) -> str:
    """A length of time: 13m, 4h 05m, 3d 4h. Negative is overdue; what is not known is a dash."""
    if seconds is None or isinstance(seconds, str):
        return "–"
    sign, minutes = ("−" if seconds < 0 else ""), int(abs(seconds)) // 60
    if minutes < 60:
        return f"{sign}{minutes}m"
    if minutes < 48 * 60:
        return f"{sign}{minutes // 60}h {minutes % 60:02d}m"
    return f"{sign}{minutes // 1440}d {minutes % 1440 // 60}h"


@register.filter
def hours(seconds: float) -> str:
    """A length of working time: 13m, 1h, 4h 05m, 72h. Never in days, for a day of work is not 24 hours."""
    sign, minutes = ("−" if seconds < 0 else ""), int(abs(seconds)) // 60
    if minutes < 60:
        return f"{sign}{minutes}m"
    whole, rest = divmod(minutes, 60)
    return f"{sign}{whole}h {rest:02d}m" if rest and whole < 24 else f"{sign}{whole}h"


@register.filter
def hmm(seconds: float) -> str:
    """A length of time in columns: 4:05; what is taken away has its sign."""
    sign, minutes = ("−" if seconds <= -60 else ""), int(abs(seconds)) // 60
    return f"{sign}{minutes // 60}:{minutes % 60:02d}"


@register.filter
def age(moment: datetime) -> str:
    """How long ago, in one unit: 19m, 5h, 11d."""
    passed = timezone.now() - moment
    if passed < timedelta(hours=1):
        return f"{max(0, int(passed.total_seconds() // 60))}m"
    if passed < timedelta(days=2):
        return f"{int(passed.total_seconds() // 3600)}h"
    return f"{passed.days}d"


@register.simple_tag
def timetag(moment: datetime | None) -> SafeString:
    """A moment, with its exact form for machines."""
    if moment is None:
        return mark_safe("–")
    local = timezone.localtime(moment)
    return format_html(
        '<time datetime="{}">{}</time>', moment.isoformat(), local.strftime("%a %d %b %Y %H:%M")
    )


@register.simple_tag
def sla(chip: Any) -> SafeString:
    """A promise as a chip: quiet until it matters. Takes a thing with status, used and seconds_left.

    Where a person promised a date it stands beside the chip for readers, and on hover for all.
    """
    promised = getattr(chip, "promised_at", None)
    if promised is None:
        return _chip(chip)
    words = f"Promised by {timezone.localtime(promised):%a %d %b %H:%M}. {chip.warning}".strip()
    sign = icon("calendar-exclamation" if chip.warning else "calendar-check", "icon-s")
    return format_html('<span class="sla-with" title="{0}">{1}{2}<span class="sr">{0}</span></span>', words, _chip(chip), sign)  # fmt: skip


def _chip(chip: Any) -> SafeString:
    if chip.status == "none":
        return mark_safe('<span class="muted">–</span>')
    if chip.status == "met":
        return format_html('<span class="sla is-met">{}Met</span>', icon("check", "icon-s"))
    if chip.status == "breached":
        return format_html(
            '<span class="sla is-breached">{}<span class="sr">broken by </span>{}</span>',
            icon("alert-triangle", "icon-s"), hours(chip.seconds_left),
        )  # fmt: skip
    if chip.status == "paused":
        return format_html(
            '<span class="sla is-paused">{}{}</span>',
            icon("player-pause", "icon-s"),
            hours(chip.seconds_left),
        )
    return format_html(
        '<span class="sla is-{}"><svg viewBox="0 0 14 14" fill="none" stroke-width="2" aria-hidden="true">'
        '<circle class="track" cx="7" cy="7" r="5.5"/><circle class="used" cx="7" cy="7" r="5.5" pathLength="100"'
        ' stroke-dasharray="{} 100"/></svg>{}</span>',
        chip.status, chip.used, hours(chip.seconds_left),
    )  # fmt: skip


@register.simple_tag
@lru_cache(maxsize=2048)
def avatar(name: str, extra: str = "") -> SafeString:
    words = [word for word in name.split() if word[:1].isalnum()]
    initials = (
        "".join(word[0] for word in (words[:1] + words[-1:] if len(words) > 1 else words)).upper()
        or "?"
    )
    return format_html('<span class="avatar {}" aria-hidden="true">{}</span>', extra, initials)


@register.simple_tag
def flow(strip: Any, said: str = "") -> SafeString:
    """The flow strip: every stretch of a life, wait hatched, active solid, widths in percent of the whole."""
    if not strip.parts:
        return mark_safe('<p class="muted">Nothing to show yet: it was logged this minute.</p>')
    return flow_strip.draw(strip, said)


@register.simple_tag
def trend(chart: charts.Trend) -> SafeString:
    """A measure over time with its promise."""
    return charts.draw(chart)


@register.simple_tag
def bars(chart: charts.Bars) -> SafeString:
    """Groups side by side."""
    return charts.draw_bars(chart)


@register.simple_tag
def side(user: Any, path: str) -> SafeString:
    """The links of the side bar. Some hundred nodes that differ by roles and place alone, so each is drawn once a process."""
    roles = frozenset(user.roles())
    drawn = _side(roles, path if path in navigation.addresses() else "")
    return mark_safe(drawn.replace(_AT, quote(path)))  # noqa: S308 -- drawn by the engine, and what is put in is quoted


_AT = "here-and-now"  # stands for the address of the page in what was drawn once


@lru_cache(maxsize=512)
def _side(roles: frozenset[str], here: str) -> str:
    context = {
        "navigation": navigation.groups_of(roles), "navigation_more": navigation.more_of(roles), "here": here, "at": _AT,
    }  # fmt: skip
    return get_template("svs/_side.html").render(context)
