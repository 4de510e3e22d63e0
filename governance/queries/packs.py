"""What lies before a board about one item: what it is for, why it is here, what to weigh, what was said."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from governance.models import PrincipleCheck
from governance.queries import approvals
from governance.queries.agenda.decide import IN_ITS_WAY
from governance.rules.principles import SEVEN
from practices.change.queries import agenda as changes

if TYPE_CHECKING:
    from governance.queries.agenda import Item, Place
    from svs.accounts.models import User

NAMES = {one.key: one.name for one in SEVEN}


@dataclass
class Pack:
    """One item as a board reads it."""

    value: str = ""
    facts: list[tuple[str, str]] = field(default_factory=list)
    why_here: str = ""
    weigh: list[Any] = field(default_factory=list)  # conflicts: words, forbids, ref
    answers: list[tuple[str, str, str]] = field(default_factory=list)  # principle, answer, because
    reasons: list[Place] = field(default_factory=list)  # votes with words
    panel: dict[str, Any] = field(
        default_factory=dict
    )  # of the approval: its track, the reader's ballots, what was said


def pack_of(item: Item, viewer: User) -> Pack:
    """What lies before the board about an item. Statements: constant."""
    if item.approval is None:
        return Pack(facts=[pair for pair in (item.cells, item.asks) if pair[0]])
    approval = item.approval
    pack = Pack(
        value=approval.service.value_statement if approval.service else "",
        facts=[(name, words) for name, words in approval.facts if name != IN_ITS_WAY],
        why_here=approval.right.why if approval.right else "No row of the table was written for such a case, so the strictest holds.",
        reasons=[place for place in item.places if place.words and place.said != "barred"],
        answers=_answers(item), panel=approvals.page_of_subject(viewer, approval.kind, approval.subject_id) or {},
    )  # fmt: skip
    if approval.kind == "change":
        pack.weigh = changes.in_its_way(approval.subject_id, viewer)
    return pack


def _answers(item: Item) -> list[tuple[str, str, str]]:
    approval = item.approval
    assert approval is not None  # noqa: S101 -- the caller has looked
    rows = PrincipleCheck.objects.filter(kind=approval.kind, subject_id=approval.subject_id, version=approval.version)  # fmt: skip
    said = rows.order_by("answers__position", "answers__id").values_list("answers__principle", "answers__answer", "answers__because", "answers__question")  # fmt: skip
    return [(NAMES.get(name, name), answer, because or question) for name, answer, because, question in said if name]  # fmt: skip
