"""Whatever stands behind a page's question mark: an answer in words or as if it were not there, never a broken page, and soon."""

import re
import time
from pathlib import Path
from urllib.parse import quote

import pytest

from tests.permissions import PERSONAS
from tests.test_permissions import TABLES, fill

pytestmark = pytest.mark.django_db
ROOT = Path(__file__).resolve().parents[1]
ROOMS = ("svs", "practices", "valuechain", "metrics", "improvement", "governance")
VALUES = [
    "\x00", "'", "');select pg_sleep(3)--", "1 or 1=1", "9" * 400, "-1", "1e400", "x" * 5000, "\u202e", "%", "_",
    "0001-01-01", "9999-12-31", "2026-02-30", "[]", "{}", "password__startswith", "-id;drop table", "(a+)+$",
    " ".join(["word"] * 5000),
]  # fmt: skip


def names() -> list[str]:
    """Every parameter that a view reads."""
    found = set()
    for room in ROOMS:
        for path in (ROOT / room).rglob("*.py"):
            found |= set(re.findall(r'\.GET\.get(?:list)?\(\s*"(\w+)"', path.read_text()))
    return sorted(found | {"page", "sort", "order", "requester__password__startswith"})


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__.split(".")[-1])
def test_no_value_breaks_a_page(table, client, request):
    known, asked = table.examples(request.getfixturevalue), names()
    client.raise_request_exception = False
    broken, slow = [], []

    for route, codes in table.PAGES.items():
        if 200 not in codes or route.startswith("api/"):
            continue
        persona = PERSONAS[codes.index(200)]
        if persona == "nobody":
            client.logout()
        else:
            client.force_login(request.getfixturevalue(persona))
        for value in VALUES:
            start = time.monotonic()
            query = "&".join(f"{name}={quote(value)}" for name in asked)
            answer = client.get(f"{fill(route, known)}?{query}")
            if answer.status_code >= 500:
                broken.append((route, value[:40], answer.status_code))
            if time.monotonic() - start > 2.5:
                slow.append((route, value[:40]))

    assert broken == []
    assert slow == []
