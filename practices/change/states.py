"""The change's lifecycle, as data: decided first, then done inside the window that was decided."""

from practices.desk.states import ACTIVE, DONE, WAITING, Kind, register
from svs.statemachine import Machine, Move

DRAFT, IN_APPROVAL, SCHEDULED, IMPLEMENTING = "DRAFT", "IN_APPROVAL", "SCHEDULED", "IMPLEMENTING"
IMPLEMENTED, CLOSED, REFUSED, CANCELLED = "IMPLEMENTED", "CLOSED", "REFUSED", "CANCELLED"
# it stands in the calendar and can be in another's way
PLANNED = (IN_APPROVAL, SCHEDULED, IMPLEMENTING)
EDITABLE = (DRAFT, IN_APPROVAL, SCHEDULED)  # then it is too late
OPEN = (DRAFT, *PLANNED)

STANDARD, NORMAL, EMERGENCY = "standard", "normal", "emergency"
TYPES = {STANDARD: "Standard", NORMAL: "Normal", EMERGENCY: "Emergency"}

SUCCESSFUL, WITH_ISSUES, FAILED, BACKED_OUT = "successful", "with_issues", "failed", "backed_out"
OUTCOMES = {
    SUCCESSFUL: "Successful",
    WITH_ISSUES: "Successful, with issues",
    FAILED: "Failed",
    BACKED_OUT: "Backed out",
}

LIFECYCLE = Machine(
    DRAFT,
    *(Move("assign", (state,), state) for state in OPEN),
    Move("submit", (DRAFT,), IN_APPROVAL, event="submitted"),
    Move("approve", (IN_APPROVAL,), SCHEDULED),
    Move("refuse", (IN_APPROVAL,), REFUSED),
    Move("void", (IN_APPROVAL, SCHEDULED), IN_APPROVAL, event="voided"),
    Move("start", (SCHEDULED,), IMPLEMENTING, event="started"),
    Move("complete", (IMPLEMENTING,), IMPLEMENTED),
    Move("withdraw", (IN_APPROVAL, SCHEDULED), DRAFT, event="withdrawn"),
    Move("expire", (IN_APPROVAL,), DRAFT),
    Move("review", (IMPLEMENTED,), CLOSED, event="reviewed"),
    Move("close", (IMPLEMENTED,), CLOSED),
    Move("reopen", (REFUSED, CANCELLED), DRAFT, event="reopened"),
    Move("cancel", (DRAFT, IN_APPROVAL, SCHEDULED), CANCELLED, event="cancelled"),
)

CHANGE = Kind(
    key="change",
    prefix="CHG",
    label="Change",
    machine=LIFECYCLE,
    phases={
        DRAFT: ACTIVE,
        IN_APPROVAL: WAITING,
        SCHEDULED: WAITING,
        IMPLEMENTING: ACTIVE,
        IMPLEMENTED: DONE,
        CLOSED: DONE,
        REFUSED: DONE,
        CANCELLED: DONE,
    },
    labels={
        DRAFT: "Draft",
        IN_APPROVAL: "Approval",
        SCHEDULED: "Waits for its window",
        IMPLEMENTING: "Under way",
        IMPLEMENTED: "Implemented",
        CLOSED: "Closed",
        REFUSED: "Refused",
        CANCELLED: "Cancelled",
    },
    icon="git-pull-request",
    finish="complete",
    goes_on=False,
)
register(CHANGE)
