"""Give and take roles, everywhere or for one service or practice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from svs.accounts.models import Role, RoleAssignment, Session, User
from svs.accounts.operations.administrators import keep_one, lock_administrators
from svs.errors import RuleViolation
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.events.actor import Actor

# What a role may be narrowed to; the others hold everywhere.
SCOPES = {
    Role.SERVICE_OWNER.value: "service", Role.PROCESS_OWNER.value: "practice", Role.PRACTICE_LEAD.value: "practice",
}  # fmt: skip
# Given and taken with a seat on a board, by governance.
SEATS = frozenset({Role.BOARD_MEMBER.value, Role.CHAIR.value})


@transaction.atomic
def give_role(
    *, person: User, actor: Actor, role: str, scope_kind: str = "", scope_id: int | None = None
) -> RoleAssignment:
    """Give a role. The caller has checked that the service or practice is there.

    Raises RuleViolation("unknown_role", "bad_scope", "role_held"). Emits role.given.
    """
    if role not in Role.values or role == Role.REQUESTER:
        raise RuleViolation("unknown_role", "There is no such role to give.", field="role")
    if bool(scope_kind) != (scope_id is not None) or (
        scope_kind and ("board" if role in SEATS else SCOPES.get(role)) != scope_kind
    ):
        raise RuleViolation("bad_scope", "This role cannot be narrowed to that.", field="scope")
    if role == Role.ADMINISTRATOR:
        lock_administrators()
    try:
        with transaction.atomic():
            held = RoleAssignment.objects.create(user=person, role=role, scope_kind=scope_kind, scope_id=scope_id)  # fmt: skip
    except IntegrityError as error:
        raise RuleViolation("role_held", "They hold this role already.", field="role") from error
    emit("role.given", subject=person, actor=actor, data=_data(held))
    return held


@transaction.atomic
def take_role(
    *, held: RoleAssignment, actor: Actor, keep_session: str | None = None, by_board: bool = False
) -> None:
    """Take a role away; sessions that had it end (but for `keep_session`, the browser of whoever takes their own).

    Raises RuleViolation("last_administrator", "of_a_board"). Emits role.taken.
    """
    if held.scope_kind == "board" and not by_board:
        raise RuleViolation("of_a_board", "It goes with a seat on a board: take them off the board.")  # fmt: skip
    if held.role == Role.ADMINISTRATOR:
        keep_one(without=held.user_id)
    gone, _ = RoleAssignment.objects.filter(pk=held.pk).delete()
    if not gone:
        raise RuleViolation("role_gone", "They do not hold this role any more.")
    Session.objects.filter(user_id=held.user_id).exclude(session_key=keep_session or "").delete()
    emit("role.taken", subject=("user", held.user_id), actor=actor, data=_data(held))


def _data(held: RoleAssignment) -> dict[str, object]:
    return {"role": held.role, "scope_kind": held.scope_kind, "scope_id": held.scope_id}
