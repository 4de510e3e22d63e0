"""Which decision right a case falls under: the table in force at a moment, read once, judged in plain Python."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet, Subquery
from django.utils import timezone

from governance.access import rights as access
from governance.models import Approval, Board, DecisionRight
from governance.queries.usefulness import Row, usefulness
from governance.rules import ladder
from governance.rules.rights import BOARD, Tier, fitting
from governance.rules.usefulness import Usefulness
from svs.extensions import Named
from svs.gates import Case
from svs.services import queries as services

if TYPE_CHECKING:
    from datetime import datetime

    from svs.accounts.models import User


def in_force(at: datetime | None = None) -> QuerySet[DecisionRight]:
    """The rows of the table that hold at a moment, in the order in which they are asked."""
    moment = at or timezone.now()
    held = Q(until__isnull=True) | Q(until__gt=moment)
    rows = DecisionRight.objects.filter(held, state=DecisionRight.State.ADOPTED, since__lte=moment)
    return rows.order_by("subject", "position", "number", "id")


def table(at: datetime | None = None, subject: str = "") -> list[DecisionRight]:
    """The table at a moment, or its rows for one kind of case, in the order in which they are asked: one statement.

    A step that names no board means the oldest one that is open, once there is any.
    """
    main = Board.objects.filter(is_active=True).order_by("id").values("id")[:1]
    rows = in_force(at).annotate(main_board=Subquery(main))
    return [with_board(row, row.main_board) for row in (rows.filter(subject=subject) if subject else rows)]  # fmt: skip


def with_board(row: DecisionRight, board_id: int | None) -> DecisionRight:
    """A row whose steps name their board; it is for reading, never saved."""
    row.steps = [{**step, "board": step.get("board") or board_id} if step["by"] == BOARD else step for step in row.steps]  # fmt: skip
    return row


def with_boards(rows: list[DecisionRight]) -> list[DecisionRight]:
    """Rows for reading, each step with the board it means."""
    main = Board.objects.filter(is_active=True).order_by("id").values_list("id", flat=True).first()
    return [with_board(row, main) for row in rows]


def tier_of(case: Case) -> Tier:
    """A case as the table sees it. One statement, and only where its practice is known."""
    maturity = services.maturity_of(case.practice) if case.practice else None
    return Tier(case.kind, case.variety, case.risk, case.tier, maturity, case.flags)


def right_for(case: Case, at: datetime | None = None) -> DecisionRight | None:
    """The right that holds for a case at a moment; None where no row was written for it, and then the strictest holds.

    At most two statements.
    """
    rows = table(at, case.kind)
    return fitting(rows, tier_of(case)) if rows else None


def is_before_deciders(draft: DecisionRight) -> bool:
    """Is somebody asked about this draft?"""
    return open_approval(draft) is not None


def case_of(right_id: int) -> Case:
    """A draft as plain values for whoever decides: what changes, and for which cases."""
    draft = DecisionRight.objects.get(pk=right_id)
    before = in_force().filter(number=draft.number).first()
    after = [] if draft.ends else draft.steps
    facts = [
        ("Subject", ladder.SUBJECTS.get(draft.subject, draft.subject)),
        ("For", ladder.say_fits(draft.fits)),
    ]
    facts.append(
        (
            "Decides",
            "the row goes; what fits no other goes to the strictest"
            if draft.ends
            else say_steps(after),
        )
    )
    if before:
        facts.append(("Until now", say_steps(before.steps)))
    return Case(
        kind="right", subject_type="decisionright", subject_id=draft.pk, ref=draft.ref, title=draft.name,
        url=f"/rights/{draft.ref}/", version=draft.edition, parties=frozenset(draft.authors), facts=tuple(facts),
    )  # fmt: skip


def say_steps(steps: list[dict[str, Any]]) -> str:
    """Who says yes, in order: peer, then board."""
    return (
        ", then ".join(ladder.RUNG_WORDS[step["by"]].lower() for step in steps)
        or "nobody: automatic"
    )


def number_of(ref: str) -> int:
    """R-07 -> 7; 0 for what is none."""
    prefix, _, digits = ref.partition("-")
    return int(digits) if prefix == "R" and digits.isascii() and digits.isdigit() and len(digits) < 7 else 0  # fmt: skip


def drafts(user: User) -> QuerySet[DecisionRight]:
    """What is being written, as far as this person may know."""
    rows = access.visible_to(user).filter(state=DecisionRight.State.DRAFT)
    return rows.order_by("subject", "position", "number")


def versions(user: User, ref: str) -> list[DecisionRight]:
    """Every version of a row, the newest first."""
    rows = access.visible_to(user).filter(number=number_of(ref)).select_related("written_by")
    return list(rows.order_by("-version")[:50])


def version_in_force(found: list[DecisionRight]) -> DecisionRight | None:
    """Of the versions of a row the one that holds now."""
    now, adopted = timezone.now(), DecisionRight.State.ADOPTED
    return next((row for row in found if row.state == adopted and row.since and row.since <= now and (row.until is None or row.until > now)), None)  # fmt: skip


def draft_of(found: list[DecisionRight]) -> DecisionRight | None:
    """Of the versions of a row the one that is being written."""
    return next((row for row in found if row.state == DecisionRight.State.DRAFT), None)


def table_page(user: User) -> list[dict[str, Any]]:
    """The table by subject: each row with its draft and what it is worth. Three statements."""
    rows = table() if access.may_read(user) else []
    written = {draft.number: draft for draft in drafts(user)}
    worth = usefulness(rows)
    groups: dict[str, list[Row]] = {subject: [] for subject in ladder.SUBJECTS}
    for row in rows:
        groups.setdefault(row.subject, []).append(Row(row, worth[row.pk], written.pop(row.number, None)))  # fmt: skip
    for draft in written.values():
        groups.setdefault(draft.subject, []).append(Row(draft, Usefulness(), draft))
    return [{"subject": subject, "words": ladder.SUBJECTS.get(subject, subject), "rows": found} for subject, found in groups.items()]  # fmt: skip


def open_approval(draft: DecisionRight) -> Approval | None:
    """The question that lies before those who decide on a draft."""
    return Approval.objects.filter(kind="right", subject_id=draft.pk, state=Approval.State.OPEN).first()  # fmt: skip


def subject_rights(user: User, ids: set[int]) -> dict[int, Named]:
    """What rows of the table are called in the log."""
    rows = access.visible_to(user).filter(pk__in=ids)
    return {row.pk: Named(row.ref, f"/rights/{row.ref}/") for row in rows}


def board_names() -> dict[int, str]:
    """What boards are called, closed ones too: rows of the past name them."""
    return dict(Board.objects.values_list("pk", "name"))


def service_seen(user: User, service_id: int | None) -> int | None:
    """This service where the person sees it; raises RuleViolation("unknown_service") otherwise."""
    services.check_usable(user, service_id, None)
    return service_id


def first_service(user: User) -> str:
    """A service to begin with where one is asked for: the most critical this person sees."""
    found = services.all_services(user).filter(is_active=True).order_by("tier", "name").values_list("pk", flat=True).first()  # fmt: skip
    return str(found or "")


def overdesigned() -> list[tuple[DecisionRight, Usefulness]]:
    """The rights in force that changed nothing for long, those asked most often first: two statements."""
    rows = list(in_force())
    weighed = usefulness(rows)
    found = [(row, weighed[row.pk]) for row in rows if weighed[row.pk].is_overdesigned]
    return sorted(found, key=lambda one: (-one[1].n, one[0].number))
