"""The original of a mail on a ticket. {ref} is an incident that came by mail from the requester, on a service of the owner's."""

import zlib

from practices.desk.models import Ticket
from practices.incident import operations
from svs.mail.models import InboundMail, Mailbox
from tests.permissions import SIGN_IN

HTML = b"From: Kim <kim@customer.example>\r\nSubject: Slow\r\nContent-Type: text/html\r\n\r\n<p>It is <b>slow</b>.</p>"
DESK = (SIGN_IN, 404, 403, 403, 200, 404, 404)
PAGES = {f"tickets/<slug:ref>/mail/<int:number>/{what}": DESK for what in ("", "frame/", "raw/")}
VERBS: dict[tuple[str, str], tuple[int, ...]] = {}


def examples(fixture) -> dict[str, str]:
    """What stands for each placeholder of a route; made by real operations."""
    ticket: Ticket = operations.log_incident(
        actor=fixture("by_agent"), title="Slow", requester=fixture("requester"), service_id=fixture("scanners").pk, channel="email"
    )  # fmt: skip
    box = Mailbox.objects.create(address="desk@northwind.example", host="mail.northwind.example", username="desk")  # fmt: skip
    InboundMail.objects.create(mailbox=box, uid=1, digest="0" * 64, raw=zlib.compress(HTML), size=9, state="taken", ticket_id=ticket.pk, ticket_ref=ticket.ref)  # fmt: skip
    return {"<slug:ref>": ticket.ref, "<int:number>": "0"}
