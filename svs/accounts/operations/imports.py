"""People from a list: what is new or changed goes in, what cannot is named with its line, and nothing is ever taken away."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db import transaction

from svs.accounts.models import Role, Team, User
from svs.accounts.operations.people import add_person, change_person, clean
from svs.accounts.operations.roles import give_role
from svs.accounts.operations.teams import join_team
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import person as as_person
from svs.web.exports import guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from svs.events.actor import Actor
    from svs.events.models import Job

KIND = "accounts.import_people"
COLUMNS = ("email", "name", "job", "department", "teams", "roles")
MOST_LINES, AT_ONCE = 50_000, 200
LARGEST = 5_000_000


@dataclass(frozen=True)
class Row:
    """One line of the list, read against what is known."""

    line: int
    email: str
    fields: dict[str, str] = field(default_factory=dict)
    teams: tuple[int, ...] = ()  # to join
    roles: tuple[str, ...] = ()  # to give
    person_id: int | None = None
    fault: str = ""

    @property
    def what(self) -> str:
        if self.fault:
            return "rejected"
        if self.person_id is None:
            return "new"
        return "changed" if self.fields or self.teams or self.roles else "same"


@dataclass
class Known:
    """What the list is read against, loaded once."""

    people: dict[str, dict[str, Any]]
    teams: dict[str, int]
    roles: dict[str, str]


def read(text: str) -> list[dict[str, str]]:
    """The lines of a list with a head. Raises RuleViolation("bad_file") when it is none."""
    if "\x00" in text:
        raise RuleViolation("bad_file", "This is no text file.", field="file")
    head = text.split("\n", 1)[0]
    lines = csv.DictReader(
        io.StringIO(text), delimiter=";" if head.count(";") > head.count(",") else ","
    )
    names = [name.strip().lower() for name in lines.fieldnames or []]
    if "email" not in names or set(names) - set(COLUMNS):
        raise RuleViolation("bad_file", f"The first line names the columns: {', '.join(COLUMNS)}.", field="file")  # fmt: skip
    lines.fieldnames = names
    try:
        found = [{k: v or "" for k, v in row.items() if isinstance(k, str) and not isinstance(v, list)} for row in lines]  # fmt: skip
    except csv.Error as error:
        raise RuleViolation(
            "bad_file", f"This cannot be read as CSV: {error}.", field="file"
        ) from error
    if len(found) > MOST_LINES:
        raise RuleViolation("bad_file", f"At most {MOST_LINES} lines at once.", field="file")
    return found


def known(emails: set[str]) -> Known:
    """People of these addresses with their teams and roles, and every team and role by name."""
    rows = User.objects.filter(email__in=emails).prefetch_related("memberships", "role_assignments")
    people = {
        user.email: {
            "id": user.pk, "name": user.name, "job": user.job, "department": user.department,
            "teams": {m.team_id for m in user.memberships.all()}, "is_program": user.is_program,
            "roles": {r.role for r in user.role_assignments.all() if not r.scope_kind},
        }
        for user in rows
    }  # fmt: skip
    teams = Team.objects.filter(is_active=True).values_list("id", "name", "slug")
    words = {word.casefold(): pk for pk, name, slug in teams for word in (name, slug)}
    roles = {word.casefold(): str(v) for v, label in Role.choices for word in (str(v), str(label)) if v != Role.REQUESTER}  # fmt: skip
    return Known(people, words, roles)


def plan(lines: list[dict[str, str]], first: int = 2) -> Iterator[Row]:
    """What each line would do. The first line of the file is the head, so people begin on line two."""
    read_against = known({line.get("email", "").strip().lower() for line in lines})
    seen: set[str] = set()
    for number, line in enumerate(lines, start=first):
        yield _row(number, line, read_against, seen)


def _row(number: int, line: dict[str, str], known: Known, seen: set[str]) -> Row:
    email = line.get("email", "").strip().lower()[:254]
    try:
        said = clean({"email": email} | {k: line[k] for k in ("name", "job", "department") if line.get(k, "").strip()})  # fmt: skip
        there = known.people.get(email)
        if email in seen:
            raise RuleViolation("twice", "The address stands in the list twice.")
        if there is None and "name" not in said:
            raise RuleViolation("name_required", "Give their name.")
        if there and there["is_program"]:
            raise RuleViolation("a_program", "This is a program's account.")
        teams = _of(line.get("teams", ""), known.teams, "team")
        roles = _of(line.get("roles", ""), known.roles, "role")
    except RuleViolation as violation:
        return Row(number, email, fault=violation.message)
    seen.add(email)
    if there is None:
        return Row(number, email, said, tuple(teams), tuple(roles))
    fields = {k: v for k, v in said.items() if k != "email" and there[k] != v}
    return Row(
        number, email, fields, tuple(t for t in teams if t not in there["teams"]),
        tuple(r for r in roles if r not in there["roles"]), there["id"],
    )  # fmt: skip


def _of(cell: str, words: dict[str, Any], what: str) -> list[Any]:
    names = [name.strip() for name in cell.replace("|", ";").split(";") if name.strip()]
    unknown = [name for name in names if name.casefold() not in words]
    if unknown:
        raise RuleViolation(f"unknown_{what}", f"There is no {what} {unknown[0][:60]}.")
    return list(dict.fromkeys(words[name.casefold()] for name in names))


def prepare_import(*, actor: Actor, text: str) -> Job:
    """Keep an uploaded list until somebody has seen what it would do. Raises RuleViolation("bad_file")."""
    lines = read(text)
    if not lines:
        raise RuleViolation("bad_file", "There is nobody in this list.", field="file")
    return jobs.prepare(KIND, text=text, requested_by_id=actor.user_id, total=len(lines))


def begin_import(*, job: Job) -> None:
    """Take the good lines in, bit by bit by a worker. Raises RuleViolation("begun_already")."""
    if not jobs.begin(job):
        raise RuleViolation("begun_already", "This list was taken in or thrown away already.")


def import_chunk(job: Job) -> bool:
    """Take in some lines; those that cannot are left in the rejects with their line and reason."""
    lines = read(jobs.input_of(job))
    begin = int(job.cursor.get("next", 0))
    counts = {**dict.fromkeys(("new", "changed", "same", "rejected"), 0), **job.result}
    seen = {line.get("email", "").strip().lower() for line in lines[:begin]}
    part = lines[begin : begin + AT_ONCE]
    read_against = known({line.get("email", "").strip().lower() for line in part})
    actor = as_person(User.objects.get(pk=job.requested_by_id or 0))
    rejects = io.StringIO()
    writer = csv.writer(rejects)
    if begin == 0:
        writer.writerow(("line", "email", "why"))
    for number, line in enumerate(part, start=begin + 2):
        row = _row(number, line, read_against, seen)
        fault = row.fault or _take(row, actor)
        counts["rejected" if fault else row.what] += 1
        if fault:
            writer.writerow((number, guarded(row.email), guarded(fault)))
    if rejects.getvalue():
        jobs.leave(job, jobs.REJECTS, rejects.getvalue())
    job.cursor, job.result = {"next": begin + len(part)}, counts
    job.done, job.total = begin + len(part), len(lines)
    return job.done >= job.total


def _take(row: Row, actor: Actor) -> str:
    """Put one person in; the words of what is wrong, or nothing."""
    try:
        with transaction.atomic():
            if row.person_id is None:
                person = add_person(actor=actor, **row.fields)
            else:
                person = change_person(
                    person=User(pk=row.person_id), actor=actor, fields=row.fields
                )
            for team_id in row.teams:
                join_team(person=person, team=Team(pk=team_id), actor=actor)
            for role in row.roles:
                give_role(person=person, actor=actor, role=role)
    except RuleViolation as violation:
        return violation.message
    return ""
