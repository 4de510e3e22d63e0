"""When a change could be made instead: the next free slots, and where there is none, why. In plain Python."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from practices.change.rules import conflicts
from practices.change.rules.conflicts import Around, Frozen, Plan
from practices.change.rules.windows import Span, both, minus

STEP = timedelta(minutes=5)  # a slot begins on one
APART = timedelta(days=1)  # two slots in one long free time
MOST, SHOWN_HOLDS = 3, 2
NEAR = timedelta(hours=24)  # a freeze so soon after a slot is told
_EPOCH = datetime(2020, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Block:
    """A time in which the change cannot be made, and what takes it; `freeze` where that is one."""

    since: datetime
    until: datetime
    freeze: Frozen | None = None


@dataclass(frozen=True)
class Slot:
    """A time that is free for the change; `before` is the freeze that follows soon."""

    since: datetime
    until: datetime
    before: Frozen | None = None


@dataclass(frozen=True)
class Free:
    """The next slots, the freezes that lie before the last of them, and in words why there is none."""

    slots: list[Slot]
    holds: list[Frozen]
    why: str = ""


def next_slots(
    blocks: Sequence[Block], allowed: Iterable[Span] | None, *, length: timedelta, since: datetime, until: datetime,
    most: int = MOST,
) -> list[Span]:  # fmt: skip
    """The next spans of this length that no block touches, inside what is allowed (None: everything).

    Each begins on a full five minutes. In one free time the first goes to its begin, each further one a day later.
    """
    free = minus(allowed if allowed is not None else [(since, until)], [(b.since, b.until) for b in blocks])  # fmt: skip
    found: list[Span] = []
    for begins, ends in both(free, [(since, until)]):
        at = _up(begins)
        while at + length <= ends:
            found.append((at, at + length))
            if len(found) == most:
                return found
            at += APART
    return found


def free_for(
    plan: Plan, around: Around, *, length: timedelta, since: datetime, until: datetime, most: int = MOST
) -> Free:  # fmt: skip
    """The next slots for a plan with nothing in the way, and why none."""
    blocks, allowed = blocks_of(plan, around), allowed_for(plan, around)
    spans = next_slots(blocks, allowed, length=length, since=since, until=until, most=most)
    freezes = [one.freeze for one in blocks if one.freeze and one.until > since]
    last = spans[-1][0] if spans else until
    held = sorted((f for f in freezes if spans and f.since < last), key=lambda f: (f.since, f.id))
    why = "" if spans else _why(plan, around, blocks, allowed, length, since, until)
    return Free([Slot(*span, _before(span, freezes)) for span in spans], held[:SHOWN_HOLDS], why)


def blocks_of(plan: Plan, around: Around) -> list[Block]:
    """What a plan cannot run through: freezes of its services, and every change that has to do with it."""
    held = [Block(f.since, f.until, f) for f in around.freezes if f.holds(plan.services)]
    taken = [
        Block(other.since, other.until)
        for other in around.others
        if other.ticket_id != plan.ticket_id and conflicts.touches(plan, other, around.services)
    ]
    return [*held, *taken]


def allowed_for(plan: Plan, around: Around) -> list[Span] | None:
    """When every service of a plan that agreed on maintenance windows has one open; None where none did."""
    allowed: list[Span] | None = None
    for service_id in sorted(plan.services):
        windows = around.open_for(service_id)
        if windows is not None:
            allowed = windows if allowed is None else both(allowed, windows)
    return allowed


def hold_in_words(freeze: Frozen, around: Around) -> str:
    """Stocktaking freeze holds every service until Sat 2 Jan 06:00."""
    until = conflicts.moment(freeze.until, around.zone)
    return f"{freeze.name} holds {_held(freeze, around)} until {until}"


def _why(
    plan: Plan, around: Around, blocks: Sequence[Block], allowed: list[Span] | None, length: timedelta, since: datetime,
    until: datetime,
) -> str:  # fmt: skip
    """What would have to give way for there to be a slot."""
    days = (until - since).days
    if allowed is not None:
        longest = max((ends - begins for begins, ends in allowed), default=timedelta())
        if longest < length:
            said = conflicts.hmm(longest.total_seconds())
            return f"No maintenance window lasts {conflicts.hmm(length.total_seconds())}; the longest is {said}."  # fmt: skip
    others = [block for block in blocks if block.freeze is None]
    freezes = [block.freeze for block in blocks if block.freeze]
    if freezes and next_slots(others, allowed, length=length, since=since, until=until, most=1):
        return f"{'. '.join(hold_in_words(f, around) for f in freezes[:SHOWN_HOLDS])}."
    return f"Other changes and what is agreed leave no {conflicts.hmm(length.total_seconds())} within {days} days."  # fmt: skip


def _held(freeze: Frozen, around: Around) -> str:
    if not freeze.services:
        return "every service"
    names = sorted(around.called(pk) for pk in freeze.services if pk in around.services)
    if len(names) == len(freeze.services) <= 2:
        return " and ".join(names)
    return f"{len(freeze.services)} services"


def _before(span: Span, freezes: Iterable[Frozen]) -> Frozen | None:
    soon = [f for f in freezes if span[1] <= f.since <= span[1] + NEAR]
    return min(soon, key=lambda f: f.since) if soon else None


def _up(moment: datetime) -> datetime:
    """The next full five minutes."""
    return moment + (_EPOCH - moment) % STEP
