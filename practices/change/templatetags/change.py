"""How the words of a change are shown."""

import re

from django import template
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

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
