"""How the columns of an audit log become rows of a ticket's life."""

import json
import tomllib
from collections.abc import Callable
from collections.abc import Mapping as Columns
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from practices.desk import states
from practices.desk.queries.fields import fields_of
from practices.desk.rules.fields import Faults, Own, checked
from svs.errors import RuleViolation

REQUIRED = ("case", "at", "state")


class Reject(Exception):
    """A row that cannot go in; the message is its reason."""


@dataclass(slots=True)
class Row:
    """One audited update of one case."""

    case: str
    order: int
    at: datetime
    state: str
    source_state: str
    cause: str
    team: str
    assignee: str
    opened_at: datetime | None
    requester: str
    service: str
    priority: int
    title: str
    own: str = "{}"  # own fields, as JSON


@dataclass(frozen=True)
class Mapping:
    """The mapping file, checked."""

    source: str
    kind: states.Kind
    unknown: str
    time_format: str
    zone: ZoneInfo
    columns: dict[str, str]
    constants: dict[str, str]
    states: dict[str, dict[str, str]]
    own: tuple[Own, ...] = ()

    @classmethod
    def read(cls, path: Path) -> "Mapping":
        """Read a mapping file. Raises RuleViolation("bad_mapping") naming what is wrong with it."""
        try:
            raw: dict[str, Any] = tomllib.loads(path.read_text())
            kind = states.kind_of(raw["kind"])
            made = cls(
                raw["source"], kind, raw.get("unknown", ""), raw["time_format"], ZoneInfo(raw.get("time_zone", "UTC")),
                raw["columns"], raw.get("constants", {}), raw["states"], fields_of(kind.key),
            )  # fmt: skip
        except (OSError, KeyError, ValueError) as error:
            raise RuleViolation(
                "bad_mapping", f"The mapping {path.name} is not usable: {error}"
            ) from None
        missing = [name for name in REQUIRED if name not in made.columns]
        named = {
            word for entry in made.states.values() for key, word in entry.items() if key != "cause"
        }
        known = {f"own.{own.key}" for own in made.own}
        strange = {name for name in made.columns if name.startswith("own.")} - known
        if missing or strange or named - kind.machine.states:
            wrong = missing or sorted(strange or named - kind.machine.states)
            raise RuleViolation(
                "bad_mapping", f"The mapping {path.name} lacks or misnames: {', '.join(wrong)}."
            )
        return made

    def row(self, line: Columns[str, str | None], number: int) -> Row:
        """One line as a row. Raises Reject."""

        def cell(name: str) -> str:
            text = (line.get(self.columns.get(name, "")) or "").strip()
            if "\x00" in text:
                raise Reject("a cell holds a character that cannot be stored")
            return self.constants.get(name, "") if text in ("", self.unknown) else text

        case, source_state = cell("case"), cell("state")
        if not case:
            raise Reject("no case id")
        entry = self.states.get(source_state)
        if entry is None:
            raise Reject(f"unknown state {source_state!r}")
        assignee, order = cell("assignee"), cell("order")
        if "order" in self.columns and not order.isdecimal():
            raise Reject("no usable order")
        opened = cell("opened_at")
        return Row(
            case=case[:120], order=int(order[:12]) if order else number, at=self._time(cell("at")),
            state=entry["held"] if assignee and "held" in entry else entry["state"], source_state=source_state[:60],
            cause=entry.get("cause", ""), team=cell("team")[:120], assignee=assignee[:120],
            opened_at=self._maybe_time(opened), requester=cell("requester")[:120], service=cell("service")[:120],
            priority=self._priority(cell("priority")), title=cell("title")[:200], own=self._own(cell),
        )  # fmt: skip

    def _own(self, cell: Callable[[str], str]) -> str:
        """Columns named own.<key>, as their fields take them, as JSON."""
        said = {
            own.key: cell(f"own.{own.key}") for own in self.own if f"own.{own.key}" in self.columns
        }
        try:
            stored = checked(self.own, said, whole=False)
        except Faults as faults:
            raise Reject(
                next(f"own.{key}: {words}" for key, words in faults.words.items())
            ) from None
        return json.dumps({key: value for key, value in stored.items() if value is not None})

    def _time(self, text: str) -> datetime:
        found = self._maybe_time(text)
        if found is None:
            raise Reject(f"unreadable time {text!r}")
        return found

    def _maybe_time(self, text: str) -> datetime | None:
        try:
            return (
                datetime.strptime(text, self.time_format).replace(tzinfo=self.zone).astimezone(UTC)
            )
        except (ValueError, OverflowError):
            return None

    @staticmethod
    def _priority(text: str) -> int:
        return int(text[0]) if text[:1] in ("1", "2", "3", "4") else 3
