"""What holds for asking the requester how it went, and the ways in which tickets have to do with each other."""

from datetime import datetime, timedelta
from typing import NamedTuple

SURVEY_LASTS = timedelta(days=30)
SCORES = {5: "Very good", 4: "Good", 3: "All right", 2: "Not good", 1: "Bad"}


def survey_is_over(asked_at: datetime, now: datetime) -> bool:
    return now - asked_at > SURVEY_LASTS


class Linked(NamedTuple):
    """How one ticket has to do with another: the kind of the link, and whether it is told from its target's side."""

    kind: str
    is_turned: bool
    words: str


LINK_WORDS = {
    "relates": Linked("relates", False, "Relates to"),
    "duplicates": Linked("duplicates", False, "Duplicates"),
    "duplicated_by": Linked("duplicates", True, "Duplicated by"),
    "causes": Linked("causes", False, "Causes"),
    "caused_by": Linked("causes", True, "Caused by"),
    "child_of": Linked("child_of", False, "Part of"),
    "parent_of": Linked("child_of", True, "Has part"),
}
FROM_SOURCE = {linked.kind: name for name, linked in LINK_WORDS.items() if not linked.is_turned}
FROM_TARGET = {**FROM_SOURCE, **{linked.kind: name for name, linked in LINK_WORDS.items() if linked.is_turned}}  # fmt: skip
