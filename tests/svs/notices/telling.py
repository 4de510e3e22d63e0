"""What happens to a ticket, and who was told of it."""

from practices.desk import operations as desk
from practices.incident import operations as incidents
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import Delivery, Outgoing
from svs.notices import told
from svs.notices.models import Notice


def tell():
    deliver.drain(told.CONSUMER)
    assert not Delivery.objects.filter(consumer=told.CONSUMER).exists()


def told_to(user):
    tell()
    return [notice.kind for notice in Notice.objects.filter(user=user).order_by("id")]


def mails_to(user):
    return list(
        Outgoing.objects.filter(recipient=user.email, purpose__startswith="notice:").order_by("id")
    )


def give(ticket, actor, holder):
    return incidents.assign_incident(ticket=ticket, actor=actor, assignee_id=holder.pk)


def note(ticket, author, body="Look at the switch."):
    return desk.add_message(
        ticket_id=ticket.pk, author=author, actor=person(author), body=body, is_internal=True
    )


def answer(ticket, author, body="Any news?"):
    return desk.add_message(
        ticket_id=ticket.pk, author=author, actor=person(author), body=body, is_internal=False
    )
