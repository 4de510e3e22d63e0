"""What every ticket shares: phases, causes of waiting, and the registry of kinds."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from practices.service_level import states as service_levels
from svs.statemachine import Machine

QUEUED, ACTIVE, WAITING, DONE = "QUEUED", "ACTIVE", "WAITING", "DONE"
PHASES = (QUEUED, ACTIVE, WAITING, DONE)

QUEUE = "queue"
CAUSES = {
    QUEUE: "Queue",
    "requester": "Requester",
    "vendor": "Vendor",
    "approval": "Approval",
    "window": "Window",
    "problem": "Problem",
    "change": "Change",
    "evidence": "Evidence",
}
HOLD_CAUSES = tuple(cause for cause in CAUSES if cause != QUEUE)


def waits_until(until: datetime | None, now: datetime) -> str:
    """Until when a ticket waits: until Thu 14:00, until 9 Mar; nothing when nobody said. Both moments in the reader's zone."""
    if until is None:
        return ""
    near = until.date() - now.date() < timedelta(days=7)
    return f"until {until:%a %H:%M}" if near else f"until {until.day} {until:%b}"


def waits_for(cause: str, until: datetime | None, now: datetime) -> str:
    """What a ticket waits for, and until when: Vendor until Thu 14:00."""
    return f"{CAUSES.get(cause, cause)} {waits_until(until, now)}".strip()


@dataclass(frozen=True)
class Kind:
    """A kind of ticket as its practice registers it: prefix, lifecycle, labels and phase of each state."""

    key: str
    prefix: str
    label: str
    machine: Machine
    phases: dict[str, str]
    labels: dict[str, str]
    icon: str = "ticket"
    finish: str = "resolve"  # the verb that delivers what was asked for
    goes_on: bool = True  # may one be merged, or go on as another kind


def address_of(verb: str) -> str:
    """How a verb stands in addresses: ask-approval."""
    return verb.replace("_", "-")


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    """Add a kind of ticket; every state of its lifecycle needs a phase and a label."""
    missing = kind.machine.states - kind.phases.keys()
    if missing:
        raise ValueError(f"{kind.key}: no phase for {sorted(missing)}")
    _kinds[kind.key] = kind
    service_levels.register_kind(kind.key, kind.label)


def kind_of(key: str) -> Kind:
    return _kinds[key]


def kinds() -> dict[str, Kind]:
    return dict(_kinds)
