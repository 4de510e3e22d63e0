"""Take an audit log in: staged in PostgreSQL, so memory stays flat however many files and rows there are."""

import csv
from collections.abc import Callable, Iterator
from itertools import groupby, islice
from pathlib import Path
from typing import Any, TextIO

from django.db import connection, transaction
from psycopg2.extras import execute_values

from practices.desk.bulk.mapping import Mapping, Reject, Row
from practices.desk.bulk.write import Case, Names, Origin, Report, batches, write

_COLUMNS = tuple(Row.__dataclass_fields__)
_STAGE = """
drop table if exists pg_temp.import_row;
create temporary table import_row (id bigserial, "case" text, "order" bigint, at timestamptz, state text, source_state text,
    cause text, team text, assignee text, opened_at timestamptz, requester text, service text, priority int, title text, own text)
on commit drop
"""
_NAMED = ", ".join(f'"{name}"' for name in _COLUMNS)


@transaction.atomic
def import_log(
    files: list[Path],
    mapping: Mapping,
    rejects: TextIO,
    say: Callable[[str], None] = lambda words: None,
) -> Report:
    """Import the cases of these files as historical tickets; those already imported are left as they are.

    A bad row goes to `rejects` with its file, line and reason; the rest goes in.
    """
    report = Report()
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0")
        cursor.execute(_STAGE)
    for path in files:
        _stage(path, mapping, rejects, report)
        say(f"{path.name}: {report.rows} rows read, {report.rejected} rejected")
    keep, origin = Names(), Origin(mapping.source, mapping.kind)
    for batch in batches(Case(rows) for rows in _cases()):
        write(batch, origin, keep, report)
        say(f"{report.cases} cases imported, {report.known} known already")
    return report


def _stage(path: Path, mapping: Mapping, rejects: TextIO, report: Report) -> None:
    out = csv.writer(rejects)
    with (
        path.open(newline="", encoding="utf-8", errors="replace") as source,
        connection.cursor() as cursor,
    ):
        reader = csv.DictReader(source)
        rows = _rows(reader, mapping, path, out, report)
        while chunk := list(islice(rows, 5000)):
            values = [tuple(getattr(row, name) for name in _COLUMNS) for row in chunk]
            execute_values(
                cursor.cursor,
                f"insert into import_row ({_NAMED}) values %s",  # noqa: S608 -- our own column names
                values,
                page_size=1000,
            )


def _rows(reader: Any, mapping: Mapping, path: Path, out: Any, report: Report) -> Iterator[Row]:
    for line in reader:
        report.rows += 1
        try:
            yield mapping.row(line, reader.line_num)
        except Reject as reason:
            report.rejected += 1
            out.writerow([path.name, reader.line_num, str(reason)])


def _cases() -> Iterator[list[Row]]:
    """The staged rows case by case, read through a server-side cursor."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(f'select {_NAMED} from import_row order by "case", "order", id')  # noqa: S608 -- our own column names
        rows = (Row(*values) for values in iter_rows(cursor))
        for _, same in groupby(rows, key=lambda row: row.case):
            yield list(same)


def iter_rows(cursor: Any) -> Iterator[tuple[Any, ...]]:
    while chunk := cursor.fetchmany(2000):
        yield from chunk
