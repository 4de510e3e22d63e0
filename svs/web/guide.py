"""The set-up guide: each room says what its step is and whether it was taken; here they stand in a row."""

from typing import Any

from svs.accounts.models import Role, User
from svs.extensions import guide_steps


def state_for(user: User) -> dict[str, Any]:
    """Every step with whether it is done, and the one that comes next."""
    steps = [
        {"step": step, "done": step.done(user), "url": step.url(user)}
        for step in sorted(guide_steps.items, key=lambda step: (step.order, step.key))
    ]
    following = next((one for one in steps if not one["done"]), None)
    return {
        "steps": steps,
        "next": following,
        "last": steps[-1] if steps else None,
        "taken": sum(bool(one["done"]) for one in steps),
    }


def comes_first(user: User) -> bool:
    """Is the guide this person's first page? For an administrator who has neither finished nor closed it."""
    if not user.has_role(Role.ADMINISTRATOR.value) or user.guide_closed_at is not None:
        return False
    return not all(
        step.done(user) for step in sorted(guide_steps.items, key=lambda step: -step.order)
    )
