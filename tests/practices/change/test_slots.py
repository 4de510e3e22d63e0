"""The next free slots, held against looking at every minute; and the words that say why there is none."""

from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.change.rules import windows
from practices.change.rules.conflicts import Around, Frozen, Near, Other, Plan
from practices.change.rules.slots import APART, Block, free_for, next_slots
from practices.change.rules.windows import Weekly, both, joined, minus, opened

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
SPAN = 3 * 1440  # minutes looked at
minutes = st.integers(-100, SPAN + 100)
spans = st.tuples(minutes, st.integers(1, 900)).map(lambda one: (one[0], one[0] + one[1]))


def at(minute: float) -> datetime:
    return START + minute * MINUTE


def moments(pairs) -> list[tuple[datetime, datetime]]:
    return [(at(a), at(b)) for a, b in pairs]


def by_looking(blocks, allowed, length: int, most: int) -> list[int]:
    """Every minute on its own: the first starts of so many free minutes, a day apart within one free time."""
    inside = [allowed is None or any(a <= m < b for a, b in allowed) for m in range(SPAN)]
    free = [inside[m] and not any(a <= m < b for a, b in blocks) for m in range(SPAN)]
    found: list[int] = []
    run_start, last_in_run = 0, None
    for m in range(SPAN):
        if not free[m]:
            run_start, last_in_run = m + 1, None
            continue
        first = run_start if run_start % 5 == 0 else run_start + 5 - run_start % 5
        wanted = first if last_in_run is None else last_in_run + 1440
        if m == wanted and m + length <= SPAN and all(free[m : m + length]):
            found.append(m)
            last_in_run = m
            if len(found) == most:
                break
    return found


@settings(max_examples=150)
@given(
    st.lists(spans, max_size=8),
    st.none() | st.lists(spans, max_size=6),
    st.integers(1, 500),
    st.integers(1, 5),
)
def test_slots_are_those_that_looking_at_every_minute_finds(taken, allowed, length, most):
    blocks = [Block(*pair) for pair in moments(taken)]

    found = next_slots(
        blocks, None if allowed is None else moments(allowed), length=length * MINUTE, since=START, until=at(SPAN), most=most
    )  # fmt: skip

    assert [(since - START) // MINUTE for since, _ in found] == by_looking(taken, allowed, length, most)  # fmt: skip
    assert all(until - since == length * MINUTE for since, until in found)


@given(st.lists(spans, max_size=8), st.lists(spans, max_size=8))
def test_sets_of_spans_hold_the_minutes_they_should(some, others):
    def minutes_of(pairs) -> set[int]:
        found = set()
        for a, b in pairs:
            found.update(range((a - START) // MINUTE, (b - START) // MINUTE))
        return found

    ones, twos = moments(some), moments(others)
    assert minutes_of(joined(ones)) == minutes_of(ones)
    assert minutes_of(minus(ones, twos)) == minutes_of(ones) - minutes_of(twos)
    assert minutes_of(both(ones, twos)) == minutes_of(ones) & minutes_of(twos)


AMSTERDAM = "Europe/Amsterdam"


@pytest.mark.parametrize(
    ("weekly", "since", "hours", "expected"),
    [
        # the night clocks go forward: 02:00 to 03:00 never was
        (Weekly(1, 6, time(1), time(4), AMSTERDAM), datetime(2026, 3, 28, 12, tzinfo=UTC), 24, [("00:00", "02:00")]),
        # the night they go back: 02:00 to 03:00 comes twice
        (Weekly(1, 6, time(1), time(4), AMSTERDAM), datetime(2026, 10, 24, 12, tzinfo=UTC), 24, [("23:00", "03:00")]),
        # past midnight, begun on Saturday
        (Weekly(1, 5, time(22), time(2), AMSTERDAM), datetime(2026, 3, 7, 12, tzinfo=UTC), 24, [("21:00", "01:00")]),
        # until midnight
        (Weekly(1, 5, time(22), time(0), "UTC"), datetime(2026, 3, 7, 12, tzinfo=UTC), 24, [("22:00", "00:00")]),
        # a zone nobody knows counts as UTC
        (Weekly(1, 0, time(10), time(11), "Nowhere/At"), START, 24, [("10:00", "11:00")]),
    ],
)  # fmt: skip
def test_weekly_windows_are_the_hours_the_clock_on_the_wall_shows(weekly, since, hours, expected):
    found = opened([weekly], since, since + hours * HOUR)

    assert [(f"{a:%H:%M}", f"{b:%H:%M}") for a, b in found] == expected


def test_windows_that_overlap_are_one():
    ones = [Weekly(1, 0, time(10), time(12)), Weekly(1, 0, time(11), time(13))]

    assert opened(ones, START, START + 24 * HOUR) == [(START + HOUR, START + 4 * HOUR)]


def test_a_window_reads_as_people_write_it():
    assert windows.in_words(Weekly(1, 5, time(22), time(2))) == "Sat 22:00 to 02:00 of the next day"


# one service, its plan of an hour, and what is around it
def ask(length: float = 1, days: int = 90, **around):
    plan = Plan(START, START + HOUR, frozenset({1}))
    until = START + timedelta(days=days)
    known = Around((START, until), services={1: Near(1, "Warehouse Scanners", 0)}, **around)
    return free_for(plan, known, length=length * HOUR, since=START, until=until)


STOCK = Frozen(1, "Stocktaking freeze", START + 5 * HOUR, START + 69 * HOUR)


def test_what_is_always_free_is_free_now_and_at_the_same_hour_of_the_next_days():
    assert [slot.since for slot in ask().slots] == [START, START + APART, START + 2 * APART]


def test_a_slot_before_a_freeze_says_so_and_the_freeze_stands_between():
    free = ask(freezes=(STOCK,))

    assert [(slot.since - START) // HOUR for slot in free.slots] == [0, 69, 93]
    assert (free.slots[0].before, free.slots[1].before) == (STOCK, None)
    assert free.holds == [STOCK]


def test_a_change_that_has_to_do_with_it_is_gone_around_and_another_is_not():
    other = Other(9, START, START + 2 * HOUR, "SCHEDULED", frozenset({1}))
    far = Other(8, START + 2 * HOUR, START + 9 * HOUR, "SCHEDULED", frozenset({7}))

    assert ask(others=(other, far)).slots[0].since == START + 2 * HOUR


def test_slots_lie_inside_the_maintenance_windows():
    weekly = (Weekly(1, 0, time(12), time(14)), Weekly(1, 2, time(9), time(9, 30)))

    assert [f"{slot.since:%a %H:%M}" for slot in ask(weekly=weekly).slots] == ["Mon 12:00"] * 3


@pytest.mark.parametrize(
    ("length", "days", "around", "why"),
    [
        (1, 2, {"freezes": (STOCK,)}, ""),
        (6, 2, {"freezes": (STOCK,)}, "Stocktaking freeze holds every service until Thu 5 Mar 06:00."),
        (3, 90, {"weekly": (Weekly(1, 0, time(12), time(14)),)}, "No maintenance window lasts 3:00; the longest is 2:00."),
        (
            1, 2, {"others": (Other(9, START, START + 80 * HOUR, "SCHEDULED", frozenset({1})),)},
            "Other changes and what is agreed leave no 1:00 within 2 days.",
        ),
    ],
)  # fmt: skip
def test_where_there_is_no_slot_it_says_what_would_have_to_give_way(length, days, around, why):
    free = ask(length, days, **around)

    assert (free.why, bool(free.slots)) == (why, not why)
