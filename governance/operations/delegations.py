"""Let somebody stand in for another for days, on one board or wherever they are asked."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange
from django.utils import timezone

from governance.models import Board, BoardMember, Delegation
from svs.accounts import queries as accounts
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from svs.events.actor import Actor

LONGEST = timedelta(days=366)


@transaction.atomic
def delegate(
    *, actor: Actor, person: User, to: User, since: date, until: date, board: Board | None = None, why: str = ""
) -> Delegation:  # fmt: skip
    """Let somebody vote in one's own place, both days included.

    Raises RuleViolation("to_oneself", "unknown_person", "not_theirs", "days_reversed", "days_passed", "too_long",
    "no_seat", "delegated_already"). Emits delegation.given.
    """
    _check_days(since, until)
    if actor.user_id != person.pk:
        raise RuleViolation("not_theirs", "Everybody hands over their own seat only.")
    if to.pk == person.pk:
        raise RuleViolation("to_oneself", "Name somebody else.", field="to")
    if not accounts.people_with_a_role().filter(pk=to.pk).exists():
        raise RuleViolation("unknown_person", "Nobody of this name has a role here.", field="to")
    if board is not None and not BoardMember.objects.filter(board=board, user=person, until__isnull=True).exists():  # fmt: skip
        raise RuleViolation("no_seat", "You have no seat on this board.", field="board")
    during = DateRange(since, until + timedelta(days=1))
    made = Delegation(user=person, to=to, board=board, during=during, why=" ".join(why.split())[:200])  # fmt: skip
    try:
        with transaction.atomic():
            made.save(force_insert=True)
    except IntegrityError as error:
        where = f"on {board.name}" if board else "wherever you are asked"
        raise RuleViolation("delegated_already", f"On some of these days somebody stands in for you {where} already. End that first.", field="since") from error  # fmt: skip
    emit("delegation.given", subject=made, actor=actor, about=person, data=_data(made))
    return made


@transaction.atomic
def end_delegation(*, delegation: Delegation, actor: Actor) -> None:
    """Vote oneself again from now on. What was not begun yet is gone; days that passed stay on record.

    Raises RuleViolation("ended_already"). Emits delegation.ended.
    """
    today = timezone.localdate()
    found = Delegation.objects.select_for_update().filter(pk=delegation.pk).first()
    if found is None or found.days[1] < today:
        raise RuleViolation("ended_already", "It has ended already.")
    subject = ("delegation", found.pk)
    if found.days[0] >= today:
        found.delete()
    else:
        found.during = DateRange(found.days[0], today)
        found.save(update_fields=["during"])
    emit("delegation.ended", subject=subject, actor=actor, about=("user", found.user_id), data={"board_id": found.board_id, "to_id": found.to_id})  # fmt: skip


def _check_days(since: date, until: date) -> None:
    if until < since:
        raise RuleViolation("days_reversed", "The last day lies before the first.", field="until")
    if until < timezone.localdate():
        raise RuleViolation("days_passed", "These days are over.", field="until")
    if until - since > LONGEST or since - timezone.localdate() > LONGEST:
        raise RuleViolation(
            "too_long",
            "A year at most, and a year ahead at most; then say it again.",
            field="until",
        )


def _data(made: Delegation) -> dict[str, object]:
    return {
        "to_id": made.to_id, "board_id": made.board_id, "since": made.days[0].isoformat(),
        "until": made.days[1].isoformat(),
    }  # fmt: skip
