"""Looking changes nothing: no page and no list writes a row, however often it is read, and HEAD and OPTIONS neither."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.permissions import PERSONAS
from tests.test_permissions import TABLES, fill

pytestmark = pytest.mark.django_db
WRITES = ("insert", "update", "delete", "truncate", "with")
NOT_THE_PRODUCTS = ("accounts_session",)


def writes(queries) -> list[str]:
    """The statements that write; a `with` counts when it holds a writing part."""
    found = []
    for query in queries:
        sql = query["sql"].strip().lower()
        if sql.startswith(WRITES) and any(f"{verb} " in sql for verb in ("insert into", "update", "delete from")):  # fmt: skip
            found.append(query["sql"][:200])
    return [sql for sql in found if not any(table in sql for table in NOT_THE_PRODUCTS)]


@pytest.mark.parametrize("persona", PERSONAS)
@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__.split(".")[-1])
def test_reading_writes_nothing(table, persona, client, request):
    known = table.examples(request.getfixturevalue)
    if persona != "nobody":
        client.force_login(request.getfixturevalue(persona))
    guilty = {}

    for route in table.PAGES:
        for method in ("get", "get", "head", "options"):
            with CaptureQueriesContext(connection) as seen:
                getattr(client, method)(fill(route, known))
            if found := writes(seen.captured_queries):
                guilty[method, route] = found

    assert guilty == {}
