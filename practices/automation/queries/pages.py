"""Rules in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from practices.automation import access
from practices.automation.models import Rule
from practices.automation.queries.health import health_of
from practices.automation.queries.names import Names, sentence
from svs.events.models import Job

if TYPE_CHECKING:
    from svs.accounts.models import User


def rule_list(user: User) -> list[dict[str, Any]]:
    """All rules in their order with how each did in 30 days: the same few statements however many."""
    found = list(all_rules(user))
    names, health = Names(), health_of([rule.pk for rule in found])
    return [
        {"rule": rule, "sentence": sentence(rule, names), "health": health[rule.pk]}
        for rule in found
    ]


def job_of(rule: Rule) -> Job | None:
    """The dry run under way, with its progress."""
    if rule.dry_run_job_id is None:
        return None
    return Job.objects.filter(~Q(state=Job.State.DONE), pk=rule.dry_run_job_id).first()


def all_rules(user: User) -> QuerySet[Rule]:
    """The rules this person sees, in their order."""
    return access.visible_to(user).order_by("position", "id")
