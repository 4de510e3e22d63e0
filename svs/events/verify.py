"""Prove the log: every row follows from the one before it, every head is its last row, every seal still holds."""

from dataclasses import dataclass
from datetime import date

from django.db import connection, transaction

from svs.events.models import EventSeal


@dataclass(frozen=True)
class Fault:
    """One place where the log does not hold."""

    what: str  # altered, missing, unsealed
    subject_type: str
    subject_id: int
    seq: int


_SEAL = """
select count(*), coalesce(sum(seq), 0),
       sha256(coalesce(string_agg(convert_to(subject_type || ':' || subject_id || ':' || seq || ':', 'UTF8') || hash,
              ''::bytea order by subject_type, subject_id), ''::bytea)),
       coalesce((select max(id) from events_domainevent), 0)
from (select distinct on (subject_type, subject_id) subject_type, subject_id, seq, hash from events_domainevent
      where id <= %s order by subject_type, subject_id, seq desc) heads
"""


def faults() -> list[Fault]:
    """Everything wrong with the chain and the heads."""
    with connection.cursor() as cursor:
        cursor.execute("set local statement_timeout = 0") if connection.in_atomic_block else None
        cursor.execute(
            "select fault, subject_type, subject_id, seq from event_faults order by 2, 3, 4 limit 1000"
        )
        return [Fault(*row) for row in cursor.fetchall()] + _broken_seals()


def faults_of(subject_type: str, subject_id: int) -> list[Fault]:
    """Everything wrong with the chain of one subject: the view is asked for its rows only."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select fault, subject_type, subject_id, seq from event_faults"
            " where subject_type = %s and subject_id = %s order by seq limit 100",
            [subject_type, subject_id],
        )
        return [Fault(*row) for row in cursor.fetchall()]


def _broken_seals() -> list[Fault]:
    found = []
    for seal in EventSeal.objects.order_by("day"):
        count, digest = _digest(seal.last_event_id)[0], _digest(seal.last_event_id)[1]
        if count != seal.heads or digest != bytes(seal.digest):
            found.append(
                Fault(
                    "seal of " + seal.day.isoformat() + " broken",
                    "seal",
                    seal.pk,
                    seal.last_event_id,
                )
            )
    return found


def _digest(last_event_id: int) -> tuple[int, bytes]:
    with connection.cursor() as cursor:
        cursor.execute(_SEAL, [last_event_id])
        count, _, digest, _ = cursor.fetchone()
        return int(count), bytes(digest)


@transaction.atomic
def seal(day: date) -> EventSeal:
    """Seal all heads as they stand; once a day, by schedule. Also written to the server's log by the caller."""
    with connection.cursor() as cursor:
        cursor.execute("select coalesce(max(id), 0) from events_domainevent")
        last = int(cursor.fetchone()[0])
    count, digest = _digest(last)
    row, _ = EventSeal.objects.get_or_create(
        day=day, defaults={"heads": count, "last_event_id": last, "digest": digest}
    )
    return row
