"""Navigation by role: apps register items, each person sees theirs."""

from dataclasses import dataclass
from functools import lru_cache

from django.urls import reverse

from svs.accounts.models import User


@dataclass(frozen=True)
class NavItem:
    """A link of the side bar and the roles that see it; `go` is the letter that leads there after G."""

    section: str
    label: str
    icon: str
    url_name: str
    roles: frozenset[str]
    order: int = 100
    go: str = ""


_items: list[NavItem] = []


def register(item: NavItem) -> None:
    _items.append(item)


@dataclass(frozen=True)
class NavMore:
    """What fills itself in below a section once the page stands: links that differ by person and cost statements."""

    section: str
    url_name: str
    roles: frozenset[str]

    @property
    def url(self) -> str:
        return reverse(self.url_name)


_more: list[NavMore] = []


def register_more(more: NavMore) -> None:
    _more.append(more)


def more_of(roles: frozenset[str]) -> list[NavMore]:
    """What fills itself in for these roles."""
    return [more for more in _more if more.roles & roles]


@lru_cache(maxsize=1)
def addresses() -> frozenset[str]:
    """Every address that a link of the side bar leads to."""
    return frozenset(reverse(item.url_name) for item in _items)


def groups_for(user: User) -> list[tuple[str, list[dict[str, str]]]]:
    """(section, links) in order, for the roles of this person."""
    return groups_of(frozenset(user.roles()))


@lru_cache(maxsize=256)
def groups_of(roles: frozenset[str]) -> list[tuple[str, list[dict[str, str]]]]:
    """The same few sets of roles ask on every page; links change with the code only."""
    sections: dict[str, list[dict[str, str]]] = {}  # each once, where its first link stands
    for i in sorted((i for i in _items if i.roles & roles), key=lambda i: i.order):
        link = {"label": i.label, "icon": i.icon, "url": reverse(i.url_name), "go": i.go}
        sections.setdefault(i.section, []).append(link)
    return list(sections.items())
