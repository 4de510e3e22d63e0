"""What numbers mean: intervals, bands, hours up, and how they are said."""

from datetime import UTC, date, datetime

import pytest

from metrics import rules
from metrics.rules import Figure, Promise

SATISFACTION, RESTORE = rules.MEASURES["satisfaction"], rules.MEASURES["time-to-restore"]
AVAILABILITY, BACKLOG = rules.MEASURES["availability"], rules.MEASURES["backlog-age"]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2026, 9, 7, hour, minute, tzinfo=UTC)


@pytest.mark.parametrize(
    ("hits", "n", "low", "high"),
    [(50, 61, 0.7053, 0.8962), (0, 10, 0.0, 0.2775), (10, 10, 0.7225, 1.0), (1, 1, 0.2065, 1.0), (81, 263, 0.2553, 0.3662)],
)  # fmt: skip
def test_the_interval_of_a_share_is_wilsons(hits, n, low, high):
    assert rules.wilson(hits, n) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))


def test_no_answers_have_no_interval():
    assert rules.wilson(0, 0) is None
    assert rules.standing(SATISFACTION, Figure(), Promise(0.8)) == rules.UNKNOWN


@pytest.mark.parametrize(
    ("value", "state"),
    [(50, "KEPT"), (55, "KEPT"), (56, "AT_RISK"), (60, "AT_RISK"), (61, "MISSED")],
)
def test_a_time_is_kept_then_at_risk_then_missed(value, state):
    figure = Figure(5, value * 60 * 5, 5)

    assert rules.standing(RESTORE, figure, Promise(3600, 55 * 60)) == state


@pytest.mark.parametrize(
    ("hours_up", "state"), [(1000, "KEPT"), (997, "KEPT"), (996, "AT_RISK"), (995, "AT_RISK"), (994, "MISSED")]
)  # fmt: skip
def test_a_share_is_kept_at_so_much_or_more(hours_up, state):
    figure = Figure(0, hours_up * 3600.0, 1000 * 3600.0)

    assert rules.standing(AVAILABILITY, figure, Promise(0.995, 0.997)) == state


def test_those_who_answer_stand_for_all_so_it_is_missed_only_when_the_whole_interval_misses():
    some, many = Figure(48, 34, 48), Figure(480, 340, 480)

    assert rules.standing(SATISFACTION, some, Promise(0.8)) == rules.UNKNOWN
    assert rules.standing(SATISFACTION, many, Promise(0.8)) == rules.MISSED


def test_four_cases_say_nothing_and_one_open_ticket_is_a_fact():
    assert rules.standing(RESTORE, Figure(4, 4e6, 4), Promise(60)) == rules.UNKNOWN
    assert rules.standing(BACKLOG, Figure(1, 4e6, 1, 4e6, 4e6), Promise(60)) == rules.MISSED


def test_outages_that_overlap_count_once_and_only_inside_the_agreed_hours():
    agreed = [(at(8), at(12)), (at(13), at(17))]
    outages = [(at(7), at(9)), (at(8, 30), at(10)), (at(12), at(13)), (at(16, 30), None)]

    up, base, n = rules.uptime(agreed, outages)

    assert (up / 3600, base / 3600, n) == (5.5, 8.0, 3)


def test_a_day_without_agreed_hours_has_nothing_to_be_up_in():
    assert rules.uptime([], [(at(7), at(9))]) == (0.0, 0.0, 0)


def test_each_day_has_the_promise_that_was_newest_then():
    first, second = Promise(60, since=date(2026, 9, 1)), Promise(30, since=date(2026, 9, 14))

    assert rules.in_force([second, first], date(2026, 8, 31)) is None
    assert rules.in_force([second, first], date(2026, 9, 13)) == first
    assert rules.in_force([second, first], date(2026, 9, 14)) == second


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.82, "82 %"), (0.996, "99.6 %"), (0.99994, "99.99 %"), (0.999999, "99.99 %"), (1.0, "100 %"), (0.9, "90 %")],
)  # fmt: skip
def test_shares_are_said_finer_near_a_hundred_and_never_rounded_up_to_it(value, words):
    assert rules.words_for(value, "share") == words


@pytest.mark.parametrize(
    ("measure", "text", "value"),
    [("lead-time", "90", 5400), ("lead-time", "1 d 12 h", 129_600), ("lead-time", "1,5h", 5400), ("lead-time", "45 s", 45),
     ("availability", "99.95 %", 0.9995), ("satisfaction", "80", 0.8)],
)  # fmt: skip
def test_a_promise_is_read_as_people_write_it_and_written_back_the_same(measure, text, value):
    what = rules.MEASURES[measure]

    assert rules.read_promise(what, text) == pytest.approx(value)
    assert rules.read_promise(what, rules.written(what, value)) == pytest.approx(value)


@pytest.mark.parametrize("text", ["soon", "4 weeks", "-3 h", "90 %", "1e9 h x"])
def test_a_promise_that_is_no_time_is_refused(text):
    with pytest.raises(rules.BadPromise):
        rules.read_promise(RESTORE, text)


@pytest.mark.parametrize(
    ("states", "sentence"),
    [
        ("", "No outcome is named yet: nobody can say what the services are for."),
        ("UU", "Nobody can say yet whether an outcome is reached."),
        ("K", "The one outcome is reached."),
        ("KKK", "All three outcomes are reached."),
        ("KAU", "One of three outcomes is reached, one is at risk, and one is too early to tell."),
        ("KKAM", "Two of four outcomes are reached, one is at risk, and “Outcome 3” is not."),
        ("MMA", "None of three outcomes is reached, one is at risk, and two are not."),
    ],
)
def test_one_sentence_says_how_the_outcomes_stand(states, sentence):
    words = {"K": "KEPT", "A": "AT_RISK", "M": "MISSED", "U": "UNKNOWN"}
    told = [(f"Outcome {n}", words[state]) for n, state in enumerate(states)]

    assert "".join(rules.headline(told)) == sentence


def test_every_measure_says_all_of_itself():
    assert len(rules.MEASURES) == 9
    for measure in rules.MEASURES.values():
        assert measure.family in rules.FAMILIES
        assert all((measure.says, measure.formula, measure.source_words, measure.left_out, measure.counted, measure.empty))  # fmt: skip
        assert (measure.unit, measure.better) in {("seconds", "less"), ("share", "more")}
