"""Does a value statement say what value is? Plain words about what is missing. And how deep a tree of categories goes."""

from __future__ import annotations

import re

DEEPEST = 3  # levels of categories

MOST = 200
# Words of the machine room; a statement made of them alone speaks to nobody outside IT.
MACHINE = frozenset(["ticket", "tickets", "server", "servers", "uptime", "availability", "system", "systems", "software", "hardware", "database", "network", "sla", "slas", "incident", "incidents", "request", "requests"])  # fmt: skip
_EFFECT = re.compile(
    r"\b(so that|so|in order to|which lets|that lets|because of it|without)\b", re.I
)


def faults(statement: str) -> list[str]:
    """What a value statement lacks, each in a sentence; nothing when it says who gets what out of it.

    It is one sentence, it names the effect for somebody ("so that ..."), and it does not speak of machines alone.
    """
    text = " ".join(statement.split())
    if not text:
        return ["Nobody has said yet what value this service brings."]
    found = []
    if len(re.findall(r"[.!?](?:\s|$)", text)) > 1:
        found.append("It is more than one sentence: keep the one that matters.")
    if len(text) > MOST:
        found.append(f"It is longer than {MOST} characters: nobody will remember it.")
    if len(text.split()) < 6:
        found.append("It is too short to say who gets what out of it.")
    if not _EFFECT.search(text):
        found.append('It names no effect: go on with "so that ..." and say what somebody outside IT can do.')  # fmt: skip
    nouns = [word.strip(".,;:!?").lower() for word in text.split()]
    if sum(word in MACHINE for word in nouns) * 4 > len(nouns):
        found.append("It speaks of tickets and machines: say what people do with it.")
    return found


def above(parent_id: int | None, tree: dict[int, int | None]) -> list[int]:
    """The ids from a parent up to its root; `tree` tells the parent of each."""
    found: list[int] = []
    while parent_id is not None and parent_id in tree and parent_id not in found:
        found.append(parent_id)
        parent_id = tree[parent_id]
    return found


def below(key: int | None, tree: dict[int, int | None]) -> list[set[int]]:
    """The ids under a category, level by level."""
    levels: list[set[int]] = []
    here = {pk for pk, up in tree.items() if up == key} if key is not None else set()
    while here and len(levels) < len(tree):
        levels.append(here)
        here = {pk for pk, up in tree.items() if up in here}
    return levels


def in_order(rows: list[tuple[int, int | None, str]]) -> list[tuple[int, int, str]]:
    """(id, level, path) of a tree given as (id, parent, name): each under its parent, by name."""
    found: list[tuple[int, int, str]] = []

    def walk(parent: int | None, level: int, path: str) -> None:
        for key, up, name in rows:
            if up == parent and level < DEEPEST:
                whole = f"{path} › {name}" if path else name
                found.append((key, level, whole))
                walk(key, level + 1, whole)

    rows = sorted(rows, key=lambda row: (row[2].lower(), row[0]))
    walk(None, 0, "")
    return found
