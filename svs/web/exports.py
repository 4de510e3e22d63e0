"""Tables that leave for a spreadsheet: safe to open, dated, in constant memory, two at a time for each person."""

from __future__ import annotations

import csv
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from tempfile import TemporaryFile
from typing import IO, Any

from django.db import connection
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.utils import timezone
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

AT_ONCE = 2
KINDS = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
_LOCKS = 0x53565345  # our own room of advisory locks
# What a spreadsheet runs, also behind quotes and blanks it takes away, and in its wide forms.
_FORMULA = re.compile("\\A[\\s\"'\u2018\u2019\u201c\u201d\ufeff]*[=+\\-@\uff1d\uff0b\uff0d\uff20\t\r\n]")  # fmt: skip
Row = Sequence[Any]


class TooManyExports(Exception):
    """This person has two exports under way already."""


def guarded(text: str) -> str:
    """Text that a spreadsheet would run as a formula gets an apostrophe in front, as OWASP advises."""
    return f"'{text}" if text[:1] in ("\t", "\r", "\n") or _FORMULA.match(text) else text


class Echo:
    """A file that hands every line on instead of keeping it, for answers that are streamed."""

    def write(self, line: str) -> str:
        return line


class Slot:
    """One of the two exports a person may have under way, held in the database, so that every process counts alike.

    It ends with the connection, so an export that died holds nothing.
    """

    def __init__(self, user_id: int) -> None:
        self.key: int | None = None
        with connection.cursor() as cursor:
            for key in range(user_id * AT_ONCE, user_id * AT_ONCE + AT_ONCE):
                cursor.execute("select pg_try_advisory_lock(%s, %s)", [_LOCKS, key % 2**31])
                if cursor.fetchone()[0]:
                    self.key = key % 2**31
                    return
        raise TooManyExports

    def release(self) -> None:
        """Let the next one go."""
        if self.key is not None:
            key, self.key = self.key, None
            with connection.cursor() as cursor:
                cursor.execute("select pg_advisory_unlock(%s, %s)", [_LOCKS, key])


class Lines:
    """The lines of a CSV as they are read; closing it, however it ends, frees the slot."""

    def __init__(self, slot: Slot, head: Row, rows: Iterator[Row]) -> None:
        self.slot, self.head, self.rows = slot, head, rows
        self.lines = self._lines()

    def _lines(self) -> Iterator[str]:
        writer = csv.writer(Echo(), lineterminator="\r\n")
        yield "\ufeff" + writer.writerow(self.head)  # the mark tells spreadsheets that it is UTF-8
        for row in self.rows:
            yield writer.writerow([_plain(cell) for cell in row])

    def __iter__(self) -> Iterator[str]:
        return self.lines

    def close(self) -> None:
        close: Callable[[], None] = getattr(self.rows, "close", lambda: None)
        close()
        self.slot.release()


def answer(user_id: int, kind: str, name: str, head: Row, rows: Callable[[], Iterator[Row]]) -> HttpResponseBase:  # fmt: skip
    """A table as a file to take away. Raises TooManyExports."""
    slot, head = Slot(user_id), [guarded(name) for name in head]  # people name columns too
    try:
        if kind == "csv":
            lines = Lines(slot, head, rows())
            told: HttpResponseBase = StreamingHttpResponse(lines, content_type=KINDS[kind])
        else:
            told = FileResponse(_book(name, head, rows()), content_type=KINDS[kind])
            slot.release()
    except BaseException:
        slot.release()
        raise
    told["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localdate():%Y-%m-%d}.{kind}"'  # fmt: skip
    return told


def _book(name: str, head: Row, rows: Iterable[Row]) -> IO[bytes]:
    """A workbook, written row by row to disk."""
    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(name.capitalize())
    sheet.freeze_panes = "A2"
    sheet.append(list(head))
    for row in rows:
        sheet.append([_cell(cell) for cell in row])
    file: IO[bytes] = TemporaryFile()  # noqa: SIM115 -- the answer closes it
    book.save(file)
    file.seek(0)
    return file


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime):
        return timezone.localtime(cell).isoformat(timespec="seconds")
    return guarded(cell.replace("\0", "")) if isinstance(cell, str) else cell


def _cell(cell: Any) -> Any:
    if isinstance(cell, datetime):  # a workbook knows no zones: the hour of the reader's clock
        return timezone.localtime(cell).replace(tzinfo=None, microsecond=0)
    return guarded(ILLEGAL_CHARACTERS_RE.sub("", cell))[:32_000] if isinstance(cell, str) else cell
