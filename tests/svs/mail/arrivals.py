"""Mails as they arrive, and what became of them."""

from itertools import count

from practices.desk.models import Message, Ticket
from svs.mail.models import InboundMail, Mailbox
from svs.mail.operations import fetching, take_due

_uids = count(1)


def make_mailbox(**fields) -> Mailbox:
    said = {"address": "desk@northwind.example", "host": "mail.northwind.example", "username": "desk", **fields}  # fmt: skip
    return Mailbox.objects.create(**said)


def letter(
    subject: str = "Scanner stands still", body: str = "It stands still since nine.", *, sender: str = "Kim <kim@customer.example>",
    mail_id: str | None = "", **headers: str,
) -> bytes:  # fmt: skip
    """A plain mail; a header is named with _ for - (`In_Reply_To`)."""
    lines = [f"From: {sender}", "To: desk@northwind.example", f"Subject: {subject}"]
    if mail_id is not None:
        lines.append(f"Message-ID: {mail_id or f'<{next(_uids)}.test@customer.example>'}")
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in headers.items()]
    return ("\r\n".join(lines) + "\r\n\r\n" + body.replace("\n", "\r\n") + "\r\n").encode()


def proven(domain: str = "customer.example", result: str = "pass") -> str:
    return f"mx.northwind.example; dmarc={result} header.from={domain}"


def arrive(mailbox: Mailbox, *raws: bytes) -> list[InboundMail]:
    """Keep and judge these mails; what became of each, in their order."""
    keys = []
    for raw in raws:
        fetching.keep(mailbox, next(_uids), raw)
        keys.append(InboundMail.objects.latest("pk").pk)
    while take_due():
        pass
    found = InboundMail.objects.in_bulk(keys)
    return [found[key] for key in keys]


def ticket_of(mail: InboundMail) -> Ticket:
    return Ticket.objects.get(pk=mail.ticket_id)


def said_on(ticket: Ticket) -> list[tuple[str, bool]]:
    return list(Message.objects.filter(ticket=ticket).order_by("pk").values_list("body", "is_internal"))  # fmt: skip
