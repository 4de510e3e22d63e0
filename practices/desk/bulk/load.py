"""Take an audit log in: staged in PostgreSQL, so memory stays flat however many files and rows there are."""

import csv
import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import groupby, islice, pairwise
from pathlib import Path
from typing import Any, TextIO

from django.db import connection, transaction
from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.utils.text import slugify
from psycopg2.extras import execute_values

from practices.desk import states
from practices.desk.bulk import lives
from practices.desk.bulk.mapping import Mapping, Reject, Row
from practices.desk.models import Stretch, Ticket
from svs.accounts.models import Team, User
from svs.events.history import PastEvent, emit_past
from svs.services.models import Service

BATCH = 500


@dataclass(frozen=True)
class Origin:
    """Where history comes from: its name, the kind of ticket it becomes, and the channel its tickets show."""

    source: str
    kind: states.Kind
    channel: str = "import"
    told_by: str = ""  # how its events name their teller


_COLUMNS = tuple(Row.__dataclass_fields__)
_STAGE = """
drop table if exists pg_temp.import_row;
create temporary table import_row (id bigserial, "case" text, "order" bigint, at timestamptz, state text, source_state text,
    cause text, team text, assignee text, opened_at timestamptz, requester text, service text, priority int, title text)
on commit drop
"""
_NAMED = ", ".join(f'"{name}"' for name in _COLUMNS)


@dataclass
class Report:
    """What became of a log."""

    rows: int = 0
    rejected: int = 0
    cases: int = 0
    known: int = 0


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
    for batch in batches(_cases()):
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


def batches(cases: Iterator[list[Row]]) -> Iterator[list[list[Row]]]:
    while batch := list(islice(cases, BATCH)):
        yield batch


class Names:
    """Teams, people and services by their names in the log, found or added once."""

    def __init__(self, people: dict[str, int] | None = None) -> None:
        self.teams: dict[str, int] = dict(Team.objects.values_list("name", "id"))
        self.services: dict[str, int] = dict(Service.objects.values_list("name", "id"))
        self.people: dict[str, int] = dict(people or {})

    def team(self, name: str) -> int | None:
        if name and name not in self.teams:
            self.teams[name] = Team.objects.create(name=name, slug=_slug(name, Team)).pk
        return self.teams.get(name)

    def service(self, name: str) -> int | None:
        if name and name not in self.services:
            self.services[name] = Service.objects.create(name=name, slug=_slug(name, Service)).pk
        return self.services.get(name)

    def person(self, name: str, source: str) -> int | None:
        if not name:
            return None
        if name not in self.people:
            digest = hashlib.sha256(name.encode()).hexdigest()[:8]
            email = f"{slugify(name)[:60]}.{digest}@{source}.invalid"
            # Nobody signs in as a name from a log: the account is inactive and has no password.
            user, _ = User.objects.get_or_create(
                email=email, defaults={"name": name, "is_active": False, "password": "!"}
            )
            self.people[name] = user.pk
        return self.people[name]


def _slug(name: str, model: type[Team] | type[Service]) -> str:
    base = slugify(name)[:110] or "unnamed"
    taken = model._default_manager.filter(slug=base).exists()
    return f"{base}-{hashlib.sha256(name.encode()).hexdigest()[:8]}" if taken else base


def write(batch: list[list[Row]], mapping: Origin, names: Names, report: Report) -> None:
    """Write the lives of one batch of cases as history: tickets, stretches and their past events."""
    ids = [case[0].case for case in batch]
    known = set(
        Ticket.objects.filter(source=mapping.source, external_id__in=ids).values_list(
            "external_id", flat=True
        )
    )
    report.known += len(known)
    told = [lives.live(case, mapping.kind) for case in batch if case[0].case not in known]
    tickets = Ticket.objects.bulk_create([_ticket(life, mapping, names) for life in told])
    stretches, events = [], []
    for ticket, life in zip(tickets, told, strict=True):
        stretches += _stretches(ticket, life, mapping, names)
        events += list(_events(ticket, life, mapping, names))
    Stretch.objects.bulk_create(stretches, batch_size=2000)
    emit_past(events, ref=mapping.told_by or f"import of {mapping.source}")
    report.cases += len(told)


def _ticket(life: lives.Life, mapping: Origin, names: Names) -> Ticket:
    last, row = life.parts[-1], life.rows[-1]
    return Ticket(
        kind=mapping.kind.key, title=row.title or f"{mapping.kind.label} {row.case}", channel=mapping.channel,
        service_id=names.service(row.service), requester_id=names.person(row.requester, mapping.source),
        team_id=names.team(last.team), assignee_id=names.person(last.assignee, mapping.source), priority=row.priority,
        state=last.state, phase=last.phase, cause=last.cause, logged_at=life.logged_at, updated_at=row.at,
        resolved_at=life.resolved_at, closed_at=life.closed_at, source=mapping.source, external_id=row.case,
    )  # fmt: skip


def _stretches(ticket: Ticket, life: lives.Life, mapping: Origin, names: Names) -> list[Stretch]:
    made = []
    for before, part in pairwise([None, *life.parts]):
        assert part is not None  # noqa: S101 -- only the first of a pair can be None
        made.append(
            Stretch(
                ticket=ticket, during=DateTimeTZRange(part.since, part.until), state=part.state, phase=part.phase,
                source_state=part.source_state, cause=part.cause, team_id=names.team(part.team),
                assignee_id=names.person(part.assignee, mapping.source),
                prev_state=before.state if before else None, prev_team_id=names.team(before.team) if before else None,
            )
        )  # fmt: skip
    return made


def _events(ticket: Ticket, life: lives.Life, mapping: Origin, names: Names) -> Iterator[PastEvent]:
    """One event for the logging and one for every audited update, so that the log is told row by row."""
    phases = mapping.kind.phases
    facts: dict[str, Any] = {
        "state": mapping.kind.machine.initial,
        "phase": states.QUEUED,
        "team_id": None,
        "assignee_id": None,
    }
    yield PastEvent(
        f"{ticket.kind}.logged", life.logged_at, "ticket", ticket.pk, ticket.service_id, facts
    )
    before = facts
    for row in life.rows:
        now = {
            "state": row.state, "phase": phases[row.state], "team_id": names.team(row.team),
            "assignee_id": names.person(row.assignee, mapping.source),
        }  # fmt: skip
        data = {**now, "cause": row.cause, "order": row.order, "before": before}
        name = f"{ticket.kind}.{_past(before, now)}"
        yield PastEvent(name, row.at, "ticket", ticket.pk, ticket.service_id, data)
        before = now


def _past(before: dict[str, Any], now: dict[str, Any]) -> str:
    """The event that leads from one row to the next."""
    if before == now:
        return "imported_update"
    if now["state"] != before["state"]:
        if now["phase"] == states.DONE:
            return "closed" if now["state"] == "CLOSED" else "resolved"
        if before["phase"] == states.DONE:
            return "reopened"
        if now["phase"] == states.WAITING:
            return "held"
        if before["phase"] == states.WAITING:
            return "resumed"
    return "assigned"
