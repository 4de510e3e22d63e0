"""An item of an agenda and a whole agenda, as pages and programs read them."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any

from governance.rules import agenda as rules
from svs.gates import RISKS

if TYPE_CHECKING:
    from datetime import date, datetime

    from governance.models import AgendaItem, Approval, Review, Step
    from governance.rules.counting import Tally


@dataclass(frozen=True)
class Place:
    """A seat of an item as it is drawn: who sits there, and what they said."""

    user_id: int
    name: str
    said: str  # a choice; missing, void or barred
    is_chair: bool = False
    words: str = ""
    stands_in: str = ""

    @property
    def title(self) -> str:
        who = f"{self.stands_in} for {self.name}" if self.stands_in else self.name
        told = {"barred": self.words or "may not vote on it", "void": "voted on an older version"}
        return f"{who}{', chair' if self.is_chair else ''}: {told.get(self.said, self.said)}"


@dataclass
class Item:
    """Something to talk about. `key` names it in addresses; `row` is what was written down about it, where something was."""

    kind: str
    subject_id: int | None
    title: str
    ref: str = ""
    url: str = ""
    group: str = rules.TALK
    sub: str = ""
    risk: int = 0
    tier: str = ""
    cells: tuple[str, str] = (
        "",
        "",
    )  # a line and the line below it, in the place of conflicts and principles
    asks: tuple[str, str] = ("", "")  # what is to be done, and by whom
    until: datetime | date | None = None
    is_frozen: bool = False
    row: AgendaItem | None = None
    approval: Approval | None = None
    step: Step | None = None
    tally: Tally | None = None
    places: list[Place] = field(default_factory=list)
    marks: list[str] = field(default_factory=list)  # of the seven principles: yes, no, open, none
    is_mine: bool = False  # it still needs the reader's vote
    was_void: bool = False
    number: int = 0

    @property
    def key(self) -> str:
        return f"{self.kind}-{self.row.pk if self.subject_id is None and self.row else self.subject_id}"

    @property
    def label(self) -> str:
        return rules.KINDS[self.kind]

    @property
    def risk_label(self) -> str:
        return RISKS.get(self.risk, "")

    @property
    def outcome(self) -> str:
        return self.row.outcome if self.row else ""

    @property
    def tally_words(self) -> str:
        """How the votes stand: 1 for, 1 against; else how many of those it takes."""
        if self.tally is None or self.step is None:
            return ""
        if self.tally.reject:
            return f"{self.tally.approve} for, {self.tally.reject} against"
        return f"{self.tally.approve} of {self.tally.approve + self.tally.needed}" if self.tally.needed else f"{self.tally.approve} for"  # fmt: skip

    @property
    def is_short(self) -> bool:
        """Does one more approval decide it?"""
        return self.tally is not None and self.tally.needed == 1

    @property
    def answered(self) -> tuple[int, int]:
        """(answered yes or not applicable, asked) of the principles."""
        asked = [mark for mark in self.marks if mark != "none"]
        return sum(mark == "yes" for mark in asked), len(asked)


@dataclass
class Agenda:
    """What one meeting talks about, in the order and with the numbers that everybody has before them."""

    review: Review | None
    items: list[Item]
    decided: list[dict[str, Any]] = field(default_factory=list)
    since: datetime | None = None

    @property
    def groups(self) -> list[tuple[str, str, list[Item]]]:
        found = [(key, label, [one for one in self.items if one.group == key]) for key, label in rules.GROUPS.items()]  # fmt: skip
        return [group for group in found if group[2]]

    @cached_property
    def to_decide(self) -> list[Item]:
        return [one for one in self.items if one.group == rules.DECIDE]

    @cached_property
    def by_key(self) -> dict[str, Item]:
        return {one.key: one for one in self.items}

    @property
    def left(self) -> list[Item]:
        """What nobody has said yet what comes of it."""
        return [one for one in self.items if not one.outcome]
