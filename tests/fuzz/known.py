"""Values that stand for something in the demo, so that generated requests reach records and not only 404."""

import random
from typing import Any

from django.test import Client

SHARE = 0.8  # of the well-formed requests; the rest keep what was generated


class Known:
    """Refs per collection and ids per name, gathered from the lists of the API."""

    def __init__(self, paths: list[str], tokens: list[str], seed: int) -> None:
        self.random = random.Random(seed)
        self.rows: dict[str, list[dict[str, Any]]] = {}
        self.ids: dict[str, set[int]] = {}
        for token in tokens:
            client = Client(headers={"Authorization": f"Bearer {token}"})
            for path in paths:
                self._gather(path, client.get(path, {"page_size": 100}))

    def _gather(self, path: str, answer: Any) -> None:
        found = answer.json().get("results", []) if answer.status_code == 200 else []
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
        self._fill_path(case)
        if isinstance(case.body, dict):
            case.body = {name: self._id(name, value) for name, value in case.body.items()}
        if "If-Match" in (case.headers or {}):
            case.headers["If-Match"] = client.get(case.formatted_path).headers.get("ETag", '"1"')

    def _fill_path(self, case: Any) -> None:
        collection, _, rest = case.path.partition("{")
        rows = self.rows.get(collection)
        if not rest or not rows:
            return
        name = rest.partition("}")[0]
        row = self.random.choice(rows)
        case.path_parameters[name] = str(row.get(name, row.get("id")))

    def _id(self, name: str, value: Any) -> Any:
        known = self.ids.get(name)
        return self.random.choice(sorted(known)) if known and isinstance(value, int) else value
