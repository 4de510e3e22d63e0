"""What an explanation says, in the words of the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.desk import states
from practices.service_level.rules import pieces
from practices.service_level.states import RESPONSE

if TYPE_CHECKING:
    from datetime import datetime

    from practices.desk.queries.explained.life import Explained
    from practices.service_level.rules.pieces import Piece


def of_piece(piece: Piece, part: dict[str, Any] | None, measure: str) -> tuple[str, str, str]:
    """(kind, what happened, why it counts or not)."""
    if part is None:
        return "off", *_outside(piece)
    phase, cause = part["phase"], states.CAUSES.get(part["cause"], part["cause"].capitalize())
    if phase == states.DONE:
        return "done", "Done", "Done, so nothing counts"
    if phase == states.WAITING:
        if piece.counts:
            return "wait", cause, "Waiting does not stop the first answer"
        return "wait", cause, f"{cause} pauses"
    if not piece.counts:
        return "active" if phase == states.ACTIVE else "wait", "Work" if phase == states.ACTIVE else "Queue", "The clock stood"  # fmt: skip
    if phase == states.ACTIVE:
        return "active", "Work", "Active time counts"
    return "wait", "Queue", "Our own queue counts"


def _outside(piece: Piece) -> tuple[str, str]:
    if piece.rule == pieces.HOLIDAY:
        return "Holiday", f"Holiday: {piece.detail}" if piece.detail else "Holiday"
    if piece.rule == pieces.NO_HOURS:
        days = piece.detail.split(", ")
        if set(days) <= {"Saturday", "Sunday"}:
            return "Weekend", "No hours at weekends"
        return (
            "Outside hours",
            f"No hours on {' and '.join(days) if len(days) < 3 else piece.detail}",
        )
    said = {
        pieces.BEFORE: "Hours begin at",
        pieces.AFTER: "Hours end at",
        pieces.BREAK: "Hours stop at",
    }
    return "Outside hours", f"{said[piece.rule]} {piece.detail}"


_CLOCK = {"response": "first answer", "resolution": "resolution"}


def of_turn(event: dict[str, Any] | None, who: str, change: tuple[int, int] | None, measure: str) -> str:  # fmt: skip
    """What made the promise another, by whom, and what it became; nothing for an event that does not touch it."""
    became = ""
    if change is not None and change[0] != change[1]:
        went = "falls" if change[1] < change[0] else "rises"
        became = f" The promise {went} from {hmm(change[0])} to {hmm(change[1])}; pauses stay."
    if event is None:
        return f"Another promise.{became}"
    before, after = event["data"].get("before"), event["data"].get("after") or {}
    if event["name"] == "ticket.retargeted":
        return f"The promise was renewed for open tickets.{became}" if event["data"].get("measure") == measure else ""  # fmt: skip
    if not isinstance(before, dict):
        return ""
    if "priority" in before:
        word = "raised" if after.get("priority", 0) < before["priority"] else "lowered"
        return f"Priority {word} from P{before['priority']} to P{after.get('priority')} by {who}.{became}"
    if "service_id" in before:
        return f"Another service, set by {who}.{became or ' The promise stays.'}"
    return ""


def hmm(seconds: float) -> str:
    minutes = int(abs(seconds)) // 60
    return f"{'−' if seconds < 0 else ''}{minutes // 60}:{minutes % 60:02d}"


def _long(seconds: float) -> str:
    minutes = int(abs(seconds)) // 60
    if minutes < 60:
        return f"{minutes} minute{'' if minutes == 1 else 's'}"
    hours, rest = divmod(minutes, 60)
    return f"{hours}:{rest:02d} hours" if rest else f"{hours} hour{'' if hours == 1 else 's'}"


def _are(seconds: float) -> str:
    return "is" if _long(seconds) in ("1 minute", "1 hour") else "are"


def moment(at: datetime, now: datetime) -> str:
    """today 10:55, tomorrow 09:00, Thu 14:00, 9 Mar 2026 14:00."""
    shown, today = timezone.localtime(at), timezone.localtime(now).date()
    days = (shown.date() - today).days
    day = {0: "today", 1: "tomorrow", -1: "yesterday"}.get(days)
    if day is None:
        day = f"{shown:%a}" if 0 < days < 7 else f"{shown:%a} {shown.day} {shown:%b}" if shown.year == today.year else f"{shown.day} {shown:%b %Y}"  # fmt: skip
    return f"{day} {shown:%H:%M}"


def sentence(it: Explained) -> str:
    """The whole of it as a person would say it."""
    clock, due = it.clock, it.clock.due_at
    hours = "hours" if it.named.hours.is_always else "working hours"
    used = f"{hmm(it.used)} of {hmm(clock.target_seconds)} {hours}"
    if clock.stopped_at is not None:
        if clock.measure == RESPONSE and it.ticket.responded_at is None and not it.is_late:
            return f"Done before anybody answered, after {used}: neither kept nor broken."
        did = "Answered" if clock.measure == RESPONSE else "Done"
        end = (
            f"broken by {_long(it.left)}" if it.is_late else f"kept, with {_long(it.left)} to spare"
        )
        return f"{did} after {used}: the promise was {end}."
    if due is None:
        return f"{used} are used; it never falls due, for there are no hours."
    if it.is_late:
        return (
            f"{used} are used; the promise was broken {moment(due, it.now)}, {_long(it.left)} ago."
        )
    if clock.running_since is None:
        cause = states.CAUSES.get(it.ticket.cause, "somebody else").lower()
        return f"{used} are used; the clock stands while it waits ({cause}). {_long(it.left).capitalize()} {_are(it.left)} left."
    return f"{used} are used; {_long(it.left)} {_are(it.left)} left, until {moment(due, it.now)}."


def background(it: Explained) -> str:
    """How old it is, and why so little of that counts."""
    age = sum(interval.seconds for interval in it.intervals)
    days, hours = int(age) // 86400, int(age) % 86400 // 3600
    old = f"{days} day{'' if days == 1 else 's'} {hours} hour{'' if hours == 1 else 's'}" if days else _long(age)  # fmt: skip
    outside = sum(i.seconds for i in it.intervals if i.kind == "off")
    stood = {i.because: 0.0 for i in it.intervals if i.kind != "off" and not i.counted}
    lost = sum(i.seconds for i in it.intervals if i.kind != "off" and not i.counted)
    said = [f"It took {old}." if it.clock.stopped_at else f"The ticket is {old} old."]
    if outside > age / 2:
        said.append("Most of that lies outside the hours agreed.")
    elif outside:
        said.append(f"{hmm(outside)} of that lie outside the hours agreed.")
    if lost:
        why = ", ".join(because[0].lower() + because[1:] for because in stood)
        said.append(f"{hmm(lost)} inside them did not count: {why}." if outside else f"{hmm(lost)} of it did not count: {why}.")  # fmt: skip
    return " ".join(said)
