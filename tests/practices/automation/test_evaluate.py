"""Facts in, plan out: the one evaluator, by itself."""

from dataclasses import replace

import pytest

from practices.automation import rules
from practices.automation.rules import Condition, Facts

FACTS = Facts(
    title="Scanner lost its session", service=3, team=None, assignee=None, priority=2, channel="phone", state="NEW",
    department="Rotterdam DC", tags=("scanner",), category=(8, 5),
)  # fmt: skip


@pytest.mark.parametrize(
    ("condition", "holds"),
    [
        (Condition("service", "is", 3), True),
        (Condition("service", "is", 4), False),
        (Condition("service", "empty"), False),
        (Condition("team", "empty"), True),
        (Condition("team", "is", 3), False),
        (Condition("assignee", "empty"), True),
        (Condition("priority", "is", 2), True),
        (Condition("channel", "is", "Phone"), True),
        (Condition("state", "is", "RESOLVED"), False),
        (Condition("title", "contains", "SESSION"), True),
        (Condition("title", "contains", "printer"), False),
        (Condition("department", "is", "rotterdam dc"), True),
        (Condition("tag", "has", "Scanner"), True),
        (Condition("tag", "has", "printer"), False),
        (Condition("service", "is", [4, 3]), True),
        (Condition("service", "is_not", [4, 3]), False),
        (Condition("service", "is_not", [4, 5]), True),
        (Condition("service", "filled"), True),
        (Condition("team", "filled"), False),
        (Condition("team", "is_not", 3), True),
        (Condition("category", "is", 8), True),
        (Condition("category", "is", 5), True),
        (Condition("category", "is_not", 5), False),
        (Condition("category", "empty"), False),
        (Condition("title", "contains", ["printer", "scanner"]), True),
        (Condition("title", "contains_not", ["printer", "scanner"]), False),
        (Condition("title", "matches", r"^scanner .*session$"), True),
        (Condition("title", "matches_not", r"freez(e|ing)"), True),
        (Condition("tag", "has", ["dock", "scanner"]), True),
        (Condition("tag", "has_not", ["dock", "scanner"]), False),
    ],
)
def test_a_condition_holds_or_does_not(condition, holds):
    assert condition.holds(FACTS) is holds


def plan(conditions, actions, facts=FACTS):
    return rules.evaluate(rules.definition("incident.logged", conditions, actions), facts)


def test_the_first_condition_that_fails_ends_the_asking():
    asked = [
        {"field": "service", "operator": "is", "value": 3},
        {"field": "priority", "operator": "is", "value": 1},
        {"field": "team", "operator": "empty"},
    ]

    found = plan(asked, [{"action": "tag", "tag": "x"}])

    assert (found.matched, found.passed, found.steps) == (False, 1, ())


def test_actions_that_would_change_nothing_are_not_planned():
    actions = [
        {"action": "assign", "team": 9},
        {"action": "prioritise", "priority": 2},
        {"action": "tag", "tag": "scanner"},
        {"action": "note", "text": "Look at the dock."},
    ]

    assert [step.action for step in plan([], actions).steps] == ["assign", "note"]
    there = replace(FACTS, team=9)
    assert [step.action for step in plan([], actions, there).steps] == ["note"]


@pytest.mark.parametrize(
    ("conditions", "actions", "field"),
    [
        ([{"field": "salary", "operator": "is", "value": 1}], [{"action": "tag", "tag": "x"}], "conditions"),
        ([{"field": "team", "operator": "contains", "value": 1}], [{"action": "tag", "tag": "x"}], "conditions"),
        ([{"field": "team", "operator": "is", "value": True}], [{"action": "tag", "tag": "x"}], "conditions"),
        ([{"field": "title", "operator": "contains", "value": " "}], [{"action": "tag", "tag": "x"}], "conditions"),
        ([{"field": "team", "operator": "empty"}] * 2, [{"action": "tag", "tag": "x"}], "conditions"),
        ([], [], "actions"),
        ([], [{"action": "assign"}], "actions"),
        ([], [{"action": "prioritise", "priority": 9}], "actions"),
        ([], [{"action": "tag", "tag": "x", "team": 3}], "actions"),
        ([], [{"action": "resolve"}], "actions"),
        ([], [{"action": "assign", "team": 1}, {"action": "least_open", "team": 2}], "actions"),
        ([], [{"action": "least_open", "person": 2}], "actions"),
        ([], [{"action": "fallback", "team": 2}], "actions"),
        ([], [{"action": "reply", "text": "Dear {nobody}"}], "actions"),
        ([{"field": "service", "operator": "is", "value": []}], [{"action": "tag", "tag": "x"}], "conditions"),
        ([{"field": "service", "operator": "is", "value": [1] * 21}], [{"action": "tag", "tag": "x"}], "conditions"),
        ([{"field": "title", "operator": "matches", "value": "(a)\\1"}], [{"action": "tag", "tag": "x"}], "conditions"),
    ],
)  # fmt: skip
def test_a_rule_that_makes_no_sense_is_refused_in_words(conditions, actions, field):
    assert list(rules.faults("incident.logged", conditions, actions)) == [field]


@pytest.mark.parametrize(
    ("trigger", "timing", "fits"),
    [
        ("time.clock", {"measure": "resolution", "share": 75}, True),
        ("time.clock", {"measure": "resolution", "share": 76}, False),
        ("time.clock", {"hours": 3}, False),
        ("time.requester", {"hours": 48}, True),
        ("time.requester", {"hours": 0}, False),
        ("time.ours", {"hours": True}, False),
        ("time.ours", {}, False),
        ("incident.logged", {"hours": 3}, False),
    ],
)
def test_a_rule_on_time_says_how_long(trigger, timing, fits):
    found = rules.faults(trigger, [], [{"action": "tag", "tag": "x"}], timing)

    assert found == {} if fits else list(found) == ["trigger"]
