"""Principle checks as they are drawn."""

from typing import TYPE_CHECKING

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from governance.rules import principles as rules

if TYPE_CHECKING:
    from governance.queries.principles import Shown

register = template.Library()
_STEP = 10  # pixels a square
_DRAWN = {
    rules.YES: '<rect class="p-y" x="{x}" y="2" width="8" height="8" rx="1.5"/>',
    rules.NO: '<rect class="p-o" x="{x}.5" y="2.5" width="7" height="7" rx="1.5"/><path class="p-x" d="M{a} 4l4 4m0-4-4 4"/>',
}
_NOTHING = '<path class="p-o" d="M{a} 6h4"/>'


@register.simple_tag
def principle_marks(shown: "Shown") -> SafeString:
    """Seven squares in order: full for yes, crossed for no, a dash where nothing is said; with the same in words."""
    marks = format_html_join(
        "", "{}",
        ((format_html(_DRAWN.get(mark, _NOTHING), x=n * _STEP, a=n * _STEP + 2),) for n, mark in enumerate(shown.marks)),
    )  # fmt: skip
    said = ", ".join(
        f"{one.name}: {rules.ANSWERS.get(mark, 'not answered')}"
        for one, mark in zip(rules.SEVEN, shown.marks, strict=True)
    )
    return format_html('<span class="prin"><svg viewBox="0 0 71 12" width="71" height="12" role="img" aria-label="{}">{}</svg></span>', said, marks)  # fmt: skip


@register.simple_tag
def unanswered(shown: "Shown") -> str:
    """The principles nobody answered, in few words."""
    rest = [row.principle.short for row in shown.others if not row.state]
    return ", ".join(rest)
