"""Which decision right fits a case, and what its steps may say. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Protocol, TypeVar

EMERGENCY = "emergency"  # the kind of a change that nobody could wait for
AUTOMATIC, NAMED, PEER, OWNER, BOARD, EXECUTIVE = "automatic", "named", "peer", "owner", "board", "executive"  # fmt: skip
LADDER = (AUTOMATIC, NAMED, PEER, OWNER, BOARD, EXECUTIVE)  # each stricter than the one before
FIRST, ALL, SHARE = "first", "all", "share"
RUNGS = ("chair", "owner", "lead", "sponsor")  # to whom it may go up once its time is up
DIMENSIONS = ("variety", "risk", "tier", "maturity", "flags")


@dataclass(frozen=True)
class StepPlan:
    """Who says yes, how they are counted, for how long they are asked, and to whom it goes then."""

    by: str
    board: int | None = None
    majority: str = FIRST
    quorum: int = 1
    share: int = 50
    hours: int = 48
    escalate: tuple[str, ...] = field(default=())

    @classmethod
    def of(cls, said: Mapping[str, Any]) -> StepPlan:
        return cls(**{**said, "escalate": tuple(said.get("escalate", ()))})

    def as_data(self) -> dict[str, Any]:
        return {**asdict(self), "escalate": list(self.escalate)}


class Fits(Protocol):
    """What a row of the table says about the cases it is for."""

    subject: str
    fits: dict[str, list[Any]]
    steps: list[dict[str, Any]]


@dataclass(frozen=True)
class Tier:
    """What is known of a case where its right is looked up."""

    subject: str
    variety: str = ""
    risk: int = 1
    tier: int = 4
    maturity: int | None = None
    flags: frozenset[str] = frozenset()


R = TypeVar("R", bound=Fits)

# For a case that no row was written for: not free, and not for ever.
STRICTEST = (StepPlan(EXECUTIVE, majority=FIRST, hours=72),)


def misfits(row: Fits, case: Tier) -> list[str]:
    """What a row asks for that the case is not. An empty list asks nothing; of flags one is enough.

    What nobody could wait for is looked back on and not checked before: a row that asks nobody is never for it.
    """
    unasked = case.variety == EMERGENCY and not strictness(row.steps)
    named = row.fits.get("variety", [])
    hidden = ["variety"] if unasked and (not named or EMERGENCY in named) else []
    return hidden + [
        name
        for name, wanted in row.fits.items()
        if wanted
        and (
            case.flags.isdisjoint(wanted) if name == "flags" else getattr(case, name) not in wanted
        )
    ]


def fits(row: Fits, case: Tier) -> bool:
    """Is this row for the case?"""
    return row.subject == case.subject and not misfits(row, case)


def fitting(rows: Iterable[R], case: Tier) -> R | None:
    """The first row that fits, of rows in order; None where nobody thought of such a case."""
    return next((row for row in rows if fits(row, case)), None)


def strictness(steps: Iterable[Mapping[str, Any]]) -> int:
    """How high the highest of its steps stands on the ladder; 0 for automatic."""
    return max((LADDER.index(step["by"]) for step in steps), default=0)
