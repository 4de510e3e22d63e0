"""Tickets on which time alone has passed a mark: of a clock, of the requester's silence, of ours. Now, and in the past."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Any

from django.db import connection
from django.db.models import Q

from practices.desk import states
from practices.desk.models import Channel, Clock, Message, Stretch, Ticket
from practices.service_level import queries as service_levels
from practices.service_level import rules
from practices.service_level.rules import Hours
from practices.service_level.states import RESOLUTION


@dataclass(frozen=True)
class Mark:
    """A ticket passed a mark: which, since when the wait, silence or clock counts, and (of the past) when it was passed."""

    ticket_id: int
    since: datetime
    at: datetime | None = None


def clocks_crossing(
    measure: str, percent: int, *, after: datetime, until: datetime, limit: int, behind: int = 0
) -> list[Mark]:
    """Running clocks that used this share of their promise in that time, by ticket id; two statements however many run."""
    known, due = service_levels.promises(), Q()
    running = Clock.objects.filter(
        measure=measure, running_since__isnull=False, ticket_id__gt=behind
    )
    for calendar_id, target in running.values_list("calendar", "target_seconds").distinct():
        hours, left = known.hours_in(calendar_id), target * (100 - percent) / 100
        first, last = (rules.add_seconds(hours, moment, left) for moment in (after, until))
        if last is not None:
            band = Q(calendar=calendar_id, target_seconds=target, due_at__lte=last)
            due |= band & Q(due_at__gt=first) if first is not None else band
    if not due:
        return []
    found = running.filter(due).order_by("ticket_id").values_list("ticket_id", "started_at")
    return [Mark(ticket, since) for ticket, since in found[:limit]]


_WAITING = """
select s.ticket_id, lower(s.during) from desk_stretch s
join desk_ticket t on t.id = s.ticket_id
where upper_inf(s.during) and s.phase = 'WAITING' and s.cause = 'requester' and s.ticket_id > %(behind)s
  and lower(s.during) > %(after)s and lower(s.during) <= %(until)s
  and not exists (select 1 from desk_message m where m.ticket_id = t.id and m.author_id = t.requester_id
                  and m.created_at >= lower(s.during))
order by s.ticket_id limit %(limit)s
"""
_SILENT = """
select t.id, coalesce(m.at, t.logged_at) from desk_ticket t
left join lateral (
    select created_at as at from desk_message
    where ticket_id = t.id and not is_internal and author_id is not null and author_id is distinct from t.requester_id
    order by created_at desc, id desc limit 1
) m on true
where t.phase <> 'DONE' and not (t.phase = 'WAITING' and t.cause = 'requester') and t.id > %(behind)s
  and t.logged_at <= %(until)s and coalesce(m.at, t.logged_at) > %(after)s and coalesce(m.at, t.logged_at) <= %(until)s
order by t.id limit %(limit)s
"""


def waiting_for_requester(
    *, after: datetime, until: datetime, limit: int, behind: int = 0
) -> list[Mark]:
    """Tickets that began to wait for their requester in that time and have heard nothing since, by ticket id."""
    return _marks(_WAITING, {"after": after, "until": until, "limit": limit, "behind": behind})


def silent_of_ours(*, after: datetime, until: datetime, limit: int, behind: int = 0) -> list[Mark]:
    """Open tickets whose last public reply of a person of ours (else their logging) lies in that time, by ticket id."""
    return _marks(_SILENT, {"after": after, "until": until, "limit": limit, "behind": behind})


def _marks(sql: str, given: dict[str, Any]) -> list[Mark]:
    with connection.cursor() as cursor:
        cursor.execute(sql, given)
        return [Mark(ticket, since) for ticket, since in cursor.fetchall()]


@dataclass
class Past:
    """A batch of lives, to find in them when marks were passed."""

    tickets: list[Ticket]
    stretches: dict[int, list[Any]]  # (from, to, phase, cause)
    messages: dict[int, list[Any]]  # (moment, of the requester)
    clocks: dict[tuple[int, str], tuple[int, datetime]]

    @property
    def last_id(self) -> int:
        return self.tickets[-1].pk


def lives_after(ticket_id: int, *, kind: str, since: datetime, limit: int) -> Past:
    """The next lives by ticket id of those logged since: four statements."""
    tickets = list(Ticket.objects.filter(pk__gt=ticket_id, kind=kind, logged_at__gte=since).order_by("pk")[:limit])  # fmt: skip
    ids = [ticket.pk for ticket in tickets]
    past = Past(tickets, {}, {}, {})
    rows = Stretch.objects.filter(ticket_id__in=ids).order_by("ticket_id", "during")
    for ticket, during, phase, cause in rows.values_list("ticket_id", "during", "phase", "cause"):
        past.stretches.setdefault(ticket, []).append((during.lower, during.upper, phase, cause))
    asked = {ticket.pk: ticket.requester_id for ticket in tickets}
    said = Message.objects.public().filter(ticket_id__in=ids, author__isnull=False)
    for ticket, author, at in said.order_by("ticket_id", "created_at", "id").values_list("ticket_id", "author_id", "created_at"):  # fmt: skip
        past.messages.setdefault(ticket, []).append((at, author == asked[ticket]))
    for ticket, measure, target, began in Clock.objects.filter(ticket_id__in=ids).values_list("ticket_id", "measure", "target_seconds", "started_at"):  # fmt: skip
        past.clocks[ticket, measure] = (target, began)
    return past


def logged_since(kind: str, since: datetime) -> int:
    """How many tickets were logged since."""
    return Ticket.objects.filter(kind=kind, logged_at__gte=since).count()


def past_waits(past: Past, span: timedelta, now: datetime) -> Iterator[Mark]:
    """Every wait for the requester that lasted so long without a word from them."""
    for ticket in past.tickets:
        for begun, ended, phase, cause in past.stretches.get(ticket.pk, []):
            if phase != states.WAITING or cause != "requester" or begun + span > (ended or now):
                continue
            heard = (at for at, theirs in past.messages.get(ticket.pk, []) if theirs)
            if not any(begun <= at <= begun + span for at in heard):
                yield Mark(ticket.pk, begun, begun + span)


def past_silences(past: Past, span: timedelta, now: datetime) -> Iterator[Mark]:
    """Every time so long passed without a public reply of ours while the ticket was open and not the requester's turn.

    Of tickets that were brought in from elsewhere no reply is known, so they are left out.
    """
    for ticket in past.tickets:
        if is_brought_in(ticket):
            continue
        spoke = [at for at, theirs in past.messages.get(ticket.pk, []) if not theirs]
        ends = [ticket.logged_at, *spoke, now]
        for begun, next_word in pairwise(ends):
            at = begun + span
            if at <= next_word and _is_ours(past.stretches.get(ticket.pk, []), at):
                yield Mark(ticket.pk, begun, at)


def is_brought_in(ticket: Ticket) -> bool:
    """Did its life happen elsewhere? Then its states are known, its conversation and its clocks are not."""
    return ticket.channel == Channel.IMPORT


def _is_ours(life: list[Any], at: datetime) -> bool:
    for begun, ended, phase, cause in life:
        if begun <= at and (ended is None or at < ended):
            return phase != states.DONE and not (phase == states.WAITING and cause == "requester")
    return False


def past_clocks(past: Past, measure: str, percent: int, now: datetime) -> Iterator[Mark]:
    """When the clock of each ticket had used this share: its time in hand or in a queue, by today's promise and hours."""
    known = service_levels.promises()
    for ticket in past.tickets:
        target, began = past.clocks.get((ticket.pk, measure), (None, ticket.logged_at))
        if target is None:
            continue
        hours = known.hours_of(ticket.service_id)
        stop = ticket.responded_at if measure != RESOLUTION else None
        at = _reached(past.stretches.get(ticket.pk, []), measure, hours, target * percent / 100, stop or now)  # fmt: skip
        if at is not None:
            yield Mark(ticket.pk, began, at)


def _reached(life: list[Any], measure: str, hours: Hours, seconds: float, stop: datetime) -> datetime | None:  # fmt: skip
    """The moment at which a clock had counted so much; None when it never did."""
    stands = (states.WAITING, states.DONE) if measure == RESOLUTION else (states.DONE,)
    for begun, ended, phase, _cause in life:
        until = min(ended or stop, stop)
        if phase in stands or until <= begun:
            continue
        used = rules.seconds_between(hours, begun, until)
        if used >= seconds:
            return rules.add_seconds(hours, begun, seconds)
        seconds -= used
    return None
