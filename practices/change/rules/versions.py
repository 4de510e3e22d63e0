"""Two versions of a change held against each other. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher
from typing import Any

LABELS = {
    "title": "Title", "type": "Type", "service_id": "Service", "service_ids": "Also touches", "item_ids": "Items", "assignee_id": "Who does it",
    "window": "Window", "why": "What for", "description": "In words", "plan": "Plan", "backout": "Back-out",
    "backout_minutes": "Back-out takes", "test": "Test", "answers": "Answers on risk",
}  # fmt: skip
TEXTS = ("why", "description", "plan", "backout", "test")
Words = Callable[[str, Any], str]  # (field, value) as it reads; empty where nothing was said


@dataclass(frozen=True)
class Difference:
    """One field that reads otherwise: as a whole, or for a text the lines that went and those that came."""

    label: str
    was: str = ""
    now: str = ""
    lines: tuple[tuple[str, str], ...] = field(default=())  # ("del" | "ins", line)


def differences(
    before: Mapping[str, Any], after: Mapping[str, Any], words: Words
) -> list[Difference]:
    """What the newer version says otherwise, in the order in which a change is read."""
    found = []
    for name, label in LABELS.items():
        was, now = before.get(name), after.get(name)
        if was == now or (not was and not now):
            continue
        if name in TEXTS:
            found.append(Difference(label, lines=tuple(_lines(was or "", now or ""))))
        else:
            found.append(Difference(label, words(name, was), words(name, now)))
    return found


def _lines(was: str, now: str) -> list[tuple[str, str]]:
    """The lines that went, and those that came in their place."""
    old, new = was.splitlines(), now.splitlines()
    told: list[tuple[str, str]] = []
    for tag, i, j, k, m in SequenceMatcher(a=old, b=new, autojunk=False).get_opcodes():
        if tag != "equal":
            told += [("del", line) for line in old[i:j] if line.strip()]
            told += [("ins", line) for line in new[k:m] if line.strip()]
    return told
