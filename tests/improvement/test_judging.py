"""The verdict sentence follows from the interval, the rank from three numbers, the seal from the evidence."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.rules import evidence, judging, ranking, words
from improvement.rules.compare import Difference
from improvement.rules.evidence import Window


def sentence(low: float, high: float, hoped: float = -30, guards: tuple[str, ...] = ()) -> judging.Shown:  # fmt: skip
    """What is said of a difference in minutes."""
    found = Difference((low + high) * 30, low * 60, high * 60, "median")
    case = judging.Case("Time without a scanner", "seconds", 94 * 60, 31 * 60, 214, 171, hoped * 60, found, guards)  # fmt: skip
    return judging.shown(case)


def test_it_worked_when_all_of_the_interval_is_as_good_as_was_hoped():
    found = sentence(-74, -51, guards=("HELD", "CLOSE", "HELD", "HELD"))

    assert (
        found.heading
        == "It worked: time without a scanner is 31 min, not 94 min. All 4 guards held."
    )
    assert found.why == (
        "62 min less. With what was measured the true change lies between 51 min and 74 min less, so it is at least the 30 "
        "min hoped for."
    )  # fmt: skip


@pytest.mark.parametrize(
    ("low", "high", "state"),
    [(-74, -51, "WORKED"), (-74, -10, "WORKED"), (-20, -5, "LESS"), (-20, 12, "NOTHING"), (-50, 12, "UNCLEAR"), (3, 40, "WORSE")],
)  # fmt: skip
def test_what_is_said_depends_on_where_the_interval_lies(low, high, state):
    assert sentence(low, high).state == state


def test_where_more_is_hoped_for_the_interval_is_read_the_other_way_round():
    assert sentence(40, 60, hoped=30).state == "WORKED"
    assert sentence(-60, -40, hoped=30).state == "WORSE"


def test_a_broken_guard_is_said_in_the_same_breath():
    assert sentence(-74, -51, guards=("HELD", "BROKE")).heading.endswith("1 of 2 guards broke.")
    assert sentence(-74, -51, guards=("UNKNOWN",)).heading.endswith("Whether the guard held nobody can tell.")  # fmt: skip


def test_too_few_cases_are_an_honest_answer():
    found = judging.shown(judging.Case("Lead time", "seconds", 60.0, 30.0, 40, 3, -10, None))

    assert (
        found.heading
        == "Too early to tell: 3 cases in the trial, 5 are the least that say anything."
    )


@pytest.mark.parametrize(
    ("value", "n", "is_floor", "state"),
    [(10, 9, False, "HELD"), (19, 9, False, "CLOSE"), (21, 9, False, "BROKE"), (21, 9, True, "CLOSE"), (19, 9, True, "BROKE"), (10, 4, False, "UNKNOWN")],
)  # fmt: skip
def test_a_guard_is_held_within_its_bound(value, n, is_floor, state):
    assert judging.guard_state(value, n, 20, is_floor=is_floor) == state


@given(*[st.integers(1, 5)] * 3)
def test_more_impact_ranks_higher_more_effort_or_risk_lower(impact, effort, risk):
    rank = ranking.rank(impact, effort, risk)

    assert 0 < rank <= 5
    assert impact == 5 or ranking.rank(impact + 1, effort, risk) > rank
    assert effort == 5 or ranking.rank(impact, effort + 1, risk) < rank
    assert risk == 5 or ranking.rank(impact, effort, risk + 1) < rank


def test_the_formula_is_shown_with_its_numbers():
    assert ranking.words(4, 2, 3) == "4 ÷ 2 × (6 − 3) ÷ 5 = 1.20"


@pytest.mark.parametrize(
    ("number", "said"),
    [(-0.08, "8 points less"), (0.01, "1 point more"), (0.0, "no change")],
)
def test_shares_change_in_points(number, said):
    assert words.change("share", number) == said


def test_an_interval_across_zero_names_both_directions():
    assert words.between("seconds", -240, 540) == "between 4 min less and 9 min more"


@given(st.dictionaries(st.dates(date(2026, 1, 1), date(2026, 3, 1)), st.lists(st.floats(0, 1e7), max_size=5)))  # fmt: skip
def test_a_window_reads_back_as_it_was_stored(days):
    window = Window(date(2026, 1, 1), date(2026, 3, 1), days)

    assert Window.of(window.record()).record() == window.record()


def test_corrections_since_are_found_by_side_and_day():
    days = {date(2026, 1, 1) + timedelta(days=n): [60.0, 120.0] for n in range(6)}
    window = Window(date(2026, 1, 1), date(2026, 1, 6), days)
    record = {"measure": {"statistic": "median"}, "before": window.record(), "trial": window.record()}  # fmt: skip
    later = Window(window.since, window.until, {**days, date(2026, 1, 2): [60.0]})

    found = evidence.changed_since(record, window, later)

    assert [(row["name"], row["n_then"], row["n_now"], row["days"]) for row in found] == [("In the trial", 12, 11, 1)]  # fmt: skip


def test_savings_of_several_trials_add_up_and_their_widths_as_squares():
    assert evidence.summed([(10, 7, 13), (20, 16, 24)]) == pytest.approx((30, 25, 35))
