"""Parts of the measure pages. They take plain values."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from metrics import rules
from svs.web.templatetags.svs import icon

register = template.Library()
_KEEPS = {
    rules.KEPT: ("is-kept", "check", "Kept"),
    rules.MISSED: ("is-missed", "alert-triangle", "Missed"),
    rules.UNKNOWN: ("is-open", "circle-dashed", "Cannot tell yet"),
}


@register.filter
def lasts(seconds: float | None) -> str:
    """A length of time as people say it."""
    return rules.words_for(seconds)


@register.filter
def cases(n: int) -> str:
    """How many cases, in words."""
    return rules.cases(n)


@register.simple_tag
def keeps(state: str, words: str = "") -> SafeString:
    """Kept, missed, or cannot tell yet: a sign and a word, never colour alone."""
    role, sign, said = _KEEPS[state]
    return format_html('<span class="keeps {}">{}{}</span>', role, icon(sign, "icon-s"), words or said)  # fmt: skip


@register.simple_tag
def week_rows(rows: list[dict[str, Any]], promised: bool) -> SafeString:
    """The rows of the table behind a trend; formatted here, for a page has many."""
    verdict = {key: keeps(key) for key in (rules.KEPT, rules.MISSED)}
    return format_html_join(
        "",
        '<tr><td class="ref">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td><td class="num">{}</td><td>{}</td></tr>',
        (
            (
                f"{row['week'].day} {row['week']:%b %Y}", lasts(row["value"]), row["figure"].n, lasts(row["figure"].median),
                lasts(row["figure"].p90),
                verdict[rules.MISSED if row["missed"] else rules.KEPT] if row["value"] and promised else "–",
            )
            for row in rows
        ),
    )  # fmt: skip


@register.simple_tag
def measure(key: str) -> rules.Measure:
    """A measure of the catalogue by its key."""
    return rules.MEASURES[key]
