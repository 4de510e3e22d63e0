"""Tell in time that a promise runs out, and that it is broken: once a clock and promise, to those who can still act."""

from __future__ import annotations

import time
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from practices.desk.knobs import TOLD_AT
from practices.desk.models import Clock, Ticket
from practices.desk.operations import clocks
from practices.service_level import queries as service_levels
from practices.service_level.rules import Hours
from svs.accounts import queries as accounts
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.knobs import registry as knobs

AT_ONCE, AT_MOST = 250, 40.0  # clocks in one transaction; seconds of one run, the next goes on


def is_due() -> bool:
    """Has a clock used a share of its promise that was not told?"""
    return _crossed(timezone.now()).exists()


def tell_crossed() -> int:
    """Tell of every clock that used a share of its promise by now, in batches; two at once tell of different ones.

    Returns how many. Emits ticket.clock_warned, ticket.clock_breached.
    """
    ends, told = time.monotonic() + AT_MOST, 0
    while time.monotonic() < ends:
        with transaction.atomic():
            batch = _tell(AT_ONCE)
        told += batch
        if batch < AT_ONCE:
            break
    return told


def _crossed(now: datetime) -> QuerySet[Clock]:
    return Clock.objects.filter(next_warning_at__lt=now)


def _tell(most: int) -> int:
    """Tell of at most so many clocks, those first that wait longest. What somebody works on right now is told the next time.

    Whoever turns a clock holds its ticket, so the ticket is held here too, and before the clock.
    """
    now, known = timezone.now(), service_levels.promises()
    rows = _crossed(now).select_related("ticket__service", "target")
    found = list(
        rows.select_for_update(of=("self", "ticket"), skip_locked=True).order_by(
            "next_warning_at", "id"
        )[:most]
    )
    leads = accounts.leads_of({c.ticket.team_id for c in found if c.ticket.team_id})
    levels = {share: knobs.current(knob.key) for share, knob in TOLD_AT.items()}
    for clock in found:
        hours = known.hours_of(clock.ticket.service_id)
        while clock.next_warning_at is not None and clock.next_warning_at < now:
            _say(clock, _next_share(clock), levels, leads, hours)
    Clock.objects.bulk_update(found, ["warned", "next_warning_at"])
    return len(found)


def _next_share(clock: Clock) -> int:
    return next(share for share in clocks.SHARES if share > clock.warned)


def _say(clock: Clock, share: int, levels: dict[int, list[str]], leads: dict[int, list[int]], hours: Hours) -> None:  # fmt: skip
    ticket, crossed_at = clock.ticket, clock.next_warning_at
    is_last = share == clocks.SHARES[-1]
    data: dict[str, Any] = {
        "measure": clock.measure, "percent": share, "clock_id": clock.pk, "target_id": clock.target_id, "seconds": clock.target_seconds,
        "due_at": clock.due_at, "priority": ticket.priority, "who": _who(clock, ticket, levels[share], leads, is_last=is_last),
    }  # fmt: skip
    emit(
        "ticket.clock_breached" if is_last else "ticket.clock_warned", subject=("ticket", ticket.pk), actor=SYSTEM_ACTOR,
        service_id=ticket.service_id, occurred_at=crossed_at, data=data,
    )  # fmt: skip
    clock.warned = share
    clocks.set_due(clock, hours)


def _who(clock: Clock, ticket: Ticket, wanted: list[str], leads: dict[int, list[int]], *, is_last: bool) -> list[int]:  # fmt: skip
    """The people to tell: as the policy says; when it is broken, whoever the promise names too. Nobody's ticket is its leads'."""
    of_team = leads.get(ticket.team_id or 0, [])
    told: list[int] = []
    if "holder" in wanted:
        told += [ticket.assignee_id] if ticket.assignee_id else of_team
    if "leads" in wanted:
        told += of_team
    if "owner" in wanted and ticket.service and ticket.service.owner_id:
        told.append(ticket.service.owner_id)
    if is_last and clock.target and clock.target.escalates_to_id:
        told.append(clock.target.escalates_to_id)
    return list(dict.fromkeys(told))
