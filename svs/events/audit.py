"""The log as auditors read it: filtered, newest first, paged by key, whatever its size. No title or text is ever in it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet
from django.utils import timezone

from svs.accounts.models import User
from svs.events import registry, verify
from svs.events.models import DomainEvent
from svs.extensions import Named, sentences, subjects, ticket_ids
from svs.refs import prefixes
from svs.services import access as services
from svs.web.exports import guarded

if TYPE_CHECKING:
    from svs.events.verify import Fault

PAGE, MOST_EXPORTED, AT_ONCE = 50, 100_000, 2000
KINDS = ("person", "client", "rule", "alert", "system")
HEAD = ("recorded_at", "occurred_at", "event", "subject_type", "subject_id", "subject", "seq", "by", "actor", "service", "historical", "request_id")  # fmt: skip
_REF = re.compile(r"([A-Z]{2,5})-(\d{1,12})\Z")
_PAIR = re.compile(r"([a-z_]{1,40})[: ](\d{1,18})\Z")


@dataclass(frozen=True)
class Asked:
    """What of the log is asked for; a filter that finds nothing it names is in `unknown`, and the list stays empty."""

    subject: tuple[str, int] | None = None
    names: tuple[str, ...] = ()
    actor: int | None = None
    actor_kind: str = ""
    service: int | None = None
    since: date | None = None
    until: date | None = None
    historical: bool | None = None
    unknown: tuple[str, ...] = ()


def asked_of(said: Any) -> Asked:
    """Read the filters of a page or a call."""
    subject, actor, name = (str(said.get(key) or "").strip() for key in ("subject", "actor", "event"))  # fmt: skip
    found, who, names = subject_of(subject), _actor(actor), _names(name)
    wrong = {
        "subject": bool(subject) and found is None, "event": bool(name) and not names,
        "actor": bool(actor) and actor not in KINDS and who is None,
    }  # fmt: skip
    return Asked(
        found, names, who, actor if actor in KINDS else "", _number(said.get("service")), _day(said.get("since")),
        _day(said.get("until")), {"yes": True, "no": False, "true": True, "false": False}.get(str(said.get("historical") or "")),
        tuple(key for key, is_wrong in wrong.items() if is_wrong),
    )  # fmt: skip


def subject_of(text: str) -> tuple[str, int] | None:
    """The subject behind INC-1042, KPI-3, person 12 or ticket:99."""
    if pair := _PAIR.match(text.lower()):
        return {"person": "user"}.get(pair[1], pair[1]), int(pair[2])
    if ref := _REF.match(text.upper()):
        if ref[1] in prefixes():
            return prefixes()[ref[1]], int(ref[2])
        number = next((i for find in ticket_ids.items if (i := find(text.upper())) is not None), None)  # fmt: skip
        return ("ticket", number) if number is not None else None
    return None


def events(asked: Asked, *, before: int | None = None) -> QuerySet[DomainEvent]:
    """What was asked for, newest first; with `before` what comes after that event in this order. Every filter has its index."""
    if asked.unknown:
        return DomainEvent.objects.none()
    rows = DomainEvent.objects.filter(_where(asked))
    if before is not None:
        edge = DomainEvent.objects.filter(pk=before).values_list("recorded_at", flat=True).first()
        if edge is None:
            return DomainEvent.objects.none()
        rows = rows.filter(Q(recorded_at__lte=edge) & (Q(recorded_at__lt=edge) | Q(pk__lt=before)))
    return rows.order_by("-recorded_at", "-id")


def _where(asked: Asked) -> Q:
    exact: dict[str, Any] = {
        "actor_user_id": asked.actor, "actor_kind": asked.actor_kind or None, "service_id": asked.service,
        "name__in": asked.names or None, "historical": asked.historical,
        "recorded_at__gte": _moment(asked.since) if asked.since else None,
        "recorded_at__lt": _moment(asked.until + timedelta(days=1)) if asked.until else None,
    }  # fmt: skip
    found = Q(**{name: value for name, value in exact.items() if value is not None})
    if asked.subject:
        kind, key = asked.subject
        found &= Q(subject_type=kind, subject_id=key) | Q(about_type=kind, about_id=key)
    return found


def rows(user: User, found: Iterable[DomainEvent]) -> list[dict[str, Any]]:
    """Events as a page shows them: sentence, subject, doer and service in words, with one statement a kind of name."""
    listed = list(found)
    wanted: dict[str, set[int]] = {}
    for event in listed:
        wanted.setdefault(event.subject_type, set()).add(event.subject_id)
    named = {kind: subjects[kind](user, ids) for kind, ids in wanted.items() if kind in subjects}
    people = _people(listed)
    seen = services.visible_to(user).filter(pk__in={e.service_id for e in listed if e.service_id})
    service_names = dict(seen.values_list("pk", "name"))
    return [
        {
            "event": event, "says": _says(event, people),
            "subject": named.get(event.subject_type, {}).get(event.subject_id) or _plain(event),
            "who": people.get(event.actor_user_id) or event.actor_ref or event.actor_kind,
            "service": service_names.get(event.service_id, f"service {event.service_id}") if event.service_id else "",
        }
        for event in listed
    ]  # fmt: skip


def chain(subject: tuple[str, int]) -> QuerySet[DomainEvent]:
    """The whole chain of one subject, from its first event on."""
    kind, key = subject
    return DomainEvent.objects.filter(subject_type=kind, subject_id=key).order_by("seq", "id")


def faults_of(subject: tuple[str, int]) -> list[Fault]:
    """What does not hold in one subject's chain."""
    return verify.faults_of(*subject)


def export(user: User, asked: Asked) -> Iterator[tuple[str, ...]]:
    """The rows of a CSV, at most so many; the last row says so when there were more. No cell is run by a spreadsheet."""
    yield HEAD
    before, left = None, MOST_EXPORTED
    while left:
        part = rows(user, events(asked, before=before)[: min(AT_ONCE, left)])
        for row in part:
            yield tuple(guarded(str(cell)) for cell in _cells(row))
        if len(part) < min(AT_ONCE, left):
            return
        left, before = left - len(part), part[-1]["event"].pk
    if events(asked, before=before).exists():
        yield (f"Stopped after {MOST_EXPORTED} rows: ask for a shorter period.",)


def _cells(row: dict[str, Any]) -> tuple[Any, ...]:
    event = row["event"]
    return (
        event.recorded_at.isoformat(), event.occurred_at.isoformat(), event.name, event.subject_type, event.subject_id,
        row["subject"].words, event.seq, event.actor_kind, row["who"], row["service"], "yes" if event.historical else "no",
        event.request_id,
    )  # fmt: skip


def _people(listed: list[DomainEvent]) -> dict[Any, str]:
    ids: set[Any] = {e.actor_user_id for e in listed} | {e.data.get("assignee_id") for e in listed}
    return dict(User.objects.filter(pk__in=ids - {None}).values_list("pk", "name"))


def _says(event: DomainEvent, people: dict[Any, str]) -> str:
    say = sentences.get(event.name)
    try:
        return say({**event.data, "names": people}) if say else ""
    except (KeyError, TypeError):  # an older event of that name carried less
        return ""


def _plain(event: DomainEvent) -> Named:
    prefix = next((p for p, kind in prefixes().items() if kind == event.subject_type), "")
    return Named(f"{prefix}-{event.subject_id}" if prefix else f"{event.subject_type} {event.subject_id}")  # fmt: skip


def _actor(text: str) -> int | None:
    if "@" not in text:
        return _number(text)
    return User.objects.filter(email=text.lower()).values_list("pk", flat=True).first()


def _names(text: str) -> tuple[str, ...]:
    known = registry.declared()
    room = text.removesuffix(".")
    return (text,) if text in known else tuple(n for n in known if n.startswith(f"{room}.") and room)  # fmt: skip


def _number(text: Any) -> int | None:
    said = str(text or "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < 16 else None


def _day(said: Any) -> date | None:
    try:
        day = said if isinstance(said, date) else date.fromisoformat(str(said or "")[:10])
    except ValueError:
        return None
    return min(max(day, date(1971, 1, 1)), date(9000, 1, 1))


def _moment(day: date) -> datetime:
    return datetime.combine(day, time(), timezone.get_current_timezone())
