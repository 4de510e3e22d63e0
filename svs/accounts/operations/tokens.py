"""Give programs access, and take it back."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.text import slugify

from svs.accounts.models import ApiClient, Role, RoleAssignment, User, hash_token, new_token
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.events.actor import Actor

LONGEST = 365


@transaction.atomic
def issue_token(
    *, actor: Actor, name: str, roles: list[str], scopes: list[str], days: int
) -> tuple[ApiClient, str]:
    """Give a program a token, acting as an account of its own in these roles. The token is returned once and never stored.

    Raises RuleViolation("name_required", "unknown_role", "scopes_required", "bad_expiry", "token_exists"). Emits token.issued.
    """
    words = " ".join(name.split())[:120]
    if not words:
        raise RuleViolation("name_required", "Name the program.", field="name")
    if not roles or set(roles) - set(Role.values):
        raise RuleViolation("unknown_role", "There is no such role.", field="role")
    if not scopes:
        raise RuleViolation("scopes_required", "Say what it may do.", field="scopes")
    if not 1 <= days <= LONGEST:
        raise RuleViolation("bad_expiry", f"A token lasts from one day to {LONGEST}.", field="days")
    token = new_token()
    try:
        with transaction.atomic():
            address = f"{slugify(words)[:60] or 'program'}@programs.invalid"
            user = User.objects.create_user(email=address, name=words, is_program=True)
            client = ApiClient.objects.create(
                name=words, user=user, token_hash=hash_token(token), prefix=token[:12],
                scopes=sorted(set(scopes)), expires_at=timezone.now() + timedelta(days=days),
            )  # fmt: skip
    except IntegrityError as error:
        raise RuleViolation(
            "token_exists", "There is a program of that name.", field="name"
        ) from error
    RoleAssignment.objects.bulk_create(
        [
            RoleAssignment(user=user, role=role)
            for role in sorted(set(roles) - {Role.REQUESTER.value})
        ]
    )
    emit(
        "token.issued",
        subject=client,
        actor=actor,
        data={"scopes": client.scopes, "user_id": user.pk},
    )
    return client, token


@transaction.atomic
def revoke_token(*, client: ApiClient, actor: Actor) -> None:
    """Take a token back; the next call with it is refused. Raises RuleViolation("revoked_already"). Emits token.revoked."""
    changed = ApiClient.objects.filter(pk=client.pk, revoked_at__isnull=True).update(
        revoked_at=timezone.now()
    )
    if not changed:
        raise RuleViolation("revoked_already", "It has been revoked.")
    emit("token.revoked", subject=client, actor=actor)
