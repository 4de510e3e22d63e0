"""Texts that are often sent, written once by those who lead the desk."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction

from practices.desk.models import CannedReply
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.events.actor import Actor

FIELDS = ("name", "body", "team_id", "is_active")


@transaction.atomic
def create_canned_reply(*, actor: Actor, user: User, **fields: Any) -> CannedReply:
    """Add a text for everybody, or for a team.

    Raises RuleViolation("name_required", "text_required", "canned_reply_exists"), and for a team that is not there. Emits canned_reply.created.
    """
    services.check_usable(user, None, fields.get("team_id"))
    reply = CannedReply(**fields)
    _save(reply)
    emit("canned_reply.created", subject=("canned_reply", reply.pk), actor=actor)
    return reply


@transaction.atomic
def change_canned_reply(
    *, reply: CannedReply, actor: Actor, user: User, fields: dict[str, Any], version: int | None = None
) -> CannedReply:  # fmt: skip
    """Change a text, or retire it. Raises StaleVersion and what creating raises. Emits canned_reply.changed or .retired."""
    held = CannedReply.objects.select_for_update(of=("self",)).get(pk=reply.pk)
    if version is not None and held.version != version:
        raise StaleVersion(held.version)
    changed = [n for n in FIELDS if n in fields and getattr(held, n) != fields[n]]
    if not changed:
        return held
    if "team_id" in changed:
        services.check_usable(user, None, fields["team_id"])
    for name in changed:
        setattr(held, name, fields[name])
    held.version += 1
    _save(held)
    past = "retired" if "is_active" in changed and not held.is_active else "changed"
    emit(f"canned_reply.{past}", subject=("canned_reply", held.pk), actor=actor, data={"fields": changed})  # fmt: skip
    return held


def _save(reply: CannedReply) -> None:
    reply.name, reply.body = " ".join(reply.name.split()), reply.body.strip()
    if not reply.name:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    if not reply.body:
        raise RuleViolation("text_required", "Write the text.", field="body")
    try:
        with transaction.atomic():
            reply.save()
    except IntegrityError as error:
        raise RuleViolation("canned_reply_exists", "There is a text of that name.", field="name") from error  # fmt: skip
