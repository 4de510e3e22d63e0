"""Everything that can be asked of a list of tickets."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Q

from practices.desk import queries, states
from practices.desk.filters import values
from practices.desk.filters.grammar import Asker, Filter, Option, any_of
from practices.desk.queries import between, promised
from practices.desk.queries.lists import options_of
from svs.accounts.models import User

PHASES = {"QUEUED": "in a queue", "ACTIVE": "in hand", "WAITING": "waiting", "DONE": "done"}
OPEN = {"true": "open", "false": "done", "any": "open or done"}
DUE = {"breached": "broken", "risk": "at risk", "today": "due today"}
ID = values.schema_of()
TEXT = {"type": "string", "minLength": 1, "maxLength": 120}


def kinds() -> dict[str, str]:
    return {key: kind.label.lower() for key, kind in states.kinds().items()}


def state_words() -> dict[str, str]:
    """Every state of every kind, with its word."""
    found: dict[str, str] = {}
    for kind in states.kinds().values():
        for state, label in kind.labels.items():
            found.setdefault(state, label)
    return found


def _picked(words: Callable[[], dict[str, str]]) -> Callable[[User], list[Option]]:
    return lambda user: list(words().items())


def _of(record: str, *first: Option) -> Callable[[User], list[Option]]:
    return lambda user: [*first, *options_of(user, record)]


def _among(column: str) -> Callable[[list[Any], Asker], Q]:
    return lambda found, asker: Q((f"{column}__in", found))


def _open(found: list[str], asker: Asker) -> Q:
    return {"true": ~Q(phase=states.DONE), "false": Q(phase=states.DONE), "any": Q()}[found[0]]


def _team(column: str) -> Callable[[list[Any], Asker], Q]:
    def find(found: list[Any], asker: Asker) -> Q:
        ids = {pk for pk in found if isinstance(pk, int)}
        if "mine" in found:
            ids |= asker.user.team_ids
        condition = Q((f"{column}__in", sorted(ids)))
        return condition | Q((f"{column}__isnull", True)) if "none" in found else condition

    return find


def _person(column: str) -> Callable[[list[Any], Asker], Q]:
    def find(found: list[Any], asker: Asker) -> Q:
        ids = {pk for pk in found if isinstance(pk, int)}
        if "me" in found:
            ids.add(asker.user.pk)
        condition = Q((f"{column}_id__in", sorted(ids)))
        if "nobody" in found:
            condition |= Q((f"{column}__isnull", True))
        mails = [word for word in found if isinstance(word, str) and "@" in word]
        return condition | Q((f"{column}__email__in", mails)) if mails else condition

    return find


def _category(found: list[int], asker: Asker) -> Q:
    return (
        Q(category_id__in=found) | Q(category__parent_id__in=found) | Q(category__parent__parent_id__in=found)
    )  # fmt: skip


def _due(found: list[str], asker: Asker) -> Q:
    tell = {"breached": promised.breached, "risk": promised.at_risk, "today": promised.due_today}
    return any_of(tell[word](asker.now) for word in found)


def _tag(found: list[str], asker: Asker) -> Q:
    return asker.office & any_of(Q(tags__contains=[tag]) for tag in found)


def _unanswered(found: list[str], asker: Asker) -> Q:
    return Q(unanswered_since__isnull=found[0] != "true")


def _moment(key: str, label: str, column: str) -> Filter:
    def find(found: list[datetime | timedelta], asker: Asker) -> Q:
        return Q((column, values.at(found[0], asker.now)))

    return Filter(
        key,
        label,
        values.moment,
        find,
        many=False,
        hint=values.MOMENT,
        schema={**TEXT, "maxLength": 40},
    )


def _teams_of(condition: Callable[[list[int]], Q]) -> Callable[[list[Any], Asker], Q]:
    def find(found: list[Any], asker: Asker) -> Q:
        ids = {pk for pk in found if isinstance(pk, int)}
        return condition(sorted(ids | asker.user.team_ids if "mine" in found else ids))

    return find


def _words(key: str, label: str, words: Callable[[], dict[str, str]], find: Any = None, **more: Any) -> Filter:  # fmt: skip
    return Filter(
        key, label, values.one_of(words), find or _among(key), _picked(words), **more
    )  # fmt: skip


FILTERS: dict[str, Filter] = {
    asked.key: asked
    for asked in (
        _words("kind", "Kind", kinds),
        _words("open", "Is", lambda: OPEN, _open, many=False, said=OPEN, schema={"type": "string", "enum": list(OPEN)}),
        _words("phase", "Stands", lambda: PHASES, said=PHASES, schema={"type": "string", "enum": list(PHASES)}),
        _words("state", "State", state_words),
        _words("cause", "Waits for", lambda: states.CAUSES, schema={"type": "string", "enum": list(states.CAUSES)}),
        _words("due", "Promise", lambda: DUE, _due, said=DUE, schema={"type": "string", "enum": list(DUE)}),
        _words(
            "unanswered", "Requester", lambda: {"true": "waits for an answer", "false": "was answered"}, _unanswered,
            many=False, schema={"type": "string", "enum": ["true", "false"]},
        ),
        Filter(
            "priority", "Priority", values.priority, _among("priority"), lambda user: [(str(n), f"P{n}") for n in range(1, 5)],
            schema={"type": "string", "enum": ["1", "2", "3", "4"]},
        ),
        Filter("service", "Service", values.id_or(), _among("service_id"), _of("service"), named="service", schema=ID),
        Filter("category", "Category", values.id_or(), _category, _of("category"), named="category", schema=ID),
        Filter(
            "team", "Team", values.id_or("mine", "none"), _team("team"), _of("team", ("mine", "my teams"), ("none", "no team")),
            said={"mine": "any of mine", "none": "no team"}, named="team", schema=values.schema_of("mine", "none"),
        ),
        Filter(
            "assignee", "Held by", values.id_or("me", "nobody"), _person("assignee"),
            _of("person", ("me", "me"), ("nobody", "nobody")), said={"me": "me", "nobody": "nobody"}, named="person",
            schema=values.schema_of("me", "nobody"),
        ),
        Filter(
            "requester", "Requester", values.person_or("me"), _person("requester"), said={"me": "me"}, named="person",
            hint="An e-mail address, or me.", schema=TEXT,
        ),
        Filter(
            "from_team", "Handed over by", values.id_or("mine"), _teams_of(between.came_from), _of("team", ("mine", "my teams")),
            said={"mine": "any of my teams"}, named="team", desks=True, schema=values.schema_of("mine"),
        ),
        Filter(
            "part_of_team", "Part of a ticket of", values.id_or("mine"), _teams_of(between.part_of),
            _of("team", ("mine", "my teams")), said={"mine": "any of my teams"}, named="team", desks=True, schema=values.schema_of("mine"),
        ),
        Filter("tag", "Tag", values.text, _tag, desks=True, hint="A tag, as it is written on tickets.", schema=TEXT),
        _words("channel", "Came by", lambda: dict(queries.channels())),
        _moment("logged_after", "Logged since", "logged_at__gte"),
        _moment("logged_before", "Logged before", "logged_at__lt"),
        _moment("updated_after", "Updated since", "updated_at__gte"),
        _moment("updated_before", "Untouched since", "updated_at__lt"),
        _moment("resolved_after", "Done since", "resolved_at__gte"),
        _moment("resolved_before", "Done before", "resolved_at__lt"),
    )
}  # fmt: skip

# Own fields and other parts add theirs: (key) -> filter or None, asked only for keys that are not declared above.
more_filters: list[Callable[[str], Filter | None]] = []
# ... and what they offer to pick on a page: (user) -> filters
more_offers: list[Callable[[User], list[Filter]]] = []


def filter_of(key: str) -> Filter | None:
    """The filter of this name, declared or added."""
    if key in FILTERS:
        return FILTERS[key]
    return next((found for source in more_filters if (found := source(key))), None)


def offers(user: User) -> list[Filter]:
    """Every filter a page offers to add."""
    return [*FILTERS.values(), *(found for source in more_offers for found in source(user))]
