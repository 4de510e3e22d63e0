"""Tickets as rows of a spreadsheet."""

from collections.abc import Callable, Iterator
from operator import itemgetter
from typing import Any

from django.db import transaction
from django.db.models import Q, QuerySet

from practices.desk import states
from practices.desk.models import Ticket
from practices.desk.queries import lists
from practices.desk.queries.rows import with_office as with_office_of

CHUNK = 1000
Column = tuple[str, Callable[[dict[str, Any]], Any]]


def _named(key: str) -> Callable[[dict[str, Any]], Any]:
    return itemgetter(key)


def _state(row: dict[str, Any]) -> str:
    return str(states.kind_of(row["kind"]).labels.get(row["state"], row["state"]))


COLUMNS: list[Column] = [
    ("Number", _named("ref")),
    ("Kind", lambda row: states.kind_of(row["kind"]).label),
    ("Title", _named("title")),
    ("State", _state),
    ("Waits for", lambda row: states.CAUSES.get(row["cause"], row["cause"])),
    ("Priority", lambda row: f"P{row['priority']}"),
    ("Service", _named("service_name")),
    ("Category", _named("category_name")),
    ("Requester", _named("requester_name")),
    ("Team", _named("team_name")),
    ("Held by", _named("assignee_name")),
    ("Came by", _named("channel")),
    ("Tags", lambda row: ", ".join(map(str, row["tags"])) if row["at_office"] else ""),
    ("Logged", _named("logged_at")),
    ("Last touched", _named("updated_at")),
    ("First answer due", _named("response_due_at")),
    ("First answered", _named("responded_at")),
    ("Due", _named("due_at")),
    ("Promised", _named("promised_at")),
    ("Done", _named("resolved_at")),
    ("Closed", _named("closed_at")),
]
# Own fields and other parts add columns: asked once an export, each tells its heading and reads a row's `own`.
more_columns: list[Callable[[], list[Column]]] = []


def columns() -> list[Column]:
    return [*COLUMNS, *(column for source in more_columns for column in source())]


def with_office(tickets: QuerySet[Ticket], office: Q) -> Any:
    """Rows of a list, each told whether its reader may know how the desk sorts it."""
    return with_office_of(lists.rows(tickets), office)


def rows(tickets: QuerySet[Ticket], office: Q, told: list[Column]) -> Iterator[list[Any]]:
    """Every ticket of a list as a row, read in pieces: as much memory for a million as for ten."""
    found = with_office(tickets, office)
    with transaction.atomic():  # one moment of the whole list, and a cursor that the server keeps
        for row in found.values(*found.query.values_select, *found.query.annotation_select, "own").iterator(chunk_size=CHUNK):  # fmt: skip
            yield [read(row) for _, read in told]
