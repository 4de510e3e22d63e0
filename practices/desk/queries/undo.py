"""Which move made a ticket what it is now, and whether it can be taken back."""

from practices.desk import states
from svs.events.actor import CLIENT, PERSON, Actor
from svs.events.models import DomainEvent

MOVES = ("assign", "hold", "resume", "reopen", "close")  # and the kind's own word for finishing
FIELDS = {"prioritise": "prioritised", "tag": "tagged"}


def event_of_version(ticket_id: int, version: int) -> DomainEvent | None:
    """The event that made this version of a ticket; none where what made it does not say so."""
    told = DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket_id)
    return told.filter(data__version=version).order_by("-seq").first()


def undoable(kind: states.Kind, name: str) -> str:
    """The verb behind an event that can be taken back; empty for any other."""
    by_event = {move.event: move.verb for move in kind.machine.moves if move.verb in (*MOVES, kind.finish)}  # fmt: skip
    by_event |= {past: verb for verb, past in FIELDS.items()}
    return by_event.get(name.removeprefix(f"{kind.key}."), "")


def is_by(event: DomainEvent, actor: Actor) -> bool:
    """Did this person do it, by hand or by a program of theirs?"""
    return actor.user_id is not None and event.actor_user_id == actor.user_id and event.actor_kind in (PERSON, CLIENT)  # fmt: skip
