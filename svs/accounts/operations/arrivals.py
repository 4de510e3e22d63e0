"""Somebody new, with everything they need on their first day."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction

from svs.accounts.operations.passwords import send_link
from svs.accounts.operations.people import add_person
from svs.accounts.operations.roles import give_role
from svs.accounts.operations.teams import join_team

if TYPE_CHECKING:
    from collections.abc import Sequence

    from svs.accounts.models import Team, User
    from svs.events.actor import Actor


@transaction.atomic
def take_in(
    *, actor: Actor, email: str, name: str, roles: Sequence[str] = (), teams: Sequence[Team] = (),
    invite: bool = False, **fields: str,
) -> User:  # fmt: skip
    """Add somebody with their roles and teams, and send them their link. Raises and emits as each of it does."""
    person = add_person(actor=actor, email=email, name=name, **fields)
    for role in roles:
        give_role(person=person, actor=actor, role=role)
    for team in teams:
        join_team(person=person, team=team, actor=actor)
    if invite:
        send_link(person=person, actor=actor)
    return person
