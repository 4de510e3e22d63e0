"""What the house knows about a mail, and mails in the shape of pages."""

from __future__ import annotations

import zlib
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db.models import Count, F, Max, Q, QuerySet
from django.utils import timezone

from svs.accounts.models import User
from svs.events.models import Outgoing
from svs.extensions import Named
from svs.mail import access, parse, rules, threads
from svs.mail.models import InboundMail, Mailbox
from svs.services import queries as services

if TYPE_CHECKING:
    from collections.abc import Iterable

State = InboundMail.State
HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class Before:
    """What came from the same sender in the hour before a mail."""

    same: int
    same_ref: str
    unproven: int


def raw_of(mail: InboundMail) -> bytes:
    """The mail as it came."""
    try:
        return zlib.decompress(bytes(mail.raw or b""))
    except zlib.error:  # gone, or not what was kept
        return b""


def own_addresses() -> set[str]:
    """The addresses we write from and are written to; a mail from one of them is our own."""
    known = {address.lower() for address in Mailbox.objects.values_list("address", flat=True)}
    return known | services.sender_addresses() | {threads.default_sender().address.lower()}


def is_person(address: str) -> bool:
    return User.objects.filter(email=address.lower()).exists()


def before(mail: InboundMail) -> Before:
    """What this sender wrote in the hour before: about the same, and without proof. Two statements."""
    lately = InboundMail.objects.filter(
        sender=mail.sender, received_at__gt=mail.received_at - HOUR, received_at__lte=mail.received_at
    ).exclude(pk=mail.pk).exclude(state__in=(State.WAITING, State.DROPPED, State.NOTED))  # fmt: skip
    counted = lately.aggregate(same=Count("pk", filter=Q(topic=mail.topic)), unproven=Count("pk", filter=~Q(trust=rules.PASS) & ~Q(verdict="follow_up")))  # fmt: skip
    first = lately.filter(topic=mail.topic, state=State.TAKEN, reply_id__isnull=True)
    ref = first.exclude(trust=rules.FAIL).order_by("pk").values_list("ticket_ref", flat=True).first()  # fmt: skip
    return Before(counted["same"], ref or "", counted["unproven"])


def copy_of(mail: InboundMail) -> str:
    """Was a mail with this id looked at before: the same, or with other words?"""
    if not mail.message_id:
        return ""
    others = InboundMail.objects.filter(message_id=mail.message_id).exclude(pk=mail.pk)
    found = others.exclude(state=State.WAITING).values_list("text_digest", flat=True).first()
    return "" if found is None else "same" if found == mail.text_digest else "changed"


def is_first_of_flood(mail: InboundMail) -> bool:
    """Is it the first one shut out of this sender in an hour?"""
    lately = InboundMail.objects.filter(sender=mail.sender, received_at__gt=mail.received_at - HOUR)
    return not lately.filter(state=State.QUARANTINED, verdict=mail.verdict).exclude(pk=mail.pk).exists()  # fmt: skip


def was_written_to(ref: str, address: str) -> bool:
    """Did we write to this address about this ticket?"""
    return bool(address) and Outgoing.objects.filter(ticket_ref=ref, recipient=address).exists()


def answered(ids: Iterable[str]) -> Outgoing | None:
    """The mail of ours about a ticket that these ids name first."""
    keys = list(ids)[:50]
    found = Outgoing.objects.filter(key__in=keys).exclude(ticket_ref="").select_related("event")
    return found.order_by("-id").first() if keys else None


def kind_of_answer(ids: Iterable[str]) -> str:
    """Was the mail of ours that these ids name for our own people alone (a notice, or about a note), or public? Empty: not known."""
    row = answered(ids)
    if row is None:
        return ""
    about_note = row.event is not None and row.event.name.endswith(".noted")
    return "internal" if about_note or row.purpose.startswith("notice") else "public"


def sent_by_ids(ids: Iterable[str], recipients: Iterable[str]) -> Outgoing | None:
    """The mail of ours that a report speaks of; where it names readers, it has to be one of ours to them."""
    rows = Outgoing.objects.select_for_update(of=("self",)).filter(key__in=list(ids)[:25])
    wanted = {address.lower() for address in recipients}
    return next((row for row in rows if not wanted or row.recipient.lower() in wanted), None)


def ids_of_thread(ticket_ref: str, address: str) -> list[str]:
    """Message ids of what this address wrote on this ticket, oldest first."""
    mine = InboundMail.objects.filter(sender=address.lower(), ticket_ref=ticket_ref, state=State.TAKEN)  # fmt: skip
    return [key for key in mine.order_by("pk").values_list("message_id", flat=True)[:20] if key]


def box_of(service_id: int | None) -> str:
    """Where answers about a service are read: its own mailbox, else one that is for everything; empty where none is read."""
    boxes = Mailbox.objects.filter(
        Q(service_id=service_id) | Q(service__isnull=True), is_active=True
    )
    own_first = boxes.order_by(F("service_id").asc(nulls_last=True), "id")
    return own_first.values_list("address", flat=True).first() or ""


def original_of_reply(reply_id: int) -> InboundMail | None:
    """The mail that a message was made of, on whatever ticket it stands now."""
    return InboundMail.objects.filter(reply_id=reply_id, state=State.TAKEN).order_by("pk").first()


def original_of_tickets(ticket_ids: Iterable[int]) -> InboundMail | None:
    """The mail that the first of these tickets was made of."""
    rows = InboundMail.objects.filter(ticket_id__in=list(ticket_ids), reply_id__isnull=True)
    return rows.filter(state=State.TAKEN).order_by("pk").first()


def read(mail: InboundMail) -> parse.Mail | None:
    """The mail taken apart again; None when that is not possible or its original is gone."""
    if mail.raw is None:
        return None
    try:
        return parse.read(raw_of(mail))
    except parse.Unreadable:
        return None


# Pages


def mailboxes(user: User) -> QuerySet[Mailbox]:
    rows = access.mailboxes_visible_to(user).select_related("service", "team")
    return rows.order_by("-is_active", "address", "id")


def mails(user: User, *, state: str = "quarantined", verdict: str = "", words: str = "") -> QuerySet[InboundMail]:  # fmt: skip
    """Mails in one state, newest first, without their originals."""
    rows = access.mails_visible_to(user).filter(state=state).defer("raw").select_related("mailbox", "decided_by")  # fmt: skip
    if verdict:
        rows = rows.filter(verdict=verdict)
    if words:
        rows = rows.filter(Q(sender__icontains=words) | Q(subject__icontains=words))
    return rows.order_by("-received_at", "-id")


def one(user: User) -> QuerySet[InboundMail]:
    """Mails with what the page of one shows."""
    return access.mails_visible_to(user).select_related("mailbox", "decided_by")


def chosen(user: User, ids: Iterable[int]) -> list[InboundMail]:
    """These mails in quarantine that this person sees, oldest first."""
    rows = access.mails_visible_to(user).filter(pk__in=list(ids), state=State.QUARANTINED)
    return list(rows.defer("raw").order_by("pk"))


def floods(user: User) -> list[dict[str, Any]]:
    """Senders that were shut out within a day, and how many of their mails: what the quarantine warns of."""
    day = timezone.now() - timedelta(days=1)
    rows = access.mails_visible_to(user).filter(state=State.QUARANTINED, verdict__in=("flood", "loop"), received_at__gt=day)  # fmt: skip
    counted: Any = rows.values("sender").annotate(n=Count("pk"), last=Max("received_at"))
    return list(counted.order_by("-n", "sender")[:5])


def subject_mailboxes(user: User, ids: set[int]) -> dict[int, Named]:
    """What mailboxes are called in the log."""
    rows = access.mailboxes_visible_to(user).filter(pk__in=ids).values_list("pk", "address")
    return {pk: Named(address, f"/admin/mailboxes/{pk}/") for pk, address in rows}


def subject_mails(user: User, ids: set[int]) -> dict[int, Named]:
    """Mails have a number in the log, and never a subject."""
    seen = set(access.mails_visible_to(user).filter(pk__in=ids).values_list("pk", flat=True))
    return {pk: Named(f"mail {pk}", f"/quarantine/{pk}/" if pk in seen else "") for pk in ids}
