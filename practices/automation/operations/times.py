"""Ask the rules that time sets off: every minute, once for each ticket and mark."""

from __future__ import annotations

import time
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from practices.automation import queries
from practices.automation.models import Crossing, Rule
from practices.desk import queries as desk
from practices.desk.queries import Mark
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit

AT_MOST = 40.0  # seconds; the rest waits for the next minute
KEPT = timedelta(days=200)


def ask_on_time() -> int:
    """Find the tickets whose mark was passed and say so in the log; the rules then act like on any event.

    Returns how many rules came due. Emits rule.due about those on which a rule would change something.
    """
    began, due = time.monotonic(), 0
    for rule in queries.on_time():
        for marks in queries.passed(rule, timezone.now()):
            if time.monotonic() - began > AT_MOST:
                return due
            due += _ask(rule, marks)
    return due


@transaction.atomic
def _ask(rule: Rule, marks: list[Mark]) -> int:
    """Keep that these were asked about; whoever keeps it first speaks, so two at once say it once."""
    if not marks:
        return 0
    wanted = {mark.ticket_id for mark in queries.wanting(rule, marks)}
    quiet = [mark for mark in marks if mark.ticket_id not in wanted]
    rows = [Crossing(rule=rule, ticket_id=mark.ticket_id, since=mark.since) for mark in quiet]
    Crossing.objects.bulk_create(rows, ignore_conflicts=True)
    return sum(_say(rule, mark) for mark in marks if mark.ticket_id in wanted)


def _say(rule: Rule, mark: Mark) -> bool:
    _, fresh = Crossing.objects.get_or_create(rule=rule, ticket_id=mark.ticket_id, since=mark.since)
    if fresh:
        ticket = desk.ticket_by_id(mark.ticket_id)
        data = {"rule_id": rule.pk, "version": rule.version, "since": mark.since}
        emit("rule.due", subject=("ticket", ticket.pk), about=rule, actor=SYSTEM_ACTOR, service_id=ticket.service_id,
             data=data)  # fmt: skip
    return fresh


def forget_crossings() -> None:
    """Forget marks that were passed so long ago that they cannot be passed again."""
    Crossing.objects.filter(since__lt=timezone.now() - KEPT).delete()
