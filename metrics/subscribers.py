"""What makes numbers be counted anew: tickets that end, come back, move or are answered, outages, and what is told late."""

from datetime import datetime
from typing import Any

from metrics import operations
from metrics.queries import Touched
from svs.events.models import DomainEvent
from svs.events.registry import project, subscribe

ENDED = (
    "incident.resolved", "incident.closed", "incident.reopened", "request.fulfilled", "request.closed", "request.reopened",
    "request.refused", "request.cancelled",
)  # fmt: skip
COUNTED = (
    *ENDED,
    "incident.changed",
    "incident.replied",
    "request.changed",
    "request.replied",
    "ticket.undone",
    "survey.answered",
    "outage.opened",
    "outage.changed",
    "outage.closed",
)
ALL = ("resolution", "response", "survey", "open")


@project(*COUNTED, consumer="metrics.cells", past=("incident.logged", "request.logged"))
def count_cells(events: list[DomainEvent]) -> None:
    """Dirty keys in, cells and standings out; order and repetition never matter."""
    touched = Touched()
    for event in events:
        _add(touched, event)
    operations.refresh(touched)


def _add(touched: Touched, event: DomainEvent) -> None:
    old: dict[str, Any] = event.data.get("before") or {}
    if event.name.startswith("outage."):
        _add_outage(touched, event, old)
    elif event.historical:
        touched.ticket(event.subject_id, [event.service_id], *ALL)
    elif event.name in ENDED or event.name == "ticket.undone":
        _add_move(touched, event, [event.service_id], "resolution")
    elif event.name in ("incident.changed", "request.changed"):
        if "service_id" in old:
            _add_move(touched, event, [event.service_id, old["service_id"]], *ALL)
    elif event.name == "survey.answered":
        touched.ticket(event.subject_id, [event.service_id], "survey")
    elif not event.data.get("by_requester"):
        touched.ticket(event.subject_id, [event.service_id], "response")


def _add_move(touched: Touched, event: DomainEvent, services: list[int | None], *sources: str) -> None:  # fmt: skip
    """Where the ticket counted before and where it counted then; where it counts now its row says."""
    touched.ticket(event.subject_id, services, *sources)
    told = (event.data, event.data.get("before") or {})
    moments = [datetime.fromisoformat(d["resolved_at"]) for d in told if d.get("resolved_at")]
    touched.resolved |= {(service, at) for service in services if service for at in moments}


def _add_outage(touched: Touched, event: DomainEvent, old: dict[str, Any]) -> None:
    for told in (event.data, old):
        if told.get("started_at") and event.service_id:
            ended = told.get("ended_at")
            touched.down.add((event.service_id, datetime.fromisoformat(told["started_at"]), ended and datetime.fromisoformat(ended)))  # fmt: skip


@subscribe("signal.raised", consumer="metrics.tell_owner", queue="mail")
def tell_owner(event: DomainEvent) -> None:
    operations.tell_owner(signal_id=event.subject_id, event=event)
