"""The verbs of an outage: a service is down, its times are put right, it is up again."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.desk import operations as desk
from practices.incident.models import Outage
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.events.models import DomainEvent

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.events.actor import Actor

FIELDS = ("started_at", "ended_at", "is_planned", "words")
LONGEST_AGO, FURTHEST = timedelta(days=3660), timedelta(days=731)
SHORTEST = timedelta(seconds=1)


@transaction.atomic
def open_outage(
    *, actor: Actor, service_id: int, started_at: datetime, ended_at: datetime | None = None,
    is_planned: bool = False, words: str = "", ticket: Ticket | None = None,
) -> Outage:  # fmt: skip
    """Say that a service is down, or will be: the portal shows it from then on.

    Raises RuleViolation("starts_later", "ends_before_start", "ends_later", "out_of_reach", "already_down"). Emits outage.opened.
    """
    if ticket is not None:
        desk.lock(ticket.pk)  # two at once: the second finds the first one's outage
        if Outage.objects.filter(ticket=ticket, ended_at__isnull=True).exists():
            raise RuleViolation("already_down", "This incident says already that the service is down.")  # fmt: skip
    outage = Outage(
        service_id=service_id, ticket=ticket, started_at=started_at, ended_at=ended_at, is_planned=is_planned,
        words=" ".join(words.split())[:300],
    )  # fmt: skip
    _check(outage)
    outage.save(force_insert=True)
    _tell("opened", outage, actor)
    return outage


def open_outage_of(
    *, ticket: Ticket, actor: Actor, started_at: datetime, words: str = ""
) -> Outage:
    """Say on an incident that its service is down. Raises RuleViolation("service_unknown") and what opening raises."""
    if ticket.service_id is None:
        raise RuleViolation("service_unknown", "Say first which service it is about.")
    return open_outage(
        actor=actor, service_id=ticket.service_id, started_at=started_at, words=words, ticket=ticket
    )


@transaction.atomic
def change_outage(*, outage: Outage, actor: Actor, fields: dict[str, Any], version: int | None = None) -> Outage:  # fmt: skip
    """Put the times or the words of an outage right; measures are counted anew.

    Raises StaleVersion, RuleViolation as opening does. Emits outage.changed.
    """
    outage = _lock(outage, version)
    before = _facts(outage)
    if "words" in fields:
        fields = {**fields, "words": " ".join(fields["words"].split())[:300]}
    changed = [name for name in FIELDS if name in fields and getattr(outage, name) != fields[name]]
    if not changed:
        return outage
    for name in changed:
        setattr(outage, name, fields[name])
    _check(outage)
    return _save("changed", outage, actor, before)


@transaction.atomic
def close_outage(
    *, outage: Outage, actor: Actor, ended_at: datetime | None = None, version: int | None = None
) -> Outage:
    """The service can be used again, now or since a moment that is over.

    Raises StaleVersion, RuleViolation("outage_over", "not_begun"). Emits outage.closed.
    """
    outage, now = _lock(outage, version), timezone.now()
    if outage.ended_at is not None and outage.ended_at <= now:
        raise RuleViolation("outage_over", "This outage is over already.")
    if outage.started_at > now:
        raise RuleViolation("not_begun", "It has not begun yet: cancel it instead.")
    before = _facts(outage)
    outage.ended_at = ended_at or max(now, outage.started_at + SHORTEST)
    if ended_at is not None and ended_at > now:
        raise RuleViolation("ends_later", "Say since when it is over, not until when.", field="ended_at")  # fmt: skip
    _check(outage)
    return _save("closed", outage, actor, before)


@transaction.atomic
def cancel_outage(*, outage: Outage, actor: Actor, version: int | None = None) -> None:
    """A planned outage will not take place. Raises StaleVersion, RuleViolation("begun_already"). Emits outage.cancelled."""
    outage = _lock(outage, version)
    if not outage.is_planned or outage.started_at <= timezone.now():
        raise RuleViolation("begun_already", "It has begun already: end it instead.")
    _tell("cancelled", outage, actor)
    outage.delete()


@transaction.atomic
def close_outages_of(*, ticket: Ticket, actor: Actor) -> None:
    """With the incident restored its service is up again. Emits outage.closed for each that was open."""
    now = timezone.now()
    for outage in Outage.objects.filter(ticket=ticket, ended_at__isnull=True, started_at__lte=now).order_by("id"):  # fmt: skip
        close_outage(outage=outage, actor=actor)


@transaction.atomic
def outages_go_on(*, ticket_id: int, into_id: int) -> None:
    """What a merged or converted incident said is down, the ticket says in which it goes on."""
    Outage.objects.filter(ticket_id=ticket_id).update(ticket_id=into_id)


@transaction.atomic
def open_again(*, ticket: Ticket, actor: Actor, since: datetime) -> None:
    """The resolution that ended its outages at this moment was taken back: they end as they would have, or go on.

    Emits outage.changed for each.
    """
    for outage in Outage.objects.select_for_update(of=("self",)).filter(ticket=ticket, ended_at__gte=since).order_by("id"):  # fmt: skip
        ended = _last_of(outage)
        if ended is None or ended.name != "outage.closed" or ended.occurred_at < since:
            continue  # somebody else put it right since
        before, was = _facts(outage), ended.data["before"]["ended_at"]
        outage.ended_at = was and datetime.fromisoformat(was)
        _save("changed", outage, actor, before)


def _last_of(outage: Outage) -> DomainEvent | None:
    told = DomainEvent.objects.filter(subject_type="outage", subject_id=outage.pk)
    return told.order_by("-seq").first()


def _lock(outage: Outage, version: int | None) -> Outage:
    found = Outage.objects.select_for_update(of=("self",)).filter(pk=outage.pk).first()
    if found is None:
        raise RuleViolation("outage_gone", "Somebody cancelled this outage.")
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def _check(outage: Outage) -> None:
    """The times must make sense: an end after the start, and only what is planned lies ahead."""
    now = timezone.now()
    if outage.started_at < now - LONGEST_AGO or outage.started_at > now + FURTHEST:
        raise RuleViolation("out_of_reach", "Nobody plans or remembers that far.", field="started_at")  # fmt: skip
    if outage.started_at > now and not outage.is_planned:
        raise RuleViolation("starts_later", "Only a planned outage starts later than now.", field="started_at")  # fmt: skip
    if outage.ended_at is None:
        return
    if outage.ended_at <= outage.started_at:
        raise RuleViolation("ends_before_start", "It cannot end before it starts.", field="ended_at")  # fmt: skip
    if outage.ended_at > now + FURTHEST or (outage.ended_at > now and not outage.is_planned):
        raise RuleViolation("ends_later", "Leave the end open until it is over.", field="ended_at")


def _save(past: str, outage: Outage, actor: Actor, before: dict[str, Any]) -> Outage:
    outage.version += 1
    outage.save()
    _tell(past, outage, actor, {"before": before})
    return outage


def _tell(past: str, outage: Outage, actor: Actor, data: dict[str, Any] | None = None) -> None:
    emit(
        f"outage.{past}", subject=outage, actor=actor, service_id=outage.service_id,
        about=("ticket", outage.ticket_id) if outage.ticket_id else None, data={**_facts(outage), **(data or {})},
    )  # fmt: skip


def _facts(outage: Outage) -> dict[str, Any]:
    return {
        "started_at": outage.started_at.isoformat(), "is_planned": outage.is_planned,
        "ended_at": outage.ended_at.isoformat() if outage.ended_at else None,
    }  # fmt: skip
