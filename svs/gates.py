"""What a room must not do before somebody entitled has said yes.

A room below registers a `Matter`: how what it puts before deciders reads, and what happens once it is decided. The room
above registers the `Judge`, who answers within the caller's transaction: passed at once, or asked. Where nobody judges,
everything passes.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Protocol

from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import datetime

    from svs.events.actor import Actor

APPROVED, REFUSED, EXPIRED = "approved", "refused", "expired"
ASKED = "asked"
LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4
RISKS = {LOW: "Low", MEDIUM: "Medium", HIGH: "High", VERY_HIGH: "Very high"}


@dataclass(frozen=True)
class Case:
    """What is put before deciders, as plain values of this moment.

    `version` is what they vote on: it rises with every material edit. `parties` are those whose own work it is, now or in
    any version before: none of them decides. `tier` is the criticality of the service, 1 the most critical.
    """

    kind: str  # of the matter: change, improvement, rule ...
    subject_type: str  # as it stands in the log and in grants: ticket, improvement ...
    subject_id: int
    ref: str
    title: str
    url: str
    version: int
    parties: frozenset[int]
    service_id: int | None = None
    risk: int = LOW
    tier: int = 4
    practice: str = ""  # whose maturity counts
    variety: str = ""  # standard, normal, emergency; empty where there is one kind only
    flags: frozenset[str] = frozenset()  # what the rights may ask for besides: freeze
    team_id: int | None = None  # whose members are peers
    named: tuple[int, ...] = ()  # asked by name
    facts: tuple[tuple[str, str], ...] = field(default=())  # a few lines for whoever votes


@dataclass(frozen=True)
class Matter:
    """A kind of thing that needs a decision.

    `describe(subject_id)` reads its case. `decided(subject_id, actor, answer, version, words)` obeys: answer is APPROVED,
    REFUSED or EXPIRED, version what was voted on. Both run in the transaction of the vote. `hold(subject_id)` locks it
    before the votes are locked, as its own verbs do: so a vote and an edit never wait for each other.
    """

    kind: str
    label: str
    describe: Callable[[int], Case]
    decided: Callable[..., None]
    hold: Callable[[int], object] | None = None


@dataclass(frozen=True)
class Standing:
    """How something stands with those who decide, as it is now."""

    is_free: bool = True  # nobody has to say yes to it
    state: str = ""  # of the newest question about this very version: ASKED, APPROVED, REFUSED, EXPIRED; empty: none
    asked_version: int | None = None  # the newest that anybody was asked about
    is_open: bool = False  # somebody is asked, be it about an older version
    words: str = ""
    at: datetime | None = None  # decided

    @property
    def has_passed(self) -> bool:
        """May it go on as it stands now?"""
        return self.is_free or self.state == APPROVED


class Judge(Protocol):
    """The room above: who has to say yes, and whether they did."""

    def ask(self, case: Case, actor: Actor) -> str:
        """Put a case before those who decide; gives APPROVED where nobody has to, else ASKED. Asked again with a newer
        version it voids what was voted on the older one."""
        ...

    def withdraw(self, kind: str, subject_id: int, actor: Actor) -> None:
        """Nobody needs to decide any more."""
        ...

    def has_passed(self, case: Case) -> bool:
        """Was this very version approved, or does it need nobody?"""
        ...

    def standing(self, case: Case) -> Standing:
        """What became of the question, and of which version it was asked."""
        ...


_matters: dict[str, Matter] = {}
_judges: list[Judge] = []


def register(matter: Matter) -> None:
    _matters[matter.kind] = matter


def matters() -> dict[str, Matter]:
    return dict(_matters)


def matter_of(kind: str) -> Matter:
    return _matters[kind]


def set_judge(judge: Judge) -> None:
    _judges[:] = [judge]


def ask(kind: str, subject_id: int, *, actor: Actor) -> str:
    """Put something before those who decide, in the caller's transaction. Where nobody has to, it is decided at once."""
    matter = _matters[kind]
    case = matter.describe(subject_id)
    if _judges:
        return _judges[0].ask(case, actor)
    matter.decided(subject_id, actor=actor, answer=APPROVED, version=case.version, words="")
    return APPROVED


def withdraw(kind: str, subject_id: int, *, actor: Actor) -> None:
    """Take a question back that was not answered yet."""
    if _judges:
        _judges[0].withdraw(kind, subject_id, actor)


def has_passed(kind: str, subject_id: int) -> bool:
    """May it go on as it stands now?"""
    return not _judges or _judges[0].has_passed(_matters[kind].describe(subject_id))


def standing(kind: str, subject_id: int) -> Standing:
    """How it stands with those who decide; free where nobody judges."""
    return _judges[0].standing(_matters[kind].describe(subject_id)) if _judges else Standing()


def check_may_ask(now: Standing) -> None:
    """Is there something to ask? Raises RuleViolation("asked_already", "approved_already", "refused_already")."""
    said = {
        ASKED: ("asked_already", "It waits for their answer already."),
        APPROVED: ("approved_already", "It was approved as it stands: go on."),
        REFUSED: ("refused_already", "It was refused as it stands: change it before you ask again."),
    }.get(now.state)  # fmt: skip
    if said:
        raise RuleViolation(*said)


def renew(kind: str, subject_id: int, *, actor: Actor) -> None:
    """It was edited: who is asked about what it said before is asked about what it says now, and their votes fall."""
    if standing(kind, subject_id).is_open:
        ask(kind, subject_id, actor=actor)
