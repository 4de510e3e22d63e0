"""The life of an improvement, as data: nothing leaves its trial without a verdict."""

from svs.statemachine import Machine, Move

IDEA, ASSESSED, TRIAL, VERDICT = "IDEA", "ASSESSED", "TRIAL", "VERDICT"
CLOSED, DROPPED = "CLOSED", "DROPPED"
LABELS = {
    IDEA: "Idea",
    ASSESSED: "Assessed",
    TRIAL: "Trial",
    VERDICT: "Waits for verdict",
    CLOSED: "Closed",
    DROPPED: "Dropped",
}
PHASES = {
    IDEA: "QUEUED",
    ASSESSED: "QUEUED",
    TRIAL: "ACTIVE",
    VERDICT: "WAITING",
    CLOSED: "DONE",
    DROPPED: "DONE",
}
OPEN = (IDEA, ASSESSED, TRIAL, VERDICT)

KEPT, ADAPTED, DISCARDED, UNASKED = "KEPT", "ADAPTED", "DISCARDED", "UNASKED"
VERDICTS = {
    KEPT: "Kept",
    ADAPTED: "Adapted",
    DISCARDED: "Discarded",
    UNASKED: "Closed before verdicts were asked for",
}

LIFECYCLE = Machine(
    IDEA,
    Move("assess", (IDEA, ASSESSED), ASSESSED, event="assessed"),
    Move("start", (ASSESSED,), TRIAL, event="started"),
    Move("extend", (TRIAL, VERDICT), TRIAL, event="extended"),
    Move("end", (TRIAL,), VERDICT, event="ended"),
    Move("keep", (VERDICT,), CLOSED, event="kept"),
    Move("adapt", (VERDICT,), TRIAL, event="adapted"),
    Move("discard", (VERDICT,), CLOSED, event="discarded"),
    Move("drop", (IDEA, ASSESSED), DROPPED, event="dropped"),
)
