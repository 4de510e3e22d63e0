"""How risky a change is: likelihood times impact, weighed by rules and by a questionnaire, the higher of the two wins.

Plain values in, plain values out, every point explained by a line.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

LOW, MEDIUM, HIGH, VERY_HIGH = 1, 2, 3, 4
LEVELS = {LOW: "Low", MEDIUM: "Medium", HIGH: "High", VERY_HIGH: "Very high"}
_UP_TO = ((4, LOW), (9, MEDIUM), (15, HIGH))
LEAST, MOST = 1, 5
MOST_POINTS = 4  # one rule or answer adds or takes
RULES, QUESTIONS = "rules", "questions"
START = (3, 2)
TOLERANCE = {"1": 12, "2": 12, "3": 16, "4": 20}
GOOD_SHARE, BAD_SHARE = 90, 20  # of a template's ended changes, in percent


@dataclass(frozen=True)
class Facts:
    """What is known of a change at the moment it is weighed."""

    tier: int = 4
    in_hours: bool = True  # its window touches the service's hours outside every maintenance window
    services: int = 1
    items: int = 0
    dependents: int = 0
    open_now: int = 0
    open_usually: float = 0.0
    has_test: bool = False
    backout_minutes: int | None = None
    is_emergency: bool = False
    template: str = ""
    ended: int = 0  # of the template, the newest ones
    good: int = 0
    failed: int = 0
    failed_alike: int = 0  # on the same service, lately


@dataclass(frozen=True)
class Rule:
    """One of a fixed vocabulary: when it holds it says so; its points and its limit are edited."""

    key: str
    code: str
    when: str  # how it reads where it is edited; {limit} is shown as a field
    likelihood: int
    impact: int
    says: Callable[[Facts, int], str]  # empty: it does not hold
    limit: int | None = None
    source: Callable[[Facts], str] | None = None  # where the line comes from, else the rule


def _tier(facts: Facts, wanted: bool, in_hours: bool, words: str) -> str:
    return words if wanted and facts.in_hours == in_hours else ""


def _good(facts: Facts, limit: int) -> str:
    is_good = facts.ended >= limit and facts.good * 100 >= GOOD_SHARE * facts.ended
    return f"Made this way, {facts.good} of {facts.ended} succeeded" if is_good else ""


def _bad(facts: Facts, _limit: int) -> str:
    is_bad = facts.failed > 0 and facts.failed * 100 >= BAD_SHARE * facts.ended
    return f"Made this way, {facts.failed} of {facts.ended} failed or were backed out" if is_bad else ""  # fmt: skip


def _load(facts: Facts, limit: int) -> str:
    usual = round(facts.open_usually)
    more = facts.open_now > 1 and facts.open_now * 100 > facts.open_usually * (100 + limit)
    return f"More incidents open than usual: {facts.open_now}, usually {usual}" if more else ""


def _backout(facts: Facts, limit: int) -> str:
    if facts.backout_minutes is None:
        return "Nobody said how long the back-out takes"
    return f"The back-out takes over {limit} minutes" if facts.backout_minutes > limit else ""


def _record(facts: Facts) -> str:
    return f"record of {facts.template}"


VOCABULARY = (
    Rule("tier1", "RR-1", "Tier 1 service, outside its hours", 0, 1, lambda f, _: _tier(f, f.tier == 1, False, "Tier 1 service, outside its hours")),
    Rule("tier1_hours", "RR-2", "Tier 1 service, in its hours", 0, 2, lambda f, _: _tier(f, f.tier == 1, True, "Tier 1 service, in its hours")),
    Rule("tier2_hours", "RR-3", "Tier 2 service, in its hours", 0, 1, lambda f, _: _tier(f, f.tier == 2, True, "Tier 2 service, in its hours")),
    Rule("tier_low", "RR-4", "Service of tier 3 or 4", 0, -1, lambda f, _: f"Tier {f.tier} service" if f.tier >= 3 else ""),
    Rule("record_good", "RR-5", "Its template ended at least so often, nine of ten successful", -1, 0, _good, 5, _record),
    Rule("load", "RR-6", "More incidents open on its services than usual, by so many percent", 1, 0, _load, 25),
    Rule("record_bad", "RR-7", "One in five or more of its template failed or was backed out", 1, 0, _bad, None, _record),
    Rule("items", "RR-8", "It touches at least so many items", 0, 1, lambda f, n: f"It touches {f.items} items" if f.items >= n else "", 10),
    Rule("services", "RR-9", "It touches at least so many services itself", 0, 1, lambda f, n: f"It touches {f.services} services itself" if f.services >= n else "", 2),
    Rule("dependents", "RR-10", "At least so many services depend on what it touches", 0, 1, lambda f, n: f"{f.dependents} services depend on what it touches" if f.dependents >= n else "", 3),
    Rule("no_test", "RR-11", "Nothing shows beforehand that it works", 1, 0, lambda f, _: "" if f.has_test else "Nothing shows beforehand that it works"),
    Rule("backout_long", "RR-12", "The back-out takes more than so many minutes, or nobody said how long", 0, 1, _backout, 30),
    Rule("emergency", "RR-13", "Emergency", 1, 0, lambda f, _: "Emergency: less time to look" if f.is_emergency else ""),
    Rule("failed_alike", "RR-14", "At least so many changes of its service failed or were backed out in 90 days", 1, 0, lambda f, n: f"{f.failed_alike} changes of its service failed or were backed out in 90 days" if f.failed_alike >= n else "", 1),
)  # fmt: skip

_FIRST_QUESTIONS = (
    ("tried", "Was it tried before on something like it?", (("yes", "Yes, the same way", -1, 0), ("partly", "Partly", 0, 0), ("no", "No", 1, 0))),
    ("backout_tried", "Was the back-out tried?", (("fast", "Yes, under ten minutes", 0, -1), ("slow", "Yes, it takes longer", 0, 0), ("no", "No", 0, 1))),
    ("stops", "Does the service stop while it is made?", (("no", "No", 0, -1), ("short", "For less than ten minutes", 0, 0), ("long", "Longer", 0, 1))),
    ("known", "Does whoever does it know it well?", (("yes", "Yes", -1, 0), ("help", "With help", 0, 0), ("no", "No", 1, 0))),
    ("noticed", "What shows first that it went wrong?", (("watched", "Monitoring, at once", 0, 0), ("people", "People who use it", 0, 1))),
    ("data", "Can data be lost?", (("no", "No", 0, 0), ("restored", "It is restored from a copy", 0, 1), ("yes", "For good", 0, 2))),
)  # fmt: skip


def usual_rules() -> dict[str, Any]:
    """Where one starts, and the points of every rule, before anybody edits them."""
    points: dict[str, Any] = {
        rule.key: {"is_on": True, "likelihood": rule.likelihood, "impact": rule.impact, "limit": rule.limit}
        for rule in VOCABULARY
    }  # fmt: skip
    return {"start": list(START), "rules": points}


def usual_questions() -> list[dict[str, Any]]:
    """The questionnaire before anybody edits it."""
    return [
        {"key": key, "asks": asks, "answers": [{"key": k, "says": says, "likelihood": li, "impact": im} for k, says, li, im in answers]}
        for key, asks, answers in _FIRST_QUESTIONS
    ]  # fmt: skip


@dataclass(frozen=True)
class Line:
    """What raised or lowered it, and by how much."""

    side: str
    code: str
    says: str
    likelihood: int
    impact: int
    source: str  # as people read it: rule RR-2, questionnaire


@dataclass(frozen=True)
class Side:
    """What one of the two ways to weigh came to."""

    side: str
    likelihood: int
    impact: int
    lines: tuple[Line, ...] = ()
    unanswered: int = 0

    @property
    def score(self) -> int:
        return self.likelihood * self.impact


@dataclass(frozen=True)
class Weighed:
    """How risky it is, by what, and what may be accepted."""

    likelihood: int
    impact: int
    risk: int
    tolerance: int
    tier: int
    won: str
    start: tuple[int, int]
    sides: tuple[Side, ...] = field(default=())

    @property
    def score(self) -> int:
        return self.likelihood * self.impact

    @property
    def is_above(self) -> bool:
        """Is it more than the organisation wants to bear on such a service?"""
        return self.score > self.tolerance

    @property
    def because(self) -> list[dict[str, Any]]:
        """As it is kept: the lines of each side, then its sum."""
        kept: list[dict[str, Any]] = []
        for side in self.sides:
            kept += [asdict(line) for line in side.lines]
            kept.append(
                {
                    "side": side.side, "code": "sum", "likelihood": side.likelihood, "impact": side.impact,
                    "score": side.score, "start": list(self.start), "counts": side.side == self.won,
                    "unanswered": side.unanswered, "tolerance": self.tolerance, "tier": self.tier,
                }
            )  # fmt: skip
        return kept


def level(score: int) -> int:
    """Low to very high, of a score of 25."""
    return next((risk for most, risk in _UP_TO if score <= most), VERY_HIGH)


def weigh(facts: Facts, answers: Mapping[str, Any], *, policy: Mapping[str, Any], questions: Iterable[Mapping[str, Any]], tolerance: Mapping[str, int]) -> Weighed:  # fmt: skip
    """Weigh it both ways; the higher score wins, the rules where they are equal. Nothing answered weighs nothing."""
    start = (int(policy["start"][0]), int(policy["start"][1]))
    sides = [by_rules(facts, start, policy["rules"])]
    asked = by_questions(answers, start, questions)
    if asked.lines:
        sides.append(asked)
    won = max(sides, key=lambda side: side.score)
    return Weighed(
        won.likelihood, won.impact, level(won.score), int(tolerance[str(facts.tier)]), facts.tier, won.side, start, tuple(sides)
    )  # fmt: skip


def by_rules(facts: Facts, start: tuple[int, int], points: Mapping[str, Any]) -> Side:
    """What the rules that hold add and take."""
    lines = []
    for rule in VOCABULARY:
        said = points.get(rule.key)
        if not said or not said["is_on"]:
            continue
        words = rule.says(facts, int(said.get("limit") or 0))
        if words:
            source = rule.source(facts) if rule.source else f"rule {rule.code}"
            lines.append(Line(RULES, rule.code, words, said["likelihood"], said["impact"], source))
    return _summed(RULES, start, lines)


def by_questions(answers: Mapping[str, Any], start: tuple[int, int], questions: Iterable[Mapping[str, Any]]) -> Side:  # fmt: skip
    """What the answers add and take; one that is not asked any more counts nothing."""
    lines, unanswered = [], 0
    for question in questions:
        given = answers.get(question["key"])
        answer = next((one for one in question["answers"] if one["key"] == given), None)
        if answer is None:
            unanswered += 1
            continue
        words = f"{question['asks']} {answer['says']}"
        lines.append(Line(QUESTIONS, question["key"], words, answer["likelihood"], answer["impact"], "questionnaire"))  # fmt: skip
    return _summed(QUESTIONS, start, lines, unanswered)


def _summed(side: str, start: tuple[int, int], lines: list[Line], unanswered: int = 0) -> Side:
    likelihood = start[0] + sum(line.likelihood for line in lines)
    impact = start[1] + sum(line.impact for line in lines)
    return Side(side, _within(likelihood), _within(impact), tuple(lines), unanswered)


def _within(value: int) -> int:
    return max(LEAST, min(MOST, value))
