"""The seven guiding principles as a filter: what each asks, what a decision right demands, what is still to be answered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

FOCUS = "focus_on_value"
YES, NO, NOT_APPLICABLE = "yes", "no", "na"
ANSWERS = {YES: "Yes", NO: "No", NOT_APPLICABLE: "n.a."}
CHANGE, IMPROVEMENT, RULE, POLICY, STREAM, TEMPLATE = "change", "improvement", "rule", "policy", "stream", "template"  # fmt: skip
WORKSHOP, DESIGN_REVIEW = "workshop", "design_review"
STANDALONE = {WORKSHOP: "Workshop", DESIGN_REVIEW: "Design review", STREAM: "Value stream"}
# asked where an outcome has no decision criteria of its own
PLAIN_QUESTION = "Does it serve the outcome?"


@dataclass(frozen=True)
class Principle:
    """One of ITIL's seven: its name, how it is said in few words, and what it asks of each kind of matter."""

    key: str
    name: str
    short: str
    asks: str
    of: Mapping[str, str] = field(default_factory=dict)

    def question(self, kind: str) -> str:
        return self.of.get(kind, self.asks)


SEVEN = (
    Principle(FOCUS, "Focus on value", "Value", "Which outcome does it serve, and how will it be seen?"),
    Principle("start_where_you_are", "Start where you are", "Start where you are", "Was it looked at what is there already, and is it used?", {
        CHANGE: "Is what is there already used, and was it looked at how it stands now?",
        IMPROVEMENT: "Was it measured how it is today before something new is tried?",
        RULE: "Does it build on what people do by hand today, as the dry run shows?",
        POLICY: "Does it begin with how people work today?",
        STREAM: "Does the designed stream begin with the one that is observed?",
    }),
    Principle("progress_iteratively", "Progress iteratively with feedback", "In steps", "Is it the smallest step that tells something, and is it looked at before the next?", {
        CHANGE: "Can it be made in parts, with a look after each?",
        IMPROVEMENT: "Does the trial end by itself, small enough to be taken back?",
        RULE: "Does it begin with few tickets, and is its effect looked at before more?",
        POLICY: "Is it looked at again on a day that is set?",
        STREAM: "Is one stage changed at a time, with its numbers looked at?",
    }),
    Principle("collaborate", "Collaborate and promote visibility", "Together", "Do those it concerns know of it, and did they have a say?", {
        CHANGE: "Did those who feel it choose the window with you, and will they be told?",
        IMPROVEMENT: "Do those whose work changes take part in the trial?",
        RULE: "Do the teams whose tickets it moves know and agree?",
        POLICY: "Did those it binds have a say?",
        STREAM: "Did every team of the stream have a say?",
    }),
    Principle("think_holistically", "Think and work holistically", "As a whole", "Was it looked at what else it touches, before and behind it?", {
        CHANGE: "Was it looked at everything that depends on what it touches?",
        IMPROVEMENT: "Are there guards on the measures that could get worse elsewhere?",
        RULE: "Was it looked at the other rules that act on the same tickets?",
        POLICY: "Does it fit with the policies that stand?",
        STREAM: "Does the whole get faster, and not only one stage?",
    }),
    Principle("keep_it_simple", "Keep it simple and practical", "Simple", "Is it the fewest steps that do it, and could one be left out?", {
        CHANGE: "Are these the fewest steps that do it?",
        IMPROVEMENT: "Is it the simplest thing that could better it?",
        RULE: "Would a person who reads it once say what it does?",
        POLICY: "Is it one page that a newcomer understands?",
        STREAM: "Could a stage, a handover or an approval be left out?",
    }),
    Principle("optimise_and_automate", "Optimise and automate", "Automate", "Was it made better before it is automated, and does a person do only what needs one?", {
        CHANGE: "Is it scripted, so that it is made the same way each time?",
        IMPROVEMENT: "Is the work made better before a machine does it?",
        RULE: "Is it worth automating: often, alike, and right each time?",
        POLICY: "Is it checked by the system and not by a reader?",
        STREAM: "Is a stage made better before it is automated?",
    }),
)  # fmt: skip
BY_KEY = {one.key: one for one in SEVEN}
NAMES = {one.key: one.name for one in SEVEN}
OTHERS = tuple(one for one in SEVEN if one.key != FOCUS)


@dataclass(frozen=True)
class Answer:
    """One answer: to a decision criterion under “focus on value”, or to another principle as a whole."""

    principle: str
    question: str
    answer: str
    because: str = ""


@dataclass(frozen=True)
class Given:
    """What a check says so far; `criteria` are those of its outcome as they are now."""

    has_outcome: bool = False
    criteria: tuple[str, ...] = ()
    is_seen: bool = False
    answers: tuple[Answer, ...] = ()

    def said(self, principle: str, question: str = "") -> Answer | None:
        found = (one for one in self.answers if one.principle == principle)
        return next((one for one in found if not question or one.question == question), None)


def demanded(principles: Iterable[str], is_asked: bool) -> tuple[str, ...]:
    """What is asked of a case that somebody has to decide: “focus on value” first wherever anything is asked."""
    named = set(principles)
    if not is_asked or not named:
        return ()
    return (FOCUS, *(one.key for one in OTHERS if one.key in named))


def questions_of(criteria: Iterable[str]) -> tuple[str, ...]:
    """What “focus on value” asks of an outcome: its decision criteria."""
    return tuple(criteria) or (PLAIN_QUESTION,)


def missing(asked: Iterable[str], given: Given) -> list[str]:
    """What is still to be answered, in words, in order; empty when it may go before those who decide."""
    found: list[str] = []
    for key in asked:
        if key == FOCUS:
            found += _missing_value(given)
        elif given.said(key) is None:
            found.append(f"{NAMES[key]}: not answered yet.")
    return found


def _missing_value(given: Given) -> list[str]:
    if not given.has_outcome:
        return ["Focus on value: say which outcome it serves."]
    open_questions = [q for q in questions_of(given.criteria) if given.said(FOCUS, q) is None]
    found = [f"Focus on value: answer “{question}”" for question in open_questions]
    return found if given.is_seen else [*found, "Focus on value: say how it will be seen, by a measure or in words."]  # fmt: skip


def state_of(key: str, answers: Iterable[Answer]) -> str:
    """How one principle stands: yes, no where anything under it is no, na where all is, empty where nothing is said."""
    said = {one.answer for one in answers if one.principle == key}
    if NO in said:
        return NO
    return YES if YES in said else (NOT_APPLICABLE if said else "")
