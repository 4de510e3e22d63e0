"""The incident's lifecycle, as data."""

from practices.desk.states import ACTIVE, DONE, QUEUED, WAITING, Kind, register
from svs.statemachine import Machine, Move

NEW, IN_QUEUE, IN_PROGRESS, ON_HOLD = "NEW", "QUEUED", "IN_PROGRESS", "ON_HOLD"
RESOLVED, CLOSED = "RESOLVED", "CLOSED"
OPEN = (NEW, IN_QUEUE, IN_PROGRESS, ON_HOLD)

# How it was resolved, and what lay behind it: said with every resolution, counted by whoever looks for patterns.
RESOLUTION_CODES = {
    "fixed": "Fixed",
    "workaround": "Workaround given",
    "no_fault_found": "No fault found",
    "duplicate": "Duplicate",
    "not_reproducible": "Could not be reproduced",
    "withdrawn": "Withdrawn by the requester",
    "explained": "Explained to the requester",
}
CAUSE_CODES = {
    "change": "A change",
    "hardware": "Hardware",
    "software": "Software",
    "capacity": "Capacity",
    "human_error": "Human error",
    "third_party": "A third party",
    "unknown": "Not known",
}

LIFECYCLE = Machine(
    NEW,
    Move("assign", OPEN, IN_PROGRESS, unheld=IN_QUEUE),
    Move("hold", (NEW, IN_QUEUE, IN_PROGRESS), ON_HOLD, event="held"),
    Move("resume", (ON_HOLD,), IN_PROGRESS, unheld=IN_QUEUE),
    Move("resolve", OPEN, RESOLVED),
    Move("reopen", (RESOLVED, CLOSED), IN_PROGRESS, unheld=IN_QUEUE),
    Move("close", (RESOLVED,), CLOSED),
)

INCIDENT = Kind(
    key="incident",
    prefix="INC",
    label="Incident",
    machine=LIFECYCLE,
    phases={
        NEW: QUEUED,
        IN_QUEUE: QUEUED,
        IN_PROGRESS: ACTIVE,
        ON_HOLD: WAITING,
        RESOLVED: DONE,
        CLOSED: DONE,
    },
    labels={
        NEW: "New",
        IN_QUEUE: "In queue",
        IN_PROGRESS: "In progress",
        ON_HOLD: "On hold",
        RESOLVED: "Resolved",
        CLOSED: "Closed",
    },
    icon="alert-circle",
)
register(INCIDENT)
