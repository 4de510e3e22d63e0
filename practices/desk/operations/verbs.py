"""The verbs of every kind under one name each, so that page, bulk, mail and rules call the practice's own operation."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from practices.desk.models import Ticket
from svs.events.actor import Actor

Verb = Callable[..., Ticket]


@dataclass(frozen=True)
class Verbs:
    """What a practice lets be done with its kind. Each takes `ticket`, `actor` and `version` besides its own words.

    `log` takes what the practice's own log operation takes; `finish` is the verb that delivers (resolve, fulfil); `more`
    are the practice's own verbs by their names. `taken_back` puts back what the practice did besides when one of its moves
    is undone: it takes `ticket`, `actor` and the `event` of that move. `about_others` follows, in the same transaction, when
    the desk says that a ticket is about other items: it takes `ticket` and `actor`.
    """

    log: Verb
    assign: Verb
    hold: Verb
    resume: Verb
    finish: Verb
    reopen: Verb
    close: Verb
    prioritise: Verb
    taken_back: Callable[..., None] | None = None
    about_others: Verb | None = None
    more: dict[str, Verb] = field(default_factory=dict)


_verbs: dict[str, Verbs] = {}


def register(kind: str, verbs: Verbs) -> None:
    _verbs[kind] = verbs


def is_known(kind: str) -> bool:
    """Does a practice work tickets of this kind?"""
    return kind in _verbs


def of_kind(kind: str) -> Verbs:
    return _verbs[kind]


def do(name: str, *, ticket: Ticket, actor: Actor, **said: Any) -> Ticket:
    """Do what this verb means for this ticket; the kind's own word for finishing is understood as well.

    Raises what the operation raises.
    """
    kind = ticket.lifecycle
    known = of_kind(kind.key)
    verb = known.more.get(name) or getattr(known, "finish" if name == kind.finish else name)
    return verb(ticket=ticket, actor=actor, **said)
