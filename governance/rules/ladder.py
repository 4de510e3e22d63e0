"""What rows of the table of decision rights may say, how they read, and what a rung lower is."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from governance.rules import rights
from governance.rules.principles import NAMES
from governance.rules.rights import LADDER, StepPlan
from svs.errors import RuleViolation
from svs.gates import RISKS

SUBJECTS = {
    "change": "Change", "improvement": "Improvement", "rule": "Automation rule", "risk": "Acceptance of a risk", "policy": "Policy",
    "knob": "Policy value", "request": "Service request", "template": "Standard change template", "stream": "Value stream",
    "right": "Decision right",
}  # fmt: skip
VARIETIES = {
    "standard": "Standard",
    "normal": "Normal",
    "emergency": "Emergency",
}  # of a change only
FLAGS = {"freeze": "Inside a freeze", "above_tolerance": "Above the tolerated risk"}
RUNG_WORDS = {
    rights.AUTOMATIC: "Automatic", rights.NAMED: "Named person", rights.PEER: "Peer", rights.OWNER: "Service owner",
    rights.BOARD: "Board", rights.EXECUTIVE: "Executive",
}  # fmt: skip
MAJORITIES = {rights.FIRST: "the first answer", rights.ALL: "everybody", rights.SHARE: "a majority"}
UP = {
    "chair": "the chair",
    "owner": "the service owner",
    "lead": "the lead",
    "sponsor": "the sponsor",
}
PRINCIPLES = NAMES  # “focus on value” is asked wherever another is
DIMENSIONS: dict[str, dict[Any, str]] = {
    "variety": VARIETIES, "risk": dict(RISKS), "tier": {n: f"Tier {n}" for n in (1, 2, 3, 4)},
    "maturity": {n: f"Level {n}" for n in (1, 2, 3, 4, 5)}, "flags": FLAGS,
}  # fmt: skip
MOST_STEPS = 4


def clean_fits(subject: str, said: Mapping[str, Any]) -> dict[str, list[Any]]:
    """For which cases a row is, without what asks nothing. Raises RuleViolation("bad_fits")."""
    found: dict[str, list[Any]] = {}
    for name, wanted in said.items():
        known = DIMENSIONS.get(name)
        if known is None or not isinstance(wanted, list) or not all(_is_known(one, known) for one in wanted):  # fmt: skip
            raise RuleViolation("bad_fits", f"There are no such cases: {name}.", field="fits")
        if name == "variety" and wanted and subject != "change":
            raise RuleViolation("bad_fits", "Only changes are standard, normal or emergency.", field="fits")  # fmt: skip
        if wanted and (name == "flags" or len(set(wanted)) < len(known)):  # of flags one is enough
            found[name] = [one for one in known if one in wanted]
    return found


def clean_steps(said: Sequence[Mapping[str, Any]], boards: Iterable[int]) -> list[dict[str, Any]]:
    """Who says yes, in order. Raises RuleViolation("bad_steps")."""
    if len(said) > MOST_STEPS:
        raise _bad(f"At most {MOST_STEPS} steps: who would wait longer?")
    known = set(boards)
    return [_step(one, known) for one in said if one.get("by") != rights.AUTOMATIC]


def _step(said: Mapping[str, Any], boards: set[int]) -> dict[str, Any]:
    try:
        plan = StepPlan.of(said)
    except TypeError as error:
        raise _bad("A step says by whom, and what else is known of steps.") from error
    whole = all(_is_int(n) for n in (plan.quorum, plan.share, plan.hours))
    rungs = plan.escalate
    checks = (
        (plan.by in LADDER, "Who is asked is one of the ladder."),
        (plan.majority in MAJORITIES, "The first answer, everybody, or a majority."),
        (whole and 1 <= plan.quorum <= 20, "One to twenty must vote."),
        (whole and 1 <= plan.share <= 99, "A majority is 1 to 99 percent."),
        (whole and 1 <= plan.hours <= 720, "One hour to thirty days."),
        (plan.board is None or (plan.by == rights.BOARD and _is_int(plan.board) and plan.board in boards), "There is no such board."),
        (len(set(rungs)) == len(rungs) and set(rungs) <= set(rights.RUNGS), "It goes up to the chair, the lead, the owner or the sponsor, each once."),
        (plan.by == rights.BOARD or "chair" not in rungs, "Only a board has a chair to go up to."),
    )  # fmt: skip
    for holds, words in checks:
        if not holds:
            raise _bad(words)
    return plan.as_data()


def _is_known(one: Any, known: Mapping[Any, str]) -> bool:
    return isinstance(one, str | int) and not isinstance(one, bool) and one in known


def _is_int(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool)


def _bad(words: str) -> RuleViolation:
    return RuleViolation("bad_steps", words, field="steps")


def lower(steps: Sequence[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """The same row a rung lower: without its highest step, or with one below in its place. Nothing is below automatic."""
    highest = rights.strictness(steps)
    kept = [dict(step) for step in steps if LADDER.index(step["by"]) < highest]
    if kept or highest <= LADDER.index(rights.PEER):
        return kept
    by = LADDER[highest - 1]
    step = next(step for step in steps if LADDER.index(step["by"]) == highest)
    rungs = tuple(rung for rung in step.get("escalate", ()) if rung != by and (rung != "chair" or by == rights.BOARD))  # fmt: skip
    return [StepPlan(by, hours=step.get("hours", 48), escalate=rungs).as_data()]


def tier_name(steps: Iterable[Mapping[str, Any]]) -> str:
    """The rung on which a row decides: automatic, peer, service owner, board, executive."""
    return RUNG_WORDS[LADDER[rights.strictness(steps)]]


def say_fits(fits: Mapping[str, list[Any]]) -> str:
    """For which cases a row is, in words."""
    parts = [
        " or ".join(_word(name, one) for one in fits[name]) for name in DIMENSIONS if fits.get(name)
    ]
    return ", ".join(parts) or "any"


def _word(name: str, one: Any) -> str:
    known = DIMENSIONS[name].get(one, str(one)).lower()
    return f"{known} risk" if name == "risk" else f"maturity {known}" if name == "maturity" else known  # fmt: skip


def say_step(step: Mapping[str, Any], board: str = "") -> str:
    """How a step is counted, until when, and to whom it goes then."""
    words = MAJORITIES[step["majority"]]
    if step["majority"] == rights.SHARE and step["share"] != 50:
        words = f"more than {step['share']} %"
    if step["quorum"] > 1:
        words += f" of at least {step['quorum']}"
    rungs = [UP[one] for one in step.get("escalate", ())]
    goes = f", then {', then '.join(rungs)}" if rungs else ""
    return f"{words}, {hours_words(step['hours'])}{goes}"


def hours_words(hours: int) -> str:
    """A length of time as it is said: 1 hour, 24 hours, 3 days."""
    if hours % 24 or hours < 72:
        return "1 hour" if hours == 1 else f"{hours} hours"
    return f"{hours // 24} days"
