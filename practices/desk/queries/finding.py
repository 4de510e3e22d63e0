"""Search: one box over titles, descriptions and messages, as far as this person may read them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import reduce
from operator import and_, or_
from typing import Any

from django.contrib.postgres.search import (
    SearchHeadline,
    SearchQuery,
    SearchRank,
    TrigramSimilarity,
)
from django.db.models import F, Q, QuerySet, TextField
from django.db.models.functions import Coalesce
from django.utils import timezone

from practices.desk import access, states
from practices.desk.models import Channel, SearchWord, Text, Ticket
from practices.desk.queries.promised import breached
from practices.desk.queries.rows import queue_rows
from practices.desk.rules import search as rules
from practices.knowledge.rules import words_in
from svs.accounts.models import User

NEWEST = 1000  # texts that are ranked: of a word that stands everywhere, the newest
ALIKE = 0.4  # trigrams that a mistyped word shares with the one that was meant
CONFIG = "english"


@dataclass(frozen=True)
class Found:
    """What a search found: tickets best first, what was looked for instead of a mistyped word, and what was not understood."""

    ids: list[int] = field(default_factory=list)
    texts: dict[int, int] = field(default_factory=dict)  # ticket -> its best text
    has_more: bool = False  # there are older ones that were not ranked
    instead: dict[str, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    query: SearchQuery | None = None


def search(user: User, text: str, *, live: bool = False) -> Found:
    """Tickets for what was typed: ranked by where the words stand (title, description, talk), then newest.

    `live` while somebody types: the last word may go on. A word that stands nowhere is taken for the one most like it.
    """
    asked = rules.read(text)
    narrowed, faults = _narrow(user, access.visible_to(user), asked)
    if not asked.says:
        ids = list(narrowed.order_by("-logged_at", "-id").values_list("pk", flat=True)[: NEWEST + 1]) if asked.filters else []  # fmt: skip
        return Found(ids=ids[:NEWEST], has_more=len(ids) > NEWEST, faults=faults)
    found = _look(user, narrowed, asked, {}, live=live)
    if not found.ids:
        instead = _meant(asked.words)
        if instead:
            found = _look(user, narrowed, asked, instead, live=False)
    return Found(found.ids, found.texts, found.has_more, found.instead, faults, found.query)


def _look(user: User, tickets: QuerySet[Ticket], asked: rules.Asked, instead: dict[str, str], *, live: bool) -> Found:  # fmt: skip
    query = _query(asked, instead, live=live)
    texts = Text.objects.filter(words=query, ticket__in=tickets.order_by().values("pk"))
    texts = texts.filter(Q(is_internal=False) | access.notes_open_to(user, "ticket__"))
    rows = list(
        texts.annotate(rank=SearchRank(F("words"), query)).order_by("-id").values_list("ticket_id", "pk", "rank")[: NEWEST + 1]
    )  # fmt: skip
    best: dict[int, tuple[float, int]] = {}
    for ticket_id, pk, rank in rows[:NEWEST]:
        if ticket_id not in best or rank > best[ticket_id][0]:
            best[ticket_id] = (rank, pk)
    ids = sorted(best, key=lambda ticket_id: (-best[ticket_id][0], -ticket_id))
    return Found(
        ids, {key: pk for key, (_, pk) in best.items()}, len(rows) > NEWEST, instead if ids else {}, [], query
    )  # fmt: skip


def _query(asked: rules.Asked, instead: dict[str, str], *, live: bool) -> SearchQuery:
    """Every word and phrase, none of the others."""
    words = [instead.get(word, word) for word in asked.words]
    parts = [SearchQuery(word, config=CONFIG) for word in words]
    if live and words and not asked.phrases:
        stem = "".join(c for c in words[-1] if c.isalnum())
        if stem:  # stems are shorter than words: the last one may still be on its way to either
            parts[-1] |= SearchQuery(f"{stem}:*", config="simple", search_type="raw")
    parts += [SearchQuery(phrase, config=CONFIG, search_type="phrase") for phrase in asked.phrases]
    parts += [~SearchQuery(word, config=CONFIG) for word in asked.without]
    found: SearchQuery = reduce(and_, parts)
    return found


def _meant(words: Iterable[str]) -> dict[str, str]:
    """For each mistyped word the known one most like it, the more frequent of two alike. One statement a word, eight at most."""
    meant: dict[str, str] = {}
    for word in words:
        if len(word) < 4:
            continue
        alike = SearchWord.objects.filter(word__trigram_similar=word.lower()).annotate(
            like=TrigramSimilarity("word", word.lower())
        )
        near = alike.filter(like__gte=ALIKE).order_by("-like", "-seen").values_list("word", flat=True).first()  # fmt: skip
        if near and near != word.lower():
            meant[word] = near
    return meant


def excerpts(found: Found, ticket_ids: list[int]) -> dict[int, str]:
    """The place in its best text where the words stand, with the words between two marks; one statement."""
    if found.query is None:
        return {}
    chosen = [found.texts[pk] for pk in ticket_ids if pk in found.texts]
    source = Coalesce(F("message__body"), F("ticket__description"), output_field=TextField())
    rows = Text.objects.filter(pk__in=chosen).annotate(
        says=SearchHeadline(source, found.query, config=CONFIG, start_sel=MARK, stop_sel=MARK, max_words=24, min_words=12)
    )  # fmt: skip
    return {ticket_id: says for ticket_id, says in rows.values_list("ticket_id", "says") if MARK in says}  # fmt: skip


MARK = "\ue000"  # of the private use area: nobody types it, and escaping leaves it alone


def rows_by_id(user: User, wanted: list[int]) -> list[dict[str, Any]]:
    """These tickets as rows of a queue, in this order."""
    rows = {row["id"]: row for row in queue_rows(access.visible_to(user).filter(pk__in=wanted))}
    return [rows[pk] for pk in wanted if pk in rows]


Narrowing = Callable[[User, str], Q | None]


def _named(path: str) -> Narrowing:
    """By the name of a service, a team or a person, or by a part of it."""

    def by_name(user: User, value: str) -> Q | None:
        return Q(**{f"{path}__name__icontains": value})

    return by_name


def _person(path: str) -> Narrowing:
    def by_person(user: User, value: str) -> Q | None:
        if value.lower() == "me":
            return Q(**{f"{path}_id": user.pk})
        if value.lower() in ("nobody", "none"):
            return Q(**{f"{path}__isnull": True})
        return Q(**{f"{path}__name__icontains": value})

    return by_person


def _is(user: User, value: str) -> Q | None:
    done = Q(phase=states.DONE)
    found: dict[str, Q] = {
        "open": ~done, "closed": done, "mine": Q(assignee_id=user.pk), "unassigned": Q(assignee__isnull=True),
        "waiting": Q(phase=states.WAITING), "breached": ~done & breached(timezone.now()),
    }  # fmt: skip
    return found.get(value.lower())


def _one_of(field: str, known: Callable[[], Iterable[str]]) -> Narrowing:
    def by_choice(user: User, value: str) -> Q | None:
        match = next((word for word in known() if word.lower() == value.lower()), None)
        return None if match is None else Q(**{field: match})

    return by_choice


def _priority(user: User, value: str) -> Q | None:
    number = value.lower().removeprefix("p")
    return Q(priority=int(number)) if number in ("1", "2", "3", "4") else None


_NARROWINGS: dict[str, Narrowing] = {
    "is": _is,
    "kind": _one_of("kind", states.kinds),
    "service": _named("service"),
    "team": _named("team"),
    "assignee": _person("assignee"),
    "requester": _person("requester"),
    "priority": _priority,
    "state": _one_of("state", lambda: {s for kind in states.kinds().values() for s in kind.labels}),
    "tag": lambda user, value: access.at_office(user) & Q(tags__contains=[value.lower()]),
    "channel": _one_of("channel", lambda: Channel.values),
}


def _narrow(user: User, tickets: QuerySet[Ticket], asked: rules.Asked) -> tuple[QuerySet[Ticket], list[str]]:  # fmt: skip
    """Tickets narrowed by the filters of the box, and in words what was not understood: that narrows nothing."""
    faults = [f"There is no filter “{part}”." for part in asked.unknown]
    desk = access.works_on_tickets(user)
    for name, value in asked.filters:
        allowed = desk or name in OPEN_TO_ALL
        condition = _NARROWINGS[name](user, value) if allowed else None
        if condition is None:
            faults.append(f"“{name}:{value}” is not known here.")
        else:
            tickets = tickets.filter(condition)
    return tickets, faults


def alike(user: User, text: str, *, limit: int = 5) -> list[dict[str, Any]]:
    """Open tickets whose title or description speaks of the same, most alike first: any of the words, of the newest five hundred. Two statements."""
    words = words_in(text)
    if not words:
        return []
    query = reduce(or_, (SearchQuery(word, config=CONFIG) for word in words[: rules.MOST_WORDS]))
    open_ones = access.visible_to(user).open().order_by().values("pk")
    texts = Text.objects.filter(words=query, message__isnull=True, ticket__in=open_ones)
    rows: Any = (
        texts.annotate(rank=SearchRank(F("words"), query))
        .order_by("-id")
        .values_list("ticket_id", "rank")[:500]
    )
    best = sorted(rows, key=lambda row: (-row[1], -row[0]))[:limit]
    return rows_by_id(user, [ticket_id for ticket_id, _ in best])


OPEN_TO_ALL = (
    "is",
    "kind",
    "service",
)  # who holds a ticket and how it is sorted is the desk's to know


def by_ref(user: User, text: str) -> Ticket | None:
    """The ticket whose number this is, if this person sees it."""
    asked = rules.read(text)
    return access.visible_to(user).filter(ref=asked.words[0].upper()).first() if asked.is_ref else None  # fmt: skip
