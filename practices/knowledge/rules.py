"""Markdown of people as safe HTML, and as the plain words that go into a reply. Plain Python."""

import re

import nh3
from markdown_it import MarkdownIt

LONGEST_TITLE, LONGEST = 200, 50_000
# Raw HTML is text, nesting is bounded, and what comes out is cleaned once more: two locks on one door.
_MARKDOWN = MarkdownIt("commonmark", {"html": False, "linkify": False, "maxNesting": 20}).enable(
    "table"
)
_TAGS = {
    "p", "br", "hr", "h2", "h3", "h4", "ul", "ol", "li", "blockquote", "pre", "code", "em", "strong", "a", "table", "thead", "tbody", "tr",
    "th", "td",
}  # fmt: skip
_HEADING = re.compile(r"<(/?)h([1-6])>")


def html(text: str) -> str:
    """Markdown as HTML: headings one below the page's own, links to the web and to mail only, no images, no scripts."""
    drawn = _HEADING.sub(
        lambda m: f"<{m[1]}h{min(4, int(m[2]) + 1)}>", _MARKDOWN.render(text[:LONGEST])
    )
    return nh3.clean(
        drawn, tags=_TAGS, attributes={"a": {"href"}, "ol": {"start"}}, url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )  # fmt: skip


def plain(text: str) -> str:
    """Markdown as a person would type it into a reply: marks go, lines and lists stay."""
    words = re.sub(r"!\[([^\]]*)\]\([^)]*\)", r"\1", text)
    words = re.sub(r"\[([^\]]+)\]\(([^)\s]+)\)", r"\1 (\2)", words)
    words = re.sub(r"^ {0,3}#{1,6} +", "", words, flags=re.M)
    words = re.sub(r"(\*\*|__)(?=\S)(.+?)(?<=\S)\1", r"\2", words)
    words = re.sub(r"(?<![\w*])[*_](?=\S)(.+?)(?<=\S)[*_](?![\w*])", r"\1", words)
    return re.sub(r"`([^`\n]+)`", r"\1", words).strip()


def words_in(text: str) -> list[str]:
    """The words of a text that say something: letters and digits, three or more."""
    return [
        word for word in "".join(c if c.isalnum() else " " for c in text).split() if len(word) > 2
    ]
