"""How the events of tickets read in a timeline."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from svs.extensions import sentence


def _handed(data: dict[str, Any]) -> str:
    """To the person where one is named; teams read by their own line in the head of the page."""
    return f"handed it to {data['names'].get(data['assignee_id'], 'the team')}"


def _held(data: dict[str, Any]) -> str:
    until = data.get("wake_at")
    if not until:
        return f"waits for {data['cause']}"
    moment = timezone.localtime(datetime.fromisoformat(until))
    return f"waits for {data['cause']} until {moment:%a %d %b %H:%M}"


def _resumed(data: dict[str, Any]) -> str:
    return "went on by itself, as planned" if data.get("woke") else "went on"


_FIELDS = {"service_id": "service", "category_id": "category"}


def _changed(data: dict[str, Any]) -> str:
    """Which fields, never what they say: texts are no part of the log."""
    names = [_FIELDS.get(name, name) for name in data.get("before", {})]
    return f"changed {', '.join(names)}" if names else "changed it"


def sentences_of_kind(
    kind: str, finished: str, says: Callable[[dict[str, Any]], str] | str
) -> None:
    """Say how the events that every kind has read, and the one that delivers."""
    told: dict[str, Callable[[dict[str, Any]], str] | str] = {
        "logged": "logged it", "assigned": _handed, "held": _held, "resumed": _resumed, finished: says,
        "reopened": "reopened it", "closed": "closed it", "changed": _changed, "prioritised": "set the priority",
        "tagged": "tagged it",
    }  # fmt: skip
    for past, words in told.items():
        sentence(f"{kind}.{past}", words)


_TAKEN_BACK = {
    "assign": "the hand-over", "hold": "the wait", "resume": "going on", "reopen": "the reopening", "close": "closing it",
    "prioritise": "the priority", "tag": "the tag",
}  # fmt: skip


def _undone(data: dict[str, Any]) -> str:
    return f"took back {_TAKEN_BACK.get(data['verb'], 'that it is done')}"


sentence("ticket.undone", _undone)
sentence("survey.asked", "asked how it went")
sentence("survey.reminded", "asked again how it went")
sentence("survey.answered", "said how it went: {score} of 5")


def _mentioned(data: dict[str, Any]) -> str:
    names = sorted(data["names"].get(pk, "somebody") for pk in data["user_ids"])
    return f"named {', '.join(names)} in a note"


sentence("ticket.mentioned", _mentioned)
sentence("ticket.taken_back", "took a reply back before it left")
sentence("ticket.file_refused", "found a file that is not handed out")
