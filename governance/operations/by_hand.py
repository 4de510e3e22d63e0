"""Decisions that somebody writes down by hand, with the numbers they rested on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db import transaction

from governance.access import register as access
from governance.models import Decision
from governance.operations.opened import write
from svs.accounts import queries as accounts
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from datetime import date

    from svs.accounts.models import User
    from svs.events.actor import Actor


@transaction.atomic
def record_by_hand(
    *, actor: Actor, user: User, title: str, why: str, expected_effect: str, review_date: date, owner_id: int,
    service_id: int | None = None, cost: str = "", commitment: str = "", items: list[dict[str, Any]] | None = None,
) -> Decision:  # fmt: skip
    """Write down what was decided elsewhere: in a corridor, by mail. `items` are what it rested on, as plain numbers of this moment.

    Raises RuleViolation("not_your_service", "unknown_owner", "title_required", "why_required", "expected_effect_required",
    "date_passed"). Emits decision.recorded.
    """
    if service_id is None and not access.may_record_without(user):
        raise RuleViolation("not_your_service", "Name the service of yours that it is about.", field="service")  # fmt: skip
    if service_id is not None and not access.services_to_decide_on(user).filter(pk=service_id).exists():  # fmt: skip
        raise RuleViolation("not_your_service", "You do not decide on that service.", field="service")  # fmt: skip
    if not accounts.people_with_a_role().filter(pk=owner_id).exists():
        raise RuleViolation("unknown_owner", "There is no such person with a role.", field="owner")
    return write(
        actor, source=Decision.Source.HAND, title=title, why=why, expected_effect=expected_effect, review_date=review_date,
        owner_id=owner_id, service_id=service_id, cost=cost, commitment=commitment, evidence={"items": items or []},
    )  # fmt: skip
