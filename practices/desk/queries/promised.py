"""Which promises are broken, at risk or due today, as conditions on tickets: the same answer as their chips give."""

from collections import defaultdict
from datetime import datetime, timedelta

from django.core.cache import cache
from django.db.models import F, Q
from django.utils import timezone

from practices.desk import states
from practices.desk.models import Ticket
from practices.desk.queries.clocks import RISK
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.states import RESOLUTION

_KEPT = 60  # seconds for which the targets of open tickets are known
RUNNING = Q(phase__in=(states.QUEUED, states.ACTIVE), due_paused_at__isnull=True)


def breached(now: datetime) -> Q:
    """The promised moment passed, or had passed when the clock last stood still."""
    return Q(due_paused_at__isnull=True, due_at__lt=now) | Q(due_paused_at__gt=F("due_at"))


def due_today(now: datetime) -> Q:
    """It falls due on this day of the reader, and its clock runs."""
    first = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    return RUNNING & Q(due_at__gte=first, due_at__lt=first + timedelta(days=1))


def at_risk(now: datetime) -> Q:
    """Three quarters of the promised hours are used and it is not broken yet.

    Hours of work differ by calendar, so for each calendar and target the moment is computed up to which a due date is near.
    """
    known, due = service_levels.promises(), Q(pk__in=())
    own: dict[int, list[int]] = defaultdict(list)
    for service_id, agreed in known.agreed.items():
        own[agreed].append(service_id)
    elsewhere = Q(service_id__isnull=True) | ~Q(service_id__in=known.agreed) if known.agreed else Q()  # fmt: skip
    groups: list[tuple[int | None, Q]] = [(None, elsewhere)]
    groups += [(key, Q(service_id__in=ids)) for key, ids in own.items()]
    for calendar, those in groups:
        hours = known.hours_in(known.default if calendar is None else calendar)
        near = Q(pk__in=())
        for seconds in _targets(known):
            last = rules.add_seconds(hours, now, seconds * (100.5 - RISK) / 100)  # as chips round
            if last is not None:
                near |= Q(due_seconds=seconds, due_at__lt=last)
        due |= those & near
    return RUNNING & Q(due_at__gte=now) & due


def _targets(known: service_levels.Promises) -> list[int]:
    """Every promised length: those agreed on now, and those that open tickets still have."""
    kept = cache.get("desk.targets")
    if kept is None:
        rows = Ticket.objects.open().filter(due_seconds__isnull=False).order_by()
        kept = list(rows.values_list("due_seconds", flat=True).distinct())
        cache.set("desk.targets", kept, _KEPT)
    agreed = (term.seconds for (_, _, _, measure), terms in known.targets.items() if measure == RESOLUTION for term in terms)  # fmt: skip
    return sorted({*kept, *agreed})
