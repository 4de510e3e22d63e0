"""Rules in the shape of pages, and tickets in the shape of facts."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from practices.automation import access, knobs, rules
from practices.automation.models import Rule
from practices.desk import queries as desk
from svs.accounts.models import Team, User
from svs.errors import RuleViolation
from svs.events.models import DomainEvent, Job
from svs.knobs import registry
from svs.services.models import Service

if TYPE_CHECKING:
    from collections.abc import Iterable

PRIORITIES = {1: "P1", 2: "P2", 3: "P3", 4: "P4"}


def definition_of(rule: Rule) -> rules.Definition:
    """A stored rule as something that can be evaluated."""
    return rules.definition(rule.trigger, rule.conditions, rule.actions)


def enabled_for(trigger: str) -> list[Rule]:
    """The rules that are asked on this event, in their order."""
    found = Rule.objects.filter(trigger=trigger, state=Rule.State.ENABLED)
    return list(found.order_by("position", "id"))


def facts_now(ticket_id: int) -> rules.Facts:
    """A ticket as it is at this moment."""
    return _facts(desk.facts_of([ticket_id])[ticket_id], {})


def facts_at(events: Iterable[DomainEvent]) -> list[tuple[DomainEvent, rules.Facts, dict[str, Any]]]:  # fmt: skip
    """(event, the ticket's facts just after it, the ticket as it is today) for each of these events.

    Where it stood is folded from its log up to the event; its words and requester, which never enter the log, are today's.
    """
    asked = list(events)
    known = desk.facts_of([event.subject_id for event in asked])
    folds = _folded({event.subject_id for event in asked})
    return [
        (event, _facts(known[event.subject_id], folds[event.pk]), known[event.subject_id])
        for event in asked
        if event.subject_id in known
    ]


_FOLDED = ("state", "team_id", "assignee_id", "priority", "service_id", "tags", "channel")


def _folded(tickets: set[int]) -> dict[int, dict[str, Any]]:
    """Event id -> what the log says of the ticket up to that event."""
    log = DomainEvent.objects.filter(subject_type="ticket", subject_id__in=tickets)
    found: dict[int, dict[str, Any]] = {}
    so_far: dict[int, dict[str, Any]] = {}
    for event in log.order_by("subject_id", "seq"):
        facts = {**so_far.get(event.subject_id, {"tags": [], "service_id": event.service_id})}
        facts.update({k: v for k, v in event.data.items() if k in _FOLDED})
        facts.update({k: v for k, v in (event.data.get("after") or {}).items() if k in _FOLDED})
        so_far[event.subject_id] = found[event.pk] = facts
    return found


def _facts(today: dict[str, Any], then: dict[str, Any]) -> rules.Facts:
    row = {**today, **then}
    return rules.Facts(
        title=row["title"], service=row["service_id"], team=row["team_id"], assignee=row["assignee_id"],
        priority=row["priority"], channel=row["channel"], state=row["state"], department=row["department"] or "",
        tags=tuple(row["tags"]),
    )  # fmt: skip


def events_of(trigger: str, since: Any, after_id: int, limit: int) -> list[DomainEvent]:
    """The next trigger events of the past in the order of the log."""
    found = DomainEvent.objects.filter(name=trigger, occurred_at__gte=since, pk__gt=after_id)
    return list(found.order_by("pk")[:limit])


def events_since(trigger: str, since: Any) -> int:
    """How many times the trigger happened."""
    return DomainEvent.objects.filter(name=trigger, occurred_at__gte=since).count()


def fired_within(rule: Rule, span: timedelta) -> int:
    """How often a rule fired in the last while."""
    return DomainEvent.objects.filter(
        name="rule.fired", occurred_at__gt=timezone.now() - span, subject_type="rule", subject_id=rule.pk
    ).count()  # fmt: skip


def rule_list(user: User) -> list[dict[str, Any]]:
    """All rules in their order with how often each fired in 30 days: three statements."""
    found = list(access.visible_to(user).select_related("changed_by").order_by("position", "id"))
    month = timezone.now() - timedelta(days=30)
    fired = dict(
        DomainEvent.objects.filter(name="rule.fired", occurred_at__gt=month, subject_type="rule")
        .values_list("subject_id")
        .annotate(n=Count("id"))
        .values_list("subject_id", "n")
    )
    names = Names()
    return [
        {"rule": rule, "sentence": sentence(rule, names), "fired": fired.get(rule.pk, 0)}
        for rule in found
    ]


class Names:
    """Names of what rules speak about, read once a page."""

    def __init__(self) -> None:
        self.service = dict(Service.objects.values_list("pk", "name"))
        self.team = dict(Team.objects.values_list("pk", "name"))
        self.assignee = dict(User.objects.filter(role_assignments__isnull=False).values_list("pk", "name"))  # fmt: skip


def sentence(rule: Rule, names: Names) -> dict[str, Any]:
    """A rule as a person would say it: when, each condition, each action, as words with their values apart."""
    return {
        "when": rules.TRIGGERS.get(rule.trigger, rule.trigger),
        "conditions": [_said(condition, names) for condition in rule.conditions],
        "actions": [_done(action, names) for action in rule.actions],
    }


def _named(field: str, value: Any, names: Names) -> str:
    known: dict[Any, str] = getattr(names, field, {})
    return known.get(value, PRIORITIES.get(value, str(value)) if field == "priority" else str(value))  # fmt: skip


_ASKS = {
    "service": "for", "team": "in the queue of", "assignee": "held by", "priority": "of priority",
    "channel": "by way of", "state": "in state", "title": "whose title says", "department": "from",
    "tag": "tagged",
}  # fmt: skip
_EMPTY = {"service": "without a service", "team": "without a team", "assignee": "held by nobody"}


def _said(condition: dict[str, Any], names: Names) -> tuple[str, str]:
    if condition["operator"] == "empty":
        return "", _EMPTY[condition["field"]]
    return _ASKS[condition["field"]], _named(condition["field"], condition["value"], names)


def _done(action: dict[str, Any], names: Names) -> str:
    if action["action"] == "assign":
        whom = [
            names.team.get(action.get("team", 0), ""),
            names.assignee.get(action.get("person", 0), ""),
        ]
        return "hand it to " + ", ".join(name for name in whom if name)
    if action["action"] == "prioritise":
        return f"make it {PRIORITIES[action['priority']]}"
    if action["action"] == "tag":
        return f"tag it {action['tag']}"
    return f"note “{action['text'][:60]}”"


def job_of(rule: Rule) -> Job | None:
    """The dry run under way, with its progress."""
    if rule.dry_run_job_id is None:
        return None
    return Job.objects.filter(~Q(state=Job.State.DONE), pk=rule.dry_run_job_id).first()


def sample_rows(user: User, rule: Rule) -> list[dict[str, Any]]:
    """The dry run's sample with titles, only of tickets this person sees."""
    sample = rule.dry_run.get("sample", [])
    titles = desk.titles_of(user, [row["ref"] for row in sample])
    return [{**row, "title": titles[row["ref"]]} for row in sample if row["ref"] in titles]


def all_rules(user: User) -> QuerySet[Rule]:
    """The rules this person sees, in their order."""
    return access.visible_to(user).order_by("position", "id")


def rate() -> int:
    """How often one rule may fire in an hour."""
    return int(registry.value(knobs.RATE.key))


def check_names(conditions: list[Any], actions: list[Any]) -> None:
    """Raise RuleViolation when a rule speaks of a service, team or person that is not there."""
    names = Names()
    asked = [(c["field"], c.get("value")) for c in conditions]
    asked += [("team", a.get("team")) for a in actions] + [("assignee", a.get("person")) for a in actions]  # fmt: skip
    for field, value in asked:
        known = getattr(names, field, None)
        if value is not None and known is not None and value not in known:
            raise RuleViolation(f"unknown_{field}", f"There is no such {field}.", field=field)
