"""Add people, change what is known of them, and take away and give back their way in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from zoneinfo import available_timezones

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, transaction
from django.utils import timezone

from svs.accounts.models import ApiClient, Session, User
from svs.accounts.operations.administrators import keep_one
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.extensions import holdings

if TYPE_CHECKING:
    from svs.events.actor import Actor

MOST = {"name": 120, "job": 120, "phone": 40, "department": 120, "time_zone": 64, "theme": 5}
FIELDS = ("email", *MOST)


@transaction.atomic
def add_person(*, actor: Actor, email: str, name: str, **fields: str) -> User:
    """Add somebody; without a password they come in by a link (`send_link`).

    Raises RuleViolation("bad_email", "name_required", "person_exists", "unknown_time_zone"). Emits person.added.
    """
    said = clean({"email": email, "name": name, **fields})
    try:
        with transaction.atomic():
            person = User.objects.create_user(**said)
    except IntegrityError as error:
        raise _taken() from error
    emit("person.added", subject=person, actor=actor, data={"fields": sorted(k for k in said if said[k])})  # fmt: skip
    return person


@transaction.atomic
def change_person(
    *, person: User, actor: Actor, fields: dict[str, str], version: int | None = None
) -> User:
    """Change what is known of somebody; what stays the same leaves no event.

    Raises StaleVersion, and RuleViolation as adding does. Emits person.changed.
    """
    person = lock(person, version)
    said = clean(fields)
    changed = [name for name in said if getattr(person, name) != said[name]]
    if not changed:
        return person
    for name in changed:
        setattr(person, name, said[name])
    person.version += 1
    try:
        with transaction.atomic():
            person.save(update_fields=[*changed, "version"])
    except IntegrityError as error:
        raise _taken() from error
    emit("person.changed", subject=person, actor=actor, data={"fields": sorted(changed)})
    return person


@transaction.atomic
def deactivate_person(*, person: User, actor: Actor, hand_back: bool = False) -> User:
    """Shut somebody out at once: sessions and tokens end with it. With `hand_back` what they hold returns to its queues.

    Raises RuleViolation("yourself", "last_administrator", "inactive_already"). Emits person.deactivated.
    """
    if person.pk == actor.user_id:
        raise RuleViolation(
            "yourself", "You cannot deactivate yourself: ask another administrator."
        )
    person = lock(person)
    if not person.is_active:
        raise RuleViolation("inactive_already", "They are deactivated already.")
    keep_one(without=person.pk)
    person.is_active, person.version = False, person.version + 1
    person.save(update_fields=["is_active", "version"])
    now = timezone.now()
    tokens = ApiClient.objects.filter(user=person, revoked_at__isnull=True).update(revoked_at=now)
    moved = sum(one.hand_back(actor, person.pk) for one in holdings.items) if hand_back else 0
    emit("person.deactivated", subject=person, actor=actor,
         data={"sessions": _end(person), "tokens": tokens, "handed_back": moved})  # fmt: skip
    return person


@transaction.atomic
def activate_person(*, person: User, actor: Actor) -> User:
    """Let somebody in again, with what they held before; sessions and tokens stay ended.

    Raises RuleViolation("active_already"). Emits person.activated.
    """
    person = lock(person)
    if person.is_active:
        raise RuleViolation("active_already", "They are active already.")
    person.is_active, person.version = True, person.version + 1
    person.save(update_fields=["is_active", "version"])
    emit("person.activated", subject=person, actor=actor)
    return person


@transaction.atomic
def end_sessions(*, person: User, actor: Actor, keep: str | None = None) -> int:
    """Sign somebody out everywhere, but for the browser they ask from. Emits sessions.ended."""
    ended = _end(person, keep)
    if ended:
        emit("sessions.ended", subject=person, actor=actor, data={"sessions": ended})
    return ended


@transaction.atomic
def end_session(*, session: Session, actor: Actor) -> None:
    """Sign one browser out. Emits sessions.ended."""
    session.delete()
    emit(
        "sessions.ended", subject=("user", session.user_id or 0), actor=actor, data={"sessions": 1}
    )


def lock(person: User, version: int | None = None) -> User:
    """Lock a person for a change; raises StaleVersion when they are no longer as they were read."""
    found = User.objects.select_for_update(of=("self",)).get(pk=person.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def clean(fields: dict[str, Any]) -> dict[str, str]:
    """Known fields in the form they are kept in. Raises RuleViolation."""
    said = {
        k: " ".join(str(v).split())[: MOST.get(k, 254)] for k, v in fields.items() if k in FIELDS
    }
    if "email" in said:
        said["email"] = said["email"].lower()
        try:
            validate_email(said["email"])
        except ValidationError as error:
            raise RuleViolation("bad_email", "This is no e-mail address.", field="email") from error
    if said.get("name", "x") == "":
        raise RuleViolation("name_required", "Give their name.", field="name")
    if said.get("time_zone") and said["time_zone"] not in available_timezones():
        raise RuleViolation("unknown_time_zone", "There is no such time zone.", field="time_zone")
    if said.get("theme", "") not in ("", "light", "dark"):
        raise RuleViolation("unknown_theme", "There is no such theme.", field="theme")
    return said


def _end(person: User, keep: str | None = None) -> int:
    gone, _ = Session.objects.filter(user=person).exclude(session_key=keep or "").delete()
    return gone


def _taken() -> RuleViolation:
    return RuleViolation("person_exists", "Somebody has this e-mail address.", field="email")
