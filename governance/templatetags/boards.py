"""Votes, principles and moments as an agenda draws them."""

from datetime import date, datetime, timedelta
from functools import lru_cache

from django import template
from django.utils import timezone
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from practices.knowledge import rules as markdown

register = template.Library()

_RING = '<circle class="v-line" cx="7" cy="7" r="5.6"/>'
_TICK = "m4.2 7.2 2 2 3.7-4"
_SHAPES = {
    "approve": f'<circle class="v-fill" cx="7" cy="7" r="6.5"/><path class="v-cut" d="{_TICK}"/>',
    "reject": '<rect class="v-fill" x=".8" y=".8" width="12.4" height="12.4" rx="2"/><path class="v-cut" d="m4.7 4.7 4.6 4.6m0-4.6-4.6 4.6"/>',
    "abstain": f'{_RING}<path class="v-line" d="M4.4 7h5.2"/>',
    "recuse": f'{_RING}<path class="v-line" d="m3.2 10.8 7.6-7.6"/>',
    "missing": f'{_RING}<path class="v-line" d="M5.6 4.9v4.2M8.4 4.9v4.2"/>',
    "void": f'<circle class="v-line v-dash" cx="7" cy="7" r="5.6"/><path class="v-line" d="{_TICK}"/><path class="v-line" d="M0 7h14"/>',
}
_SHAPES["barred"] = _SHAPES["recuse"]


@register.simple_tag
@lru_cache(maxsize=16)
def vote_mark(said: str) -> SafeString:
    """What was said on a seat, as a shape."""
    return format_html(
        '<svg class="vote is-{}" viewBox="0 0 14 14" aria-hidden="true">{}</svg>',
        "recuse" if said == "barred" else said, mark_safe(_SHAPES[said]),  # noqa: S308 -- our own constant shapes
    )  # fmt: skip


@register.simple_tag
def principle_marks(marks: list[str]) -> SafeString:
    """The seven principles in their order: filled is yes, crossed is no, empty is open, a dash was not asked."""
    drawn = "".join(_mark(mark, 0 if place == 0 else 2 + 10 * place) for place, mark in enumerate(marks))  # fmt: skip
    return format_html(
        '<span class="prin"><svg viewBox="0 0 71 12" width="71" height="12" aria-hidden="true">{}</svg></span>',
        mark_safe(drawn),  # noqa: S308 -- numbers of our own
    )


def _mark(mark: str, x: int) -> str:
    if mark == "yes":
        return f'<rect class="p-y" x="{x}" y="2" width="8" height="8" rx="1.5"/>'
    if mark == "none":
        return f'<path class="p-o" d="M{x + 2} 6h4"/>'
    box = f'<rect class="p-o" x="{x + 0.5}" y="2.5" width="7" height="7" rx="1.5"/>'
    return f'{box}<path class="p-x" d="m{x + 2} 4 4 4m0-4-4 4"/>' if mark == "no" else box


@register.simple_tag
@lru_cache(maxsize=8)
def risk_bars(level: int) -> SafeString:
    """A risk of four levels as three bars."""
    bars = "".join(
        f'<rect class="{"lit" if place < level else "dim"}" x="{place * 5.5}" y="2" width="4" height="6" rx="1"/>'
        for place in range(3)
    )
    return format_html('<svg viewBox="0 0 16 10" aria-hidden="true">{}</svg>', mark_safe(bars))  # noqa: S308 -- numbers of our own


@register.filter
def until(moment: datetime | date | None) -> str:
    """The first line of a deadline: the hour of today, the day of this week, else the date."""
    if moment is None:
        return "–"
    day, today = _day(moment), timezone.localdate()
    if day == today:
        return f"{timezone.localtime(moment):%H:%M}" if isinstance(moment, datetime) else "today"
    return f"{day:%a}" if today < day < today + timedelta(days=7) else f"{day.day} {day:%b}"


@register.filter
def until_more(moment: datetime | date | None) -> str:
    """Its second line."""
    if moment is None:
        return ""
    day, today = _day(moment), timezone.localdate()
    if not isinstance(moment, datetime):
        return "" if day >= today else "overdue"
    if day == today:
        return "today" if moment > timezone.now() else "overdue"
    return f"{timezone.localtime(moment):%H:%M}" if day > today else "overdue"


def _day(moment: datetime | date) -> date:
    return timezone.localdate(moment) if isinstance(moment, datetime) else moment


@register.filter
def in_time(moment: datetime) -> str:
    """How far off a meeting is: in 16 min, in 3 h, in 4 d; on now."""
    left = moment - timezone.now()
    minutes = int(left.total_seconds()) // 60
    if minutes < 0:
        return "on now" if left > -timedelta(hours=12) else "over"
    if minutes < 60:
        return f"in {minutes} min"
    return f"in {minutes // 60} h" if left < timedelta(days=2) else f"in {left.days} d"


@register.filter
def as_prose(text: str) -> SafeString:
    """Markdown of people as safe HTML."""
    return mark_safe(markdown.html(text))  # noqa: S308 -- made without raw HTML, and cleaned by nh3
