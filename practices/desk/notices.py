"""How the events of tickets read in a timeline."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

from django.utils import timezone

from svs.extensions import notice_kind, sentence


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
sentence("saved_view.made", "kept a view")
sentence("saved_view.changed", "changed the view")
sentence("saved_view.deleted", "deleted the view")
sentence("survey.asked", "asked how it went")
sentence("survey.reminded", "asked again how it went")
sentence("survey.answered", "said how it went: {score} of 5")


def _mentioned(data: dict[str, Any]) -> str:
    names = sorted(data["names"].get(pk, "somebody") for pk in data["user_ids"])
    return f"named {', '.join(names)} in a note"


sentence("ticket.mentioned", _mentioned)
sentence("ticket.taken_back", "took a reply back before it left")
sentence("ticket.file_refused", "found a file that is not handed out")
_DESK = ("agent", "team_lead")


def _crossed(data: dict[str, Any]) -> str:
    measure = "first answer" if data.get("measure") == "response" else "solution"
    return f"{data.get('percent')} % of the time for a {measure} is used"


def _broken(data: dict[str, Any]) -> str:
    measure = "first answer" if data.get("measure") == "response" else "solution"
    return f"The promised time for a {measure} is over"


notice_kind(
    "ticket.mentioned",
    "{who} named you in a note",
    choice="Somebody names me in a note",
    by_mail=True,
    roles=_DESK,
)
notice_kind(
    "ticket.given",
    "{who} gave it to you",
    choice="A ticket is given to me",
    by_mail=True,
    roles=_DESK,
)
notice_kind(
    "ticket.queued",
    "It is new in your team's queue",
    choice="A ticket comes into my team's queue",
    roles=_DESK,
)
notice_kind(
    "ticket.answered", "{who} answered", choice="The requester answers on a ticket I hold or watch"
)
notice_kind(
    "ticket.breached",
    _broken,
    choice="A promise is broken",
    by_mail=True,
    roles=(*_DESK, "service_owner"),
)
notice_kind(
    "ticket.warned", _crossed, choice="A promise is about to break", roles=(*_DESK, "service_owner")
)
notice_kind(
    "ticket.reopened", "{who} opened it again", choice="A ticket I hold or watch is opened again"
)
notice_kind(
    "ticket.noted",
    "{who} wrote a note",
    choice="Somebody writes a note on a ticket I hold or watch",
    roles=_DESK,
)
notice_kind(
    "ticket.replied",
    "{who} replied to the requester",
    choice="A colleague replies on a ticket I hold or watch",
)
notice_kind("ticket.done", "{who} finished it", choice="A ticket I watch is done")
notice_kind(
    "ticket.merged", "{who} merged it with another", choice="A ticket I hold or watch is merged"
)
_CLOCKS = {"response": "first answer", "resolution": "resolution"}


def _clock(words: str) -> Callable[[dict[str, Any]], str]:
    return lambda data: words.format(
        clock=_CLOCKS.get(data["measure"], "clock"), percent=data.get("percent", 100)
    )


def _promised(data: dict[str, Any]) -> str:
    return f"promised it by {timezone.localtime(datetime.fromisoformat(data['promised_at'])):%a %d %b %H:%M}"


sentence("ticket.retargeted", _clock("renewed the promise of a {clock} for open tickets"))
sentence("ticket.promised", _promised)
sentence("ticket.promise_withdrawn", "took back the promised date")
sentence("ticket.clock_warned", _clock("{percent} % of the time for a {clock} was used"))
sentence("ticket.clock_breached", _clock("the promised time for a {clock} was over"))
sentence("ticket.solved_with", "solved it with an article")
sentence("ticket.not_solved_with", "did not solve it with that article after all")


def _named(words: str) -> Callable[[dict[str, Any]], str]:
    """A sentence about the person in it."""
    return lambda data: words.format(data["names"].get(data["user_id"], "somebody"))


sentence("ticket.watched", _named("let {} watch it"))
sentence("ticket.unwatched", _named("let {} watch it no longer"))
sentence("ticket.task_added", "added a task")
sentence("ticket.task_changed", "changed a task")
sentence("ticket.task_done", "checked a task off")
sentence("ticket.task_opened", "opened a task again")
sentence("ticket.task_deleted", "took a task away")
sentence("ticket.linked", "linked two tickets")
sentence("ticket.unlinked", "took two tickets apart")
sentence("ticket.merged", lambda data: f"merged {data['ref']} into {data['into']}")
sentence("ticket.converted", lambda data: f"went on with {data['ref']} as {data['into']}")
