"""Lifecycles as data: which verb leads from which states to which state."""

from collections.abc import Iterable
from dataclasses import dataclass, field

from svs.errors import TransitionNotAllowed


@dataclass(frozen=True)
class Move:
    """One verb of a lifecycle.

    `unheld` is the state reached instead of `target` when nobody holds the record after the move.
    `event` is the past form that names the event; the verb plus "ed" or "d" unless said.
    """

    verb: str
    sources: frozenset[str]
    target: str
    unheld: str | None = None
    event: str = ""

    def __init__(
        self,
        verb: str,
        sources: Iterable[str],
        target: str,
        unheld: str | None = None,
        event: str = "",
    ) -> None:
        object.__setattr__(self, "verb", verb)
        object.__setattr__(self, "sources", frozenset(sources))
        object.__setattr__(self, "target", target)
        object.__setattr__(self, "unheld", unheld)
        object.__setattr__(
            self, "event", event or (verb + "d" if verb.endswith("e") else verb + "ed")
        )


@dataclass(frozen=True)
class Machine:
    """A lifecycle: its first state and its moves."""

    initial: str
    moves: tuple[Move, ...]
    _by_verb: dict[str, tuple[Move, ...]] = field(init=False, repr=False, compare=False)

    def __init__(self, initial: str, *moves: Move) -> None:
        object.__setattr__(self, "initial", initial)
        object.__setattr__(self, "moves", moves)
        by_verb: dict[str, tuple[Move, ...]] = {}
        for move in moves:
            by_verb[move.verb] = (*by_verb.get(move.verb, ()), move)
        object.__setattr__(self, "_by_verb", by_verb)

    @property
    def states(self) -> frozenset[str]:
        reached = {move.target for move in self.moves} | {m.unheld for m in self.moves if m.unheld}
        return frozenset(
            {self.initial} | reached | {s for move in self.moves for s in move.sources}
        )

    def move(self, state: str, verb: str) -> Move:
        """The move that `verb` makes from `state`; raises TransitionNotAllowed when there is none."""
        for move in self._by_verb.get(verb, ()):
            if state in move.sources:
                return move
        raise TransitionNotAllowed(verb, state)

    def target(self, state: str, verb: str, *, held: bool) -> str:
        """The state that `verb` leads to from `state`."""
        move = self.move(state, verb)
        return move.unheld if move.unheld and not held else move.target

    def actions(self, state: str) -> tuple[str, ...]:
        """The verbs open from `state`, in the order they were declared: the buttons of a page."""
        return tuple(dict.fromkeys(move.verb for move in self.moves if state in move.sources))
