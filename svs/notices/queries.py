"""Notices as they read now: names as they are, and nothing of what somebody may no longer see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.db.models import Count, QuerySet

from svs import extensions
from svs.accounts import queries as accounts
from svs.extensions import Named, NoticeKind
from svs.notices.access import visible_to
from svs.notices.models import Choice, Notice

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from svs.accounts.models import User
    from svs.events.models import DomainEvent

MANY = 100


@dataclass(frozen=True)
class Told:
    """A notice in words: what it is about (no address where the reader may not go any more), what happened."""

    notice: Notice
    ref: str
    url: str
    title: str
    words: str


@dataclass(frozen=True)
class Wanted:
    """A kind of notice and by which ways a person wants it."""

    kind: NoticeKind
    in_app: bool
    by_mail: bool


def notices(user: User, *, unread: bool = False) -> QuerySet[Notice]:
    """What this person was told: unread first, then what they read last."""
    rows = visible_to(user).select_related("event").order_by("-read_at", "-id")
    return rows.filter(read_at__isnull=True) if unread else rows


def unread_count(user: User) -> int:
    """How many are unread; counted no further than a hundred."""
    rows = visible_to(user).filter(read_at__isnull=True).order_by()[:MANY]
    return int(rows.aggregate(n=Count("id"))["n"])


def in_words(user: User, rows: Sequence[Notice]) -> list[Told]:
    """Notices as this person reads them now: three statements for tickets, however many."""
    events = [row.event for row in rows]
    named, titles = _subjects(user, events)
    names = accounts.names_of(_people(events))
    return [_told(row, named, titles, names) for row in rows]


def _subjects(user: User, events: list[DomainEvent]) -> tuple[dict[Any, Named], dict[Any, str]]:
    by_type: dict[str, set[int]] = {}
    for event in events:
        by_type.setdefault(event.subject_type, set()).add(event.subject_id)
    named: dict[Any, Named] = {}
    titles: dict[Any, str] = {}
    for kind, ids in by_type.items():
        if kind in extensions.subjects:
            named |= {(kind, pk): one for pk, one in extensions.subjects[kind](user, ids).items()}
        if kind in extensions.titles:
            titles |= {(kind, pk): one for pk, one in extensions.titles[kind](user, ids).items()}
    return named, titles


def _people(events: Iterable[DomainEvent]) -> set[int]:
    found = {e.actor_user_id for e in events} | {e.data.get("assignee_id") for e in events}
    return {pk for pk in found if isinstance(pk, int)}


def says(event: DomainEvent, kind: str, names: dict[int, str]) -> str:
    """What happened, in a sentence."""
    known = extensions.notice_kinds.get(kind)
    who = names.get(event.actor_user_id or 0) or event.actor_ref or "SVS"
    return known.says({**event.data, "who": who, "names": names}) if known else event.name


def _told(row: Notice, named: dict[Any, Named], titles: dict[Any, str], names: dict[int, str]) -> Told:  # fmt: skip
    key = (row.event.subject_type, row.event.subject_id)
    about = named.get(key)
    if about is None or not about.url:
        return Told(row, "", "", "", "It is about something that you may not read any more.")
    kind = extensions.notice_kinds.get(row.kind)
    url = kind.leads.replace("{ref}", about.words) if kind and kind.leads else about.url
    return Told(row, about.words, url, titles.get(key, ""), says(row.event, row.kind, names))


def choices(user: User) -> list[Wanted]:
    """Every kind that is offered to this person, with what they chose or what holds without."""
    chosen = {row.kind: row for row in Choice.objects.filter(user_id=user.pk)}
    offered = [k for k in extensions.notice_kinds.values() if not k.roles or k.roles & user.roles()]
    return [_wanted(kind, chosen.get(kind.key)) for kind in offered]


def wanted_by(kind: str, ids: set[int]) -> dict[int, Wanted]:
    """By which ways each of these people wants a kind."""
    known = extensions.notice_kinds[kind]
    chosen = {row.user_id: row for row in Choice.objects.filter(user_id__in=ids, kind=kind)}
    return {pk: _wanted(known, chosen.get(pk)) for pk in ids}


def _wanted(kind: NoticeKind, row: Choice | None) -> Wanted:
    return Wanted(kind, row.in_app, row.by_mail) if row else Wanted(kind, kind.in_app, kind.by_mail)


def absolute(url: str) -> str:
    """An address for a mail."""
    return f"{settings.SVS_BASE_URL.rstrip('/')}{url}"
