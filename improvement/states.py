"""The life of an improvement, as data."""

from svs.statemachine import Machine, Move

IDEA, IN_PROGRESS, DONE, DROPPED = "IDEA", "IN_PROGRESS", "DONE", "DROPPED"
LABELS = {IDEA: "Idea", IN_PROGRESS: "In progress", DONE: "Done", DROPPED: "Dropped"}
PHASES = {IDEA: "QUEUED", IN_PROGRESS: "ACTIVE", DONE: "DONE", DROPPED: "DONE"}
OPEN = (IDEA, IN_PROGRESS)

LIFECYCLE = Machine(
    IDEA,
    Move("start", (IDEA,), IN_PROGRESS, event="started"),
    Move("finish", (IN_PROGRESS,), DONE, event="finished"),
    Move("drop", OPEN, DROPPED, event="dropped"),
)
