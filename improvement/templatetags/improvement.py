"""Parts of the improvement pages. They take plain values."""

from datetime import date
from typing import Any

from django import template
from django.utils.safestring import SafeString

from improvement.rules import words
from svs.web import comparisons

register = template.Library()


@register.simple_tag
def before_after(chart: comparisons.BeforeAfter) -> SafeString:
    """Before and after a change, by week."""
    return comparisons.draw_before_after(chart)


@register.simple_tag
def intervals(chart: comparisons.Intervals) -> SafeString:
    """Differences with their intervals."""
    return comparisons.draw_intervals(chart)


@register.simple_tag(takes_context=True)
def asked(context: dict[str, Any], **changed: Any) -> str:
    """The rest of the address with these parameters changed; None takes one out."""
    said = context["request"].GET.copy()
    for name, value in changed.items():
        said.pop(name, None)
        if value is not None:
            said[name] = str(value)
    return str(said.urlencode())


@register.simple_tag
def measured(unit: str, value: float | None) -> str:
    """A value in the words people use for it."""
    return words.value(unit, value)


@register.simple_tag
def amount(unit: str, value: float) -> str:
    """How large a change is."""
    return words.size(unit, value)


@register.filter
def day(text: str) -> str:
    """A stored day as people write it."""
    found = date.fromisoformat(text)
    return f"{found.day} {found:%b}"
