"""Values that break careless programs, in every field and parameter of every operation: refused, and nothing breaks."""

import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import Any

import pytest
from django.test import Client

from tests.fuzz.known import Known
from tests.fuzz.run import DOCUMENT, SEED, known_to

pytestmark = pytest.mark.django_db(transaction=True)
JSON = {
    "NUL": '"a\\u0000b"', "half a character": '"\\ud800"', "a number without end": "9" * 400, "too large": "1e400",
    "no number": "NaN", "a list": "[[]]", "an object": '{"a": {"b": {}}}', "depth": "[" * 5000 + "]" * 5000,
    "2**63": str(2**63), "a long text": json.dumps("x" * 100_000), "true": "true", "a minus": "-1", "null": "null",
}  # fmt: skip
QUERY = [
    "%00",
    "%ED%A0%80",
    "%FF",
    "9" * 400,
    "-1",
    "1e400",
    "x" * 5000,
    "%E2%80%AE",
    "'",
    "0001-01-01",
]
BODIES = ["", "{", "[]", '"x"', "null", '{"a": 1, "a": 2}', "\ufeff{}", "{}" * 2]


def operations(document: dict[str, Any]) -> Iterator[tuple[str, str, dict[str, Any]]]:
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            yield method, path, operation


def fields(document: dict[str, Any], operation: dict[str, Any]) -> list[str]:
    """The names a body may have."""
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    reference = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
    return list(document["components"]["schemas"].get(reference, {}).get("properties", {}))


def hostile(document: dict[str, Any], known: Known) -> Iterator[tuple[str, str, str | None]]:
    """(method, address, body) of every hostile request."""
    for method, path, operation in operations(document):
        names = fields(document, operation)
        address = re.sub(r"\{\w+\}", next(iter(known.named(path).values()), "1"), path)
        yield from ((method, address, f'{{"{name}": {bad}}}') for name in names for bad in JSON.values())  # fmt: skip
        yield from ((method, address, body) for body in BODIES if method != "get")
        for parameter in operation.get("parameters", []):
            if parameter["in"] == "query":
                yield from ((method, f"{address}?{parameter['name']}={bad}", None) for bad in QUERY)
        if "{" in path:
            yield from ((method, path.replace("{", "").replace("}", bad), None) for bad in ("%00", "%FF", "%2F..", "9" * 50))  # fmt: skip


SOME = 20  # `make test` sends one in twenty of some ten thousand, `make fuzz` all


def broken_by(persona: str, tokens: dict[str, str], step: int) -> list[tuple[str, str, str]]:
    client = Client(headers={"Authorization": f"Bearer {tokens[persona]}"}, raise_request_exception=False)  # fmt: skip
    document = client.get(DOCUMENT).json()
    known, broken = known_to([tokens[persona]], document), []
    for method, address, body in islice(hostile(document, known), SEED % step, None, step):
        answer = client.generic(method, address, body or "", content_type="application/json")
        if answer.status_code >= 500:
            broken.append((method, address[:120], (body or "")[:120]))
    return broken


@pytest.mark.parametrize("persona", ["agent", "administrator"])
def test_hostile_values_are_refused_and_nothing_breaks(persona, tokens):
    assert broken_by(persona, tokens, SOME) == []


@pytest.mark.fuzz
@pytest.mark.parametrize("persona", ["agent", "administrator"])
def test_every_hostile_value_is_refused_and_nothing_breaks(persona, tokens):
    assert broken_by(persona, tokens, 1) == []
