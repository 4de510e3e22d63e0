"""Values that stand for something in the demo, so that generated requests reach records and not only 404."""

import random
from collections.abc import Collection
from datetime import timedelta
from typing import Any

from django.test import Client
from django.utils import timezone

SHARE = 0.8  # of the well-formed requests; the rest keep what was generated


class Known:
    """Refs per collection and ids per name, gathered from the lists of the API; words per name are given."""

    def __init__(
        self, paths: list[str], tokens: Collection[str], words: dict[str, list[str]], seed: int
    ) -> None:
        self.random = random.Random(seed)
        self.words = words
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.ids: dict[str, set[int]] = {}
        for token in tokens:
            client = Client(headers={"Authorization": f"Bearer {token}"})
            for path in paths:
                self._gather(path, client.get(path, {"page_size": 100}))

    def _gather(self, path: str, answer: Any) -> None:
        told = answer.json() if answer.status_code == 200 else {}
        found = told.get("results", []) if isinstance(told, dict) else []
        self.rows.setdefault(path, []).extend(found)
        for row in found:
            for name, value in row.items():
                number = value.get("id") if isinstance(value, dict) else value
                if isinstance(number, int) and not isinstance(number, bool):
                    self.ids.setdefault(name, set()).add(number)

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
        """Something that is there for the placeholder of a path; empty when nothing is known."""
        collection, _, rest = path.partition("{")
        name, rows = rest.partition("}")[0], self.rows.get(collection)
        if rows:
            row = self.random.choice(rows)
            return {name: str(row.get(name, row.get("id")))}
        return {name: self.random.choice(self.words[name])} if name in self.words else {}

    def _value(self, name: str, value: Any) -> Any:
        if isinstance(value, int) and name in self.ids:
            return self.random.choice(sorted(self.ids[name]))
        if isinstance(value, str) and name in self.words:
            return self.random.choice(self.words[name])
        if isinstance(value, str) and name.endswith("_date"):  # what is planned lies ahead
            return str(timezone.localdate() + timedelta(days=self.random.randint(1, 60)))
        return value
