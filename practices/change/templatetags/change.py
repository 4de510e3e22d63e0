"""How the words of a change are shown."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from practices.change.rules import impact
from practices.desk.templatetags.talk import said

register = template.Library()
_NUMBER = re.compile(r"\A\s*(?:\d{1,3}[.)]|[-*])\s+")


@register.simple_tag
def steps(text: str) -> SafeString:
    """A plan as numbered steps: a line each, whatever number or bullet stood before it; a line that is indented goes on."""
    found: list[str] = []
    for line in text.splitlines():
        if not line.strip():
            continue
        if found and line[:1].isspace() and not _NUMBER.match(line):
            found[-1] += f"\n{line.strip()}"
        else:
            found.append(_NUMBER.sub("", line).strip())
    if len(found) == 1:
        return format_html("<p>{}</p>", said(found[0]))
    items = format_html_join("", "<li><span>{}</span></li>", ((said(step),) for step in found))
    return format_html('<ol class="steps-n">{}</ol>', items)


@register.simple_tag
def points(number: int) -> str:
    """Points as they add up: +2, a minus one, and nothing for none."""
    return f"{number:+d}".replace("-", "−") if number else ""


@register.simple_tag
def impact_map(picture: impact.Picture, sentence: str) -> SafeString:
    """What a change touches: boxes from left to right, what it touches itself with a dark edge."""
    arrows = format_html_join("", '<path class="edge" d="{}" marker-end="url(#at)"/>', ((one,) for one in picture.arrows))  # fmt: skip
    boxes = format_html_join(
        "", '<rect class="box {}" x="{}" y="{}" width="{}" height="{}" rx="5"/>',
        ((box.kind, f"{box.x:.1f}", f"{box.y + 1:.1f}", impact.WIDTH, impact.HEIGHT - 2) for box in picture.boxes),
    )  # fmt: skip
    words = format_html_join(
        "", '<text{} x="{}" y="{}">{}</text>',
        (
            (mark_safe(' class="t"') if is_name else "", f"{x:.1f}", f"{y:.1f}", words)
            for box in picture.boxes
            for x, y, words, is_name in box.texts
        ),
    )  # fmt: skip
    return format_html(
        '<svg class="map impact" width="{w}" height="{h}" viewBox="0 0 {w} {h}" role="img" aria-label="{said}"><defs><marker id="at" viewBox="0 0 8 8"'
        ' refX="7" refY="4" markerWidth="7" markerHeight="7" markerUnits="userSpaceOnUse" orient="auto"><path d="M0 0 8 4 0 8z" fill="context-stroke"/></marker></defs>'
        "{arrows}{boxes}{words}</svg>",
        w=round(picture.width), h=round(picture.height), said=sentence, arrows=arrows, boxes=boxes, words=words,
    )  # fmt: skip
