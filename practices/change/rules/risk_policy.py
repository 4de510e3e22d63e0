"""What an organisation may say about risk: the points of the rules, the questionnaire, how much it tolerates."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from practices.change.rules.risk import LEAST, MOST, MOST_POINTS, VOCABULARY

MOST_QUESTIONS, MOST_ANSWERS = 12, 6
_KEY = re.compile(r"[a-z][a-z0-9_]{0,39}")
_LONGEST = 120


def policy_faults(said: Any) -> list[str]:
    """What is wrong with where one starts and with the points of the rules, in words."""
    if not isinstance(said, Mapping) or set(said) != {"start", "rules"}:
        return ["Say where one starts, and the points of each rule."]
    faults = []
    start = said["start"]
    if not (isinstance(start, list) and len(start) == 2 and all(_whole(n, LEAST, MOST) for n in start)):  # fmt: skip
        faults.append("One starts with a likelihood and an impact of 1 to 5.")
    rules = said["rules"]
    if not isinstance(rules, Mapping) or set(rules) != {rule.key for rule in VOCABULARY}:
        return [*faults, "Each rule has its points, and there are no others."]
    return [*faults, *(f"{rule.code}: {why}" for rule in VOCABULARY if (why := _rule_fault(rule.limit, rules[rule.key])))]  # fmt: skip


def _rule_fault(limit: int | None, said: Any) -> str:
    if not isinstance(said, Mapping) or set(said) != {"is_on", "likelihood", "impact", "limit"}:
        return "is_on, likelihood, impact and limit."
    if not isinstance(said["is_on"], bool) or not _points(said):
        return f"it adds or takes at most {MOST_POINTS} points."
    if limit is None:
        return "" if said["limit"] is None else "it has no limit."
    return "" if _whole(said["limit"], 1, 10_000) else "its limit is a whole number from 1."


def questions_faults(said: Any) -> list[str]:
    """What is wrong with a questionnaire, in words."""
    if not isinstance(said, list) or len(said) > MOST_QUESTIONS:
        return [f"At most {MOST_QUESTIONS} questions."]
    keys = [one.get("key") for one in said if isinstance(one, Mapping)]
    if len(set(map(str, keys))) != len(said):
        return ["Each question has a key of its own."]
    return [why for one in said if (why := _question_fault(one))]


def _question_fault(one: Mapping[str, Any]) -> str:
    if set(one) != {"key", "asks", "answers"} or not _named(one["key"], one["asks"]):
        return "A question has a key of small letters, what it asks in at most 120 characters, and its answers."  # fmt: skip
    answers = one["answers"]
    if not isinstance(answers, list) or not 2 <= len(answers) <= MOST_ANSWERS:
        return f"“{one['asks']}” has two to {MOST_ANSWERS} answers."
    for answer in answers:
        if not isinstance(answer, Mapping) or set(answer) != {"key", "says", "likelihood", "impact"}:  # fmt: skip
            return f"“{one['asks']}”: an answer has a key, what it says, likelihood and impact."
        if not _named(answer["key"], answer["says"]) or not _points(answer):
            return f"“{one['asks']}”: an answer says something in at most 120 characters, and adds or takes at most {MOST_POINTS} points."  # fmt: skip
    if len({answer["key"] for answer in answers}) != len(answers):
        return f"“{one['asks']}” has an answer twice."
    return ""


def tolerance_faults(said: Any) -> list[str]:
    """What is wrong with the tolerances, in words."""
    if not isinstance(said, Mapping) or set(said) != {"1", "2", "3", "4"}:
        return ["Each tier from 1 to 4 has its tolerance."]
    if not all(_whole(said[tier], 1, 25) for tier in said):
        return ["A tolerance is a score from 1 to 25."]
    ordered = [said[tier] for tier in "1234"]
    return [] if ordered == sorted(ordered) else ["A more critical tier tolerates no more than a less critical one."]  # fmt: skip


def read_answers(text: str) -> list[dict[str, Any]]:
    """The answers of a question as lines “what it says | likelihood | impact”. Raises ValueError in words."""
    found: list[dict[str, Any]] = []
    for line in filter(None, (raw.strip() for raw in text.splitlines())):
        parts = [part.strip() for part in line.split("|")]
        try:
            says, likelihood, impact = parts[0], int(parts[1].replace("−", "-")), int(parts[2].replace("−", "-"))  # fmt: skip
        except (IndexError, ValueError):
            raise ValueError(f"“{line[:60]}”: write what it says | likelihood | impact.") from None
        found.append({"key": key_of(says, {one["key"] for one in found}), "says": says, "likelihood": likelihood, "impact": impact})  # fmt: skip
    return found


def write_answers(answers: list[dict[str, Any]]) -> str:
    """The same lines of answers, as they are read."""
    return "\n".join(f"{one['says']} | {_signed(one['likelihood'])} | {_signed(one['impact'])}" for one in answers)  # fmt: skip


def _signed(points: int) -> str:
    return f"{points:+d}" if points else "0"


def key_of(words: str, taken: set[str]) -> str:
    """A key made of words, once."""
    plain = re.sub(r"[^a-z0-9]+", "_", words.casefold()).strip("_")[:30]
    first = plain if plain[:1].isalpha() else f"q_{plain}".rstrip("_")
    return next(key for n in range(1, 100) if (key := first if n == 1 else f"{first}_{n}") not in taken)  # fmt: skip


def _named(key: Any, words: Any) -> bool:
    return isinstance(key, str) and bool(_KEY.fullmatch(key)) and isinstance(words, str) and 0 < len(words.strip()) <= _LONGEST  # fmt: skip


def _points(said: Mapping[str, Any]) -> bool:
    return all(_whole(said[side], -MOST_POINTS, MOST_POINTS) for side in ("likelihood", "impact"))


def _whole(value: Any, least: int, most: int) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and least <= value <= most
