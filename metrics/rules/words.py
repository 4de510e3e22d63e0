"""How numbers are said: in the unit people use for their size, in sentences that judge."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from metrics.rules.arithmetic import AT_RISK, KEPT, MISSED, UNKNOWN, badness
from metrics.rules.catalogue import LESS, SHARE, Measure

_NUMBERS = ("None", "One", "Two", "Three", "Four", "Five")


def cases(n: int, measure: Measure | None = None) -> str:
    """How many cases, in words."""
    one, many = measure.case if measure else ("case", "cases")
    return f"1 {one}" if n == 1 else f"{n:,} {many}"


def words_for(value: float | None, unit: str = "seconds") -> str:
    """A length of time or a share as people say it: 52 min, 4 h 05 min, 3 d 4 h, 82 %, 99.6 %."""
    if value is None:
        return "–"
    if unit == SHARE:
        return f"{_per_cent(value * 100)} %"
    if value < 60:
        return f"{round(value)} s"
    minutes = round(value / 60)
    if minutes < 120:
        return f"{minutes} min"
    if minutes < 48 * 60:
        return f"{minutes // 60} h {minutes % 60:02d} min"
    return f"{minutes // 1440} d {minutes % 1440 // 60} h"


def _per_cent(value: float) -> str:
    """Whole per cents, finer near 100, where a tenth is a long time; never rounded up to 100."""
    if value >= 100 or value < 90:
        return f"{value:.0f}"
    digits = 2 if value >= 99.9 else 1
    return f"{min(value, 99.99):.{digits}f}".rstrip("0").rstrip(".")


def promise_words(measure: Measure, value: float | None) -> str:
    """A promise as it was made: 60 min or less, 90 % or more."""
    if value is None:
        return "nothing promised"
    return f"{short(measure, value)} or {measure.better}"


def short(measure: Measure, value: float | None) -> str:
    """A promised value to its last digit: 99.95 %, 60 min."""
    if value is None or measure.is_time:
        return written(measure, value) if value and value >= 7200 and value % 3600 == 0 else words_for(value)  # fmt: skip
    return f"{round(value * 100, 2):g} %"


_TIME = re.compile(r"(\d+(?:[.,]\d+)?)\s*(s|min|m|h|d|)", re.IGNORECASE)
_SHARE = re.compile(r"(\d{1,3}(?:[.,]\d{1,6})?)\s*%?")
_SIZES = {"s": 1, "": 60, "m": 60, "min": 60, "h": 3600, "d": 86_400}


class BadPromise(ValueError):
    """Nobody can tell what value is meant."""


def read_promise(measure: Measure, text: str) -> float:
    """A promise as people write it: 60 min, 4 h, 1 d 12 h, 90 %; a bare number is minutes, or per cent. Raises BadPromise."""
    plain = " ".join(text.lower().split())
    if not measure.is_time:
        share = _SHARE.fullmatch(plain)
        if share is None:
            raise BadPromise(text)
        return round(float(share[1].replace(",", ".")) / 100, 6)
    parts = _TIME.findall(plain)
    if not parts or _TIME.sub("", plain).strip():
        raise BadPromise(text)
    return sum(float(number.replace(",", ".")) * _SIZES[size] for number, size in parts)


def written(measure: Measure, value: float | None) -> str:
    """A promise the way it is typed in, so that a form gives back what it was given."""
    if value is None:
        return ""
    if not measure.is_time:
        return f"{round(value * 100, 4):g} %"
    for size, unit in ((86_400, "d"), (3600, "h"), (60, "min")):
        if value >= size and value % size == 0:
            return f"{value / size:.0f} {unit}"
    return f"{value:g} s"


def says_interval(measure: Measure, n: int, span: tuple[float, float] | None) -> str:
    """What a share rests on: of 61 answers, between 71 and 90."""
    if span is None or n == 0:
        return ""
    return f"of {cases(n, measure)}, between {span[0] * 100:.0f} and {span[1] * 100:.0f} %"


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
        faults.append("It promises nothing: set the value that is good enough.")
    return faults


@dataclass(frozen=True)
class Told:
    """One measure as a sentence needs it."""

    measure: Measure
    value: float | None
    promise: float | None
    state: str
    n: int
    weeks: int = 0  # missed in a row

    @property
    def badness(self) -> float:
        return badness(self.measure, self.value, self.promise)


@dataclass(frozen=True)
class Verdict:
    """What a service's numbers say: a word that judges, and the sentence that goes on from it."""

    state: str
    judges: str
    goes_on: str


def verdict(told: Sequence[Told]) -> Verdict:
    """Does the service deliver? One broken promise is enough to say no; too few cases is too early to say."""
    worst = worst_of(told)
    if worst is None:
        return Verdict(UNKNOWN, "Nobody can say yet", ": no measure is at work on this service.")
    said = f"{_against(worst)}, {short(worst.measure, worst.promise)} is promised."
    if worst.state == MISSED:
        since = f" for {worst.weeks} weeks" if worst.weeks > 1 else ""
        return Verdict(MISSED, "Not delivering", f"{since}: {said}")
    if worst.state == AT_RISK:
        return Verdict(AT_RISK, "Delivering, but at risk", f": {said}")
    if worst.state == KEPT:
        return Verdict(KEPT, "Delivering", f": {_against(worst)}, {_within(worst)} promised.")
    most = max(t.n for t in told if t.measure.enough) if any(t.measure.enough for t in told) else 0
    return Verdict(UNKNOWN, "Too early to say", f": {cases(most)} in four weeks, too few to tell.")


def worst_of(told: Sequence[Told]) -> Told | None:
    """The measure that decides: a broken promise before one at risk before a kept one, the nearest to its promise first."""
    order = {MISSED: 3, AT_RISK: 2, KEPT: 1, UNKNOWN: 0}
    return max(told, key=lambda t: (order[t.state], t.badness, t.measure.key), default=None)


def _against(told: Told) -> str:
    name = told.measure.name
    return f"{name[0].lower()}{name[1:]} is {words_for(told.value, told.measure.unit)}"


def _within(told: Told) -> str:
    words = short(told.measure, told.promise)
    return f"within the {words}" if told.measure.better == LESS else f"with {words}"


def headline(outcomes: Sequence[tuple[str, str]]) -> tuple[str, str, str]:
    """One sentence over all outcomes, given as (name, standing): what is said before, the broken part, and what follows."""
    names = {
        state: [name for name, s in outcomes if s == state]
        for state in (KEPT, AT_RISK, MISSED, UNKNOWN)
    }
    count, kept = len(outcomes), len(names[KEPT])
    if not outcomes:
        return "No outcome is named yet: nobody can say what the services are for.", "", ""
    if len(names[UNKNOWN]) == count:
        return "Nobody can say yet whether an outcome is reached.", "", ""
    if kept == count:
        return ("The one outcome is reached." if count == 1 else f"All {_small(count)} outcomes are reached."), "", ""  # fmt: skip
    first = f"{_NUMBERS[min(kept, 5)]} of {_small(count)} outcome{'s' if count > 1 else ''} {'are' if kept > 1 else 'is'} reached"
    middle = [
        f"{_small(len(names[state]))} {'are' if len(names[state]) > 1 else 'is'} {words}"
        for state, words in ((AT_RISK, "at risk"), (UNKNOWN, "too early to tell"))
        if names[state]
    ]
    parts = [first, *middle]
    if not names[MISSED]:
        return f"{_joined(parts)}.", "", ""
    missed = names[MISSED]
    broken = f"“{missed[0]}” is not" if len(missed) == 1 else f"{_small(len(missed))} are not"
    return f"{', '.join(parts)}, and ", broken, "."


def _small(number: int) -> str:
    return _NUMBERS[number].lower() if number < len(_NUMBERS) else str(number)


def _joined(parts: list[str]) -> str:
    return parts[0] if len(parts) == 1 else f"{', '.join(parts[:-1])}, and {parts[-1]}"
