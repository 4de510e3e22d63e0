"""Business time, held against a clock that is looked at minute by minute, or second by second."""

import time
from datetime import UTC, date, datetime, timedelta, timezone
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.service_level.rules import (
    ALWAYS,
    NO_HOURS,
    Hours,
    add_seconds,
    intervals,
    seconds_between,
)
from practices.service_level.rules.hours import ALL_WEEK
from tests.oracle.wall import Wall

AMSTERDAM = ZoneInfo("Europe/Amsterdam")
MINUTE = timedelta(minutes=1)
# Where the clock jumps: by night, at midnight, across midnight, by half an hour, by a whole day.
PLACES = [
    ("UTC", datetime(2026, 3, 29, tzinfo=UTC)),
    ("Europe/Amsterdam", datetime(2026, 3, 29, 1, tzinfo=UTC)),
    ("Europe/Amsterdam", datetime(2026, 10, 25, 1, tzinfo=UTC)),
    ("America/New_York", datetime(2026, 11, 1, 6, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 2, 18, 2, tzinfo=UTC)),
    ("America/Sao_Paulo", datetime(2018, 11, 4, 3, tzinfo=UTC)),
    ("America/St_Johns", datetime(2010, 11, 7, 2, 31, tzinfo=UTC)),
    ("Australia/Lord_Howe", datetime(2026, 4, 4, 15, tzinfo=UTC)),
    ("Asia/Kathmandu", datetime(2026, 1, 1, tzinfo=UTC)),
    ("Pacific/Apia", datetime(2011, 12, 30, 10, tzinfo=UTC)),
    ("Africa/Casablanca", datetime(2026, 2, 15, 2, tzinfo=UTC)),
]


def clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


@st.composite
def days(draw) -> list[tuple[int, int]]:
    """The intervals of a day in minutes, in order, some of them touching."""
    ends = sorted(draw(st.sets(st.integers(0, 24 * 60), max_size=6)))
    spans = list(zip(ends[::2], ends[1::2], strict=False))
    if spans and draw(st.booleans()) and spans[-1][1] < 24 * 60:
        spans.append((spans[-1][1], 24 * 60))
    return spans


@st.composite
def calendars(draw) -> tuple[Hours, Wall, datetime]:
    zone, change = draw(st.sampled_from(PLACES))
    week = [draw(days()) for _ in range(7)]
    around = change.astimezone(ZoneInfo(zone)).date()
    free = {around + timedelta(days=n) for n in draw(st.sets(st.integers(-3, 3), max_size=2))}
    hours = Hours(
        zone, tuple(tuple((a * 60, b * 60) for a, b in spans) for spans in week), frozenset(free)
    )
    wall = Wall(
        zone, {n: [(clock(a), clock(b)) for a, b in spans] for n, spans in enumerate(week)}, free
    )
    return hours, wall, change + draw(st.integers(-3 * 1440, 2 * 1440)) * MINUTE


@settings(max_examples=150, deadline=None)
@given(calendars(), st.integers(0, 5 * 1440))
def test_business_time_is_what_the_clock_on_the_wall_shows(made, minutes):
    hours, wall, start = made
    end = start + minutes * MINUTE

    found = intervals(hours, start, end)

    assert seconds_between(hours, start, end) == wall.between(start, end, MINUTE)
    assert seconds_between(hours, end, start) == -seconds_between(hours, start, end)
    assert sum((b - a).total_seconds() for a, b in found) == seconds_between(hours, start, end)
    assert all(a < b for a, b in found)
    assert all(b < c for (_, b), (c, _) in pairwise(found))


@settings(max_examples=150, deadline=None)
@given(calendars(), st.integers(1, 2 * 1440))
def test_a_promise_falls_due_when_so_much_business_time_has_passed(made, minutes):
    hours, wall, start = made
    limit = start + timedelta(days=6)

    due, told = (
        add_seconds(hours, start, minutes * 60),
        wall.after(start, minutes * 60, limit, MINUTE),
    )

    if told is None:
        assert due is None or due > limit
    else:
        assert due == told


@settings(max_examples=100, deadline=None)
@given(calendars(), st.floats(-3e5, 3e5))
def test_adding_business_time_and_counting_it_are_each_others_opposite(made, seconds):
    hours, _, start = made

    due = add_seconds(hours, start, seconds)

    if due is not None:
        assert seconds_between(hours, start, due) == pytest.approx(seconds, abs=1e-6)
    else:
        assert hours.is_never


@settings(max_examples=60, deadline=None)
@given(calendars(), st.lists(st.integers(0, 2 * 86_400_000_000), min_size=2, max_size=5))
def test_the_parts_of_a_time_sum_up_to_the_whole(made, parts):
    hours, _, start = made
    moments = [start + timedelta(microseconds=n) for n in sorted(parts)]

    whole = seconds_between(hours, moments[0], moments[-1])
    summed = sum(seconds_between(hours, a, b) for a, b in pairwise(moments))

    assert summed == pytest.approx(whole, abs=1e-5)


OFFICE = Hours("Europe/Amsterdam", ((((9 * 3600, 17 * 3600)),),) * 5 + ((), ()))
NIGHT = Hours("Europe/Amsterdam", (((0, 6 * 3600),),) * 7)


def local(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=AMSTERDAM, fold=fold)


@pytest.mark.parametrize(
    ("hours", "start", "end", "seconds"),
    [
        (OFFICE, local(2026, 3, 27, 16), local(2026, 3, 30, 10), 2 * 3600),  # over the change
        (OFFICE, local(2026, 10, 23, 16), local(2026, 10, 26, 10), 2 * 3600),
        (NIGHT, local(2026, 3, 29), local(2026, 3, 29, 12), 5 * 3600),  # 02:00 to 03:00 never was
        (NIGHT, local(2026, 10, 25), local(2026, 10, 25, 12), 7 * 3600),  # it came twice
        (NIGHT, local(2026, 10, 25, 2, 30), local(2026, 10, 25, 2, 30, fold=1), 3600),
        (NIGHT, local(2026, 3, 29, 1, 59, 59), local(2026, 3, 29, 3, 0, 1), 2),
        (ALWAYS, local(2026, 3, 29), local(2026, 3, 30), 23 * 3600),
        (ALWAYS, local(2026, 10, 25), local(2026, 10, 26), 25 * 3600),
        (OFFICE, local(2026, 3, 28, 9), local(2026, 3, 29, 17), 0),  # a weekend
        (OFFICE, local(2026, 3, 2, 9), local(2026, 3, 2, 9), 0),
    ],
)  # fmt: skip
def test_when_the_clocks_change_it_is_exact_to_the_second(hours, start, end, seconds):
    assert seconds_between(hours, start, end) == seconds
    if seconds and hours is not ALWAYS:
        assert Wall(
            hours.zone, {n: [(clock(a // 60), clock(b // 60)) for a, b in spans] for n, spans in enumerate(hours.week)}, set()
        ).between(start.astimezone(UTC), end.astimezone(UTC)) == seconds  # fmt: skip


@pytest.mark.parametrize(
    ("start", "promised", "due"),
    [
        (local(2026, 3, 27, 16), 2 * 3600, local(2026, 3, 30, 10)),
        (local(2026, 3, 27, 16), 3600, local(2026, 3, 27, 17)),  # not Monday at nine
        (local(2026, 3, 28, 3), 3600, local(2026, 3, 30, 10)),  # logged in the weekend
        (local(2026, 10, 23, 16), 9 * 3600, local(2026, 10, 26, 17)),
        (local(2026, 3, 2, 9), -3600, local(2026, 2, 27, 16)),  # and backwards
    ],
)
def test_office_hours_are_counted_over_nights_weekends_and_the_change_of_the_clocks(
    start, promised, due
):
    assert add_seconds(OFFICE, start, promised) == due


def test_the_offset_in_which_a_moment_is_written_does_not_matter():
    far = local(2026, 10, 23, 16).astimezone(timezone(timedelta(hours=-9, minutes=-30)))

    assert add_seconds(OFFICE, far, 7200) == local(2026, 10, 26, 10)


def test_without_hours_nothing_is_ever_due_and_nothing_counts():
    never = Hours("Europe/Amsterdam", NO_HOURS)

    assert add_seconds(never, local(2026, 3, 2), 1) is None
    assert seconds_between(never, local(2020, 1, 1), local(2026, 1, 1)) == 0
    assert intervals(never, local(2020, 1, 1), local(2026, 1, 1)) == []


def test_a_holiday_moves_the_promise_to_the_next_day_of_work():
    good_friday = Hours("Europe/Amsterdam", OFFICE.week, frozenset({date(2026, 4, 3), date(2026, 4, 6)}))  # fmt: skip

    assert add_seconds(good_friday, local(2026, 4, 2, 16), 7200) == local(2026, 4, 7, 10)


def test_a_hundred_years_of_holidays_end_too():
    first = date(2026, 1, 1)
    closed = Hours("UTC", ALL_WEEK, frozenset(first + timedelta(days=n) for n in range(40_000)))

    began = time.perf_counter()
    due = add_seconds(closed, datetime(2026, 1, 1, tzinfo=UTC), 60)

    assert due is None
    assert time.perf_counter() - began < 2


def test_many_years_ahead_are_counted_and_what_lies_beyond_a_century_never_comes():
    once = Hours("Europe/Amsterdam", (((9 * 3600, 10 * 3600),), *NO_HOURS[1:]))

    last = local(2026, 3, 2, 10) + timedelta(weeks=52 * 20 - 1)
    assert add_seconds(once, local(2026, 3, 2, 9), 52 * 20 * 3600) == last
    assert add_seconds(once, local(2026, 3, 2, 9), 2**31 - 1) is None
    assert add_seconds(ALWAYS, datetime(9999, 12, 1, tzinfo=UTC), 86_400 * 400) is None
    assert add_seconds(ALWAYS, datetime(1, 1, 2, tzinfo=UTC), -86_400 * 400) is None
    assert seconds_between(OFFICE, datetime.min.replace(tzinfo=UTC), datetime(1, 2, 1, tzinfo=UTC)) > 0  # fmt: skip


def test_a_year_is_counted_in_the_blink_of_an_eye():
    start, end = local(2026, 1, 1), local(2027, 1, 1)
    seconds_between(OFFICE, start, end)

    began = time.perf_counter()
    for _ in range(10):
        seconds_between(OFFICE, start, end)

    assert time.perf_counter() - began < 0.5
