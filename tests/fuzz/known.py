"""Values that stand for something in the demo, so that generated requests reach records and not only 404."""

import random
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

SHARE = 0.8  # of the well-formed requests; the rest keep what was generated
# Collection -> what bodies call one of its records.
CALLED = {
    "people": ("person", "owner", "assignee"), "incidents": ("ticket", "parent"), "categories": ("category", "parent"),
    "teams": ("team", "to_team"), "services": ("service",), "kpis": ("kpi",), "rules": ("rule",), "signals": ("signal",),
    "candidates": ("candidate",), "items": ("items", "needs", "part_of", "connected"), "outcomes": ("outcome",),
}  # fmt: skip
# What has a meaning by itself.
MEANT: dict[str, list[Any]] = {
    "time_zone": ["Europe/Amsterdam", "UTC"], "country": ["NL", "DE"], "first_year": [2026], "last_year": [2026, 2027],
    "hours": [{"0": [["08:00", "12:00"], ["13:00", "17:30"]]}], "kind": ["incident"], "promise": [0.9], "at_risk": [0.95],
}  # fmt: skip
AHEAD = ("_date", "_on", "since", "until", "day", "wake_at")  # what is planned lies ahead


class Known:
    """Rows per collection and values per name, gathered from the lists of the API; words per name are given."""

    def __init__(
        self, paths: list[str], tokens: Collection[str], words: dict[str, list[str]], seed: int
    ) -> None:
        self.random = random.Random(seed)
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.values: dict[str, list[Any]] = {**MEANT}
        for token in tokens:
            client = Client(headers={"Authorization": f"Bearer {token}"})
            for path in paths:
                self._gather(path, client.get(path, {"page_size": 100}))
        for path, rows in self.rows.items():
            for name in CALLED.get(path.rstrip("/").rpartition("/")[2], ()):
                said = (row[key] for row in rows for key in ("id", "ref") if key in row)
                self.values[name] = [*self.values.get(name, []), *dict.fromkeys(said)]
        for name, said in words.items():
            self.values[name] = [*self.values.get(name, []), *said]

    def _gather(self, path: str, answer: Any) -> None:
        told = answer.json() if answer.status_code == 200 else []
        found = told.get("results", []) if isinstance(told, dict) else told
        self.rows.setdefault(path, []).extend(found)

    def fill(self, case: Any, client: Client) -> None:
        """Put known values into a well-formed request."""
        if self.random.random() > SHARE:
            return
        case.path_parameters.update(self.named(case.path))
        if isinstance(case.body, dict):
            case.body = {name: self._value(name, value) for name, value in case.body.items()}
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = client.get(case.formatted_path).headers.get("ETag", '"1"')

    def named(self, path: str) -> dict[str, str]:
        """Something that is there for the placeholder of a path, of every state alike; empty when nothing is known."""
        collection, _, rest = path.partition("{")
        name, rows = rest.partition("}")[0], self.rows.get(collection)
        if rows:
            state = self.random.choice(sorted({str(row.get("state")) for row in rows}))
            row = self.random.choice([row for row in rows if str(row.get("state")) == state])
            return {name: str(row.get(name, row.get("id")))}
        return {name: self.random.choice(self.values[name])} if name in self.values else {}

    def _value(self, name: str, value: Any) -> Any:
        fitting = [one for one in self.values.get(name, ()) if type(one) is type(value)]
        if fitting:
            return self.random.choice(fitting)
        if isinstance(value, dict):
            return {key: self._value(key, part) for key, part in value.items()}
        if isinstance(value, list):
            return [self._value(name, part) for part in value]
        if isinstance(value, str) and name.endswith(AHEAD):
            return self._ahead(name)
        return value

    def _ahead(self, name: str) -> str:
        """A day, or a moment, of the next two months; what begins does so before it ends."""
        days = self.random.randint(1, 30) + (0 if name == "since" else 30)
        then = timezone.now() + timedelta(days=days)
        return then.isoformat() if name.endswith("_at") else str(then.date())
