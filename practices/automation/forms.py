"""A rule as a form that reads as it acts: when, if, then. Rows are added and removed by buttons, with or without JavaScript."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from practices.automation import rules
from practices.automation.queries import PRIORITIES
from practices.automation.rules.text import VARIABLES
from practices.desk import queries as desk
from practices.desk.queries import channels
from practices.incident import states
from svs.accounts import queries as accounts
from svs.errors import RuleViolation
from svs.services import queries as services

if TYPE_CHECKING:
    from django.http import QueryDict

    from practices.automation.models import Rule

ASKS = {
    "service": "its service", "category": "its category", "team": "its team", "assignee": "its holder",
    "priority": "its priority", "channel": "the way it came", "state": "its state", "title": "its title",
    "description": "its description", "text": "its title or description", "department": "the caller’s department",
    "tag": "its tags",
}  # fmt: skip
OPERATORS = {
    "is": "is", "is_not": "is not", "empty": "is not known", "filled": "is known", "contains": "says",
    "contains_not": "does not say", "matches": "matches", "matches_not": "does not match", "has": "hold",
    "has_not": "do not hold",
}  # fmt: skip
DOES = {
    "assign": "hand it to", "least_open": "hand it to whoever has least open in", "fallback": "hand it to the fallback team",
    "prioritise": "make its priority", "tag": "tag it", "note": "note", "reply": "answer the requester",
}  # fmt: skip
_NUMBER_LONGEST = 9
Options = list[tuple[str, str]]


@dataclass
class Draft:
    """What somebody is writing: as text, right or wrong, until it is stored."""

    name: str = ""
    trigger: str = "incident.logged"
    measure: str = "resolution"
    share: str = "75"
    number: str = "2"
    unit: str = "days"
    stop_after: bool = False
    conditions: list[dict[str, Any]] = field(default_factory=list)  # field, operator, values
    actions: list[dict[str, str]] = field(default_factory=list)
    errors: dict[str, str] = field(default_factory=dict)

    def add(self, what: str) -> None:
        """Add what a button says: condition-service, action-tag, or value-2 for one more value of a row."""
        kind, _, name = what.partition("-")
        if kind == "condition" and rules.operators_of(name) and len(self.conditions) < rules.MOST_CONDITIONS:  # fmt: skip
            self.conditions.append({"field": name, "operator": rules.operators_of(name)[0], "values": [""]})  # fmt: skip
        elif kind == "action" and name in rules.ACTIONS and len(self.actions) < rules.MOST_ACTIONS:
            self.actions.append({"action": name})
        elif kind == "value" and name.isdecimal() and int(name) < len(self.conditions):
            values = self.conditions[int(name)]["values"]
            if len(values) < rules.MOST_VALUES:
                values.append("")

    def drop(self, what: str) -> None:
        """Take a row away: condition-0 or action-2."""
        kind, _, place = what.partition("-")
        rows: list[Any] = self.conditions if kind == "condition" else self.actions
        if place.isdecimal() and int(place) < len(rows):
            del rows[int(place)]

    def definition(self) -> dict[str, Any]:
        """The rule as it is stored."""
        return {
            "name": self.name, "trigger": self.trigger, "timing": self._timing(), "stop_after": self.stop_after,
            "conditions": [_stored_condition(row) for row in self.conditions],
            "actions": [_stored_action(row) for row in self.actions],
        }  # fmt: skip

    def _timing(self) -> dict[str, Any]:
        if self.trigger == rules.CLOCK:
            return {"measure": self.measure, "share": _whole(self.share)}
        if self.trigger in rules.TIMES:
            number = _whole(self.number)
            days = isinstance(number, int) and self.unit == "days"
            return {"hours": number * 24 if days else number}
        return {}

    def show(self, violation: RuleViolation) -> None:
        """Put a broken rule where it belongs."""
        place = violation.field or ""
        if rules.operators_of(place):
            place = "conditions"
        self.errors[place if place in ("name", "trigger", "conditions") else "actions"] = violation.message  # fmt: skip


def from_post(data: QueryDict) -> Draft:
    """What was sent, row by row; anything that is no row of the form is left out."""
    draft = Draft(
        name=data.get("name", ""), trigger=data.get("trigger", ""), stop_after="stop_after" in data,
    )  # fmt: skip
    for name in ("measure", "share", "number", "unit"):
        # What was not asked yet keeps its usual value while one looks; what is saved was seen.
        setattr(draft, name, data.get(name, "" if "save" in data else getattr(draft, name)))
    for n in range(rules.MOST_CONDITIONS):
        name = data.get(f"c{n}-field", "")
        if rules.operators_of(name):
            values = data.getlist(f"c{n}-value")[: rules.MOST_VALUES] or [""]
            draft.conditions.append({"field": name, "operator": data.get(f"c{n}-operator", ""), "values": values})  # fmt: skip
    for n in range(rules.MOST_ACTIONS):
        kind = data.get(f"a{n}-action", "")
        if kind in rules.ACTIONS:
            said = {name: data.get(f"a{n}-{name}", "") for name in rules.ACTIONS[kind]}
            draft.actions.append({"action": kind, **said})
    return draft


def from_rule(rule: Rule) -> Draft:
    """A stored rule, to be changed."""
    hours = rule.timing.get("hours") or 48
    draft = Draft(
        name=rule.name, trigger=rule.trigger, measure=rule.timing.get("measure", "resolution"),
        share=str(rule.timing.get("share", 75)), stop_after=rule.stop_after,
        number=str(hours // 24 if hours % 24 == 0 else hours), unit="days" if hours % 24 == 0 else "hours",
    )  # fmt: skip
    for stored in rule.conditions:
        value = stored.get("value")
        values = value if isinstance(value, list) else ["" if value is None else value]
        draft.conditions.append({"field": stored["field"], "operator": stored["operator"], "values": [str(v) for v in values]})  # fmt: skip
    for action in rule.actions:
        draft.actions.append({name: str(value) for name, value in action.items() if value is not None})  # fmt: skip
    return draft


def _stored_condition(row: Mapping[str, Any]) -> dict[str, Any]:
    stored = {"field": row["field"], "operator": row["operator"]}
    if row["operator"] in rules.TAKE_NOTHING:
        return stored
    said = [value.strip() for value in row["values"] if value.strip()]
    values: list[Any] = [_whole(v) for v in said] if row["field"] in rules.WHOLE_NUMBERS else said
    values = list(dict.fromkeys(values))
    return {**stored, "value": values[0] if len(values) == 1 else values}


def _stored_action(row: Mapping[str, str]) -> dict[str, Any]:
    stored: dict[str, Any] = {"action": row["action"]}
    for name, value in row.items():
        if name == "action" or not value.strip():
            continue
        stored[name] = _whole(value) if name in ("team", "person", "priority") else value.strip()
    if "tag" in stored:
        stored["tag"] = stored["tag"].lower()[:40]
    return stored


def _whole(text: str) -> Any:
    """A number where the text is one; else the text, which the rules then refuse in words."""
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= _NUMBER_LONGEST else text  # fmt: skip


class Offered:
    """What the selects of the form offer, read once a page."""

    def __init__(self) -> None:
        teams = [(str(pk), name) for pk, name in accounts.teams()]
        agents = [(str(pk), name) for pk, name in accounts.agents()]
        priorities = [(str(n), words) for n, words in PRIORITIES.items()]
        self.values: dict[str, Options] = {
            "service": services.choices(), "category": services.category_choices(), "team": teams, "assignee": agents,
            "priority": priorities, "channel": channels(), "state": list(states.INCIDENT.labels.items()),
        }  # fmt: skip
        self.takes: dict[str, Options] = {"team": teams, "person": agents, "priority": priorities}
        self.triggers = [(name, f"{rules.OTHER_SUBJECTS.get(name, 'an incident')} {words}") for name, words in rules.WHEN.items()]  # fmt: skip
        own = {f"{rules.OWN}{field.key}": field for field in desk.fields_of("incident")}
        self.asks = {**ASKS, **{name: f"its {field.label}" for name, field in own.items()}}
        self.values |= {
            name: [(o, o) for o in field.options] for name, field in own.items() if field.options
        }
        self.values |= {
            name: [("yes", "Yes"), ("no", "No")]
            for name, field in own.items()
            if field.type == "yes_no"
        }
        self.values |= {name: agents for name, field in own.items() if field.type == "person"}
        self.fields = list(self.asks.items())
        self.actions = list(DOES.items())
        self.shares = [(str(share), f"{share} %") for share in rules.SHARES]
        self.measures = [(name, f"{name} time") for name in rules.MEASURES]
        self.units = [("hours", "hours"), ("days", "days")]
        self.places = [(f"{{{name}}}", words) for name, words in VARIABLES.items()]


def rows_of(draft: Draft, offered: Offered) -> dict[str, Any]:
    """The rows of a draft with the controls they show."""
    conditions = [
        {
            "field": row["field"], "words": offered.asks.get(row["field"], row["field"]), "operator": row["operator"], "values": row["values"],
            "operators": [(name, OPERATORS[name]) for name in rules.operators_of(row["field"])],
            "options": offered.values.get(row["field"]), "more": row["values"][-1] != "",
            "asks_nothing": row["operator"] in rules.TAKE_NOTHING, "is_pattern": row["operator"] in rules.PATTERNS,
        }
        for row in draft.conditions
    ]  # fmt: skip
    actions = [
        {
            "action": row["action"], "words": DOES[row["action"]],
            "selects": [
                {"name": name, "value": row.get(name, ""), "options": offered.takes[name], "label": _LABELS[name]}
                for name in ("team", "person", "priority") if name in rules.ACTIONS[row["action"]]
            ],
            "tag": row.get("tag", "") if row["action"] == "tag" else None,
            "text": row.get("text", "") if row["action"] in rules.TALK else None,
        }
        for row in draft.actions
    ]  # fmt: skip
    return {"conditions": conditions, "actions": actions}


_LABELS = {"team": "Team", "person": "Person", "priority": "Priority"}
