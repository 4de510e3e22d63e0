"""A life in one line: for where there is no room for the whole flow strip."""

from typing import Any

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from svs.web.templatetags.svs import hmm

register = template.Library()


@register.simple_tag
def small_flow(life: list[dict[str, Any]]) -> SafeString:
    """Every stretch of a life, wait hatched, active solid; each says itself when it is pointed at."""
    lived = [part for part in life if part["phase"] != "DONE" and part["seconds"] > 0]
    total = sum(part["seconds"] for part in lived)
    if not total:
        return mark_safe('<p class="muted">It was logged this minute.</p>')
    drawn, left = [], 0.0
    for part in lived:
        width, active = 100 * part["seconds"] / total, part["phase"] == "ACTIVE"
        word = "Active" if active else str(part["cause"]).capitalize()
        said = f"{word}, {hmm(part['seconds'])}, {part['assignee_name'] or part['team_name'] or 'nobody'}"  # fmt: skip
        drawn.append(("active" if active else "wait", f"{left:.2f}", f"{width:.2f}", said))
        left += width
    shapes = format_html_join("", '<svg class="s-{}" x="{}%" y="0" width="{}%" height="16"><title>{}</title><rect x="0.5" y="0.5" width="100%" height="15"/></svg>', drawn)  # fmt: skip
    said = "; ".join(part[3] for part in drawn[:20])
    return format_html('<svg class="flow" height="18" role="img" aria-label="Life of the ticket: {}">{}</svg>', said, shapes)  # fmt: skip
