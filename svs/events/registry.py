"""Who listens to what. Apps declare the names they emit and subscribe by name; nothing else couples them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from svs.events.models import DomainEvent

REACTION, PROJECTION = "reaction", "projection"


@dataclass(frozen=True)
class Consumer:
    """A subscriber. A reaction takes one event at a time; a projection a batch, in any order, repeatable."""

    name: str
    kind: str
    queue: str
    events: frozenset[str]
    handle: Callable[..., None]
    wants: Callable[[str], bool] | None = None  # cheap look before a delivery row is written
    past: frozenset[str] = frozenset()  # of its events, those it hears only when they are told late


_declared: dict[str, str] = {}
_consumers: dict[str, Consumer] = {}
_by_event: dict[str, tuple[Consumer, ...]] = {}


def declare(*names: str, **described: str) -> None:
    """Declare event names an app emits; keyword form is not for names with dots, pass a dict through **."""
    for name in names:
        _declared.setdefault(name, "")
    _declared.update(described)


def declared() -> dict[str, str]:
    return dict(_declared)


def consumers() -> dict[str, Consumer]:
    return dict(_consumers)


def _add(consumer: Consumer) -> None:
    _consumers[consumer.name] = consumer
    for name in consumer.events:
        others = tuple(c for c in _by_event.get(name, ()) if c.name != consumer.name)
        _by_event[name] = (*others, consumer)


def subscribe(
    *events: str, consumer: str, queue: str = "critical", wants: Callable[[str], bool] | None = None
) -> Callable[[Callable[["DomainEvent"], None]], Callable[["DomainEvent"], None]]:
    """Register a reaction: called once per event, in order per subject, inside the transaction of its effect."""

    def register(handle: Callable[["DomainEvent"], None]) -> Callable[["DomainEvent"], None]:
        _add(Consumer(consumer, REACTION, queue, frozenset(events), handle, wants))
        return handle

    return register


def project(
    *events: str, consumer: str, queue: str = "kpi", past: tuple[str, ...] = ()
) -> Callable[[Callable[[list["DomainEvent"]], None]], Callable[[list["DomainEvent"]], None]]:
    """Register a projection: called with a batch; it recomputes from source rows, so order never matters.

    Events in `past` reach it only as history, told late; while they happen they change nothing for it.
    """

    def register(
        handle: Callable[[list["DomainEvent"]], None],
    ) -> Callable[[list["DomainEvent"]], None]:
        heard = frozenset(events) | frozenset(past)
        _add(Consumer(consumer, PROJECTION, queue, heard, handle, past=frozenset(past)))
        return handle

    return register


def listeners(name: str, *, historical: bool) -> list[str]:
    """Names of the consumers to deliver an event to. History reaches projections only."""
    return [
        c.name
        for c in _by_event.get(name, ())
        if (c.kind == PROJECTION or not historical)
        and (historical or name not in c.past)
        and (c.wants is None or c.wants(name))
    ]


def undeclared() -> Iterable[tuple[str, str]]:
    """(consumer, event) pairs that nobody declared: a system check fails on them."""
    return [(c.name, e) for c in _consumers.values() for e in c.events if e not in _declared]
