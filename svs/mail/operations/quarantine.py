"""What a person decides about doubtful mail, and when originals go."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from svs.errors import Forbidden, RuleViolation
from svs.events.emit import emit
from svs.extensions import mail_takers
from svs.knobs import registry as knobs
from svs.mail import parse, queries, rules
from svs.mail.knobs import DELETED_DAYS, ORIGINAL_DAYS
from svs.mail.models import InboundMail
from svs.mail.operations.taking import keep_taken, letter_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from svs.accounts.models import User
    from svs.events.actor import Actor
    from svs.extensions import Letter

State = InboundMail.State
MOST = 200


@transaction.atomic
def release_as_ticket(*, mail: InboundMail, actor: Actor, user: User, vouches: bool = False) -> InboundMail:  # fmt: skip
    """Make a ticket of it. Its sender becomes the requester only when somebody vouches for them or the mail was not in doubt.

    Raises RuleViolation("not_in_quarantine", "gone", "unreadable") and what logging raises. Emits mail.released.
    """
    mail, letter = _held(mail, vouches)
    return _released(mail, actor, user, mail_takers.items[0].log(letter, by=actor))


@transaction.atomic
def release_to_ticket(
    *, mail: InboundMail, actor: Actor, user: User, ref: str, vouches: bool = False
) -> InboundMail:
    """Add it to a ticket: as the sender's answer when somebody vouches for them, else as an internal note.

    Raises RuleViolation("unknown_ticket", ...) as above, Forbidden. Emits mail.released.
    """
    mail, letter = _held(mail, vouches)
    ref = ref.strip().upper()
    taker = mail_takers.items[0]
    if not taker.about(ref, "")[0] or not taker.may_add(user, ref):
        raise RuleViolation("unknown_ticket", "There is no such ticket.", field="ref")
    quiet = replace(letter, is_quiet=not vouches)
    return _released(mail, actor, user, taker.add(quiet, ref, by=actor))


@transaction.atomic
def delete_mail(*, mail: InboundMail, actor: Actor, user: User, why: str) -> InboundMail:
    """Nobody needs it; its original stays for some days. Raises RuleViolation("reason_required", "not_in_quarantine"). Emits mail.deleted."""
    words = " ".join(why.split())[:300]
    if not words:
        raise RuleViolation("reason_required", "Say why.", field="why")
    mail = _locked(mail)
    mail.state, mail.why = State.DELETED, words
    return _decided(mail, actor, user, "mail.deleted", ["state", "why"])


def decide_many(*, mails: list[InboundMail], do: Callable[[InboundMail], InboundMail]) -> dict[int, str]:  # fmt: skip
    """The same for many, each for itself: what went wrong with which; empty words where it went well."""
    told = {}
    for mail in mails[:MOST]:
        try:
            do(mail)
        except (RuleViolation, Forbidden) as violation:
            told[mail.pk] = violation.message
        else:
            told[mail.pk] = ""
    return told


def forget_originals() -> int:
    """Let go of what was kept long enough; what it became stays. Returns how many."""
    now, gone = timezone.now(), 0
    for states, days in (
        ((State.DELETED, State.DROPPED, State.NOTED), knobs.current(DELETED_DAYS.key)),
        ((State.TAKEN,), knobs.current(ORIGINAL_DAYS.key)),
    ):
        old = InboundMail.objects.filter(state__in=states, raw__isnull=False, received_at__lt=now - timedelta(days=days))  # fmt: skip
        ids = list(old.order_by("received_at").values_list("pk", flat=True)[:5000])
        gone += InboundMail.objects.filter(pk__in=ids).update(raw=None)
    return gone


def _locked(mail: InboundMail) -> InboundMail:
    mail = InboundMail.objects.select_for_update(of=("self",)).select_related("mailbox").get(pk=mail.pk)  # fmt: skip
    if mail.state != State.QUARANTINED:
        raise RuleViolation("not_in_quarantine", "Somebody decided about this mail already.")
    return mail


def _held(mail: InboundMail, vouches: bool) -> tuple[InboundMail, Letter]:
    mail = _locked(mail)
    if mail.raw is None:
        raise RuleViolation("gone", "Its original is no longer kept.")
    try:
        said = parse.read(queries.raw_of(mail))
    except parse.Unreadable:
        raise RuleViolation("unreadable", "It cannot be read.") from None
    if not said.sender:
        vouches = False
    doubted = mail.trust == rules.FAIL or not said.sender
    trust = rules.PASS if vouches else rules.FAIL if doubted else mail.trust or rules.NONE
    verdict = rules.Verdict("new", mail.verdict, trust=trust)
    return mail, letter_of(mail, said, verdict)


def _released(mail: InboundMail, actor: Actor, user: User, taken: object) -> InboundMail:
    keep_taken(mail, taken)  # type: ignore[arg-type]
    return _decided(mail, actor, user, "mail.released", [])


def _decided(mail: InboundMail, actor: Actor, user: User, name: str, fields: list[str]) -> InboundMail:  # fmt: skip
    mail.decided_by, mail.decided_at = user, timezone.now()
    mail.save(update_fields=[*fields, "decided_by", "decided_at"])
    about = ("ticket", mail.ticket_id) if mail.ticket_id else None
    emit(name, subject=mail, about=about, actor=actor, data={"code": mail.verdict})
    return mail
