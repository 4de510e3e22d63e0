"""The words a rule is made of: when it is asked, what it may ask, what it may do."""

import re

DEEPEST = 3  # so many rules may set each other off in a row
MOST_CONDITIONS = 12
MOST_VALUES = 20
MOST_ACTIONS = 6

# trigger event -> how a sentence begins
TRIGGERS = {
    "incident.logged": "is logged",
    "incident.assigned": "is handed over",
    "incident.held": "starts waiting",
    "incident.resumed": "goes on",
    "incident.reopened": "is reopened",
    "incident.changed": "is changed",
    "request.logged": "is logged",
}
OTHER_SUBJECTS = {
    "request.logged": "a request"
}  # whatever else a rule is asked about is an incident
# what time alone brings about
CLOCK, REQUESTER_SILENT, OURS_SILENT = "time.clock", "time.requester", "time.ours"
TIMES = {
    CLOCK: "has used part of its time:",
    REQUESTER_SILENT: "has heard nothing from its requester",
    OURS_SILENT: "has had no reply of ours",
}
WHEN = {**TRIGGERS, **TIMES}
SHARES = (50, 75, 90, 100)
MEASURES = ("resolution", "response")
LONGEST_HOURS = 24 * 90

_NAMED = ("is", "is_not", "empty", "filled")
_SPOKEN = ("contains", "contains_not", "matches", "matches_not")
# field -> operators it knows
FIELDS: dict[str, tuple[str, ...]] = {
    "service": _NAMED,
    "category": _NAMED,
    "team": _NAMED,
    "assignee": _NAMED,
    "priority": ("is", "is_not"),
    "channel": ("is", "is_not"),
    "state": ("is", "is_not"),
    "title": _SPOKEN,
    "description": _SPOKEN,
    "text": _SPOKEN,  # title and description
    "department": _NAMED,
    "tag": ("has", "has_not"),
}
OWN = "own."  # a field of the organisation's own stands under its key: own.site
OWN_FIELD = re.compile(r"\Aown\.[a-z][a-z0-9_]{0,39}\Z")
_OWN = ("is", "is_not", "contains", "contains_not", "empty", "filled")


def operators_of(field: str) -> tuple[str, ...]:
    """What may be asked of a field; nothing of one that there cannot be."""
    return _OWN if OWN_FIELD.match(field) else FIELDS.get(field, ())


OPERATORS = tuple(dict.fromkeys(name for known in FIELDS.values() for name in known))
TAKE_NOTHING = ("empty", "filled")
PATTERNS = ("matches", "matches_not")
WHOLE_NUMBERS = ("service", "category", "team", "assignee", "priority")
# action -> what it takes
ACTIONS: dict[str, frozenset[str]] = {
    "assign": frozenset({"team", "person"}),
    "least_open": frozenset({"team"}),
    "fallback": frozenset(),
    "prioritise": frozenset({"priority"}),
    "tag": frozenset({"tag"}),
    "note": frozenset({"text"}),
    "reply": frozenset({"text"}),
}
HAND_OVER = ("assign", "least_open", "fallback")
TALK = ("note", "reply")
