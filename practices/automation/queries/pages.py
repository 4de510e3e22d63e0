"""Rules in the shape of pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.db.models import Q, QuerySet

from practices.automation import access
from practices.automation.models import Rule
from practices.automation.queries.facts import fallback_name
from practices.automation.queries.health import health_of, limits
from practices.automation.queries.names import Names, sentence
from practices.desk import queries as desk
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


def rule_page(user: User, rule: Rule, *, shown: str) -> dict[str, Any]:
    """One rule with its dry run, its guards and how it does."""
    said = sentence(rule, Names())
    return {
        "rule": rule, "sentence": said, "job": job_of(rule), "funnel": _funnel(rule.dry_run, said),
        "sample": sample_rows(user, rule), "health": health_of([rule.pk])[rule.pk], "limits": limits(),
        "fallback": fallback_name(), "shown": shown,
    }  # fmt: skip


def _funnel(result: dict[str, Any], said: dict[str, Any]) -> list[tuple[int, str]]:
    """How many events were left after each condition."""
    if not result:
        return []
    words = [" ".join(part for part in parts if part) for parts in said["conditions"]]
    steps = [(result["events"], f"incidents {said['when'].removeprefix('is ')}")]
    steps += list(zip(result["passed"], words, strict=False))
    return [*steps, (result["changed"], "acted on")]


def job_of(rule: Rule) -> Job | None:
    """The dry run under way, with its progress."""
    if rule.dry_run_job_id is None:
        return None
    return Job.objects.filter(~Q(state=Job.State.DONE), pk=rule.dry_run_job_id).first()


def sample_rows(user: User, rule: Rule) -> list[dict[str, Any]]:
    """The dry run's sample with titles, only of tickets this person sees."""
    sample = rule.dry_run.get("sample", [])
    titles = desk.titles_of(user, [row["ref"] for row in sample])
    return [{**row, "title": titles[row["ref"]]} for row in sample if row["ref"] in titles]


def all_rules(user: User) -> QuerySet[Rule]:
    """The rules this person sees, in their order."""
    return access.visible_to(user).order_by("position", "id")
