"""What people do for themselves on the portal. They never set priority, team or state."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from practices.desk.operations import links
from practices.incident.models import Outage
from practices.incident.operations import log_incident, make_child
from practices.incident.queries import portal as queries
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from practices.desk.models import Ticket
    from svs.accounts.models import User
    from svs.events.actor import Actor


def ask_for_help(
    *, actor: Actor, requester: User, title: str, description: str = "", service_id: int | None = None
) -> Ticket:  # fmt: skip
    """Log what somebody asks for themselves, of medium impact and urgency; the desk judges it.

    Raises RuleViolation("title_required"). Emits incident.logged.
    """
    return log_incident(
        actor=actor, title=title, description=description, requester=requester, service_id=service_id, channel="portal"
    )  # fmt: skip


@transaction.atomic
def tell_about(*, outage: Outage, actor: Actor, requester: User) -> Ticket:
    """This outage affects me too: log it for them, under the incident behind the outage where that is open.

    Whoever told us before gets the request they have. The incident behind stays hidden. Emits incident.logged and incident.made_child.
    """
    held = (
        Outage.objects.select_for_update(of=("self",)).select_related("service").get(pk=outage.pk)
    )
    told = queries.told_about(requester, [held]).get(held.pk)
    if told is not None:
        return told
    ticket = ask_for_help(
        actor=actor, requester=requester, title=f"{held.service.name} does not work for me", service_id=held.service_id
    )  # fmt: skip
    if held.ticket is not None:
        try:
            make_child(ticket=ticket, parent=held.ticket, actor=actor)
        except RuleViolation:  # that one is over, or a child itself: theirs is worked on its own
            links.link(kind="relates", source_id=ticket.pk, target_id=held.ticket.pk)
    return ticket
