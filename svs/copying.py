"""Many rows at once, by PostgreSQL's COPY: triggers and constraints hold as for any other INSERT."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from io import StringIO
from typing import Any

from django.db import connection, models

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def copy_rows(model: type[models.Model], columns: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:  # fmt: skip
    """Write rows of plain values into a model's table; columns that are not named take their defaults."""
    text = StringIO()
    for row in rows:
        text.write("\t".join(map(_text, row)))
        text.write("\n")
    if not text.tell():
        return
    text.seek(0)
    names = ", ".join(connection.ops.quote_name(name) for name in columns)
    table = connection.ops.quote_name(model._meta.db_table)
    with connection.cursor() as cursor:
        cursor.cursor.copy_expert(f"copy {table} ({names}) from stdin", text, size=1 << 16)


def _text(value: Any) -> str:
    if isinstance(value, str):
        return value.translate(_ESCAPES)
    if value is None:
        return r"\N"
    return value.isoformat() if isinstance(value, datetime) else str(value)


def take_ids(model: type[models.Model], count: int) -> list[int]:
    """So many fresh ids of a model, so that rows that belong together can be written without asking for them."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select nextval(pg_get_serial_sequence(%s, 'id')) from generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [int(row[0]) for row in cursor.fetchall()]


@contextmanager
def checked_at_once() -> Iterator[None]:
    """Check foreign keys with each statement: put off to the commit, a million rows would wait in the server's memory."""
    with connection.cursor() as cursor:
        cursor.execute("set constraints all immediate")
    yield
    with connection.cursor() as cursor:
        cursor.execute("set constraints all deferred")


def look_anew(*tables: type[models.Model]) -> None:
    """Have the planner look at tables that were just filled; without it, it takes them for empty for minutes."""
    names = ", ".join(connection.ops.quote_name(model._meta.db_table) for model in tables)
    with connection.cursor() as cursor:
        cursor.execute(f"analyze {names}")
