"""What people and teams hold, and what tickets are called in the log."""

from django.db.models import Q, QuerySet

from practices.desk import access, states
from practices.desk.models import Ticket
from svs.accounts.models import User
from svs.extensions import Held, Named


def open_of(*, assignee_id: int | None = None, team_id: int | None = None) -> QuerySet[Ticket]:
    """Open tickets that a person or a team holds, oldest first."""
    whose = {"assignee_id": assignee_id} if assignee_id else {"team_id": team_id}
    return Ticket.objects.filter(~Q(phase=states.DONE), **whose).order_by("logged_at", "id")


def held(user: User | None, tickets: QuerySet[Ticket]) -> tuple[int, list[Held]]:
    """How many these are, and the first few by ref; an address only for those who see them."""
    first = list(tickets[:5])
    seen = access.visible_to(user).filter(pk__in=[t.pk for t in first]) if user else Ticket.objects.none()  # fmt: skip
    shown = set(seen.values_list("pk", flat=True))
    found = [Held(t.ref, t.get_absolute_url() if t.pk in shown else "") for t in first]
    return tickets.order_by().count() if found else 0, found


def id_of_ref(ref: str) -> int | None:
    """The ticket of a ref, for the log."""
    return Ticket.objects.filter(ref=ref).values_list("pk", flat=True).first()


def subject_tickets(user: User, ids: set[int]) -> dict[int, Named]:
    """Tickets by ref as the log calls them, never by title; an address only for those who see them."""
    rows = Ticket.objects.filter(pk__in=ids)
    seen = set(access.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return {t.pk: Named(t.ref, t.get_absolute_url() if t.pk in seen else "") for t in rows}
