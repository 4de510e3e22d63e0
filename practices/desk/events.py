"""What the desk itself can tell, and what every kind of ticket tells alike."""

from svs.events.registry import declare

declare("ticket.undone")
declare("ticket.solved_with", "ticket.not_solved_with")
declare("own_field.added", "own_field.changed", "own_field.retired")
declare("saved_view.made", "saved_view.changed", "saved_view.deleted")
declare("survey.asked", "survey.reminded", "survey.answered")
declare("ticket.attached", "ticket.file_refused", "ticket.mentioned", "ticket.taken_back")
declare("canned_reply.created", "canned_reply.changed", "canned_reply.retired")
declare(
    "ticket.retargeted",
    "ticket.promised",
    "ticket.promise_withdrawn",
    "ticket.clock_warned",
    "ticket.clock_breached",
)
# Of things on a ticket, whatever its kind; the subject is the ticket.
declare("ticket.watched", "ticket.unwatched")
declare("ticket.task_added", "ticket.task_changed", "ticket.task_done", "ticket.task_opened", "ticket.task_deleted")  # fmt: skip
declare("ticket.linked", "ticket.unlinked")
declare("ticket.merged", "ticket.converted")

OF_EVERY_KIND = (
    "logged", "assigned", "held", "resumed", "reopened", "closed", "changed", "prioritised", "tagged", "replied", "noted",
)  # fmt: skip


def declare_kind(kind: str, *more: str) -> None:
    """Declare the events of a kind of ticket: those every kind has, and its own."""
    declare(*(f"{kind}.{past}" for past in (*OF_EVERY_KIND, *more)))
