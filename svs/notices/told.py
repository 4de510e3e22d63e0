"""Who is told of which event. Rooms above register; this room knows none of them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from svs.events.registry import subscribe

Who = Callable[[Any], Iterable[int | None]]
Readers = Callable[[Any, set[int]], set[int]]
CONSUMER = "notices.tell"


@dataclass(frozen=True)
class Source:
    """One kind of notice that an event makes: whom it concerns, and which of them may read of it."""

    kind: str
    who: Who
    readers: Readers


_sources: dict[str, list[Source]] = {}


def notify(kind: str, *events: str, readers: Readers) -> Callable[[Who], Who]:
    """Register whom these events concern. Of several kinds that name the same person, the first that was registered tells them.

    `readers(event, ids)` keeps those who may read of it; it is asked when they are told, and again before a mail leaves.
    """

    def register(who: Who) -> Who:
        from svs.notices import operations  # noqa: PLC0415 -- it reads this registry

        for event in events:
            _sources.setdefault(event, []).append(Source(kind, who, readers))
        subscribe(*_sources, consumer=CONSUMER, queue="mail")(operations.tell)
        return who

    return register


def sources_of(event: str) -> list[Source]:
    """The kinds of notice an event makes, in the order they were registered."""
    return _sources.get(event, [])
