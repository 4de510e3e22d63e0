"""The first administrator's way in, and their guide."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from svs.accounts.models import Role, RoleAssignment, Team, User, Welcome, hash_token, new_token
from svs.accounts.operations.administrators import administrators, lock_administrators
from svs.accounts.operations.passwords import check_password, send_link
from svs.accounts.operations.people import add_person
from svs.accounts.operations.roles import give_role
from svs.accounts.operations.teams import create_team, join_team
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR
from svs.events.actor import person as as_person
from svs.events.emit import emit
from svs.knobs import registry as knobs

if TYPE_CHECKING:
    from svs.events.actor import Actor


@transaction.atomic
def open_welcome() -> str | None:
    """A fresh one-time token for the first administrator; the one before dies. None where there is an administrator."""
    lock_administrators()
    Welcome.objects.all().delete()
    if administrators():
        return None
    token = new_token()
    Welcome.objects.create(token_hash=hash_token(token))
    return token


@transaction.atomic
def welcome(*, token: str, organisation: str, name: str, email: str, password: str) -> User:
    """Let the first administrator in by the one-time token, which dies with it.

    Raises RuleViolation("welcome_spent", "weak_password") and as adding a person does. Emits organisation.named, person.added, role.given.
    """
    lock_administrators()
    if not Welcome.objects.filter(token_hash=hash_token(token)).exists() or administrators():
        raise RuleViolation("welcome_spent", "This address was used or replaced.")
    person = add_person(actor=SYSTEM_ACTOR, email=email, name=name)
    check_password(password, person, "password")
    person.set_password(password)
    person.save(update_fields=["password"])
    RoleAssignment.objects.create(user=person, role=Role.ADMINISTRATOR)
    Welcome.objects.all().delete()
    actor = as_person(person)
    data = {"role": Role.ADMINISTRATOR.value, "scope_kind": "", "scope_id": None}
    emit("role.given", subject=person, actor=actor, data=data)
    if organisation.strip():
        row = knobs.set_value(key="accounts.organisation", value=" ".join(organisation.split()), reason="Welcome")  # fmt: skip
        emit("organisation.named", subject=row, actor=actor)
    return person


def is_welcome_open(token: str) -> bool:
    """Does this address still let the first administrator in?"""
    return Welcome.objects.filter(token_hash=hash_token(token)).exists() and not administrators()


@transaction.atomic
def first_team(*, person: User, actor: Actor, name: str, works_in_it: bool, colleagues: str) -> Team:  # fmt: skip
    """Make a team of agents in one go: whoever sets it up, if they work in it, and colleagues who get a link.

    Raises RuleViolation("bad_line", "nobody") and as making teams and people does. Emits what each of it emits.
    """
    lines = [line for line in colleagues.splitlines() if line.strip()]
    if not lines and not works_in_it:
        raise RuleViolation("nobody", "Somebody must work in it.", field="colleagues")
    team = create_team(actor=actor, name=name)
    if works_in_it:
        _as_agent(person, team, actor)
    for number, line in enumerate(lines, start=1):
        email, _, words = line.partition(",")
        try:
            colleague = add_person(actor=actor, email=email, name=words)
        except RuleViolation as violation:
            raise RuleViolation("bad_line", f"Line {number}: {violation.message}", field="colleagues") from violation  # fmt: skip
        _as_agent(colleague, team, actor)
        send_link(person=colleague, actor=actor)
    return team


def _as_agent(person: User, team: Team, actor: Actor) -> None:
    held = RoleAssignment.objects.filter(user=person, role=Role.AGENT, scope_kind="")
    if not held.exists():
        give_role(person=person, actor=actor, role=Role.AGENT.value)
    join_team(person=person, team=team, actor=actor)


def close_guide(*, person: User) -> None:
    """Show the guide no more as the first page."""
    User.objects.filter(pk=person.pk).update(guide_closed_at=timezone.now())


def open_guide(*, person: User) -> None:
    """Show the guide first again."""
    User.objects.filter(pk=person.pk).update(guide_closed_at=None)
