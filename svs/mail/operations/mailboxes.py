"""Set mailboxes up and look whether they answer."""

from __future__ import annotations

import logging
import time
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.extensions import mail_takers
from svs.mail import hosts, servers
from svs.mail.models import Mailbox
from svs.mail.sealing import seal
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.events.actor import Actor

log = logging.getLogger("svs.mail")
FAULT = "It cannot be read: look at server, port, encryption, user, password and folder."
FIELDS = (
    "address", "host", "port", "security", "username", "folder", "done_folder", "kind", "service_id", "team_id", "is_active",
)  # fmt: skip
CONNECTION = frozenset({"host", "port", "security", "username", "folder"})
PATIENCE = 3.0  # seconds: a refused connection, a wrong password and a silent host look the same


@transaction.atomic
def create_mailbox(*, actor: Actor, user: User, password: str, **fields: Any) -> Mailbox:
    """Add an address people write to.

    Raises RuleViolation("mailbox_exists", "bad_address", "bad_host", "bad_text", "password_required", "unknown_kind" and what
    services raise). Emits mailbox.created.
    """
    if not password:
        raise RuleViolation("password_required", "Name the password.", field="password")
    mailbox = Mailbox(**fields)
    _check(mailbox, user, password)
    mailbox.secret = seal(password)
    _save(mailbox)
    emit("mailbox.created", subject=mailbox, actor=actor, service_id=mailbox.service_id)
    return mailbox


@transaction.atomic
def change_mailbox(
    *, mailbox: Mailbox, actor: Actor, user: User, fields: dict[str, Any], password: str = "", version: int | None = None
) -> Mailbox:  # fmt: skip
    """Change where mail comes from or what it becomes; asked again at once, with a clean slate.

    Another server, user or folder needs the password again: a stored one is never sent to a server it was not meant for.

    Raises StaleVersion, RuleViolation as creating does, and "fixed" for what the environment sets. Emits mailbox.changed.
    """
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    if version is not None and mailbox.version != version:
        raise StaleVersion(mailbox.version)
    changed = [name for name in FIELDS if name in fields and getattr(mailbox, name) != fields[name]]
    moved = bool(CONNECTION & set(changed))
    if mailbox.is_fixed and (moved or password or "address" in changed):
        raise RuleViolation("fixed", "Its server and address are set by the environment of this machine.")  # fmt: skip
    if not changed and not password:
        return mailbox
    if {"host", "port", "security"} & set(changed) and not password:
        raise RuleViolation("password_required", "Another server needs the password again.", field="password")  # fmt: skip
    for name in changed:
        setattr(mailbox, name, fields[name])
    _check(mailbox, user, password)
    if password:
        mailbox.secret = seal(password)
    if {"host", "username", "folder"} & set(changed):
        mailbox.uid_validity, mailbox.last_uid = None, 0
    _begin_again(mailbox)
    mailbox.version += 1
    _save(mailbox)
    named = [*changed, *(["password"] if password else [])]
    emit("mailbox.changed", subject=mailbox, actor=actor, service_id=mailbox.service_id, data={"fields": named})  # fmt: skip
    return mailbox


@transaction.atomic
def resume_mailbox(*, mailbox: Mailbox, actor: Actor) -> Mailbox:
    """Ask it again after it was given up. Raises RuleViolation("not_paused"). Emits mailbox.resumed."""
    mailbox = Mailbox.objects.select_for_update(of=("self",)).get(pk=mailbox.pk)
    if mailbox.paused_at is None:
        raise RuleViolation("not_paused", "It is asked already.")
    _begin_again(mailbox)
    mailbox.version += 1
    mailbox.save()
    emit("mailbox.resumed", subject=mailbox, actor=actor, service_id=mailbox.service_id)
    return mailbox


def check_mailbox(*, mailbox: Mailbox) -> int:
    """Sign in, open the folder and count what is new, without taking anything.

    Raises RuleViolation("unreachable"), with the same words and after the same time whatever was wrong: nobody learns here what
    stands at an address.
    """
    began = time.monotonic()
    try:
        with servers.opened(mailbox, timeout=PATIENCE) as server:
            same = server.validity(mailbox.folder) == mailbox.uid_validity
            return len(server.uids(mailbox.last_uid if same else 0))
    except servers.FAULTS as error:
        log.warning("mailbox checked", extra={"mailbox": mailbox.pk, "error": type(error).__name__})
        time.sleep(max(0.0, PATIENCE - (time.monotonic() - began)))
        raise RuleViolation("unreachable", FAULT) from None


@transaction.atomic
def keep_fixed() -> None:
    """Have the mailbox that the environment names, and forget to ask one that it no longer names."""
    said = settings.SVS_IMAP
    fixed = Mailbox.objects.select_for_update(of=("self",)).filter(is_fixed=True)
    if not said["host"]:
        fixed.filter(is_active=True).update(is_active=False)
        return
    where = {name: said[name] for name in ("host", "port", "security", "username", "folder", "done_folder")}  # fmt: skip
    mailbox = fixed.filter(address__iexact=said["address"]).first() or Mailbox(
        address=said["address"].lower(), is_fixed=True
    )
    if mailbox.pk and all(getattr(mailbox, name) == value for name, value in where.items()):
        return
    for name, value in where.items():
        setattr(mailbox, name, value)
    mailbox.uid_validity, mailbox.last_uid, mailbox.is_active = None, 0, True
    _begin_again(mailbox)
    mailbox.save()


def _begin_again(mailbox: Mailbox) -> None:
    mailbox.paused_at, mailbox.fault, mailbox.fault_count = None, "", 0
    mailbox.trying_uid, mailbox.trying, mailbox.due_at = None, 0, timezone.now()


def _check(mailbox: Mailbox, user: User, password: str) -> None:
    mailbox.address = mailbox.address.strip().lower()
    try:
        validate_email(mailbox.address)
    except ValidationError:
        raise RuleViolation("bad_address", "That is no e-mail address.", field="address") from None
    for name in ("username", "folder", "done_folder"):
        if any(ord(sign) < 32 or ord(sign) == 127 for sign in getattr(mailbox, name)):
            raise RuleViolation("bad_text", "Only printable signs.", field=name)
    if any(ord(sign) < 32 or ord(sign) == 127 for sign in password):
        raise RuleViolation("bad_text", "Only printable signs.", field="password")
    if mailbox.done_folder and mailbox.done_folder.lower() == mailbox.folder.lower():
        raise RuleViolation("bad_text", "Name another folder than the one mail arrives in.", field="done_folder")  # fmt: skip
    if not mailbox.is_fixed and (fault := hosts.fault_of(mailbox.host, mailbox.port)):
        raise RuleViolation("bad_host", fault[1], field=fault[0])
    known = [key for taker in mail_takers.items for key, _ in taker.kinds()]
    if mailbox.kind not in known:
        raise RuleViolation("unknown_kind", "There is no such kind of ticket.", field="kind")
    services.check_usable(user, mailbox.service_id, mailbox.team_id)


def _save(mailbox: Mailbox) -> None:
    try:
        with transaction.atomic():
            mailbox.save()
    except IntegrityError as error:
        raise RuleViolation("mailbox_exists", "There is a mailbox of that address.", field="address") from error  # fmt: skip
