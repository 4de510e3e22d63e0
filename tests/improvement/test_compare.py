"""Differences and their intervals: against published examples, against brute force, and what must always hold."""

from itertools import combinations
from statistics import median

import pytest
from hypothesis import given
from hypothesis import strategies as st

from improvement.rules import compare, sample

# Hollander, Wolfe and Chicken 2014, as computed by SAS (PROC NPAR1WAY, asymptotic Moses).
X = sorted([1.83, 0.50, 1.62, 2.48, 1.68, 1.88, 1.55, 3.06, 1.30])
Y = sorted([0.878, 0.647, 0.598, 2.05, 1.06, 1.29, 1.06, 3.14, 1.29])
# Permeability of the chorioamnion (Hollander and Wolfe 1973), SAS: -0.305 (-0.76 to 0.17).
TERM = sorted([0.80, 0.83, 1.89, 1.04, 1.45, 1.38, 1.91, 1.64, 0.73, 1.46])
EARLY = sorted([1.15, 0.88, 0.90, 0.74, 1.21])
# Student's sleep data, R: t.test(extra ~ group).
DRUG_1 = sorted([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0])
DRUG_2 = sorted([1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4])

values = st.lists(st.integers(0, 5000).map(float), min_size=5, max_size=30).map(sorted)


def test_the_shift_and_its_interval_are_those_of_the_book(monkeypatch):
    monkeypatch.setattr(compare, "EXACT", 0)

    first, second = compare.shift(Y, X), compare.shift(TERM, EARLY)

    assert (first.estimate, first.low, first.high) == pytest.approx((0.56, -0.37, 1.183))
    assert (second.estimate, second.low, second.high) == pytest.approx((-0.305, -0.76, 0.17))


@pytest.mark.parametrize(("n", "m", "critical"), [(5, 5, 2), (5, 10, 8), (8, 8, 13), (10, 10, 23), (9, 9, 17), (20, 20, 127)])  # fmt: skip
def test_the_exact_places_are_those_of_the_tables_of_mann_and_whitney(n, m, critical):
    assert compare._critical(n, m) == critical + 1


def test_orders_are_counted_as_brute_force_counts_them():
    counts = [0] * 13
    for places in combinations(range(7), 3):
        counts[sum(places) - 3] += 1

    assert compare._orders(3, 4) == counts


def test_the_difference_of_means_is_that_of_welch():
    found = compare.welch(DRUG_2, DRUG_1)

    assert (found.low, found.high) == pytest.approx((-3.3654832, 0.2054832), abs=2e-6)


@pytest.mark.parametrize(
    ("before", "trial", "low", "high"),
    [((48, 80), (56, 70), 0.0524, 0.3339), ((3, 10), (9, 10), 0.1705, 0.8090), ((0, 29), (5, 56), -0.0381, 0.1926)],
)  # fmt: skip
def test_the_difference_of_shares_is_that_of_newcombes_table(before, trial, low, high):
    found = compare.shares(*before, *trial)

    assert (found.low, found.high) == pytest.approx((low, high), abs=5e-5)


@given(values, values)
def test_the_shift_is_the_median_of_all_pairs_however_it_is_found(before, trial):
    listed, n = compare.shift(before, trial), len(before) * len(trial)
    pairs = sorted(t - b for t in trial for b in before)

    assert listed.estimate == median(pairs)
    assert listed.low <= listed.estimate <= listed.high
    assert compare._at(before, trial, (n + 1) // 2) == pytest.approx(pairs[(n - 1) // 2], abs=1e-5)


@given(values, values, st.integers(-9000, 9000), st.sampled_from(["median", "mean"]))
def test_moving_one_side_moves_difference_and_bounds_by_as_much(before, trial, by, statistic):
    first = compare.difference(before, trial, statistic)
    moved = compare.difference(before, [v + by for v in trial], statistic)

    assert [moved.estimate, moved.low, moved.high] == pytest.approx([first.estimate + by, first.low + by, first.high + by], abs=1e-6)  # fmt: skip


@given(values, values, st.sampled_from(["median", "mean"]))
def test_the_other_way_round_is_the_same_with_the_signs_turned(before, trial, statistic):
    one, other = compare.difference(before, trial, statistic), compare.difference(trial, before, statistic)  # fmt: skip

    assert [one.estimate, one.low, one.high] == pytest.approx([-other.estimate, -other.high, -other.low], abs=1e-6)  # fmt: skip


@given(st.integers(5, 400), st.integers(5, 400), st.data())
def test_shares_lie_between_bounds_within_one(n, m, data):
    yes, trial = data.draw(st.integers(0, n)), data.draw(st.integers(0, m))

    found = compare.difference([0.0] * (n - yes) + [1.0] * yes, [0.0] * (m - trial) + [1.0] * trial, "share")  # fmt: skip

    assert -1 <= found.low <= found.estimate <= found.high <= 1


def test_fewer_than_five_values_say_nothing():
    assert compare.difference([1.0] * 4, [2.0] * 50, "median") is None
    assert compare.difference([1.0] * 50, [2.0] * 4, "share") is None


def test_how_many_cases_are_needed_is_what_the_formulas_say():
    even = [float(v) for v in range(1, 101)]

    assert (
        sample.needed([0.0] * 40 + [1.0] * 60, -0.2, "share") == 95
    )  # Fleiss: 7.849 (0.24 + 0.24) / 0.04
    assert sample.needed([0.0, 2.0] * 50, 0.5, "mean") == 64  # 2 x 7.849 x 1.0101 / 0.25
    assert sample.above(even, 0.0) == 0.5
    assert sample.needed(even, -1000.0, "median") == 6  # apart: 7.849 / (6 / 4)
    assert sample.needed([5.0] * 10, 0.0, "median") is None


@given(values, st.integers(1, 3000), st.integers(1, 3000))
def test_a_larger_change_never_needs_more_cases(before, small, more):
    few, many = (sample.needed(before, float(size), "median") for size in (small + more, small))

    assert many is None or (few is not None and few <= many)


def test_millions_of_pairs_are_compared_without_writing_them_down():
    before, trial = [float(v) for v in range(3000)], [float(v) - 40 for v in range(3000)]

    found = compare.shift(before, trial)

    assert found.estimate == pytest.approx(-40, abs=1e-4)
    assert found.low < -40 < found.high
