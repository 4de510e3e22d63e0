"""A rule as a person would say it."""

from __future__ import annotations

from functools import cached_property
from typing import Any

from practices.automation import rules
from practices.automation.models import Rule
from practices.desk import queries as desk
from svs.accounts import queries as accounts
from svs.accounts.models import Team, User
from svs.errors import RuleViolation
from svs.services.models import Category, Service

PRIORITIES = {1: "P1", 2: "P2", 3: "P3", 4: "P4"}


class Names:
    """Names of what rules speak about, each kind read once a page and only where it is spoken of."""

    priority = PRIORITIES

    @cached_property
    def service(self) -> dict[int, str]:
        return dict(Service.objects.values_list("pk", "name"))

    @cached_property
    def team(self) -> dict[int, str]:
        return dict(Team.objects.values_list("pk", "name"))

    @cached_property
    def assignee(self) -> dict[int, str]:
        return dict(User.objects.filter(role_assignments__isnull=False).values_list("pk", "name"))

    @cached_property
    def category(self) -> dict[int, str]:
        return dict(Category.objects.values_list("pk", "name"))

    @cached_property
    def own(self) -> dict[str, str]:
        return {f"{rules.OWN}{field.key}": field.label for field in desk.fields_of("incident")}


def sentence(rule: Rule, names: Names) -> dict[str, Any]:
    """A rule as words with their values apart: when, each condition, each action."""
    return {
        "subject": rules.OTHER_SUBJECTS.get(rule.trigger, "an incident"),
        "when": when(rule.trigger, rule.timing),
        "conditions": [_said(condition, names) for condition in rule.conditions],
        "actions": [done(action, names) for action in rule.actions],
        "stop": rule.stop_after,
    }


def when(trigger: str, timing: dict[str, Any]) -> str:
    """How the sentence begins."""
    if trigger == rules.CLOCK:
        return f"has used {timing.get('share')} % of its {timing.get('measure')} time"
    if trigger in rules.TIMES:
        words = "has heard nothing from its requester for" if trigger == rules.REQUESTER_SILENT else "has had no reply of ours for"  # fmt: skip
        return f"{words} {span(timing.get('hours') or 0)}"
    return rules.TRIGGERS.get(trigger, trigger)


def span(hours: int) -> str:
    """Hours as people say them."""
    number, unit = (hours // 24, "day") if hours % 24 == 0 else (hours, "hour")
    return f"{number} {unit}{'' if number == 1 else 's'}"


# (words before the value, words when turned round)
_ASKS = {
    "service": ("for", "not for"), "category": ("about", "not about"),
    "team": ("in the queue of", "not in the queue of"), "assignee": ("held by", "not held by"),
    "priority": ("of priority", "not of priority"), "channel": ("by way of", "not by way of"),
    "state": ("in state", "not in state"), "department": ("from", "not from"), "tag": ("tagged", "not tagged"),
    "title": ("whose title {}", ""), "description": ("whose description {}", ""), "text": ("whose text {}", ""),
}  # fmt: skip
_SPEAKS = {
    "contains": "says", "contains_not": "does not say", "matches": "matches", "matches_not": "does not match",
}  # fmt: skip
_EMPTY = {
    "service": "without a service", "category": "without a category", "team": "without a team",
    "assignee": "held by nobody", "department": "from no department",
}  # fmt: skip
_FILLED = {
    "service": "with a service", "category": "with a category", "team": "in a team's queue",
    "assignee": "held by somebody", "department": "from a department",
}  # fmt: skip


def _said(condition: dict[str, Any], names: Names) -> tuple[str, str]:
    field, operator, value = condition["field"], condition["operator"], condition.get("value")
    if operator in rules.TAKE_NOTHING:
        known = _EMPTY if operator == "empty" else _FILLED
        return "", known.get(
            field
        ) or f"{'without' if operator == 'empty' else 'with'} {names.own.get(field, field)}"
    plain, turned = _asks(field, names)
    if operator in _SPEAKS:
        words = plain.format(_SPEAKS[operator])
    else:
        words = turned if operator.endswith("_not") else plain.replace("{}", "is")
    said = [_named(field, each, names) for each in (value if isinstance(value, list) else [value])]
    return words, said[0] if len(said) == 1 else f"{', '.join(said[:-1])} or {said[-1]}"


def _asks(field: str, names: Names) -> tuple[str, str]:
    """The words before the value of a field, and those when it is turned round."""
    if field in _ASKS:
        return _ASKS[field]
    label = names.own.get(field, field)
    return f"whose {label} {{}}", f"whose {label} is not"


def _named(field: str, value: Any, names: Names) -> str:
    known: dict[Any, str] = getattr(names, field, {})
    if field == "state":
        return str(value).replace("_", " ").lower()
    return known.get(value, str(value))


def done(action: dict[str, Any], names: Names) -> str:
    """An action in words."""
    kind, team = action["action"], names.team.get(action.get("team") or 0, "")
    if kind == "assign":
        whom = [team, names.assignee.get(action.get("person") or 0, "")]
        return "hand it to " + ", ".join(name for name in whom if name)
    plain = {
        "least_open": f"hand it to whoever has least open in {team}",
        "fallback": "hand it to the fallback team",
        "prioritise": f"make it {PRIORITIES.get(action.get('priority') or 0, '')}",
        "tag": f"tag it {action.get('tag', '')}",
        "note": f"note “{_short(action.get('text', ''))}”",
        "reply": f"answer “{_short(action.get('text', ''))}”",
    }
    return plain[kind]


def _short(text: str) -> str:
    return text if len(text) <= 60 else f"{text[:58]} …"


def check_names(conditions: list[Any], actions: list[Any]) -> None:
    """Raise RuleViolation when a rule speaks of a service, category, team or person that is not there."""
    names = Names()
    for condition in conditions:
        if condition["field"].startswith(rules.OWN) and condition["field"] not in names.own:
            raise RuleViolation("unknown_field", "There is no such field.", field="conditions")
        known = getattr(names, condition["field"], None)
        value = condition.get("value")
        for each in value if isinstance(value, list) else [value]:
            if each is not None and known is not None and each not in known:
                raise _unknown(condition["field"])
    at_work = {"team": dict(accounts.teams()), "person": dict(accounts.agents())}
    for action in actions:
        for name, those in at_work.items():
            if action.get(name) is not None and action[name] not in those:
                raise _unknown(name)


def _unknown(field: str) -> RuleViolation:
    return RuleViolation(f"unknown_{field}", f"There is no such {field}.", field=field)
