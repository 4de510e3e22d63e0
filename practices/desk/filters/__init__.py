"""The declared filters of ticket lists; nothing else can be asked."""

from collections.abc import Mapping
from typing import Any

from django.db.models import Q

from practices.desk import access
from practices.desk.filters import own  # noqa: F401 -- it adds own fields
from practices.desk.filters.declared import FILTERS, filter_of, more_filters, more_offers, offers
from practices.desk.filters.grammar import MOST_VALUES, Asked, Asker, Fault, Filter, Misfit
from practices.desk.filters.values import in_words
from practices.desk.queries import lists
from svs.accounts.models import User

__all__ = [
    "COLUMNS", "FILTERS", "USUAL", "Asked", "Asker", "Fault", "Filter", "asker_of", "can_sort", "chips", "filter_of", "more_filters", "more_offers", "narrow", "offers", "read",
]  # fmt: skip
BESIDE = ("sort", "columns")
COLUMNS = {
    "service": "Service, requester", "category": "Category", "holder": "Held by", "state": "State", "left": "Time left",
    "promised": "Promised", "tags": "Tags", "channel": "Came by", "updated": "Untouched", "age": "Age", "done": "Done",
}  # fmt: skip
USUAL = ("service", "holder", "state", "left", "age")


def read(
    said: Mapping[str, list[str]], *, user: User, usual: str = "left", strict: bool = True, ignored: tuple[str, ...] = ()
) -> Asked:  # fmt: skip
    """Read what somebody asks of a list. What is not understood stands in `faults`, in words.

    `usual` is the order where none is asked; `strict` refuses empty values, as programs send them by mistake.
    """
    known: dict[str, Filter] = {}
    kept: dict[str, tuple[str, ...]] = {}
    found: dict[str, list[Any]] = {}
    faults: list[Fault] = []
    for key, values in list(said.items())[:60]:
        if key in ignored or key in BESIDE:
            continue
        asked = filter_of(key)
        given = [value for value in dict.fromkeys(values) if strict or value.strip()]
        if asked is None or (asked.desks and not access.works_on_tickets(user)):
            faults.append(Fault(key[:60], f"There is no filter “{key[:60]}”."))
        elif given:
            known[key], kept[key] = asked, tuple(given)
            faults += _cleaned(asked, given, found)
    sort = _sort(said, kept, usual, faults)
    columns = _columns(said, faults)
    in_order = {key: kept[key] for key in (*FILTERS, *sorted(kept)) if key in kept}
    return Asked(known, in_order, found, sort, columns, any(said.get("sort", [])), tuple(faults))


def _cleaned(asked: Filter, given: list[str], found: dict[str, list[Any]]) -> list[Fault]:
    if len(given) > 1 and not asked.many:
        return [Fault(asked.key, f"{asked.label}: say it once.")]
    if len(given) > MOST_VALUES:
        return [Fault(asked.key, f"{asked.label}: at most {MOST_VALUES} at once.")]
    try:
        found[asked.key] = [asked.clean(value) for value in given]
    except Misfit as misfit:
        return [Fault(asked.key, f"{asked.label}: {misfit}")]
    return []


def _sort(
    said: Mapping[str, list[str]], kept: dict[str, tuple[str, ...]], usual: str, faults: list[Fault]
) -> str:
    """The order asked for, if this list can be had in it."""
    asked = [value for value in said.get("sort", []) if value]
    if not asked:
        return usual if _is_had(kept, usual) else "-logged"
    sort = asked[0]
    if len(asked) > 1 or sort not in lists.SORTS:
        faults.append(Fault("sort", f"A list can be sorted by {', '.join(k for k in lists.SORTS if k[0] != '-')}."))  # fmt: skip
        return usual
    if not _is_had(kept, sort):
        word = "done" if sort.lstrip("-") in lists.OF_DONE else "open"
        faults.append(Fault("sort", f"Only what is {word} can be sorted by “{sort}”."))
    return sort


def _is_had(kept: Mapping[str, tuple[str, ...]], sort: str) -> bool:
    """Is there an index for this order of what is asked?"""
    bare, said = sort.lstrip("-"), kept.get("open")
    if bare in lists.OF_DONE:
        return said == ("false",)
    return bare not in lists.OF_OPEN or said == ("true",)


def can_sort(asked: Asked, sort: str) -> bool:
    """Can this list be had in this order?"""
    return _is_had(asked.said, sort)


def _columns(said: Mapping[str, list[str]], faults: list[Fault]) -> tuple[str, ...]:
    """The columns asked for, in the order of the table; empty is the usual ones."""
    asked = {name for value in said.get("columns", [])[:20] for name in value[:200].split(",") if name}  # fmt: skip
    if asked - COLUMNS.keys():
        faults.append(Fault("columns", f"The columns are {', '.join(COLUMNS)}."))
    chosen = tuple(name for name in COLUMNS if name in asked)
    return () if chosen == USUAL else chosen


def chips(asked: Asked, user: User) -> list[dict[str, str]]:
    """What is asked as chips: label, words, and the rest of the address without it. One statement where ids are named."""
    ids: dict[str, set[int]] = {}
    for key, values in asked.values.items():
        if asked.filters[key].named:
            numbers = (value for value in values if isinstance(value, int))
            ids.setdefault(asked.filters[key].named, set()).update(numbers)
    names = lists.names_of(user, {record: found for record, found in ids.items() if found})
    shown = []
    for key, given in asked.said.items():
        if given == ("any",) and key == "open":
            continue
        told = asked.filters[key]
        words = _words_of(told, user) if not told.named else told.said
        said = [words.get(v) or _name(told, v, names) for v in given]
        shown.append({"key": key, "label": told.label, "words": " or ".join(said), "without": asked.query(without=key)})  # fmt: skip
    return shown


def _words_of(told: Filter, user: User) -> dict[str, str]:
    return told.said or (dict(told.options(user)) if told.options else {})


def _name(told: Filter, value: str, names: dict[tuple[str, int], str]) -> str:
    if told.named and value.isascii() and value.isdigit() and len(value) < 10:
        return names.get((told.named, int(value)), f"unknown ({value})")
    return in_words(value) if told.key.endswith(("_after", "_before")) else value


def asker_of(user: User, now: Any) -> Asker:
    """Who asks, and of which tickets they may know how the desk sorts them."""
    return Asker(user, now, access.at_office(user))


def narrow(tickets: Any, asked: dict[str, int | None]) -> Any:
    """Tickets of this service and this category, or of one below it."""
    who = Asker(User(pk=0), None)  # type: ignore[arg-type]  # neither asks who nor when
    found = Q()
    for key in ("service", "category"):
        if asked.get(key):
            found &= FILTERS[key].find([asked[key]], who)
    return tickets.filter(found)
