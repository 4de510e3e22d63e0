"""Promise times, from a day on."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils import timezone

from practices.service_level import queries, states
from practices.service_level.models import Target
from practices.service_level.operations.calendars import FIRST_DAY, LAST_DAY
from practices.service_level.rules import spans
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.events.actor import Actor
    from svs.services.models import Service

MOMENT = timedelta(microseconds=1)


@transaction.atomic
def set_target(
    *, actor: Actor, kind: str, priority: int, seconds: int, measure: str = states.RESOLUTION,
    service: Service | None = None, holds_from: date | None = None, open_too: bool = False,
) -> Target:  # fmt: skip
    """Promise a time for a kind and priority, for one service or, without it, for all that have none of their own.

    A new row that holds from a day on, now unless said; the one before ends then and stays as history. Holds for tickets
    logged from then on; with `open_too` those that are open then are promised it too.
    Raises RuleViolation("bad_target", "unknown_kind", "bad_date", "target_changed"). Emits target.set.
    """
    _check(kind, priority, measure)
    spans.check_span(seconds)
    now = timezone.now()
    rows = Target.objects.filter(kind=kind, priority=priority, service=service, measure=measure)
    known = list(rows.select_for_update(of=("self",)).order_by("holds_from"))
    begins = _moment(holds_from, now, is_first=not known)
    before = next((row for row in reversed(known) if row.holds_from <= begins and _lasts(row, begins)), None)  # fmt: skip
    if before is not None and before.seconds == seconds and not open_too:
        return before
    after = next((row for row in known if row.holds_from > begins), None)
    target, said = _row(before, begins, now, seconds), before.seconds if before else None
    if target.pk is None:
        target.kind, target.priority, target.measure, target.service = kind, priority, measure, service  # fmt: skip
        target.holds_until = after.holds_from if after else None
    try:
        with transaction.atomic():
            if before is not None and target is not before:
                before.holds_until = begins
                before.save(update_fields=["holds_until"])
            target.save()
    except IntegrityError as error:
        raise RuleViolation("target_changed", "Somebody set that time just now. Look at it again.") from error  # fmt: skip
    _told("target.set", target, actor, {
        "seconds": seconds, "before": said, "holds_from": target.holds_from, "open_too": open_too,
    })  # fmt: skip
    return target


def _row(before: Target | None, begins: datetime, now: datetime, seconds: int) -> Target:
    """The row to write: a new one, or the one that begins this very moment or has not begun."""
    if before is not None and (before.seconds == seconds or (before.holds_from == begins >= now)):
        before.seconds = seconds
        return before
    escalates_to = before.escalates_to_id if before else None
    return Target(seconds=seconds, holds_from=begins, escalates_to_id=escalates_to)


@transaction.atomic
def withdraw_target(*, target: Target, actor: Actor, holds_until: date | None = None) -> None:
    """Promise that no more, from a day on; a service falls back to the general time. Running clocks keep theirs.

    One that has not begun is taken back. Raises RuleViolation("target_over", "bad_date"). Emits target.withdrawn.
    """
    target = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    now = timezone.now()
    ends = _moment(holds_until, now, is_first=False)
    if not _lasts(target, now) or not _lasts(target, ends):
        raise RuleViolation("target_over", "That time is no longer promised then.")
    _told("target.withdrawn", target, actor, {"before": target.seconds, "holds_until": ends})
    if target.holds_from > now:
        until, begins = target.holds_until, target.holds_from
        same = Target.objects.of(target).filter(holds_until=begins)
        target.delete()
        same.update(holds_until=until)
    else:
        target.holds_until = max(ends, target.holds_from + MOMENT)
        target.save(update_fields=["holds_until"])


@transaction.atomic
def set_targets(
    *, actor: Actor, service: Service | None, wanted: dict[tuple[str, int, str], int | None],
    holds_from: date | None = None, open_too: bool = False,
) -> int:  # fmt: skip
    """Set a whole table of times by (kind, priority, measure); None is none of its own. Returns how many changed.

    Raises and emits as setting and withdrawing one does.
    """
    at = _moment(holds_from, timezone.now(), is_first=True)
    rows = Target.objects.filter(service=service).in_force(at)
    known = {(row.kind, row.priority, row.measure): row for row in rows}
    changed = 0
    for (kind, priority, measure), seconds in wanted.items():
        row = known.get((kind, priority, measure))
        if (row.seconds if row else None) == seconds:
            continue
        changed += 1
        if seconds is not None:
            set_target(actor=actor, kind=kind, priority=priority, measure=measure, seconds=seconds, service=service,
                       holds_from=holds_from, open_too=open_too)  # fmt: skip
        elif row is not None:
            withdraw_target(target=row, actor=actor, holds_until=holds_from)
    return changed


@transaction.atomic
def set_escalation(*, target: Target, actor: Actor, person: User | None) -> Target:
    """Say who is told when this promise is broken; nobody in particular is as the policy says.

    Raises RuleViolation("unknown_person"). Emits target.escalation_set.
    """
    target = Target.objects.select_for_update(of=("self",)).get(pk=target.pk)
    if person is not None and not person.is_active:
        raise RuleViolation("unknown_person", "That person does not work here any more.", field="escalates_to")  # fmt: skip
    if target.escalates_to_id != (person.pk if person else None):
        target.escalates_to = person
        target.save(update_fields=["escalates_to"])
        _told("target.escalation_set", target, actor, {"user_id": person.pk if person else None})
    return target


def _lasts(target: Target, at: datetime) -> bool:
    return target.holds_until is None or at < target.holds_until


def _moment(day: date | None, now: datetime, *, is_first: bool) -> datetime:
    """When a day begins; today is now. What was promised is never rewritten, so only a first promise may begin in the past."""
    zone = ZoneInfo(settings.SVS_TIME_ZONE)
    if day is None or day == now.astimezone(zone).date():
        return now
    if not FIRST_DAY <= day <= LAST_DAY:
        raise RuleViolation("bad_date", "A date lies between 2000 and 2100.", field="holds_from")
    at = datetime.combine(day, time(), zone)
    if at < now and not is_first:
        raise RuleViolation("bad_date", "Another time was promised then, and a promise is not rewritten: name a day ahead.", field="holds_from")  # fmt: skip
    return at


def _told(name: str, target: Target, actor: Actor, data: dict[str, Any]) -> None:
    what = {"kind": target.kind, "priority": target.priority, "measure": target.measure}
    emit(name, subject=target, actor=actor, service_id=target.service_id, data={**what, **data})
    queries.forget_promises()


def _check(kind: str, priority: int, measure: str) -> None:
    if kind not in states.kinds():
        raise RuleViolation("unknown_kind", "There is no such kind of ticket.", field="kind")
    if priority not in states.PRIORITIES or measure not in states.MEASURES:
        raise RuleViolation("bad_target", "A target is a first response or a resolution, for a priority from 1 to 4.", field="priority")  # fmt: skip
