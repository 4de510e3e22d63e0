"""What an agenda may be filled with, in which order it is talked about, and how it reads. Plain values in, plain values out."""

from __future__ import annotations

from collections.abc import Sequence

DECIDE, TALK, LOOK_BACK = "decide", "talk", "look_back"
GROUPS = {DECIDE: "To decide", TALK: "To talk about", LOOK_BACK: "To look back on"}

# What a board's filter may name (`Board.agenda["fill"]`), besides what it is asked to decide, which is always there.
FILLS = {
    "escalations": "Escalations that have come up to this board",
    "signals": "Signals that nobody answered in time",
    "changes": "Changes to come that lie in a freeze",
    "templates": "Change templates proposed as standard",
    "rights": "Decision rights that changed nothing for long",
    "risks": "Risks whose acceptance is over, or ends soon",
    "policies": "Policies due to be looked at again",
    "emergencies": "Emergency changes to look back on",
    "decisions": "Decisions whose review is due",
}
EVERYTHING = tuple(FILLS)
UNLESS_SAID = ("escalations", "decisions")  # what is addressed to the board itself
KINDS = {
    "approval": "Approval", "escalation": "Escalation", "signal": "Signal", "change": "Change", "template": "Template",
    "right": "Decision right", "risk": "Risk", "policy": "Policy", "decision": "Decision", "topic": "Topic",
}  # fmt: skip

_WORDS = (
    "no",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
)


def fills(agenda: object) -> tuple[str, ...]:
    """What a board's filter names, in the order of the table; what it names and nobody knows is left out."""
    named = agenda.get("fill", list(UNLESS_SAID)) if isinstance(agenda, dict) else None
    return tuple(name for name in FILLS if isinstance(named, list) and name in named)


def number(count: int) -> str:
    """A small number as a word."""
    return _WORDS[count] if count < len(_WORDS) else str(count)


def things(count: int, one: str, many: str) -> str:
    return f"{number(count)} {one if count == 1 else many}"


def capital(words: str) -> str:
    """A sentence begins; names in it stay as they are."""
    return words[:1].upper() + words[1:]


def headline(to_decide: int, mine: int, until: str, others: int) -> str:
    """The agenda in a sentence: what is to be decided, and what of it needs the reader's vote until when."""
    if not to_decide:
        if not others:
            return "Nothing is on the agenda."
        return (
            f"Nothing to decide; {things(others, 'item', 'items')} to talk about or look back on."
        )
    said = capital(f"{things(to_decide, 'item', 'items')} to decide")
    if not mine:
        return f"{said}; none of them needs your vote."
    verb = "needs" if mine == 1 else "need"
    all_of_them = {1: "it", 2: "both"}.get(mine, "all of them")
    whose = all_of_them if mine == to_decide else number(mine)
    when = f", {'the first one ' if mine > 1 else ''}before {until}" if until else ""
    return f"{said}; {whose} still {verb} your vote{when}."


def second(decided: int, since: str, short: Sequence[int]) -> str:
    """What was decided since, and which items are one approval short of a result."""
    said = []
    if decided:
        verb = "was" if decided == 1 else "were"
        said.append(capital(f"{things(decided, 'other', 'others')} {verb} decided by correspondence since {since}."))  # fmt: skip
    if short:
        places = [str(place) for place in short]
        which = places[0] if len(places) == 1 else f"{', '.join(places[:-1])} and {places[-1]}"
        said.append(f"{'Item' if len(places) == 1 else 'Items'} {which} {'is' if len(places) == 1 else 'are'} one approval short of a result.")  # fmt: skip
    return " ".join(said)


def hmm(seconds: float) -> str:
    """A wait in hours and minutes: 6:20."""
    minutes = int(seconds) // 60
    return f"{minutes // 60}:{minutes % 60:02d}"
