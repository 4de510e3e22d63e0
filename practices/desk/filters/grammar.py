"""How a list of tickets is asked for: the shape of a filter, of what somebody asked, and of what was not understood.

One grammar serves pages, saved views, the API and exports. Only what is declared can be asked; nothing reaches a field by its name.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from urllib.parse import urlencode

from django.db.models import Q

from svs.accounts.models import User

MOST_VALUES, LONGEST = 20, 120


class Misfit(Exception):
    """A value that a filter does not take, in words."""


@dataclass(frozen=True)
class Asker:
    """Who asks, and when: me, my teams and today mean something else to everybody."""

    user: User
    now: datetime
    office: Q = field(
        default_factory=Q
    )  # the tickets of which they may know how the desk sorts them


Option = tuple[str, str]


@dataclass(frozen=True)
class Filter:
    """One thing that can be asked. `find` turns clean values into a condition; `options` is what a page offers to pick."""

    key: str
    label: str
    clean: Callable[[str], Any]
    find: Callable[[list[Any], Asker], Q]
    options: Callable[[User], list[Option]] | None = None
    said: dict[str, str] = field(default_factory=dict)  # how a value reads, where it is no id
    named: str = ""  # what its ids are: service, team, person, category
    many: bool = True
    desks: bool = False  # only who works on tickets may ask: it tells how the desk sorts its work
    hint: str = ""  # how a value is written, where none can be picked
    schema: dict[str, Any] = field(default_factory=lambda: {"type": "string"})


@dataclass(frozen=True)
class Fault:
    """What was not understood."""

    key: str
    words: str


@dataclass(frozen=True)
class Asked:
    """A list as it was asked for."""

    filters: dict[str, Filter]
    said: dict[str, tuple[str, ...]]
    values: dict[str, list[Any]]
    sort: str
    columns: tuple[str, ...]
    is_sorted: bool = False  # somebody asked for this order; else it is the usual one
    faults: tuple[Fault, ...] = ()

    def where(self, asker: Asker) -> Q:
        """Everything asked, as one condition; what was not understood finds nothing."""
        if self.faults:
            return Q(pk__in=())
        found = Q()
        for key, values in self.values.items():
            found &= self.filters[key].find(values, asker)
        return found

    def pairs(self, *, without: str = "", **changed: str) -> Iterator[tuple[str, str]]:
        """What stands behind the question mark, with this filter left out or these things changed."""
        for key, values in self.said.items():
            if key != without and key not in changed:
                yield from ((key, value) for value in values)
        if without == "open":
            yield "open", "any"
        keeps_order = self.is_sorted and without != "open"  # what is done has no time left
        more = {"sort": self.sort if keeps_order else "", "columns": ",".join(self.columns)}
        yield from ((key, value) for key, value in {**more, **changed}.items() if value)

    def query(self, *, without: str = "", **changed: str) -> str:
        return urlencode(list(self.pairs(without=without, **changed)))


def any_of(parts: Iterable[Q]) -> Q:
    """One of these; nothing where there is none."""
    found = Q(pk__in=())
    for part in parts:
        found |= part
    return found
