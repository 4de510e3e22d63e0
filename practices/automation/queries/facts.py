"""Tickets in the shape of facts: as they are, and as they were at a moment of the past."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from practices.automation import knobs, rules
from practices.automation.models import Rule
from practices.desk import queries as desk
from svs.events.models import DomainEvent
from svs.knobs import registry
from svs.services import queries as services

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

_FOLDED = ("state", "team_id", "assignee_id", "priority", "service_id", "category_id", "tags", "channel")  # fmt: skip


def fallback_team() -> int | None:
    """The team that gets what a rule cannot hand over."""
    value = registry.current(knobs.FALLBACK.key)
    return int(value) if value else None


def definition_of(rule: Rule) -> rules.Definition:
    """A stored rule as something that can be evaluated; the fallback team is the one of today."""
    actions = [
        {**action, "team": fallback_team()} if action["action"] == "fallback" else action
        for action in rule.actions
    ]
    return rules.definition(rule.trigger, rule.conditions, actions, rule.timing)


def enabled_for(trigger: str) -> list[Rule]:
    """The rules that are asked on this event, in their order."""
    found = Rule.objects.filter(trigger=trigger, state=Rule.State.ENABLED)
    return list(found.order_by("position", "id"))


def beside(rule: Rule) -> list[Rule]:
    """The other rules at work that are asked on the same occasion."""
    found = Rule.objects.filter(trigger=rule.trigger, state=Rule.State.ENABLED).exclude(pk=rule.pk)
    return list(found.order_by("position", "id"))


def facts_now(ticket_id: int) -> rules.Facts:
    """A ticket as it is at this moment."""
    return facts_from(desk.facts_of([ticket_id])[ticket_id], {}, services.categories_above())


class Past:
    """The lives of some tickets as the log tells them: what was known at a moment, and what came after.

    With `upto`, only so many events of each life: who asks about its beginning need not read it to its end.
    """

    def __init__(self, ticket_ids: set[int], upto: int | None = None) -> None:
        self.today = desk.facts_of(sorted(ticket_ids))
        self._above = services.categories_above()
        self._log: dict[int, list[tuple[DomainEvent, dict[str, Any]]]] = {}
        log = DomainEvent.objects.filter(subject_type="ticket", subject_id__in=ticket_ids)
        if upto is not None:
            log = log.filter(seq__lte=upto)
        for event in log.order_by("subject_id", "seq"):
            told = self._log.setdefault(event.subject_id, [])
            before = told[-1][1] if told else {"tags": [], "service_id": event.service_id}
            said = {k: v for k, v in event.data.items() if k in _FOLDED}
            after = {k: v for k, v in (event.data.get("after") or {}).items() if k in _FOLDED}
            told.append((event, {**before, **said, **after}))

    def at_event(self, event: DomainEvent) -> rules.Facts | None:
        """The ticket just after this event; None when it is gone."""
        for other, facts in self._log.get(event.subject_id, []):
            if other.pk == event.pk:
                return self._shaped(event.subject_id, facts)
        return None

    def at(self, ticket_id: int, moment: datetime) -> rules.Facts | None:
        """The ticket at a moment; None when it is gone or was not there yet."""
        known = [
            facts for event, facts in self._log.get(ticket_id, []) if event.occurred_at <= moment
        ]
        return self._shaped(ticket_id, known[-1]) if known else None

    def after(self, ticket_id: int, moment: datetime) -> list[tuple[DomainEvent, dict[str, Any]]]:
        """What happened to it after a moment, each with what was known then."""
        return [row for row in self._log.get(ticket_id, []) if row[0].occurred_at > moment]

    def _shaped(self, ticket_id: int, then: dict[str, Any]) -> rules.Facts | None:
        known = self.today.get(ticket_id)
        return facts_from(known, then, self._above) if known else None


def facts_at(events: Iterable[DomainEvent]) -> list[tuple[DomainEvent, rules.Facts, dict[str, Any]]]:  # fmt: skip
    """(event, the ticket's facts just after it, the ticket as it is today) for each of these events.

    Where it stood is folded from its log up to the event; its words and requester, which never enter the log, are today's.
    """
    asked = list(events)
    past = Past(
        {event.subject_id for event in asked}, max((event.seq for event in asked), default=0)
    )
    found = ((event, past.at_event(event)) for event in asked)
    return [(event, facts, past.today[event.subject_id]) for event, facts in found if facts]


def facts_from(today: dict[str, Any], then: dict[str, Any], above: dict[int, int | None]) -> rules.Facts:  # fmt: skip
    """A ticket's row as facts, with what was otherwise then; `above` leads a category up its tree."""
    row = {**today, **then}
    return rules.Facts(
        title=row["title"], description=row["description"], service=row["service_id"], team=row["team_id"],
        assignee=row["assignee_id"], priority=row["priority"], channel=row["channel"], state=row["state"],
        department=row["department"] or "", tags=tuple(row["tags"]), own=desk.own_in_words(row["own"]), category=_path(row["category_id"], above),
    )  # fmt: skip


def _path(category: int | None, above: dict[int, int | None]) -> tuple[int, ...]:
    found: list[int] = []
    while category is not None and category not in found:
        found.append(category)
        category = above.get(category)
    return tuple(found)


def events_of(trigger: str, since: Any, after_id: int, limit: int) -> list[DomainEvent]:
    """The next trigger events of the past in the order of the log."""
    found = DomainEvent.objects.filter(name=trigger, occurred_at__gte=since, pk__gt=after_id)
    return list(found.order_by("pk")[:limit])


def events_since(trigger: str, since: Any) -> int:
    """How many times the trigger happened."""
    return DomainEvent.objects.filter(name=trigger, occurred_at__gte=since).count()


def words_of(ticket_id: int) -> dict[str, str]:
    """What the places in a rule's text are filled with."""
    return desk.words_of(ticket_id)


def fallback_name() -> str:
    """The fallback team by name; empty where there is none."""
    team = fallback_team()
    return desk.team_names({team}).get(team, "") if team else ""
