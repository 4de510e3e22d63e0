"""Which article answered a ticket."""

from django.db import transaction
from django.utils import timezone

from practices.desk.models import SolvedWith, Ticket
from svs.events.actor import Actor
from svs.events.emit import emit


@transaction.atomic
def solve_with(*, ticket: Ticket, article_id: int, actor: Actor) -> None:
    """Say that an article answered it; saying so twice is saying it once. Emits ticket.solved_with."""
    _, made = SolvedWith.objects.get_or_create(
        ticket_id=ticket.pk, article_id=article_id, defaults={"by_id": actor.user_id, "at": timezone.now()}
    )  # fmt: skip
    if made:
        _tell("solved_with", ticket, article_id, actor)


@transaction.atomic
def unsolve_with(*, ticket: Ticket, article_id: int, actor: Actor) -> None:
    """It did not, after all. Emits ticket.not_solved_with."""
    gone, _ = SolvedWith.objects.filter(ticket_id=ticket.pk, article_id=article_id).delete()
    if gone:
        _tell("not_solved_with", ticket, article_id, actor)


def _tell(past: str, ticket: Ticket, article_id: int, actor: Actor) -> None:
    emit(f"ticket.{past}", subject=("ticket", ticket.pk), about=("article", article_id), actor=actor, service_id=ticket.service_id)  # fmt: skip
