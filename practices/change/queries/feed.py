"""The change calendar as iCalendar, with nothing that this person does not see."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone
from icalendar import Calendar, Event

from practices.change.queries import conflicts
from practices.change.queries.calendar import entries_in
from practices.change.queries.freezes import all_freezes, shown_services

if TYPE_CHECKING:
    from svs.accounts.models import User

BEFORE, AFTER = timedelta(days=30), timedelta(days=180)
MOST = 2000


def feed(user: User, base: str) -> bytes:
    """Changes and freezes from a month ago until half a year ahead: four statements."""
    now = timezone.now()
    made = Calendar()
    made.add("prodid", "-//SVS//Change calendar//EN")
    made.add("version", "2.0")
    made.add("x-wr-calname", "Changes")
    for entry in entries_in(user, (now - BEFORE, now + AFTER))[:MOST]:
        event = _event(f"change-{entry.ref}", f"{entry.ref} {entry.title}", (entry.since, entry.until), base, now)  # fmt: skip
        event.add("status", "TENTATIVE" if entry.css == "is-proposed" else "CONFIRMED")
        event.add("url", f"{base}changes/{entry.ref}/")
        event.add("description", f"{entry.words.capitalize()}{f', {entry.assignee}' if entry.assignee else ''}")  # fmt: skip
        made.add_component(event)
    held = {one.id for one in conflicts.freezes_in((now - BEFORE, now + AFTER))}
    for freeze in all_freezes(user).filter(pk__in=held):
        names = shown_services(user, freeze)
        event = _event(f"freeze-{freeze.pk}", f"Freeze: {freeze.name}", (freeze.starts_at, freeze.ends_at), base, now)  # fmt: skip
        event.add("description", f"{freeze.why} {', '.join(names) or 'Every service'}.")
        event.add("transp", "TRANSPARENT")
        made.add_component(event)
    return bytes(made.to_ical())


def _event(uid: str, words: str, span: tuple[object, object], base: str, now: object) -> Event:
    event = Event()
    event.add("uid", f"{uid}@{base.split('//', 1)[-1].strip('/')}")
    event.add("summary", words)
    event.add("dtstart", span[0])
    event.add("dtend", span[1])
    event.add("dtstamp", now)
    return event
