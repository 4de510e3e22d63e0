"""What is wrong with a rule, in plain words."""

from collections.abc import Mapping, Sequence
from typing import Any

from practices.automation.rules import patterns, text
from practices.automation.rules.vocabulary import (
    ACTIONS,
    CLOCK,
    HAND_OVER,
    LONGEST_HOURS,
    MEASURES,
    MOST_ACTIONS,
    MOST_CONDITIONS,
    MOST_VALUES,
    PATTERNS,
    SHARES,
    TAKE_NOTHING,
    TIMES,
    WHEN,
    WHOLE_NUMBERS,
    operators_of,
)

Part = Mapping[str, Any]


def faults(
    trigger: str, conditions: Sequence[Part], actions: Sequence[Part], timing: Part | None = None
) -> dict[str, str]:
    """What is wrong with a rule, field by field; empty when it can run."""
    found = {
        "trigger": _trigger_fault(trigger, timing or {}),
        "conditions": _conditions_fault(conditions),
        "actions": _actions_fault(actions),
    }
    return {name: words for name, words in found.items() if words}


def _trigger_fault(trigger: str, timing: Part) -> str:
    if trigger not in WHEN:
        return "Say when the rule is asked."
    given = {name for name, value in timing.items() if value is not None}
    if trigger not in TIMES:
        return "Only a rule on time takes a time." if given else ""
    if trigger == CLOCK:
        known = timing.get("share") in SHARES and timing.get("measure") in MEASURES
        fits = known and given == {"share", "measure"} and not isinstance(timing["share"], bool)
        return "" if fits else "Say which clock, and at 50, 75, 90 or 100 percent."
    hours = timing.get("hours")
    fits = _is_id(hours) and given == {"hours"} and 1 <= int(hours or 0) <= LONGEST_HOURS
    return "" if fits else f"Say after how many hours: 1 to {LONGEST_HOURS}."


def _conditions_fault(conditions: Sequence[Part]) -> str:
    if len(conditions) > MOST_CONDITIONS:
        return f"A rule asks at most {MOST_CONDITIONS} things."
    said = [(c.get("field"), c.get("operator"), str(c.get("value"))) for c in conditions]
    if len(said) != len(set(said)):
        return "Each thing is asked once."
    return next((words for c in conditions if (words := _condition_fault(c))), "")


def _condition_fault(condition: Part) -> str:
    field, operator, value = str(condition.get("field")), str(condition.get("operator")), condition.get("value")  # fmt: skip
    if operator not in operators_of(field):
        return f"A condition cannot ask whether {field} {str(operator).replace('_', ' ')}."
    if operator in TAKE_NOTHING:
        return "" if value is None else f"{field} {operator} takes no value."
    values = value if isinstance(value, list) else [value]
    if not 1 <= len(values) <= MOST_VALUES:
        return f"{field} takes one to {MOST_VALUES} values."
    return next((words for each in values if (words := _value_fault(field, operator, each))), "")


def _value_fault(field: str, operator: str, value: Any) -> str:
    if field in WHOLE_NUMBERS:
        return "" if _is_id(value) else f"{field} needs a number."
    if not isinstance(value, str) or not value.strip():
        return f"{field} needs a word."
    return patterns.fault(value) if operator in PATTERNS else ""


def _actions_fault(actions: Sequence[Part]) -> str:
    if not 1 <= len(actions) <= MOST_ACTIONS:
        return f"Say what the rule does: one to {MOST_ACTIONS} actions."
    if sum(action.get("action") in HAND_OVER for action in actions) > 1:
        return "A rule hands over once."
    return next((words for action in actions if (words := _action_fault(action))), "")


def _action_fault(action: Part) -> str:
    kind, given = action.get("action"), {k for k, v in action.items() if v is not None}
    if kind not in ACTIONS:
        return f"A rule cannot {kind}."
    takes = ACTIONS[kind]
    if given - {"action"} - takes or (takes and given == {"action"}):
        return f"{kind.replace('_', ' ')} takes {' and '.join(sorted(takes)) or 'nothing'}."
    if not all(_makes_sense(name, action[name]) for name in given - {"action"}):
        return f"{kind.replace('_', ' ')} has a value that makes no sense."
    return text.fault(action["text"]) if "text" in takes else ""


def _makes_sense(name: str, value: Any) -> bool:
    if name in ("team", "person"):
        return _is_id(value)
    if name == "priority":
        return value in (1, 2, 3, 4) and not isinstance(value, bool)
    return isinstance(value, str) and bool(value.strip())


def _is_id(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 < value <= 2**31
