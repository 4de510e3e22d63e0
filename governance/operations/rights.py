"""Write drafts of the table of decision rights and put them before those who decide; adopted, they hold from a moment on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import connection, transaction
from django.utils import timezone

from governance.models import Board, DecisionRight
from governance.queries import rights as queries
from governance.rules import ladder
from svs import gates
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import datetime

    from svs.events.actor import Actor

KIND = "right"
COPIED = ("number", "subject", "position", "name", "why", "fits", "steps", "principles")
_LOCK = 7_202_611  # of the table: numbers and versions are given one at a time


@transaction.atomic
def draft_right(*, actor: Actor, subject: str, name: str, why: str, **fields: Any) -> DecisionRight:
    """Write a new row; it holds nothing until it is adopted.

    Raises RuleViolation("unknown_subject", "name_required", "why_required", "bad_fits", "bad_steps", ...). Emits right.drafted.
    """
    if subject not in ladder.SUBJECTS:
        raise RuleViolation("unknown_subject", "There is no such kind of decision.", field="subject")  # fmt: skip
    _lock_table()
    newest = DecisionRight.objects.order_by("-number").values_list("number", flat=True).first()
    row = DecisionRight(number=(newest or 0) + 1, subject=subject)
    return _write_draft(row, actor, {"name": name, "why": why, **fields})


@transaction.atomic
def draft_next(*, right: DecisionRight, actor: Actor, ends: bool = False, **fields: Any) -> DecisionRight:  # fmt: skip
    """Write the next version of a row; with `ends`, one that takes it out of the table.

    Raises RuleViolation("draft_exists") and as a new row does. Emits right.drafted.
    """
    _lock_table()
    versions = DecisionRight.objects.filter(number=right.number)
    if versions.filter(state=DecisionRight.State.DRAFT).exists():
        raise RuleViolation("draft_exists", f"A draft of {right.ref} is being written already.")
    newest = versions.order_by("-version").values_list("version", flat=True)[0]
    row = DecisionRight(version=newest + 1, ends=ends, **{name: getattr(right, name) for name in COPIED})  # fmt: skip
    return _write_draft(row, actor, fields)


@transaction.atomic
def draft_lower(*, right: DecisionRight, actor: Actor, why: str) -> DecisionRight:
    """Write the next version of a row a rung lower, ready to propose. Raises RuleViolation("nothing_lower", "draft_exists")."""
    if not right.steps:
        raise RuleViolation("nothing_lower", "Nothing is below automatic.")
    return draft_next(right=right, actor=actor, steps=ladder.lower(right.steps), why=why)


@transaction.atomic
def edit_draft(*, draft: DecisionRight, actor: Actor, fields: dict[str, Any], edition: int | None = None) -> DecisionRight:  # fmt: skip
    """Change a draft that nobody is asked about. Raises RuleViolation("no_draft", "before_deciders"), StaleVersion. Emits right.edited."""
    draft = _locked_draft(draft, edition)
    _refuse_while_asked(draft)
    changed = _take(draft, fields)
    if not changed:
        return draft
    draft.edition += 1
    draft.authors = _with(draft.authors, actor)
    draft.save()
    _emit("edited", draft, actor)
    return draft


@transaction.atomic
def discard_draft(*, draft: DecisionRight, actor: Actor, edition: int | None = None) -> None:
    """Give a draft up. Raises RuleViolation("no_draft", "before_deciders"), StaleVersion. Emits right.discarded."""
    draft = _locked_draft(draft, edition)
    _refuse_while_asked(draft)
    draft.state = DecisionRight.State.DISCARDED
    draft.save(update_fields=["state"])
    _emit("discarded", draft, actor)


@transaction.atomic
def propose_right(*, draft: DecisionRight, actor: Actor) -> str:
    """Put a draft before those who decide; where nobody has to, it is adopted at once. Gives what svs.gates.ask gives.

    Raises RuleViolation("no_draft", "before_deciders"). Emits right.proposed, and right.adopted where it was.
    """
    draft = _locked_draft(draft)
    _refuse_while_asked(draft)
    _emit("proposed", draft, actor)
    return gates.ask(KIND, draft.pk, actor=actor)


@transaction.atomic
def take_back_right(*, draft: DecisionRight, actor: Actor) -> None:
    """Ask nobody about a draft any more. Raises RuleViolation("not_asked"). Emits right.taken_back."""
    draft = _locked_draft(draft)
    if not queries.is_before_deciders(draft):
        raise RuleViolation("not_asked", "Nobody is asked about it.")
    gates.withdraw(KIND, draft.pk, actor=actor)
    _emit("taken_back", draft, actor)


def hold(right_id: int) -> None:
    """Lock a draft ahead of the votes on it, as its own verbs do."""
    list(DecisionRight.objects.select_for_update().filter(pk=right_id).values_list("pk"))


@transaction.atomic
def decided(subject_id: int, *, actor: Actor, answer: str, version: int, words: str = "") -> None:
    """Obey those who decided on a draft: adopted, it holds from its moment on and closes the version before.

    Emits right.adopted or right.refused; nothing where the draft is another one by now.
    """
    _lock_table()
    draft = DecisionRight.objects.select_for_update().get(pk=subject_id)
    if draft.state != DecisionRight.State.DRAFT or draft.edition != version:
        return
    if answer != gates.APPROVED:
        _emit("refused", draft, actor)
        return
    now = timezone.now()
    begins = max(now, draft.since) if draft.since else now
    _close_others(draft, begins)
    draft.state, draft.since = DecisionRight.State.ADOPTED, begins
    draft.until = begins if draft.ends else None
    draft.save(update_fields=["state", "since", "until"])
    _emit("adopted", draft, actor)


def _close_others(draft: DecisionRight, begins: datetime) -> None:
    """The version in force ends where this begins; one that would have begun later never does."""
    versions = DecisionRight.objects.filter(number=draft.number, state=DecisionRight.State.ADOPTED)
    versions.filter(since__gte=begins).update(state=DecisionRight.State.DISCARDED)
    last = versions.filter(since__lt=begins, ends=False).order_by("-since", "-version").first()
    if last is not None and (last.until is None or last.until > begins):
        last.until = begins
        last.save(update_fields=["until"])


def _write_draft(row: DecisionRight, actor: Actor, fields: dict[str, Any]) -> DecisionRight:
    _take(row, fields)
    for name, ask in (("name", "Give it a name."), ("why", "Say why these decide.")):
        _words(getattr(row, name), name, ask)
    row.written_by_id, row.written_at = actor.user_id, timezone.now()
    row.authors = _with([], actor)
    row.save(force_insert=True)
    _emit("drafted", row, actor)
    return row


def _take(row: DecisionRight, said: dict[str, Any]) -> list[str]:
    """Put what was said on a draft; the names of what it changed."""
    clean = {name: _CLEAN[name](row, value) for name, value in said.items() if name in _CLEAN}
    changed = [name for name, value in clean.items() if getattr(row, name) != value]
    for name in changed:
        setattr(row, name, clean[name])
    return changed


def _words(text: str, field: str, ask: str, most: int = 500) -> str:
    words = " ".join(str(text).split())[:most]
    if not words:
        raise RuleViolation(f"{field}_required", ask, field=field)
    return words


def _position(row: DecisionRight, value: int) -> int:
    if not 1 <= int(value) <= 9999:
        raise RuleViolation("bad_position", "A number from 1 to 9999.", field="position")
    return int(value)


def _since(row: DecisionRight, value: datetime | None) -> datetime | None:
    if value is not None and value <= timezone.now():
        raise RuleViolation("moment_passed", "What was in force stays as it was: take a moment to come.", field="since")  # fmt: skip
    return value


def _boards(row: DecisionRight, value: Any) -> list[dict[str, Any]]:
    return ladder.clean_steps(value, Board.objects.filter(is_active=True).values_list("pk", flat=True))  # fmt: skip


def _principles(row: DecisionRight, value: list[str]) -> list[str]:
    return [one for one in ladder.PRINCIPLES if one in value]


_CLEAN: dict[str, Any] = {
    "name": lambda row, value: _words(value, "name", "Give it a name.", 120),
    "why": lambda row, value: _words(value, "why", "Say why these decide."),
    "fits": lambda row, value: ladder.clean_fits(row.subject, value),
    "steps": _boards,
    "principles": _principles,
    "position": _position,
    "since": _since,
}


def _locked_draft(draft: DecisionRight, edition: int | None = None) -> DecisionRight:
    found = DecisionRight.objects.select_for_update().get(pk=draft.pk)
    if edition is not None and found.edition != edition:
        raise StaleVersion(found.edition)
    if found.state != DecisionRight.State.DRAFT:
        raise RuleViolation("no_draft", "It is no draft any more.")
    return found


def _refuse_while_asked(draft: DecisionRight) -> None:
    if queries.is_before_deciders(draft):
        raise RuleViolation("before_deciders", "It lies before those who decide: take it back first.")  # fmt: skip


def _with(authors: list[int], actor: Actor) -> list[int]:
    return authors if actor.user_id is None or actor.user_id in authors else [*authors, actor.user_id]  # fmt: skip


def _lock_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s)", [_LOCK])


def _emit(past: str, right: DecisionRight, actor: Actor) -> None:
    emit(f"right.{past}", subject=right, actor=actor, data={"ref": right.ref, "version": right.version})  # fmt: skip
