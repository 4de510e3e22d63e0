"""How people were served, in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q
from django.utils import timezone

from practices.desk import access, rules, states
from practices.desk.models import Survey, Ticket, TicketLink

if TYPE_CHECKING:
    from svs.accounts.models import User


def asked_of_family(ticket: Ticket) -> bool:
    """Was this requester asked about the ticket before, or about its parent, a sibling or a child?"""
    above = TicketLink.objects.filter(kind="child_of", source=ticket).values("target_id")
    family = (
        Q(ticket=ticket)
        | Q(ticket__in=above)
        | Q(ticket__links_out__kind="child_of", ticket__links_out__target__in=above)
        | Q(ticket__links_out__kind="child_of", ticket__links_out__target=ticket)
    )
    return Survey.objects.filter(family, ticket__requester_id=ticket.requester_id).exists()


def survey_of(ticket: Ticket) -> Survey | None:
    """What was asked and answered about a ticket."""
    return Survey.objects.filter(ticket=ticket).first()


def can_answer(ticket: Ticket, survey: Survey | None) -> bool:
    """Does the question stand, for the requester to answer?"""
    return bool(
        survey and survey.answered_at is None and ticket.phase == states.DONE
        and not rules.survey_is_over(survey.asked_at, timezone.now())
    )  # fmt: skip


def asked_among(ticket_ids: list[int]) -> set[int]:
    """Those of these done tickets about which the question stands."""
    stands = Survey.objects.filter(
        pk__in=ticket_ids, answered_at__isnull=True, asked_at__gt=timezone.now() - rules.SURVEY_LASTS
    )  # fmt: skip
    return set(stands.values_list("pk", flat=True))


def newest_unsaid(user: User) -> Ticket | None:
    """What was done for this person last of which we wait to hear how it went."""
    stands = Survey.objects.filter(
        ticket__requester_id=user.pk, ticket__phase=states.DONE, answered_at__isnull=True,
        asked_at__gt=timezone.now() - rules.SURVEY_LASTS,
    )  # fmt: skip
    row = stands.select_related("ticket__service", "ticket__team", "ticket__assignee").order_by("-asked_at").first()  # fmt: skip
    return row.ticket if row else None


def said_of_service(user: User, service_id: int) -> list[dict[str, Any]]:
    """The newest answers with words about a service, of tickets this person sees: one statement."""
    said = Survey.objects.filter(
        ticket__in=access.visible_to(user).filter(service_id=service_id), answered_at__isnull=False
    ).exclude(words="")  # fmt: skip
    rows = said.select_related("ticket").order_by("-answered_at", "-pk")[:5]
    return [{"survey": row, "ticket": row.ticket, "score": rules.SCORES[row.score or 3]} for row in rows]  # fmt: skip
