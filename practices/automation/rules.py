"""Rules as data and the one evaluator behind live firing, dry run and tests: Facts in, Plan out. Plain Python."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

DEEPEST = 3  # so many rules may set each other off in a row
MOST_ACTIONS = 4

# trigger event -> how a sentence begins
TRIGGERS = {
    "incident.logged": "is logged",
    "incident.assigned": "is handed over",
    "incident.held": "starts waiting",
    "incident.resumed": "goes on",
    "incident.reopened": "is reopened",
    "incident.changed": "is changed",
}
# field -> operators it knows; "empty" takes no value
FIELDS: dict[str, tuple[str, ...]] = {
    "service": ("is", "empty"),
    "team": ("is", "empty"),
    "assignee": ("is", "empty"),
    "priority": ("is",),
    "channel": ("is",),
    "state": ("is",),
    "title": ("contains",),
    "department": ("is",),
    "tag": ("has",),
}
WHOLE_NUMBERS = ("service", "team", "assignee", "priority")
ACTIONS = ("assign", "prioritise", "tag", "note")


@dataclass(frozen=True)
class Facts:
    """What is known of a ticket at one moment."""

    title: str
    service: int | None
    team: int | None
    assignee: int | None
    priority: int
    channel: str
    state: str
    department: str
    tags: tuple[str, ...]


@dataclass(frozen=True)
class Condition:
    """One thing that must hold."""

    field: str
    operator: str
    value: Any = None

    def holds(self, facts: Facts) -> bool:
        if self.operator == "has":
            return str(self.value).casefold() in {tag.casefold() for tag in facts.tags}
        known = getattr(facts, self.field)
        if self.operator == "empty":
            return known is None or known == ""
        if self.operator == "contains":
            return str(self.value).casefold() in str(known).casefold()
        if isinstance(known, str):
            return known.casefold() == str(self.value).casefold()
        return bool(known == self.value)


@dataclass(frozen=True)
class Step:
    """One thing a rule would do: assign (team, person), prioritise (priority), tag (tag) or note (text)."""

    action: str
    values: tuple[tuple[str, Any], ...]

    def value(self, name: str) -> Any:
        return dict(self.values).get(name)


@dataclass(frozen=True)
class Definition:
    """A rule without its life: when, if, then."""

    trigger: str
    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True)
class Plan:
    """What a rule would do to a ticket. `passed` counts the conditions that held, in order; steps that change nothing are left out."""

    matched: bool
    passed: int
    steps: tuple[Step, ...] = ()


def definition(trigger: str, conditions: Sequence[Mapping[str, Any]], actions: Sequence[Mapping[str, Any]]) -> Definition:  # fmt: skip
    """A stored rule as something that can be evaluated."""
    return Definition(
        trigger,
        tuple(Condition(c["field"], c["operator"], c.get("value")) for c in conditions),
        tuple(
            Step(a["action"], tuple(sorted((k, v) for k, v in a.items() if k != "action")))
            for a in actions
        ),
    )


def evaluate(rule: Definition, facts: Facts) -> Plan:
    """All conditions must hold; then every action that would change something is planned, in order."""
    for passed, condition in enumerate(rule.conditions):
        if not condition.holds(facts):
            return Plan(False, passed)
    steps = tuple(step for step in rule.steps if _changes(step, facts))
    return Plan(True, len(rule.conditions), steps)


def _changes(step: Step, facts: Facts) -> bool:
    if step.action == "assign":
        team, person = step.value("team"), step.value("person")
        return (team is not None and team != facts.team) or (
            person is not None and person != facts.assignee
        )
    if step.action == "prioritise":
        return bool(step.value("priority") != facts.priority)
    if step.action == "tag":
        return str(step.value("tag")).casefold() not in {tag.casefold() for tag in facts.tags}
    return True  # a note is always new


def faults(
    trigger: str, conditions: Sequence[Mapping[str, Any]], actions: Sequence[Mapping[str, Any]]
) -> dict[str, str]:
    """What is wrong with a rule, field by field, in plain words; empty when it can run."""
    found: dict[str, str] = {}
    if trigger not in TRIGGERS:
        found["trigger"] = "Say when the rule is asked."
    fields = [c.get("field") for c in conditions]
    if len(fields) != len(set(fields)):
        found["conditions"] = "Each field is asked once."
    for condition in conditions:
        if problem := _condition_fault(condition):
            found["conditions"] = problem
    if not 1 <= len(actions) <= MOST_ACTIONS:
        found["actions"] = f"Say what the rule does: one to {MOST_ACTIONS} actions."
    for action in actions:
        if problem := _action_fault(action):
            found["actions"] = problem
    return found


def _condition_fault(condition: Mapping[str, Any]) -> str:
    field, operator, value = condition.get("field"), condition.get("operator"), condition.get("value")  # fmt: skip
    if field not in FIELDS or operator not in FIELDS[field]:
        return f"A condition cannot ask whether {field} {operator}."
    if operator == "empty":
        return "" if value is None else f"{field} empty takes no value."
    if field in WHOLE_NUMBERS:
        return "" if _is_id(value) else f"{field} needs a number."
    return "" if isinstance(value, str) and value.strip() else f"{field} needs a word."


def _action_fault(action: Mapping[str, Any]) -> str:
    kind, given = action.get("action"), {k for k, v in action.items() if v is not None}
    allowed = {"assign": {"team", "person"}, "prioritise": {"priority"}, "tag": {"tag"}, "note": {"text"}}  # fmt: skip
    if kind not in allowed:
        return f"A rule cannot {kind}."
    if given - {"action"} - allowed[kind] or given == {"action"}:
        return f"{kind} takes {' and '.join(sorted(allowed[kind]))}."
    if kind == "assign":
        ok = all(_is_id(action[k]) for k in given - {"action"})
    elif kind == "prioritise":
        ok = action["priority"] in (1, 2, 3, 4) and not isinstance(action["priority"], bool)
    else:
        word = action.get("tag", action.get("text"))
        ok = isinstance(word, str) and bool(word.strip())
    return "" if ok else f"{kind} has a value that makes no sense."


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 2**31
