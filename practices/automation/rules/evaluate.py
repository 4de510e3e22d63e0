"""The one evaluator behind live firing, dry run and tests: Facts in, Plan out."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from practices.automation.rules import patterns
from practices.automation.rules.vocabulary import OWN


@dataclass(frozen=True)
class Facts:
    """What is known of a ticket at one moment; its category with those above it."""

    title: str
    service: int | None
    team: int | None
    assignee: int | None
    priority: int
    channel: str
    state: str
    department: str
    tags: tuple[str, ...]
    description: str = ""
    category: tuple[int, ...] = ()
    own: Mapping[str, str] = field(default_factory=dict)  # own fields, in words

    @property
    def text(self) -> str:
        return f"{self.title}\n{self.description}"

    def known(self, name: str) -> Any:
        """What is known under the name of a field; of an own field that says nothing, nothing."""
        return (
            self.own.get(name.removeprefix(OWN), "")
            if name.startswith(OWN)
            else getattr(self, name)
        )


@dataclass(frozen=True)
class Condition:
    """One thing that must hold: of several values one is enough, and none may hold where it is turned round."""

    field: str
    operator: str
    value: Any = None

    @property
    def values(self) -> tuple[Any, ...]:
        return tuple(self.value) if isinstance(self.value, list | tuple) else (self.value,)

    def holds(self, facts: Facts) -> bool:
        if self.operator in ("empty", "filled"):
            known = facts.known(self.field)
            return (known in (None, "", ())) is (self.operator == "empty")
        asked = self.operator.removesuffix("_not")
        found = any(_fits(asked, self.field, value, facts) for value in self.values)
        return found is not self.operator.endswith("_not")


def _fits(asked: str, name: str, value: Any, facts: Facts) -> bool:
    if asked == "has":
        return str(value).casefold() in {tag.casefold() for tag in facts.tags}
    known = facts.known(name)
    if asked == "contains":
        return str(value).casefold() in known.casefold()
    if asked == "matches":
        return patterns.matches(str(value), known)
    if isinstance(known, tuple):
        return value in known
    return known.casefold() == str(value).casefold() if isinstance(known, str) else known == value


@dataclass(frozen=True)
class Step:
    """One thing a rule would do: an action and what it takes."""

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
    timing: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Plan:
    """What a rule would do to a ticket. `passed` counts the conditions that held, in order; steps that change nothing are left out."""

    matched: bool
    passed: int
    steps: tuple[Step, ...] = ()


def definition(
    trigger: str, conditions: Sequence[Mapping[str, Any]], actions: Sequence[Mapping[str, Any]],
    timing: Mapping[str, Any] | None = None,
) -> Definition:  # fmt: skip
    """A stored rule as something that can be evaluated."""
    return Definition(
        trigger,
        tuple(Condition(c["field"], c["operator"], c.get("value")) for c in conditions),
        tuple(
            Step(a["action"], tuple(sorted((k, v) for k, v in a.items() if k != "action")))
            for a in actions
        ),
        timing or {},
    )


def evaluate(rule: Definition, facts: Facts) -> Plan:
    """All conditions must hold; then every action that would change something is planned, in order."""
    for passed, condition in enumerate(rule.conditions):
        if not condition.holds(facts):
            return Plan(False, passed)
    steps = tuple(step for step in rule.steps if _changes(step, facts))
    return Plan(True, len(rule.conditions), steps)


def _changes(step: Step, facts: Facts) -> bool:
    team, person = step.value("team"), step.value("person")
    if step.action == "assign":
        return (team is not None and team != facts.team) or (
            person is not None and person != facts.assignee
        )
    if step.action == "least_open":
        return bool(team != facts.team or facts.assignee is None)
    if step.action == "fallback":
        return team is None or bool(team != facts.team)
    if step.action == "prioritise":
        return bool(step.value("priority") != facts.priority)
    if step.action == "tag":
        return str(step.value("tag")).casefold() not in {tag.casefold() for tag in facts.tags}
    return True  # words are always new


_SETS = {"assign": "team", "least_open": "team", "fallback": "team", "prioritise": "priority"}


def clash(one: Plan, other: Plan) -> str:
    """The field that both plans would set, each in another way; empty where they do not meet."""
    for mine in one.steps:
        for theirs in other.steps:
            field = _SETS.get(mine.action, "")
            if field and field == _SETS.get(theirs.action) and mine.value(field) != theirs.value(field):  # fmt: skip
                return field
    return ""
