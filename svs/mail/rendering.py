"""The HTML of a mail as it may be shown: cleaned when it is read, never before it is kept."""

import base64
from collections.abc import Iterable

import nh3

from svs.mail.parse import IMAGES, File
from svs.mail.texts import shallow

BIGGEST, IN_ALL = 2_000_000, 6_000_000
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "col", "colgroup", "dd", "del", "div", "dl", "dt", "em",
    "figure", "figcaption", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s",
    "small", "span", "strong", "sub", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href", "title"}, "img": {"src", "alt", "width", "height"}, "td": {"colspan", "rowspan", "align"},
    "th": {"colspan", "rowspan", "align"}, "ol": {"start"},
}  # fmt: skip
GONE = {"script", "style", "title", "head", "svg", "math", "template", "noscript", "iframe", "object", "xmp", "plaintext"}  # fmt: skip


def safe_html(html: str, files: Iterable[File], *, with_remote: bool) -> tuple[str, int]:
    """The mail's HTML with nothing in it that acts, and how many remote pictures it asked for.

    A picture is one of the mail's own parts, or, where a person asked for them, one from afar.
    """
    own = _pictures(files)
    remote = 0

    def filtered(tag: str, attribute: str, value: str) -> str | None:
        nonlocal remote
        if (tag, attribute) != ("img", "src"):
            return value if attribute != "href" or value.lower().startswith(("http://", "https://", "mailto:")) else None  # fmt: skip
        if value.lower().startswith("cid:"):
            return own.get(value[4:])
        if not value.lower().startswith(("http://", "https://")):
            return None
        remote += 1
        return value if with_remote else None

    clean = nh3.clean(
        shallow(html), tags=TAGS, attributes=ATTRIBUTES, clean_content_tags=GONE, attribute_filter=filtered,
        url_schemes={"http", "https", "mailto", "cid"}, link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}, "img": {"referrerpolicy": "no-referrer"}},
    )  # fmt: skip
    return clean, remote


def _pictures(files: Iterable[File]) -> dict[str, str]:
    """Content-ID -> the picture as an address of its own, so that nothing has to be asked for."""
    found: dict[str, str] = {}
    left = IN_ALL
    for file in files:
        if file.cid and file.media_type in IMAGES and len(file.data) <= min(left, BIGGEST):
            left -= len(file.data)
            found[file.cid] = f"data:{file.media_type};base64,{base64.b64encode(file.data).decode()}"  # fmt: skip
    return found
