"""Links and passwords: how people come in for the first time, and again when they forgot."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.conf import settings
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.tokens import default_token_generator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.encoding import force_bytes
from django.utils.http import urlsafe_base64_encode

from svs.accounts.models import Session, User
from svs.accounts.operations.people import lock
from svs.errors import RuleViolation
from svs.events.actor import person as as_person
from svs.events.emit import emit
from svs.events.outgoing import write_mail

if TYPE_CHECKING:
    from svs.events.actor import Actor

NOBODY = "nobody@people.invalid"


@transaction.atomic
def send_link(*, person: User, actor: Actor) -> None:
    """Mail somebody a link by which they set a password: once, within the hour.

    Raises RuleViolation("inactive"). Emits person.invited.
    """
    if not person.is_active or person.is_program:
        raise RuleViolation("inactive", "They are deactivated: let them in again first.")
    _write(person)
    emit("person.invited", subject=person, actor=actor)


def ask_for_link(*, email: str, is_throttled: bool) -> None:
    """Mail a link to whoever forgot their password, where there is such a person.

    Where there is none the same work is done and thrown away, so that neither answer nor time tells.
    """
    known = User.objects.filter(
        email=email.strip().lower(), is_active=True, is_program=False
    ).first()
    with transaction.atomic():
        _write(known or User(pk=0, email=NOBODY, password="!"))  # noqa: S106 -- nobody's
        if known is None or is_throttled:
            transaction.set_rollback(True)


def is_link_good(person: User, token: str) -> bool:
    """Was this link mailed to them within the hour, and not used since?"""
    return person.is_active and default_token_generator.check_token(person, token)


@transaction.atomic
def set_password(*, person: User, token: str, password: str) -> User:
    """Set a password by the link that was mailed; it works once, and every session ends.

    Raises RuleViolation("link_spent", "weak_password"). Emits password.set.
    """
    person = lock(person)
    if not is_link_good(person, token):
        raise RuleViolation("link_spent", "This link was used or is too old. Ask for a new one.")
    _set(person, password, "password")
    gone, _ = Session.objects.filter(user=person).delete()
    emit("password.set", subject=person, actor=as_person(person), data={"sessions": gone})
    return person


@transaction.atomic
def change_password(*, person: User, actor: Actor, old: str, new: str, keep_session: str) -> User:
    """Change one's own password; every other session ends.

    Raises RuleViolation("wrong_password", "weak_password"). Emits password.changed.
    """
    person = lock(person)
    if not person.check_password(old):
        raise RuleViolation("wrong_password", "That is not your password.", field="old")
    _set(person, new, "new")
    gone, _ = Session.objects.filter(user=person).exclude(session_key=keep_session).delete()
    emit("password.changed", subject=person, actor=actor, data={"sessions": gone})
    return person


def check_password(password: str, person: User, field: str) -> None:
    """Raise RuleViolation("weak_password") unless it is long, not common and not like the person's own name."""
    try:
        validate_password(password, person)
    except ValidationError as error:
        raise RuleViolation("weak_password", " ".join(error.messages), field=field) from error


def _set(person: User, password: str, field: str) -> None:
    check_password(password, person, field)
    person.set_password(password)
    person.save(update_fields=["password"])


def _write(person: User) -> None:
    uid, token = urlsafe_base64_encode(force_bytes(person.pk)), default_token_generator.make_token(person)  # fmt: skip
    write_mail(
        recipient=person.email, subject="Set your password", is_secret=True, key=f"link:{uid}:{token}",
        body=(
            f"Hello {person.name},\n\nset your password for {settings.SVS_BASE_URL} here:\n\n"
            f"{settings.SVS_BASE_URL}/set-password/{uid}/{token}/\n\n"
            "The link works once, within an hour. If you did not ask for it, do nothing.\n"
        ),
    )  # fmt: skip
