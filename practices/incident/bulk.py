"""A past made up from a seed, for the demo and the benchmarks: written by the same hand as an imported log."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from practices.desk.bulk import load
from practices.desk.bulk.mapping import Row
from practices.incident import states

WEEKS = 26
DESK = "Service Desk"


@dataclass(frozen=True)
class Habit:
    """How incidents of one service go: how many a week, how long work takes, who solves them, what they wait for."""

    service: str
    weekly: int
    minutes: float  # in hand, median
    team: str
    agents: tuple[str, ...]
    passed_on: float  # share that the desk hands on
    waits: dict[str, tuple[float, float]]  # cause -> (share, median minutes)
    back: float  # share that comes back to the desk first
    change: Callable[[float], float]  # weeks before the end -> factor on the work
    late_waits: dict[str, tuple[float, float]]  # of the last four weeks
    titles: tuple[str, ...]


def _steady(_: float) -> float:
    return 1.0


NORTHWIND = (
    Habit("Warehouse Scanners", 38, 24, "Network Operations", ("Tom Becker", "Kofi Owusu"), 0.6,
          {"requester": (0.12, 25)}, 0.05, lambda weeks: 1.8 if weeks < 4 else 1.0, {"vendor": (0.55, 110)},
          ("Scanner loses its session at the shelf", "Handheld freezes after the badge scan", "Scanner does not find its dock",
           "Pick list stalls on the handheld", "Scanner battery is empty by noon", "No connection in hall C")),
    Habit("Customer Portal", 26, 60, "Applications", ("Lena Fischer",), 0.45, {"requester": (0.2, 70), "vendor": (0.08, 200)},
          0.03, _steady, {},
          ("Tracking shows yesterday's position", "Booking form loses its addresses", "Customer cannot reset a password",
           "Invoice download is empty", "Map does not load")),
    Habit("Payroll", 12, 190, "Applications", ("Lena Fischer",), 0.7, {"vendor": (0.3, 300), "evidence": (0.15, 240)}, 0.04,
          lambda weeks: 0.55 + 0.45 * weeks / WEEKS, {},
          ("Payslip shows the wrong shift bonus", "Overtime of last week is missing", "Bank file was refused")),
    Habit("Identity & Access", 30, 35, "Identity & Access", ("Sam Clarke",), 0.85, {"approval": (0.25, 160), "requester": (0.15, 40)},
          0.35, _steady, {},
          ("Password reset for a driver", "New starter has no access to the scanner app", "Account locked after leave",
           "Second factor lost with the phone")),
)  # fmt: skip
_AT_THE_DESK = ("Ana Ruiz", "Priya Nair")
_CALLERS = ("Joost Verhagen", "Noor Bakker")


def simulate(*, tickets: int | None, seed: int, until: datetime) -> Iterator[list[Row]]:
    """The audit rows of made-up incidents, case by case; the same seed and end give the same past.

    `tickets` scales the habits of Northwind up or down; without it about 2,700 cases in 26 weeks.
    """
    chance = random.Random(seed)  # noqa: S311 -- a made-up past is no secret
    usual = sum(habit.weekly for habit in NORTHWIND) * WEEKS
    factor = (tickets or usual) / usual
    made = 0
    for place, habit in enumerate(NORTHWIND):
        last = place == len(NORTHWIND) - 1
        count = (tickets or usual) - made if last else round(habit.weekly * WEEKS * factor)
        for _ in range(count):
            made += 1
            yield _case(chance, habit, f"past-{seed}-{made}", until)


def write_past(
    *, tickets: int | None, seed: int, until: datetime, people: dict[str, int],
    say: Callable[[str], None] = lambda words: None,
) -> int:  # fmt: skip
    """Write that past into the database, as history: no rule, mail or signal acts on it. Returns the number of cases."""
    origin = load.Origin(f"past-{seed}", states.INCIDENT, "phone", "Demo history")
    names, report = load.Names(people), load.Report()
    for batch in load.batches(simulate(tickets=tickets, seed=seed, until=until)):
        load.write(batch, origin, names, report)
        if report.cases % 10_000 == 0:
            say(f"{report.cases} incidents of the past written")
    return report.cases


class _Case:
    """The rows of one case as they come to be."""

    def __init__(self, chance: random.Random, habit: Habit, name: str, opened: datetime) -> None:
        self.chance, self.habit, self.now, self.opened = chance, habit, opened, opened
        self.title, self.caller = chance.choice(habit.titles), chance.choice(_CALLERS)
        self.priority, self.name = chance.choices((1, 2, 3, 4), (3, 20, 57, 20))[0], name
        self.rows: list[Row] = []

    def pass_minutes(self, median: float, spread: float = 0.7) -> None:
        """Let time go by: log-normal around a median, as work and waiting do."""
        minutes = median * self.chance.lognormvariate(0, spread)
        self.now += timedelta(seconds=max(60, round(minutes * 60)))

    def say(self, state: str, team: str, assignee: str = "", cause: str = "") -> None:
        self.rows.append(
            Row(self.name, len(self.rows), self.now, state, "", cause, team, assignee, self.opened, self.caller,
                self.habit.service, self.priority, self.title)
        )  # fmt: skip


def _case(chance: random.Random, habit: Habit, name: str, until: datetime) -> list[Row]:
    opened = _moment(chance, until)
    weeks = (until - opened) / timedelta(weeks=1)
    case = _Case(chance, habit, name, opened)
    agent = chance.choice(_AT_THE_DESK)
    work = habit.minutes * habit.change(weeks)
    case.say(states.NEW, DESK)
    case.pass_minutes(6)
    case.say(states.IN_PROGRESS, DESK, agent)
    team, holder = DESK, agent
    if chance.random() < habit.passed_on:
        team, holder = _hand_on(case, habit, agent)
    for cause, (share, median) in (habit.waits | (habit.late_waits if weeks < 4 else {})).items():
        if chance.random() < share:
            case.pass_minutes(work / 3)
            case.say(states.ON_HOLD, team, holder, cause)
            case.pass_minutes(median)
            case.say(states.IN_PROGRESS, team, holder)
    case.pass_minutes(work)
    case.say(states.RESOLVED, team, holder)
    if chance.random() < 0.03:
        case.pass_minutes(300)
        case.say(states.IN_PROGRESS, team, holder)
        case.pass_minutes(work)
        case.say(states.RESOLVED, team, holder)
    case.pass_minutes(2 * 1440, 0.2)
    case.say(states.CLOSED, team, holder)
    return _so_far(case.rows, until)


def _hand_on(case: _Case, habit: Habit, agent: str) -> tuple[str, str]:
    """The desk hands it to the team; some teams hand it back first."""
    turns = 2 if case.chance.random() < habit.back else 1
    holder = case.chance.choice(habit.agents)
    for turn in range(turns):
        case.pass_minutes(8)
        case.say(states.IN_QUEUE, habit.team)
        case.pass_minutes(20 if turn else 35)
        case.say(states.IN_PROGRESS, habit.team, holder)
        if turn + 1 < turns:
            case.pass_minutes(10)
            case.say(states.IN_QUEUE, DESK)
            case.pass_minutes(30)
            case.say(states.IN_PROGRESS, DESK, agent)
    return habit.team, holder


def _moment(chance: random.Random, until: datetime) -> datetime:
    """A moment of the working week, long enough before the end for most cases to be over."""
    while True:
        ago = timedelta(days=1 + chance.random() * (WEEKS * 7 - 1))
        at = (until - ago).replace(hour=chance.randint(6, 18), minute=chance.randint(0, 59), second=0, microsecond=0)  # fmt: skip
        if at.weekday() < 5 or chance.random() < 0.1:
            return at


def _so_far(rows: list[Row], until: datetime) -> list[Row]:
    """What happened before the end; a case that is still open then is ended by it, restored but not yet closed."""
    told = [row for row in rows if row.at < until]
    if told[-1].state in (states.RESOLVED, states.CLOSED):
        return told
    over = [row for row in told if row.state == states.RESOLVED]
    return told[: told.index(over[-1]) + 1] if over else [*told, _ended(told[-1], until)]


def _ended(row: Row, until: datetime) -> Row:
    return Row(**{**row.__dict__, "state": states.RESOLVED, "cause": "", "at": until - timedelta(minutes=1), "order": row.order + 1})  # fmt: skip
