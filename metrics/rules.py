"""The catalogue of measures and the arithmetic of their numbers: plain Python, one definition for page, API and Celery."""

from collections.abc import Sequence
from dataclasses import dataclass

ENOUGH = 5  # fewer cases than this say nothing
WINDOW_DAYS = 28
KEPT, MISSED, UNKNOWN = "KEPT", "MISSED", "UNKNOWN"


@dataclass(frozen=True)
class Measure:
    """What is measured and how. Values are seconds; `statistic` says which number of a period is the measure's."""

    key: str
    name: str
    family: str
    statistic: str  # mean or median
    says: str
    formula: str
    left_out: str
    kinds: tuple[str, ...] | None  # kinds of ticket counted; None: all


MEASURES = {
    measure.key: measure
    for measure in (
        Measure(
            "time-to-restore",
            "Mean time to restore",
            "Stability",
            "mean",
            "How long a service stays disturbed: from the moment an incident is logged until it is restored for good.",
            "sum of (restored − logged) ÷ incidents restored",
            "Incidents still open, and those without a service. Waiting is part of it: the user waits too.",
            ("incident",),
        ),
        Measure(
            "lead-time",
            "Lead time",
            "Speed",
            "median",
            "How long demand takes to become value: from logged to delivered, for every kind of ticket. Half take longer.",
            "median of (delivered − logged)",
            "Tickets still open, and those without a service.",
            None,
        ),
    )
}
FAMILIES = ("Speed", "Quality", "Stability", "Experience", "Efficiency")


@dataclass(frozen=True)
class Figure:
    """The numbers of one period: how many cases, and mean, median and 90th percentile in seconds; None without cases."""

    n: int = 0
    mean: float | None = None
    median: float | None = None
    p90: float | None = None

    def of(self, statistic: str) -> float | None:
        return self.mean if statistic == "mean" else self.median


def percentile(values: Sequence[float], share: float) -> float:
    """The value below which `share` of the sorted values lie, interpolated linearly between neighbours.

    The same definition as PostgreSQL's percentile_cont (Hyndman and Fan 1996, type 7).
    """
    place = (len(values) - 1) * share
    low = int(place)
    high = min(low + 1, len(values) - 1)
    return values[low] + (values[high] - values[low]) * (place - low)


def standing(value: float | None, n: int, target: float | None) -> str:
    """Is the promise kept? Unknown without a promise or with too few cases to tell. Less is better for every time."""
    if value is None or target is None or n < ENOUGH:
        return UNKNOWN
    return KEPT if value <= target else MISSED


def weeks_missed(values: Sequence[float | None], target: float | None) -> int:
    """For how many of the newest weeks in a row the promise was broken; a week without cases breaks the row."""
    count = 0
    for value in reversed(values):
        if value is None or target is None or value <= target:
            break
        count += 1
    return count


def vanity(outcome: object, owner: object, decision_rule: str, target: object) -> list[str]:
    """What a measure lacks to be more than decoration, each in a sentence."""
    faults = []
    if not outcome:
        faults.append("It is tied to no outcome: say which result it serves.")
    if not owner:
        faults.append("Nobody owns it: name who acts on it.")
    if len(decision_rule.split()) < 6:
        faults.append("It has no decision rule: say what will be done when the promise is broken.")
    if target is None:
        faults.append("It promises nothing: set the time that is good enough.")
    return faults


def cases(n: int) -> str:
    """How many cases, in words."""
    return "1 case" if n == 1 else f"{n} cases"


def words_for(seconds: float | None) -> str:
    """A length of time as people say it: 52 min, 4 h 05 min, 3 d 4 h."""
    if seconds is None:
        return "–"
    minutes = round(seconds / 60)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


@dataclass(frozen=True)
class Told:
    """One measure as a sentence needs it."""

    name: str
    value: float | None
    target: float | None
    state: str
    n: int
    weeks: int  # missed in a row


@dataclass(frozen=True)
class Verdict:
    """What a service's numbers say: a word that judges, and the sentence that goes on from it."""

    state: str
    judges: str
    goes_on: str


def verdict(told: Sequence[Told]) -> Verdict:
    """Does the service deliver? One broken promise is enough to say no; too few cases is too early to say."""
    missed = [t for t in told if t.state == MISSED]
    kept = [t for t in told if t.state == KEPT]
    if missed:
        worst = max(missed, key=lambda t: (t.value or 0) / (t.target or 1))
        since = f" for {worst.weeks} weeks" if worst.weeks > 1 else ""
        return Verdict(MISSED, "Not delivering", f"{since}: {_against(worst)}, {words_for(worst.target)} is promised.")  # fmt: skip
    if kept:
        closest = max(kept, key=lambda t: (t.value or 0) / (t.target or 1))
        return Verdict(KEPT, "Delivering", f": {_against(closest)}, within the {words_for(closest.target)} promised.")  # fmt: skip
    if told:
        most = max(t.n for t in told)
        return Verdict(UNKNOWN, "Too early to say", f": {cases(most)} in four weeks, {ENOUGH} are needed.")  # fmt: skip
    return Verdict(UNKNOWN, "Nobody can say yet", ": no measure is at work on this service.")


def _against(told: Told) -> str:
    return f"{told.name[0].lower()}{told.name[1:]} is {words_for(told.value)}"
