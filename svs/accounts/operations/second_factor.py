"""Set up, renew and remove the second factor, and show it at the door."""

from __future__ import annotations

from typing import TYPE_CHECKING

from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.recovery_codes.internal.auth import RecoveryCodes
from django.db import transaction

from svs.accounts import second_factor
from svs.accounts.models import Session, User
from svs.accounts.operations.people import lock
from svs.errors import RuleViolation
from svs.events.actor import person as as_person
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.events.actor import Actor


@transaction.atomic
def enable_second_factor(
    *, person: User, actor: Actor, secret: str, code: str, keep_session: str
) -> list[str]:
    """Take an authenticator app into use once it has shown a right code; returns the recovery codes. Other sessions end.

    Raises RuleViolation("enabled_already", "wrong_code"). Emits second_factor.enabled.
    """
    person = lock(person)
    if Authenticator.objects.filter(user_id=person.pk, type=second_factor.TOTP).exists():
        raise RuleViolation("enabled_already", "A second factor is set up already.")
    counter = second_factor.counter_of(secret, "".join(code.split()))
    if counter is None:
        raise RuleViolation("wrong_code", "That code does not fit. Try the next one.", field="code")
    Authenticator.objects.create(
        user_id=person.pk, type=second_factor.TOTP, data={"secret": get_adapter().encrypt(secret), "last": counter}
    )  # fmt: skip
    codes = _new_codes(person)
    Session.objects.filter(user=person).exclude(session_key=keep_session).delete()
    emit("second_factor.enabled", subject=person, actor=actor)
    return codes


@transaction.atomic
def disable_second_factor(*, person: User, actor: Actor) -> None:
    """Remove somebody's second factor: their own, or by an administrator when the phone is lost. Sessions of others' end.

    Raises RuleViolation("not_enabled", "factor_required"). Emits second_factor.disabled.
    """
    person = lock(person)
    if person.pk == actor.user_id and not person.roles().isdisjoint(person.second_factor_for):
        raise RuleViolation("factor_required", "Your role must have a second factor.")
    gone, _ = Authenticator.objects.filter(user_id=person.pk).delete()
    if not gone:
        raise RuleViolation("not_enabled", "There is no second factor.")
    if person.pk != actor.user_id:
        Session.objects.filter(user=person).delete()
    emit("second_factor.disabled", subject=person, actor=actor, data={"by_other": person.pk != actor.user_id})  # fmt: skip


@transaction.atomic
def renew_codes(*, person: User, actor: Actor) -> list[str]:
    """Make ten new recovery codes; the old ones work no more. Raises RuleViolation("not_enabled"). Emits second_factor.codes_renewed."""
    person = lock(person)
    if not person.has_second_factor:
        raise RuleViolation("not_enabled", "Set up a second factor first.")
    codes = _new_codes(person)
    emit("second_factor.codes_renewed", subject=person, actor=actor)
    return codes


@transaction.atomic
def show_second_factor(*, person: User, code: str) -> bool:
    """Is this the code of the moment, or a recovery code not used yet? Emits second_factor.code_spent for the latter."""
    kind = second_factor.spend(person, code)
    if kind == second_factor.RECOVERY:
        left = len(second_factor.codes_of(person))
        emit("second_factor.code_spent", subject=person, actor=as_person(person), data={"left": left})  # fmt: skip
    return kind is not None


def _new_codes(person: User) -> list[str]:
    Authenticator.objects.filter(user_id=person.pk, type=second_factor.RECOVERY).delete()
    return list(RecoveryCodes.activate(person).get_unused_codes())
