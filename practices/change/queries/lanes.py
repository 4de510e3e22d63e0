"""A change beside everything it may clash with, in the shape of its page."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.change import access, states
from practices.change.queries import conflicts
from practices.change.rules import conflicts as rules
from practices.change.rules import lanes as drawn
from practices.change.rules.conflicts import Around, Conflict, Load, Plan
from practices.change.rules.slots import Free, Slot, hold_in_words
from practices.desk.queries.load import WEEKS, open_at

if TYPE_CHECKING:
    from practices.change.rules.windows import Span
    from practices.desk.models import Ticket
    from svs.accounts.models import User

UNKNOWN = timedelta(hours=1)  # looked for where no window is proposed yet
NUMBERS = ("No", "One", "Two", "Three", "Four", "Five", "Six", "Seven", "Eight", "Nine")


def lanes_for(user: User, ticket: Ticket, instead: Span | None = None) -> dict[str, Any] | None:
    """What the fragment shows of a change, in its window or in another: about nine statements, however many others there are.

    None where the change is over: then nothing stands in its way.
    """
    if ticket.state not in states.OPEN:
        return None
    now = timezone.now()
    plan = conflicts.plan_of(ticket.pk, instead) or conflicts.plan_of(ticket.pk, (now, now + UNKNOWN))  # fmt: skip
    if plan is None:
        return None
    has_window = instead is not None or ticket.change.window is not None  # type: ignore[attr-defined]
    zone = conflicts.zone_of(user)
    axis = drawn.axis_of(plan.span, zone)
    horizon = now + timedelta(days=conflicts.DAYS)
    span = (min(axis.since, now), max(axis.until, horizon))
    around = conflicts.around(plan, user, span)
    free = conflicts.next_slots(plan, user, since=now, known=around)
    found = rules.conflicts(plan, around, now) if has_window else []
    shown = drawn.lanes(plan, ticket.state, around, axis, [(s.since, s.until) for s in free.slots]) if has_window else []  # fmt: skip
    load = _load(plan, around)
    if has_window and load:
        shown = [*shown, drawn.load_lane(load, _by_part(plan, axis, now), axis)]
    here = rules.overlap((now, now + timedelta(seconds=1)), axis.span)
    return {
        "ticket": ticket, "plan": plan, "has_window": has_window, "axis": axis, "lanes": shown, "found": found,
        "beam": _beam(plan, axis), "now": axis.at(now) if here else None, "now_words": f"{timezone.localtime(now):%H:%M}",
        "says": _says(plan, found, zone), "checks": _checks(plan, around, found, now), "others": conflicts.count_near(plan.span),
        "slots": [_slot(slot, around, now) for slot in free.slots], "holds": _holds(free, around),
        "why": free.why, "length": rules.hmm((plan.until - plan.since).total_seconds()),
        "day": f"{plan.since.astimezone(axis.since.tzinfo):%A %-d %B}", "zone": zone,
        "may_propose": ticket.state in states.EDITABLE and access.may(user, access.EDIT_PLAN, ticket),
    }  # fmt: skip


def conflicts_and_slots(user: User, ticket: Ticket) -> dict[str, Any]:
    """What stands in the way of a change and when it could be made instead, as plain values: six statements."""
    now = timezone.now()
    plan = conflicts.plan_of(ticket.pk)
    window = plan.span if plan else (None, None)
    asked = plan or conflicts.plan_of(ticket.pk, (now, now + UNKNOWN))
    nothing: dict[str, Any] = {"starts_at": window[0], "ends_at": window[1], "conflicts": [], "slots": [], "why_none": ""}  # fmt: skip
    if asked is None or ticket.state not in states.OPEN:
        return nothing
    span = (min(asked.since, now), max(asked.until, now + timedelta(days=conflicts.DAYS)))
    around = conflicts.around(asked, user, span)
    free = conflicts.next_slots(asked, user, since=now, known=around)
    return {
        **nothing, "conflicts": rules.conflicts(asked, around, now) if plan else [], "why_none": free.why,
        "slots": [{"starts_at": slot.since, "ends_at": slot.until} for slot in free.slots],
    }  # fmt: skip


def is_decided_anew(ticket: Ticket) -> bool:
    """Would another window void what was decided, or is being decided?"""
    return ticket.state in (states.IN_APPROVAL, states.SCHEDULED)


def _beam(plan: Plan, axis: drawn.Axis) -> dict[str, float]:
    since, until = axis.at(plan.since), axis.at(plan.until)
    return {"x": since, "w": round(until - since, 2)}


def _load(plan: Plan, around: Around) -> Load | None:
    """The incidents of everything it touches, together."""
    loads = [around.loads[pk] for pk in plan.services if pk in around.loads]
    if not loads:
        return None
    return Load(sum(x.open for x in loads), sum(x.usual for x in loads), sum(x.major for x in loads))  # fmt: skip


def _by_part(plan: Plan, axis: drawn.Axis, now: datetime) -> dict[datetime, tuple[float, bool]]:
    """How many were open at each tick until now; from now on, how many were at that hour of the last weeks. One statement."""
    asked: dict[datetime, list[datetime]] = {}
    for at in axis.parts:
        weeks = max(0, (at - now) // timedelta(weeks=1) + 1) if at > now else 0
        asked[at] = [at - timedelta(weeks=n) for n in range(weeks, weeks + WEEKS)] if at > now else [at]  # fmt: skip
    counts = open_at("incident", plan.services, (one for many in asked.values() for one in many))
    return {at: (sum(counts.get(one, 0) for one in many) / len(many), at > now) for at, many in asked.items()}  # fmt: skip


def _says(plan: Plan, found: list[Conflict], zone: str) -> str:
    """The first sentence: what forbids it, and how much is to be weighed."""
    forbidding = [one for one in found if one.forbids]
    rest = len({(one.kind, one.ref, one.service_id) for one in found if not one.forbids})
    window = f"{rules.moment(plan.since, zone, beside=plan.since)} to {rules.moment(plan.until, zone, beside=plan.since)}"  # fmt: skip
    count = NUMBERS[rest] if rest < len(NUMBERS) else str(rest)
    if forbidding:
        more = f" {count} more {_things(rest)} against it." if rest else ""
        return f"{window} lies in the {forbidding[0].words}, which forbids it.{more}"
    if rest:
        return f"{window} lies outside every freeze. {count} {_things(rest)} against it; none forbids it."  # fmt: skip
    return f"{window} lies outside every freeze, and nothing speaks against it."


def _things(count: int) -> str:
    return "thing speaks" if count == 1 else "things speak"


def _checks(plan: Plan, around: Around, found: list[Conflict], now: datetime) -> list[dict[str, Any]]:  # fmt: skip
    """A line for each thing looked at, whether it stands in the way or not."""
    by_kind: dict[str, list[Conflict]] = {}
    for one in found:
        by_kind.setdefault(one.kind, []).append(one)
    return [line for kind in rules.ORDER for line in _lines(kind, by_kind.get(kind, []), plan, around, now)]  # fmt: skip


def _lines(
    kind: str, hits: list[Conflict], plan: Plan, around: Around, now: datetime
) -> list[dict[str, Any]]:
    if hits:
        return [
            {
                "mark": "bad" if one.forbids else "weigh", "words": _subject(one, plan, around), "ref": one.ref, "detail": one.detail,
                "note": one.words if kind == rules.FREEZE else "",
            }
            for one in hits
        ]  # fmt: skip
    said = _nothing(kind, plan, around, now)
    return [{"mark": "ok", "words": said[0], "detail": said[1]}] if said else []


def _subject(one: Conflict, plan: Plan, around: Around) -> str:
    if one.kind == rules.IMPLEMENTER:
        return f"{one.label}, {plan.assignee}"
    if one.kind == rules.LOAD and len(plan.services) > 1 and one.service_id:
        return f"{one.label}, {around.called(one.service_id)}"
    if one.kind in (rules.SAME, rules.DEPENDENT, rules.ITEM) and not one.ref:
        return f"{one.label}, another change"
    return one.label


def _nothing(kind: str, plan: Plan, around: Around, now: datetime) -> tuple[str, str] | None:
    """What is looked at and in nobody's way."""
    zone = around.zone
    if kind == rules.FREEZE:
        ahead = [f for f in around.freezes if f.holds(plan.services) and f.since >= plan.until]
        return "Freeze", f"next one {rules.moment(ahead[0].since, zone)}" if ahead else "none ahead"
    if kind == rules.OUTSIDE:
        opened = [s for pk in sorted(plan.services) for s in (around.open_for(pk) or ())]
        inside = next((s for s in opened if s[0] <= plan.since and plan.until <= s[1]), None)
        words = f"{rules.moment(inside[0], zone, beside=inside[0])} to {rules.moment(inside[1], zone, beside=inside[0])}" if inside else "none agreed"  # fmt: skip
        return "Maintenance window", words
    if kind == rules.DEPENDENT:
        near = len(around.services) - len(plan.services)
        return ("Dependent services", f"nothing on {near}") if near > 0 else None
    if kind == rules.ITEM:
        return ("Same items", "nothing") if plan.items else None
    if kind == rules.IMPLEMENTER:
        return (f"Implementer, {plan.assignee}", "free") if plan.assignee_id else None
    if kind == rules.LOAD:
        load = _load(plan, around)
        return ("Open incidents", load.words) if load and plan.since <= now + rules.SOON else None
    return "Same service", "nothing"


def _slot(slot: Slot, around: Around, now: datetime) -> dict[str, Any]:
    """A free time as a line, with what is proposed by its button."""
    note = "Nothing in the way"
    if slot.before is not None:
        left = rules.hmm((slot.before.since - slot.until).total_seconds())
        note = f"Nothing in the way; {left} before the {slot.before.name}"
    return {
        "words": slot_in_words((slot.since, slot.until), around.zone, now), "note": note,
        "starts_at": slot.since.isoformat(), "ends_at": slot.until.isoformat(),
    }  # fmt: skip


def slot_in_words(span: Span, zone: str, now: datetime) -> str:
    """Today 12:30 to 13:00, or Wed 30 Dec 10:45 to 11:15."""
    first, last = rules.moment(span[0], zone), rules.moment(span[1], zone, beside=span[0])
    if rules.moment(now, zone)[:-5] == first[:-5]:
        first = f"Today {first[-5:]}"
    return f"{first} to {last}"


def _holds(free: Free, around: Around) -> list[dict[str, str]]:
    """Between the slots: when nothing may change, and why."""
    return [
        {
            "words": f"{rules.moment(f.since, around.zone)} to {rules.moment(f.until, around.zone)}",
            "note": hold_in_words(f, around),
        }
        for f in free.holds
    ]
