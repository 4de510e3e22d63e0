"""The change calendar: a month, a timeline and what is to be settled, in a constant number of statements."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db.backends.postgresql.psycopg_any import DateTimeTZRange
from django.db.models import Case, Q, When
from django.utils import timezone

from practices.change import access, states
from practices.change.models import Change, ChangeService
from practices.change.queries import conflicts
from practices.change.queries.lanes import slot_in_words
from practices.change.rules import conflicts as rules
from practices.change.rules import month as months
from practices.change.rules.conflicts import Around, Frozen, Plan
from practices.change.rules.lanes import Axis, Lane
from practices.change.rules.month import Entry, Grid
from practices.change.rules.slots import Free
from practices.change.rules.timeline import timeline_of
from practices.desk.queries.load import WEEKS, open_at
from svs.accounts import queries as accounts
from svs.services import access as services
from svs.services import queries as service_queries

if TYPE_CHECKING:
    from collections.abc import Mapping

    from practices.change.rules.windows import Span, Weekly
    from svs.accounts.models import User
    from svs.services.models import Service

STATES = {
    "waiting": ("Waits for approval", (states.IN_APPROVAL,)),
    "approved": ("Approved", (states.SCHEDULED, states.IMPLEMENTING)),
    "done": ("Done", (states.IMPLEMENTED, states.CLOSED)),
}
VIEWS = {"month": "Month", "timeline": "Timeline", "both": "Both"}
LENGTHS = (30, 60, 120, 240, 480)  # minutes a slot may be looked for
SHOWN_FREEZES, AGENDA = 4, 60
DAYS_OF_BOTH, DAYS_ALONE = 2, 7
LOAD_WITHIN = timedelta(days=120)  # further back how much was open is not drawn


@dataclass(frozen=True)
class Asked:
    """What somebody wants to see of the calendar."""

    month: date
    day: date
    view: str = "both"
    service_id: int | None = None
    team_id: int | None = None
    mine: bool = False
    state: str = ""
    slot_service_id: int | None = None
    slot_minutes: int = LENGTHS[0]


@dataclass
class Page:
    """All that the page shows."""

    grid: Grid
    weeks: list[Any]
    entries: list[Entry]
    agenda: list[Any]
    freezes: list[Frozen]
    settle: list[Any]
    services: list[Service]
    teams: list[tuple[int, str]]
    axis: Axis
    lanes: list[Lane]
    load_path: dict[str, str]
    load: dict[str, Any]
    slots: list[dict[str, str]]
    why: str
    slot_service: Service | None
    now: float | None


def calendar_page(user: User, asked: Asked) -> Page:
    """A month and a few days of it, as this person may see them."""
    zone, now = conflicts.zone_of(user), timezone.now()
    grid = months.grid_of(asked.month, zone)
    days = DAYS_ALONE if asked.view == "timeline" else DAYS_OF_BOTH
    since = months.start_of(asked.day, zone)
    axis = Axis(since, months.start_of(asked.day + timedelta(days=days), zone), zone)
    span = (min(grid.span[0], axis.since), max(grid.span[1], axis.until))
    entries = entries_in(user, span, asked)
    freezes = conflicts.freezes_in((min(span[0], now), max(span[1], now + timedelta(days=90))))
    known = list(services.visible_to(user).filter(is_active=True).order_by("tier", "name", "id"))
    by_id = {one.pk: one for one in known}
    loads = _loads(grid, axis, [asked.service_id] if asked.service_id in by_id else list(by_id), now)  # fmt: skip
    tied = service_queries.chains((pk for e in entries if e.is_planned for pk in e.services), rules.STEPS)  # fmt: skip
    broken = months.broken_by(entries, freezes)
    here = [e for e in entries if e.lies_in(axis.span)]
    weekly = conflicts.weekly(by_id)
    drawn = timeline_of(here, freezes, broken, weekly, {pk: (s.name, s.tier) for pk, s in by_id.items()}, axis) if asked.view != "month" else []  # fmt: skip
    free, slot_service = _slots(user, asked, known, freezes, weekly, now)
    today = timezone.localdate()
    inside = [e for e in entries if e.lies_in(grid.span)]
    return Page(
        grid=grid, weeks=months.month_of(grid, inside, freezes, broken, loads["days"], loads["usual"], today) if asked.view != "timeline" else [],
        entries=inside, agenda=_agenda(inside, broken, zone, now, today), freezes=[f for f in freezes if f.until > now][:SHOWN_FREEZES],
        settle=months.to_settle(entries, broken, tied, now, zone), services=known, teams=list(accounts.teams()), axis=axis,
        lanes=drawn, load_path=loads["path"], load=loads,
        slots=[_slot(slot, zone, now) for slot in (free.slots if free else ())], why=free.why if free else "", slot_service=slot_service,
        now=axis.at(now) if rules.overlap((now, now + timedelta(seconds=1)), axis.span) else None,
    )  # fmt: skip


def entries_in(user: User, span: Span, asked: Asked | None = None) -> list[Entry]:
    """The changes this person sees whose window lies between two moments, the earliest first: two statements."""
    shown = STATES.get(asked.state if asked else "", ("", (*states.PLANNED, states.IMPLEMENTED, states.CLOSED)))[1]  # fmt: skip
    within = {"window__overlap": DateTimeTZRange(*span)}
    touched: dict[int, list[int]] = {}
    for change_id, service_id in ChangeService.objects.filter(change__in=Change.objects.filter(**within).values("pk")).values_list("change_id", "service_id"):  # fmt: skip
        touched.setdefault(change_id, []).append(service_id)
    rows: Any = access.changes_visible_to(user).filter(change__window__overlap=within["window__overlap"], state__in=shown)  # fmt: skip
    if asked and asked.service_id:
        also = [pk for pk, ids in touched.items() if asked.service_id in ids]
        rows = rows.filter(Q(service=asked.service_id) | Q(pk__in=also))
    if asked and asked.team_id:
        rows = rows.filter(team=asked.team_id)
    if asked and asked.mine:
        rows = rows.filter(Q(assignee=user.pk) | Q(change__author=user.pk))
    known = Case(When(change__freezes_known=[], then=None), default="change__freezes_known")
    plain = rows.annotate(known=known).order_by("change__window", "pk").values_list(
        "pk", "ref", "title", "change__window__startswith", "change__window__endswith", "state", "change__outcome", "service_id",
        "assignee_id", "assignee__name", "known",
    )  # fmt: skip
    alone = {pk: frozenset({pk} - {None}) for pk in {row[7] for row in plain}}
    return [
        Entry(
            pk, ref, title, since, until, state, outcome, service_id,
            alone[service_id] | frozenset(touched[pk]) if pk in touched else alone[service_id],
            assignee_id, assignee or "", frozenset(known or ()),
        )
        for pk, ref, title, since, until, state, outcome, service_id, assignee_id, assignee, known in plain
    ]  # fmt: skip


def _agenda(entries: list[Entry], broken: Mapping[int, Frozen], zone: str, now: datetime, today: date) -> list[tuple[date, list[Any]]]:  # fmt: skip
    """The same as a list by day, for a narrow screen: what is not over first comes first."""
    ahead = [e for e in entries if e.until > now] or entries
    found: dict[date, list[Any]] = {}
    for entry in ahead[:AGENDA]:
        first = next(months.days_of(entry.since, entry.until, zone))
        found.setdefault(first, []).append((entry, rules.moment(entry.since, zone)[-5:], entry.ticket_id in broken))  # fmt: skip
    return sorted(found.items())


def _loads(grid: Grid, axis: Axis, service_ids: list[int], now: datetime) -> dict[str, Any]:
    """How many incidents were open at the end of each day, now, and by the hour of the timeline: one statement."""
    ends = {day: min(now, months.start_of(day + timedelta(days=1), grid.zone)) for day in grid.days}
    ends = {day: at for day, at in ends.items() if months.start_of(day, grid.zone) <= now and at > now - LOAD_WITHIN}  # fmt: skip
    weeks = [now - timedelta(weeks=n) for n in range(1, WEEKS + 1)]
    step = (axis.until - axis.since) / 48
    parts = [axis.since + step * n for n in range(49)]
    is_drawn = axis.since > now - LOAD_WITHIN and axis.until < now + LOAD_WITHIN
    asked = {at: _moments(at, now) for at in parts} if is_drawn else {}
    everything = {now, *weeks, *ends.values(), *(one for many in asked.values() for one in many)}
    counts = open_at("incident", service_ids, everything)
    usual = round(sum(counts[at] for at in weeks) / WEEKS)
    by_day = {day: counts[at] for day, at in ends.items()}
    values = [(at, sum(counts[one] for one in many) / len(many)) for at, many in asked.items()]
    return {
        "days": by_day, "usual": usual, "now": counts[now], "path": _path(values, axis, now),
        "is_most": bool(by_day) and counts[now] >= max(by_day.values()) and counts[now] > usual,
    }  # fmt: skip


def _moments(at: datetime, now: datetime) -> list[datetime]:
    """Itself where it is over; else that hour of the last weeks."""
    if at <= now:
        return [at]
    first = (at - now) // timedelta(weeks=1) + 1
    return [at - timedelta(weeks=n) for n in range(first, first + WEEKS)]


def _path(values: list[tuple[datetime, float]], axis: Axis, now: datetime) -> dict[str, str]:
    """The underlay of the timeline: as it was until now, as it usually is from now on; 100 wide and 50 high."""
    most = max([1.0, *(value for _, value in values)])
    drawn = {"was": "", "due": ""}
    for n, (at, value) in enumerate(values[:-1]):
        name = "was" if at <= now else "due"
        high = round(50 - 44 * value / most, 1)
        drawn[name] += f"M{axis.at(at):g} 50V{high:g}H{axis.at(values[n + 1][0]):g}V50Z"
    return drawn


def _slots(
    user: User,
    asked: Asked,
    known: list[Service],
    freezes: list[Frozen],
    weekly: list[Weekly],
    now: datetime,
) -> tuple[Free | None, Service | None]:
    """The next free slots of a service, from what is known of freezes and windows already: two statements."""
    wanted = asked.slot_service_id or asked.service_id
    service = next((one for one in known if one.pk == wanted), known[0] if known else None)
    if service is None:
        return None, None
    length, span = (
        timedelta(minutes=asked.slot_minutes),
        (now, now + timedelta(days=conflicts.DAYS)),
    )
    plan = Plan(now, now + length, frozenset({service.pk}))
    near = conflicts.near(plan, user)
    others = tuple(conflicts.others_in(span, plan, near, user))
    around = Around(span, near, tuple(freezes), others, tuple(weekly), zone=conflicts.zone_of(user))
    return conflicts.next_slots(plan, user, length=length, since=now, known=around), service


def _slot(slot: Any, zone: str, now: datetime) -> dict[str, str]:
    note = "nothing in the way"
    if slot.before is not None:
        note = f"{rules.hmm((slot.before.since - slot.until).total_seconds())} before the freeze"
    return {"words": slot_in_words((slot.since, slot.until), zone, now).partition(" to ")[0], "note": note}  # fmt: skip
