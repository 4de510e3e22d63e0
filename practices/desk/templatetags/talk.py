"""What people wrote, as it is shown: escaped, with links that are safe, names of colleagues and code told apart. No HTML of theirs."""

import re
from collections.abc import Iterable

from django import template
from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe

register = template.Library()
_PARTS = re.compile(r"(https?://[^\s<>\"'`]{3,2000}|`[^`\n]{1,500}`)")
_AFTER = ".,;:!?)]}"
MOST_LINKS = 200


@register.filter
def said(text: str, names: Iterable[str] = ()) -> SafeString:
    """A text of a person as HTML of ours; line breaks are kept by the look. Time grows with its length alone."""
    shown: list[str] = []
    for place, part in enumerate(_PARTS.split(text)):
        if place % 2 == 0 or place > 2 * MOST_LINKS:
            shown.append(_named(part, list(names)))
        elif part.startswith("`"):
            shown.append(format_html("<code>{}</code>", part[1:-1]))
        else:
            url = part.rstrip(_AFTER)
            shown.append(format_html('<a href="{0}" rel="noopener noreferrer nofollow">{0}</a>{1}', url, part[len(url) :]))  # fmt: skip
    return mark_safe("".join(shown))  # noqa: S308 -- each part was escaped above


def _named(text: str, names: list[str]) -> str:
    """Names of colleagues who were told stand out."""
    if not names or "@" not in text:
        return conditional_escape(text)
    known = re.compile("(@(?:" + "|".join(re.escape(name) for name in names) + "))", re.IGNORECASE)
    return "".join(
        format_html('<span class="mention">{}</span>', part)
        if place % 2
        else conditional_escape(part)
        for place, part in enumerate(known.split(text))
    )
