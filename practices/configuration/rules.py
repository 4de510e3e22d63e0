"""How a list of items is read: what stands in each row, and what is wrong with it."""

import csv
import io
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

KINDS = ["hardware", "software", "network", "place", "other"]
COLUMNS = ("name", "kind", "service", "needs")
LONGEST_NAME = 120
MOST_ROWS = 10_000
MOST_BYTES = 4_000_000
_FORMULA = ("=", "+", "-", "@", "\t", "\r")


class Unreadable(Exception):
    """The list as a whole cannot be read; says why in words for a person."""


@dataclass(frozen=True)
class Row:
    """One line of the list, as it was written."""

    line: int
    name: str
    kind: str = ""
    service: str = ""
    needs: tuple[str, ...] = ()


@dataclass(frozen=True)
class Good:
    """A row that can be taken in."""

    line: int
    name: str
    kind: str | None  # None: not said
    service_id: int | None
    says_service: bool
    needs: tuple[str, ...]


@dataclass(frozen=True)
class Reject:
    """A row that stays out, and why."""

    line: int
    name: str
    why: str


@dataclass
class Plan:
    good: list[Good] = field(default_factory=list)
    rejects: list[Reject] = field(default_factory=list)


@dataclass(frozen=True)
class Known:
    """What the house knows already: names of items, kinds by word, services by word."""

    items: frozenset[str]
    hidden: frozenset[str]  # taken by items this person does not see
    kinds: Mapping[str, str]
    services: Mapping[str, int]


def decode(raw: bytes) -> str:
    """The text of a file, whatever a spreadsheet saved it as. Raises Unreadable."""
    if len(raw) > MOST_BYTES:
        raise Unreadable("The file is larger than 4 MB. Split it.")
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        codecs: tuple[str, ...] = ("utf-16",)
    else:
        codecs = ("utf-8-sig", "cp1252")
    for codec in codecs:
        try:
            text = raw.decode(codec)
        except UnicodeDecodeError:
            continue
        if "\x00" not in text:
            return text
    raise Unreadable("This is no text file. Save it as CSV, in UTF-8.")


def rows_of(text: str) -> list[Row]:
    """The rows of the list; the first line names the columns. Raises Unreadable."""
    lines = list(_lines(text))
    if not lines:
        raise Unreadable("The list is empty.")
    columns = _header(lines[0][1])
    rows = [_row(line, dict(zip(columns, cells, strict=False))) for line, cells in lines[1:] if any(c.strip() for c in cells)]  # fmt: skip
    if not rows:
        raise Unreadable("Below the line with the names of the columns stands nothing.")
    if len(rows) > MOST_ROWS:
        raise Unreadable(f"The list has {len(rows)} rows; at most {MOST_ROWS} go at once.")
    return rows


def plan(rows: Iterable[Row], known: Known) -> Plan:
    """Which rows go in and which stay out. A row that needs what stays out stays out too."""
    made, names = Plan(), set[str]()
    for row in rows:
        why = _fault(row, known, names)
        if why:
            made.rejects.append(Reject(row.line, row.name, why))
            continue
        names.add(row.name)
        service = row.service.casefold()
        made.good.append(
            Good(
                row.line, row.name, known.kinds[row.kind.casefold()] if row.kind else None,
                known.services[service] if service else None, bool(service), row.needs,
            )
        )  # fmt: skip
    _leave_out_the_dangling(made, known)
    made.rejects.sort(key=lambda reject: reject.line)
    return made


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    head = text.split("\n", 1)[0]
    delimiter = max(",;\t", key=head.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        for cells in reader:
            yield reader.line_num, cells
    except csv.Error as error:
        raise Unreadable(f"Line {reader.line_num} cannot be read: {error}.") from None


def _header(cells: list[str]) -> list[str]:
    columns = [cell.strip().casefold() for cell in cells]
    unknown = [column or "(empty)" for column in columns if column not in COLUMNS]
    if unknown:
        raise Unreadable(
            f"Unknown columns: {', '.join(unknown)[:200]}. The first line names name, kind, service and needs."
        )
    if len(set(columns)) != len(columns):
        raise Unreadable("A column stands twice.")
    if "name" not in columns:
        raise Unreadable("The column name is missing.")
    return columns


def _row(line: int, cells: dict[str, str]) -> Row:
    words = {column: _words(cell) for column, cell in cells.items()}
    needs = [_words(part) for part in cells.get("needs", "").split("|" if "|" in cells.get("needs", "") else ";")]  # fmt: skip
    return Row(
        line, words.get("name", ""), words.get("kind", ""), words.get("service", ""),
        tuple(dict.fromkeys(name for name in needs if name)),
    )  # fmt: skip


def _words(cell: str) -> str:
    """A cell without needless space, and without the apostrophe that keeps a spreadsheet from running it."""
    text = " ".join(cell.split())
    return text[1:] if text[:1] == "'" and text[1:2] in _FORMULA else text


def _fault(row: Row, known: Known, names: set[str]) -> str:
    if not row.name:
        return "It has no name."
    if len(row.name) > LONGEST_NAME:
        return f"The name is longer than {LONGEST_NAME} characters."
    if row.name in names:
        return "The name stands in the list twice."
    if row.name in known.hidden:
        return "That name is taken."
    if row.kind and row.kind.casefold() not in known.kinds:
        return f"There is no kind “{row.kind[:40]}”."
    if row.service and row.service.casefold() not in known.services:
        return f"There is no service “{row.service[:60]}”."
    if row.name in row.needs:
        return "It cannot need itself."
    return ""


def _leave_out_the_dangling(made: Plan, known: Known) -> None:
    while True:
        there = known.items | {good.name for good in made.good}
        dangling = [good for good in made.good if not there.issuperset(good.needs)]
        if not dangling:
            return
        for good in dangling:
            missing = next(name for name in good.needs if name not in there)
            made.rejects.append(Reject(good.line, good.name, f"It needs “{missing[:60]}”, which is not there."))  # fmt: skip
        lost = {good.line for good in dangling}
        made.good = [good for good in made.good if good.line not in lost]
