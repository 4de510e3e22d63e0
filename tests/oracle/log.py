"""Read a ServiceNow audit log: one dict a row, times as naive UTC."""

import csv
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

TIME = "%d-%m-%Y %H:%M"
STATES = {
    "New": ("NEW", "queue"),
    "Active": ("", ""),  # in progress with a holder, else in the queue
    "Awaiting User Info": ("ON_HOLD", "requester"),
    "Awaiting Vendor": ("ON_HOLD", "vendor"),
    "Awaiting Problem": ("ON_HOLD", "problem"),
    "Awaiting Evidence": ("ON_HOLD", "evidence"),
    "Resolved": ("RESOLVED", ""),
    "Closed": ("CLOSED", ""),
}


@dataclass(frozen=True)
class Line:
    case: str
    at: datetime
    count: int
    number: int
    source_state: str
    state: str
    cause: str
    team: str
    holder: str
    opened: datetime | None
    service: str


def known(text: str) -> str:
    return "" if text == "?" else text


def read(path: Path) -> dict[str, list[Line]]:
    """All rows by case, in the order of the definitions."""
    cases: dict[str, list[Line]] = {}
    with path.open(newline="", encoding="utf-8") as source:
        for number, row in enumerate(csv.DictReader(source), start=2):
            line = one(row, number)
            cases.setdefault(line.case, []).append(line)
    for lines in cases.values():
        lines.sort(key=lambda line: (line.at, line.count, line.number))
    return cases


def one(row: dict[str, str], number: int) -> Line:
    holder = known(row["assigned_to"])
    state, cause = STATES[row["incident_state"]]
    if row["incident_state"] == "Active":
        state, cause = ("IN_PROGRESS", "") if holder else ("QUEUED", "queue")
    opened = known(row["opened_at"])
    return Line(
        row["number"], datetime.strptime(row["sys_updated_at"], TIME), int(row["sys_mod_count"]), number,
        row["incident_state"], state, cause, known(row["assignment_group"]), holder,
        datetime.strptime(opened, TIME) if opened else None, known(row["category"]) or "Uncategorised",
    )  # fmt: skip
