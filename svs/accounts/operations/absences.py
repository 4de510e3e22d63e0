"""Days on which somebody does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from svs.accounts.models import Absence, User
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from datetime import date

    from svs.events.actor import Actor

LONGEST = 730


@transaction.atomic
def add_absence(*, person: User, actor: Actor, since: date, until: date) -> Absence:
    """Note days of absence, both included; nothing new is given to them meanwhile.

    Raises RuleViolation("ends_before_start", "too_long", "absent_already"). Emits absence.added.
    """
    if until < since:
        raise RuleViolation("ends_before_start", "It ends before it begins.", field="until")
    if (until - since).days > LONGEST:
        raise RuleViolation("too_long", "At most two years at once.", field="until")
    User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if Absence.objects.filter(user=person, since__lte=until, until__gte=since).exists():
        raise RuleViolation("absent_already", "They are away then already.", field="since")
    absence = Absence.objects.create(user=person, since=since, until=until)
    emit("absence.added", subject=person, actor=actor, data={"since": since.isoformat(), "until": until.isoformat()})  # fmt: skip
    return absence


@transaction.atomic
def remove_absence(*, absence: Absence, actor: Actor) -> None:
    """They come back, or never left. Emits absence.removed."""
    absence_id = absence.pk
    absence.delete()
    emit("absence.removed", subject=("user", absence.user_id), actor=actor,
         data={"absence_id": absence_id, "since": absence.since.isoformat(), "until": absence.until.isoformat()})  # fmt: skip
