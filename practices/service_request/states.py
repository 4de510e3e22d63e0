"""The request's lifecycle, as data."""

from practices.desk.states import ACTIVE, DONE, QUEUED, WAITING, Kind, register
from svs.statemachine import Machine, Move

NEW, IN_QUEUE, IN_FULFILMENT, ON_HOLD = "NEW", "QUEUED", "IN_FULFILMENT", "ON_HOLD"
IN_APPROVAL = "IN_APPROVAL"  # it waits for its room: somebody must say yes
FULFILLED, CLOSED, REFUSED, CANCELLED = "FULFILLED", "CLOSED", "REFUSED", "CANCELLED"
WORKED = (NEW, IN_QUEUE, IN_FULFILMENT, ON_HOLD)
OPEN = (*WORKED, IN_APPROVAL)
APPROVED, SAID_NO = "approved", "refused"
DECISIONS = {APPROVED: "Approved", SAID_NO: "Refused"}

LIFECYCLE = Machine(
    NEW,
    Move("assign", WORKED, IN_FULFILMENT, unheld=IN_QUEUE),
    Move(
        "assign", (IN_APPROVAL,), IN_APPROVAL
    ),  # whoever is to fulfil it may be known before it is approved
    Move("hold", (NEW, IN_QUEUE, IN_FULFILMENT), ON_HOLD, event="held"),
    Move("resume", (ON_HOLD,), IN_FULFILMENT, unheld=IN_QUEUE),
    Move("fulfil", WORKED, FULFILLED, event="fulfilled"),
    Move("ask_approval", OPEN, IN_APPROVAL, event="approval_asked"),
    Move("approve", (IN_APPROVAL,), IN_FULFILMENT, unheld=IN_QUEUE),
    Move("refuse", (IN_APPROVAL,), REFUSED),
    Move("reopen", (FULFILLED, CLOSED), IN_FULFILMENT, unheld=IN_QUEUE),
    Move("close", (FULFILLED,), CLOSED),
    Move("cancel", OPEN, CANCELLED, event="cancelled"),
)

REQUEST = Kind(
    key="request",
    prefix="REQ",
    label="Request",
    machine=LIFECYCLE,
    phases={
        NEW: QUEUED,
        IN_QUEUE: QUEUED,
        IN_FULFILMENT: ACTIVE,
        ON_HOLD: WAITING,
        IN_APPROVAL: WAITING,
        FULFILLED: DONE,
        CLOSED: DONE,
        REFUSED: DONE,
        CANCELLED: DONE,
    },
    labels={
        NEW: "New",
        IN_QUEUE: "In queue",
        IN_FULFILMENT: "In fulfilment",
        ON_HOLD: "On hold",
        IN_APPROVAL: "Waits for approval",
        FULFILLED: "Fulfilled",
        CLOSED: "Closed",
        REFUSED: "Refused",
        CANCELLED: "Cancelled",
    },
    icon="receipt-2",
    finish="fulfil",
)
register(REQUEST)
