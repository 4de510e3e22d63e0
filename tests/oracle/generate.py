"""A made-up log in the same format, with every quirk of the real one; the same seed gives the same log."""

import csv
import random
from datetime import datetime, timedelta
from pathlib import Path

from tests.oracle.log import TIME

COLUMNS = (
    "number", "incident_state", "sys_mod_count", "caller_id", "opened_at", "sys_updated_at", "category", "u_symptom",
    "priority", "assignment_group", "assigned_to", "resolved_at", "closed_at",
)  # fmt: skip
OPEN = ("New", "Active", "Active", "Awaiting User Info", "Awaiting Vendor", "Awaiting Problem", "Awaiting Evidence")  # fmt: skip


def write(path: Path, *, cases: int, seed: int) -> None:
    chance = random.Random(seed)
    with path.open("w", newline="", encoding="utf-8") as target:
        out = csv.DictWriter(target, COLUMNS)
        out.writeheader()
        for number in range(cases):
            out.writerows(_case(chance, f"INC{number:07d}"))


def _case(chance: random.Random, name: str) -> list[dict[str, str]]:
    at = datetime(2016, 2, 29) + timedelta(minutes=chance.randrange(60 * 24 * 60))
    opened = at - timedelta(minutes=chance.choice((0, 0, 1, 7, 300)))
    group, holder = "?", "?"
    rows = []
    states = [chance.choice(OPEN) for _ in range(chance.randrange(7))]
    states += ["Resolved", *(["Active", "Resolved"] if chance.random() < 0.15 else [])]
    states += ["Closed"] if chance.random() < 0.9 else []
    for count, state in enumerate(states):
        if chance.random() < 0.5:
            group = chance.choice(("Group 1", "Group 2", "Group 3", "?"))
        if chance.random() < 0.5:
            holder = chance.choice(("Resolver 1", "Resolver 2", "?"))
        rows.append(
            {
                "number": name, "incident_state": state, "sys_mod_count": str(count), "caller_id": "Caller 9",
                "opened_at": "?" if chance.random() < 0.02 else opened.strftime(TIME), "sys_updated_at": at.strftime(TIME),
                "category": chance.choice(("Category 1", "Category 2", "?")), "u_symptom": "?", "priority": "3 - Moderate",
                "assignment_group": group, "assigned_to": holder, "resolved_at": chance.choice(("?", at.strftime(TIME))),
                "closed_at": "?",
            }
        )  # fmt: skip
        at += timedelta(minutes=chance.choice((0, 0, 1, 13, 240, 4000)))
    if len(rows) > 2 and chance.random() < 0.1:  # one step backwards in the file
        rows[1], rows[2] = rows[2], rows[1]
    return rows
