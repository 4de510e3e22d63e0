"""Drain one consumer's deliveries: each effect happens once, in order per subject, whatever dies in between.

A batch is claimed by counting the attempt and committing that first. Then every fresh delivery runs in its own
savepoint and is deleted with its effect; what was attempted before is claimed alone, so that a poisonous event
cannot take its neighbours down again. After five attempts a delivery is parked for a person to look at,
and only its own subject waits behind it.
"""

import logging
import time
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from svs.events import registry
from svs.events.failpoints import failpoint
from svs.events.models import Delivery
from svs.locks import alone

log = logging.getLogger("svs.events")
MAX_ATTEMPTS = 5
BATCH = {registry.REACTION: 100, registry.PROJECTION: 2000}

_CLAIM = """
update events_delivery set attempts = attempts + 1
where id in (
    select d.id from events_delivery d
    where d.consumer = %(consumer)s and d.due_at <= clock_timestamp() and d.parked_at is null and {which}
      and not exists (select 1 from events_delivery earlier where earlier.consumer = d.consumer
          and earlier.subject_type = d.subject_type and earlier.subject_id = d.subject_id and earlier.id < d.id)
    order by d.attempts, d.id limit %(limit)s for update skip locked)
returning id, attempts
"""
_CLAIM_ANY = """
update events_delivery set attempts = attempts + 1
where id in (select d.id from events_delivery d where d.consumer = %(consumer)s and d.due_at <= clock_timestamp()
             and d.parked_at is null and {which} order by d.attempts, d.id limit %(limit)s for update skip locked)
returning id, attempts
"""


def drain(name: str, *, seconds: float = 45.0) -> int:
    """Work off one consumer's pending deliveries for at most `seconds`; returns how many were done.

    Only one worker drains a consumer at a time: the advisory lock falls with its connection.
    """
    consumer = registry.consumers().get(name)
    if consumer is None:
        return 0
    done = 0
    with alone(f"svs.delivery.{name}") as held:
        deadline = time.monotonic() + seconds
        while held and time.monotonic() < deadline:
            claimed = _claim(consumer)
            if not claimed:
                break
            done += (
                _react(consumer, claimed)
                if consumer.kind == registry.REACTION
                else _project(consumer, claimed)
            )
    return done


# Whatever ends a worker without a word (a kill, no memory) leaves only the counted attempts behind.
_PARK_DEADLY = """
update events_delivery set parked_at = clock_timestamp(),
    error = 'Whoever took it up was ended amid the work, five times.'
where consumer = %(consumer)s and attempts >= %(most)s and parked_at is null
"""


def _claim(consumer: registry.Consumer) -> dict[int, int]:
    """Claim a batch of fresh deliveries, or else one that was attempted before, alone: it may take whoever holds it down,
    and what is only claimed beside it must not be counted as tried. Counted and committed before any effect is tried;
    what ended five workers is parked.
    """
    sql = _CLAIM if consumer.kind == registry.REACTION else _CLAIM_ANY
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(_PARK_DEADLY, {"consumer": consumer.name, "most": MAX_ATTEMPTS})
        for which, limit in (("d.attempts = 0", BATCH[consumer.kind]), ("d.attempts > 0", 1)):
            cursor.execute(sql.format(which=which), {"consumer": consumer.name, "limit": limit})
            if rows := cursor.fetchall():
                return {int(row[0]): int(row[1]) for row in rows}
        return {}


def _load(ids: list[int]) -> list[Delivery]:
    return list(Delivery.objects.filter(pk__in=ids).select_related("event").order_by("id"))


def _react(consumer: registry.Consumer, claimed: dict[int, int]) -> int:
    with transaction.atomic():
        return sum(_react_once(consumer, delivery) for delivery in _load(list(claimed)))


def _react_once(consumer: registry.Consumer, delivery: Delivery) -> int:
    try:
        with transaction.atomic():
            failpoint("before_effect")
            consumer.handle(delivery.event)
            delivery.delete()
            # Foreign keys are checked late; a broken one must fail here, alone, and not the whole batch at its commit.
            connection.check_constraints()
            failpoint("after_effect")
    except (
        Exception
    ) as error:  # whatever the handler raised: the effect is rolled back, the delivery waits
        _fail(delivery.event_id, consumer.name, delivery.attempts, error)
        return 0
    return 1


def _project(consumer: registry.Consumer, claimed: dict[int, int]) -> int:
    batch = _load(list(claimed))
    try:
        with transaction.atomic():
            failpoint("before_effect")
            consumer.handle([d.event for d in batch])
            Delivery.objects.filter(pk__in=[d.pk for d in batch]).delete()
            connection.check_constraints()
            failpoint("after_effect")
    except Exception as error:  # the batch is rolled back; each of it is tried alone next time
        for delivery in batch:
            _fail(delivery.event_id, consumer.name, delivery.attempts, error)
        return 0
    return len(batch)


def _fail(event_id: int, consumer: str, attempts: int, error: Exception) -> None:
    """Back off 2, 4, 8, 16 seconds, then park where a person sees it."""
    log.warning(
        "delivery failed",
        extra={"event_id": event_id, "consumer": consumer, "error": repr(error)[:500]},
    )
    now = timezone.now()
    Delivery.objects.filter(event_id=event_id, consumer=consumer).update(
        error=f"{type(error).__name__}: {error}"[:2000],
        due_at=now + timedelta(seconds=2**attempts),
        parked_at=now if attempts >= MAX_ATTEMPTS else None,
    )


def replay(*, delivery: Delivery) -> None:
    """Give a parked delivery five fresh attempts. Called by a person from the parking page."""
    Delivery.objects.filter(pk=delivery.pk).update(
        attempts=0, parked_at=None, due_at=timezone.now(), error=""
    )


def skip(name: str) -> None:
    """Drop what waits of history for a projection that has just counted everything anew: it would count the same again."""
    Delivery.objects.filter(consumer=name, event__historical=True).delete()


def pending() -> dict[str, int]:
    """How many deliveries wait per consumer, parked ones left out: what the relay looks at."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select consumer, count(*) from events_delivery where parked_at is null"
            " and due_at <= clock_timestamp() group by consumer"
        )
        return {str(row[0]): int(row[1]) for row in cursor.fetchall()}
