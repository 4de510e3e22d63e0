"""Likelihood times impact: by rules and by a questionnaire, the higher of the two wins, every point explained."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.change.rules import risk, risk_policy

POLICY, QUESTIONS = risk.usual_rules(), risk.usual_questions()
facts = st.builds(
    risk.Facts, tier=st.integers(1, 4), in_hours=st.booleans(), services=st.integers(0, 9), items=st.integers(0, 99),
    dependents=st.integers(0, 50), open_now=st.integers(0, 99), open_usually=st.floats(0, 99), has_test=st.booleans(),
    backout_minutes=st.none() | st.integers(0, 600), is_emergency=st.booleans(), template=st.just("TPL-14"),
    ended=st.integers(10, 20), good=st.integers(0, 10), failed=st.integers(0, 10), failed_alike=st.integers(0, 5),
)  # fmt: skip
answers = st.fixed_dictionaries(
    {}, optional={one["key"]: st.sampled_from([a["key"] for a in one["answers"]] + ["gone"]) for one in QUESTIONS}
)  # fmt: skip


def weigh(known, given=None, **said):
    usual = {"policy": POLICY, "questions": QUESTIONS, "tolerance": risk.TOLERANCE}
    return risk.weigh(known, given or {}, **{**usual, **said})


@given(facts, answers)
def test_the_higher_of_the_two_wins_and_the_lines_add_up_to_it(known, given):
    found = weigh(known, given)

    assert found.score == max(side.score for side in found.sides)
    for side in found.sides:
        likelihood = 3 + sum(line.likelihood for line in side.lines)
        impact = 2 + sum(line.impact for line in side.lines)
        assert (side.likelihood, side.impact) == (
            min(5, max(1, likelihood)),
            min(5, max(1, impact)),
        )
    assert found.risk == risk.level(found.score)
    assert found.is_above == (found.score > risk.TOLERANCE[str(known.tier)])


@given(facts, answers)
def test_answering_the_questionnaire_never_makes_it_less_risky_than_the_rules_say(known, given):
    assert weigh(known, given).score >= weigh(known).score


@given(facts)
def test_a_more_critical_service_is_never_less_risky(known):
    scores = [weigh(risk.Facts(**{**vars(known), "tier": tier})).score for tier in (4, 3, 2, 1)]

    assert scores == sorted(scores)


@pytest.mark.parametrize(
    ("score", "words"), [(1, "Low"), (4, "Low"), (5, "Medium"), (9, "Medium"), (10, "High"), (15, "High"), (16, "Very high"), (25, "Very high")]
)  # fmt: skip
def test_the_level_follows_from_the_score(score, words):
    assert risk.LEVELS[risk.level(score)] == words


def test_what_is_said_of_a_risky_one_reads_line_by_line():
    known = risk.Facts(
        tier=1, open_now=44, open_usually=26.0, has_test=True, backout_minutes=5, template="TPL-14", ended=12, good=11
    )  # fmt: skip

    found = weigh(known, {"backout_tried": "fast"})

    said = [(one["says"], one["source"], one["likelihood"], one["impact"]) for one in found.because if one["code"] != "sum"]  # fmt: skip
    assert said == [
        ("Tier 1 service, in its hours", "rule RR-2", 0, 2),
        ("Made this way, 11 of 12 succeeded", "record of TPL-14", -1, 0),
        ("More incidents open than usual: 44, usually 26", "rule RR-6", 1, 0),
        ("Was the back-out tried? Yes, under ten minutes", "questionnaire", 0, -1),
    ]
    sums = [(one["side"], one["score"], one["counts"], one["unanswered"]) for one in found.because if one["code"] == "sum"]  # fmt: skip
    assert sums == [("rules", 12, True, 0), ("questions", 3, False, 5)]
    assert (found.risk, found.tolerance, found.is_above) == (risk.HIGH, 12, False)


def test_a_rule_that_is_off_counts_nothing_and_a_limit_is_the_organisations():
    policy = risk.usual_rules()
    policy["rules"]["no_test"]["is_on"] = False
    policy["rules"]["items"]["limit"] = 3

    found = weigh(risk.Facts(tier=2, in_hours=False, items=3, backout_minutes=5), policy=policy)

    assert [line.code for line in found.sides[0].lines] == ["RR-8"]


def test_the_usual_policy_is_without_faults():
    assert risk_policy.policy_faults(POLICY) == []
    assert risk_policy.questions_faults(QUESTIONS) == []
    assert risk_policy.tolerance_faults(risk.TOLERANCE) == []


@pytest.mark.parametrize(
    "value",
    [None, 3, [], {}, {"start": [3, 2]}, {**POLICY, "start": [0, 2]}, {**POLICY, "rules": {}},
     {**POLICY, "rules": {**POLICY["rules"], "tier1": {"is_on": True, "likelihood": 9, "impact": 1, "limit": None}}},
     {**POLICY, "rules": {**POLICY["rules"], "items": {"is_on": True, "likelihood": 0, "impact": 1, "limit": 0}}},
     {**POLICY, "rules": {**POLICY["rules"], "tier1": 1}}],
)  # fmt: skip
def test_points_that_make_no_sense_are_refused(value):
    assert risk_policy.policy_faults(value)


@pytest.mark.parametrize(
    "value",
    [None, {}, [3], [QUESTIONS[0], QUESTIONS[0]], [{**QUESTIONS[0], "asks": ""}], [{**QUESTIONS[0], "key": "Not A Key"}],
     [{**QUESTIONS[0], "answers": QUESTIONS[0]["answers"][:1]}], [{**QUESTIONS[0], "answers": [QUESTIONS[0]["answers"][0]] * 2}],
     [{**QUESTIONS[0], "answers": [1, 2]}], QUESTIONS * 3],
)  # fmt: skip
def test_a_questionnaire_that_makes_no_sense_is_refused(value):
    assert risk_policy.questions_faults(value)


@pytest.mark.parametrize("value", [None, {}, {"1": 12}, {"1": 0, "2": 1, "3": 2, "4": 3}, {"1": 16, "2": 12, "3": 16, "4": 20}, {"1": True, "2": 12, "3": 16, "4": 20}])  # fmt: skip
def test_a_more_critical_tier_never_tolerates_more(value):
    assert risk_policy.tolerance_faults(value)


def test_answers_are_read_and_written_as_lines():
    for question in QUESTIONS:
        text = risk_policy.write_answers(question["answers"])
        read = risk_policy.read_answers(text)
        assert [(one["says"], one["likelihood"], one["impact"]) for one in read] == [
            (one["says"], one["likelihood"], one["impact"]) for one in question["answers"]
        ]
        assert len({one["key"] for one in read}) == len(read)
    with pytest.raises(ValueError, match="likelihood"):
        risk_policy.read_answers("Yes")
