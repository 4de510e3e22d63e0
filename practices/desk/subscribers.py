"""Hours that change move what is due; whoever asked hears of their ticket, and so does everybody of ours it concerns."""

from collections.abc import Callable

from practices.desk.operations import clocks, letters, renewing
from practices.desk.queries import told
from practices.service_level.events import OF_HOURS
from svs.events.models import DomainEvent
from svs.events.registry import subscribe
from svs.notices.told import notify


@subscribe(*OF_HOURS, consumer="desk.recount_clocks")
def recount_clocks(event: DomainEvent) -> None:
    clocks.ask_for_recount()


@subscribe("target.set", consumer="desk.renew_promises")
def renew_promises(event: DomainEvent) -> None:
    if event.data.get("open_too"):
        renewing.ask_for_renewal(event.data, event.service_id, event.subject_id)


def write_letters(kind: str, finished: str, delivered: Callable[[int], str]) -> None:
    """Have whoever asked hear of their ticket of this kind by mail; `delivered` is what was done, as they may read it."""
    letters.register(kind, letters.Letters(finished, delivered))
    heard = (f"{kind}.{past}" for past in ("logged", "replied", "held", finished))
    subscribe(*heard, consumer=f"{kind}.write_to_requester", queue="mail")(letters.write_to_requester)  # fmt: skip


def tell_ours(kind: str, finished: str) -> None:
    """Have those who work on tickets of this kind, or watch them, be told of what concerns them."""
    notify("ticket.given", f"{kind}.assigned", readers=told.readers)(told.given_to)
    notify("ticket.queued", f"{kind}.logged", f"{kind}.assigned", readers=told.readers)(told.in_queue_of)  # fmt: skip
    notify("ticket.answered", f"{kind}.replied", readers=told.readers)(told.whom_the_requester_answered)  # fmt: skip
    notify("ticket.replied", f"{kind}.replied", readers=told.readers)(told.whom_a_reply_concerns)
    notify("ticket.noted", f"{kind}.noted", readers=told.readers_of_notes)(told.whom_a_note_concerns)  # fmt: skip
    notify("ticket.reopened", f"{kind}.reopened", readers=told.readers)(told.holder_and_watchers)
    notify("ticket.done", f"{kind}.{finished}", readers=told.readers)(told.watchers)


def _tell_of_every_kind() -> None:
    for notice, event, who, readers in (
        (
            "ticket.mentioned",
            "ticket.mentioned",
            lambda e: e.data["user_ids"],
            told.readers_of_notes,
        ),
        ("ticket.breached", "ticket.clock_breached", lambda e: e.data["who"], told.readers),
        ("ticket.warned", "ticket.clock_warned", lambda e: e.data["who"], told.readers),
        ("ticket.merged", "ticket.merged", told.holder_and_watchers, told.readers),
    ):
        notify(notice, event, readers=readers)(who)


_tell_of_every_kind()
