"""What the command palette finds: pages of the person's own navigation, what they can do, and what apps offer."""

from collections.abc import Iterable
from itertools import islice

from svs.accounts.models import User
from svs.extensions import SearchHit, search_sources
from svs.web import navigation

EACH = 6


def find(user: User, words: str) -> list[tuple[str, list[SearchHit]]]:
    """(title, hits) groups for a person and their words; without words, where they can go."""
    asked = " ".join(words.split())[:80]
    pages = [
        SearchHit(link["label"], link["url"], section or "page", link["icon"])
        for section, links in navigation.groups_for(user)
        for link in links
        if asked.casefold() in link["label"].casefold()
    ]
    groups = [("Go to", pages[: EACH if asked else 12])]
    if asked:
        groups.append(("Found", list(_first(asked, user))))
    return [(title, hits) for title, hits in groups if hits]


def _first(words: str, user: User) -> Iterable[SearchHit]:
    for source in search_sources.items:
        yield from islice(source(user, words), EACH)
