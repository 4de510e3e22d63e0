"""Extension points: upper apps register, lower pages show. Typed, and there are no others.

Each takes plain values, so that a lower page never learns of the app behind it.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any, Generic, Protocol, TypeVar

T = TypeVar("T")


@dataclass(frozen=True)
class Panel:
    """A panel on a record's page: `render(user, record)` gives a template and context, or None for nothing.

    At most two statements each; more is loaded lazily by the panel's own fragment.
    """

    place: str  # "ticket", "service", "stream", ...
    render: Callable[[Any, Any], tuple[str, dict[str, Any]] | None]
    order: int = 100


@dataclass(frozen=True)
class Action:
    """A button on a record's page that leads up: label, icon and the URL for (user, record), or None."""

    place: str
    label: str
    icon: str
    url: Callable[[Any, Any], str | None]
    order: int = 100
    help: str = ""  # what it leads to, in a sentence


@dataclass(frozen=True)
class Step:
    """A step of the set-up guide: one service, one stream, one measurable result.

    `done(user)` tells from the data whether it was taken; `url(user)` is where it is taken.
    """

    key: str
    title: str
    why: str
    url: Callable[[Any], str]
    done: Callable[[Any], bool]
    order: int = 100


@dataclass(frozen=True)
class SearchHit:
    title: str
    url: str
    kind: str
    icon: str = "search"


class SearchSource(Protocol):
    def __call__(self, user: Any, words: str) -> Iterable[SearchHit]: ...


@dataclass
class Registry(Generic[T]):
    """What apps registered for one extension point, in order of registration."""

    items: list[T] = field(default_factory=list)

    def register(self, item: T) -> T:
        self.items.append(item)
        return item


panels: Registry[Panel] = Registry()
actions: Registry[Action] = Registry()
guide_steps: Registry[Step] = Registry()
search_sources: Registry[SearchSource] = Registry()
# event name -> sentence for a timeline: (event data with names resolved) -> words
sentences: dict[str, Callable[[dict[str, Any]], str]] = {}


def sentence(name: str, words: Callable[[dict[str, Any]], str] | str) -> None:
    """Say how an event reads in a timeline; a plain string may name data values in braces."""
    sentences[name] = words if callable(words) else partial(_fill, words)


def _fill(text: str, data: dict[str, Any]) -> str:
    # Not str.format: values come from people, and a template must never be evaluated twice.
    for key, value in data.items():
        text = text.replace("{" + key + "}", str(value))
    return text


def panels_for(place: str, user: Any, record: Any) -> list[tuple[str, dict[str, Any]]]:
    """Every registered panel of a place that has something to show to this person."""
    found = (
        panel.render(user, record)
        for panel in sorted(panels.items, key=lambda p: p.order)
        if panel.place == place
    )
    return [shown for shown in found if shown is not None]


def actions_for(place: str, user: Any, record: Any) -> list[dict[str, str]]:
    """Every registered action of a place that is open to this person."""
    offered = []
    for action in sorted((a for a in actions.items if a.place == place), key=lambda a: a.order):
        url = action.url(user, record)
        if url:
            offered.append(
                {"label": action.label, "icon": action.icon, "url": url, "help": action.help}
            )
    return offered
