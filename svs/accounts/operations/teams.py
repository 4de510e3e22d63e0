"""Make teams, say who works in them, and retire them without losing their work."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.utils.text import slugify

from svs.accounts.models import Membership, Team, User
from svs.errors import RuleViolation, StaleVersion
from svs.events import jobs
from svs.events.actor import person as as_person
from svs.events.emit import emit
from svs.extensions import holdings

if TYPE_CHECKING:
    from svs.events.actor import Actor
    from svs.events.models import Job

AT_ONCE = 100


@transaction.atomic
def create_team(*, actor: Actor, name: str, is_restricted: bool = False) -> Team:
    """Make a team; its address follows from its name. Raises RuleViolation("name_required", "team_exists"). Emits team.created."""
    team = Team(name=_name(name), slug=slugify(name)[:120] or "team", is_restricted=is_restricted)
    _save(team)
    emit("team.created", subject=team, actor=actor, data={"is_restricted": is_restricted})
    return team


@transaction.atomic
def change_team(
    *, team: Team, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Team:
    """Rename a team, or close its tickets to others. Raises StaleVersion and as making does. Emits team.changed."""
    team = _lock(team, version)
    said = {
        k: _name(v) if k == "name" else v
        for k, v in fields.items()
        if k in ("name", "is_restricted")
    }
    changed = [name for name in said if getattr(team, name) != said[name]]
    if not changed:
        return team
    for name in changed:
        setattr(team, name, said[name])
    team.version += 1
    _save(team)
    data = {"fields": sorted(changed), "is_restricted": team.is_restricted}
    emit("team.changed", subject=team, actor=actor, data=data)
    return team


@transaction.atomic
def retire_team(*, team: Team, actor: Actor, to_team: Team | None = None) -> Team:
    """Give a team no more work; what is open goes to `to_team`, bit by bit by a worker.

    Raises RuleViolation("retired_already", "team_holds_tickets", "unknown_team"). Emits team.retired.
    """
    team = _lock(team)
    if not team.is_active:
        raise RuleViolation("retired_already", "This team is retired already.")
    held = sum(one.of_team(None, team.pk)[0] for one in holdings.items)
    if held and to_team is None:
        raise RuleViolation(
            "team_holds_tickets",
            f"It holds {held} open tickets. Name a team that takes them.",
            field="to_team",
        )
    if to_team is not None and (to_team.pk == team.pk or not to_team.is_active):
        raise RuleViolation("unknown_team", "Name another team that works.", field="to_team")
    team.is_active, team.version = False, team.version + 1
    team.save(update_fields=["is_active", "version"])
    if held and to_team is not None:
        jobs.start("accounts.hand_over_team", requested_by_id=actor.user_id, total=held, team=team.pk, to=to_team.pk)  # fmt: skip
    emit("team.retired", subject=team, actor=actor, data={"held": held, "to_team_id": to_team.pk if to_team else None})  # fmt: skip
    return team


def hand_over_chunk(job: Job) -> bool:
    """Move some of what a retired team still holds; True when nothing is left."""
    actor = as_person(User.objects.get(pk=job.requested_by_id or 0))
    moved = sum(
        one.hand_over(actor, job.args["team"], job.args["to"], AT_ONCE) for one in holdings.items
    )
    job.done += moved
    job.total = max(job.total, job.done)
    return moved == 0


@transaction.atomic
def reopen_team(*, team: Team, actor: Actor) -> Team:
    """Let a retired team work again. Raises RuleViolation("active_already"). Emits team.reopened."""
    team = _lock(team)
    if team.is_active:
        raise RuleViolation("active_already", "This team works already.")
    team.is_active, team.version = True, team.version + 1
    team.save(update_fields=["is_active", "version"])
    emit("team.reopened", subject=team, actor=actor)
    return team


@transaction.atomic
def join_team(*, person: User, team: Team, actor: Actor, is_lead: bool = False) -> Membership:
    """Put somebody into a team, or make a member its lead or no longer its lead. Emits person.joined when anything changed."""
    place, made = Membership.objects.select_for_update().get_or_create(
        user=person, team=team, defaults={"is_lead": is_lead}
    )
    if not made and place.is_lead == is_lead:
        return place
    place.is_lead = is_lead
    place.save(update_fields=["is_lead"])
    emit("person.joined", subject=person, about=team, actor=actor, data={"team_id": team.pk, "is_lead": is_lead})  # fmt: skip
    return place


@transaction.atomic
def leave_team(*, person: User, team: Team, actor: Actor) -> None:
    """Take somebody out of a team; what they hold stays in their hands. Emits person.left."""
    gone, _ = Membership.objects.filter(user=person, team=team).delete()
    if not gone:
        raise RuleViolation("no_member", "They are no member of this team.")
    emit("person.left", subject=person, about=team, actor=actor, data={"team_id": team.pk})


def lock_team(team_id: int) -> None:
    """Let nobody else choose among the people of this team until the transaction ends."""
    list(Team.objects.select_for_update(no_key=True).filter(pk=team_id).values_list("pk"))


def _lock(team: Team, version: int | None = None) -> Team:
    found = Team.objects.select_for_update(of=("self",)).get(pk=team.pk)
    if version is not None and found.version != version:
        raise StaleVersion(found.version)
    return found


def _name(name: str) -> str:
    words = " ".join(str(name).split())[:120]
    if not words:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    return words


def _save(team: Team) -> None:
    try:
        with transaction.atomic():
            team.save()
    except IntegrityError as error:
        raise RuleViolation("team_exists", "There is a team of that name.", field="name") from error
