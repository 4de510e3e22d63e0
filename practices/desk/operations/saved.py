"""Lists that somebody looks at often: kept for oneself, or for a team."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max

from practices.desk.models import SavedView
from svs.errors import RuleViolation, StaleVersion
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.events.actor import Actor

MOST = 50  # of one person, and of one team


@transaction.atomic
def save_view(*, actor: Actor, user: User, name: str, query: str, team_id: int | None = None) -> SavedView:  # fmt: skip
    """Keep a list under a name: for oneself, or for a team one belongs to.

    Raises RuleViolation("name_required", "view_exists", "not_your_team", "too_many_views"). Emits saved_view.made.
    """
    view = SavedView(owner=user, team_id=team_id, name=_name(name), query=query)
    _check_team(user, team_id)
    beside = _beside(view)
    if beside.count() >= MOST:
        raise RuleViolation("too_many_views", f"At most {MOST} views. Delete one first.")
    view.place = (beside.aggregate(last=Max("place"))["last"] or 0) + 1
    _write(view)
    _tell("made", view, actor)
    return view


@transaction.atomic
def change_view(
    *, view: SavedView, actor: Actor, user: User, fields: dict[str, Any], version: int | None = None
) -> SavedView:
    """Change a view's `name`, `query`, `team_id` or `place`.

    Raises RuleViolation("name_required", "view_exists", "not_your_team"), StaleVersion. Emits saved_view.changed.
    """
    held = _lock(view, version)
    if "name" in fields:
        fields = {**fields, "name": _name(fields["name"])}
    changed = {name: value for name, value in fields.items() if getattr(held, name) != value}
    if not changed:
        return held
    if "team_id" in changed:
        _check_team(user, changed["team_id"])
    for name, value in changed.items():
        setattr(held, name, value)
    held.version += 1
    _write(held)
    _tell("changed", held, actor, fields=sorted(changed))
    return held


@transaction.atomic
def move_view(*, view: SavedView, actor: Actor, up: bool) -> None:
    """Let a view change places with the one above or below it. Emits saved_view.changed."""
    beside = list(_beside(view).select_for_update(of=("self",)).order_by("place", "id"))
    now = next((n for n, row in enumerate(beside) if row.pk == view.pk), 0)
    then = now - 1 if up else now + 1
    if not 0 <= then < len(beside):
        return
    beside[now], beside[then] = beside[then], beside[now]
    for place, row in enumerate(beside, start=1):
        row.place = place
    SavedView.objects.bulk_update(beside, ["place"])
    _tell("changed", view, actor, fields=["place"])


@transaction.atomic
def delete_view(*, view: SavedView, actor: Actor, version: int | None = None) -> None:
    """Forget a view; the tickets in it stay what they are. Raises StaleVersion. Emits saved_view.deleted."""
    held = _lock(view, version)
    _tell("deleted", held, actor)
    held.delete()


def _lock(view: SavedView, version: int | None) -> SavedView:
    held = SavedView.objects.select_for_update(of=("self",)).get(pk=view.pk)
    if version is not None and held.version != version:
        raise StaleVersion(held.version)
    return held


def _name(name: str) -> str:
    said = " ".join(name.split())[:60]
    if not said:
        raise RuleViolation("name_required", "Give it a name.", field="name")
    return said


def _check_team(user: User, team_id: int | None) -> None:
    if team_id is not None and team_id not in user.team_ids:
        raise RuleViolation("not_your_team", "Only members keep views for a team.", field="team")


def _beside(view: SavedView) -> Any:
    """The views among which it has its place: those of the same team, else the person's own."""
    if view.team_id is not None:
        return SavedView.objects.filter(team=view.team_id)
    return SavedView.objects.filter(owner=view.owner_id, team__isnull=True)


def _write(view: SavedView) -> None:
    try:
        with transaction.atomic():
            view.save()
    except IntegrityError as error:
        if "view_name_once" not in str(error):
            raise
        raise RuleViolation("view_exists", "There is a view of this name.", field="name") from None


def _tell(past: str, view: SavedView, actor: Actor, **data: Any) -> None:
    emit(f"saved_view.{past}", subject=("saved_view", view.pk), actor=actor, data={"team_id": view.team_id, **data})  # fmt: skip
