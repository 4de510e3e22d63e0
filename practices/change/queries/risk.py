"""What is known of a change when its risk is weighed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.utils import timezone

from practices.change import knobs, states
from practices.change.models import Change
from practices.change.queries.conflicts import weekly
from practices.change.rules import risk, windows
from practices.configuration import queries as configuration
from practices.desk.queries import load
from practices.service_level import queries as service_level
from practices.service_level.rules.hours import seconds_between
from svs.knobs import registry
from svs.services import queries as services
from svs.services.models import Service

RECORD = 20  # ended changes of a template that are looked at
ALIKE = timedelta(days=90)
WENT_WRONG = (states.FAILED, states.BACKED_OUT)

if TYPE_CHECKING:
    from collections.abc import Iterable


def touched_services(change: Change) -> set[int]:
    """The services it touches itself: the ticket's, those named besides, and those its items work for."""
    named = set(change.services.values_list("service_id", flat=True))
    carried = change.ticket.items.filter(service__isnull=False).values_list("service_id", flat=True)
    return {pk for pk in {change.ticket.service_id, *named, *carried} if pk is not None}


def tier_of(service_ids: Iterable[int]) -> int:
    """The tier of the most critical of these services; of none, the least critical."""
    tiers = Service.objects.filter(pk__in=list(service_ids)).values_list("tier", flat=True)
    return min(tiers, default=4)


def facts_of(change: Change) -> risk.Facts:
    """All that the rules ask, of this moment: at most eleven statements."""
    now, touched = timezone.now(), touched_services(change)
    items = list(change.ticket.items.values_list("pk", flat=True))
    reached = {*(needing for _, needing in services.needed_by(touched)), *configuration.services_on(items)}  # fmt: skip
    open_now, usual = load.open_beside_usual("incident", touched, now)
    return risk.Facts(
        tier=tier_of(touched), in_hours=_is_in_hours(change, touched), services=len(touched), items=len(items),
        dependents=len(reached - touched), open_now=open_now, open_usually=usual,
        has_test=bool(change.test.strip()), backout_minutes=change.backout_minutes,
        is_emergency=change.type == states.EMERGENCY, failed_alike=_failed_alike(change, touched), **_record(change),
    )  # fmt: skip


def _is_in_hours(change: Change, touched: set[int]) -> bool:
    """Does its window touch the hours agreed for what it touches, outside their maintenance windows? Without a window yet: yes."""
    if change.starts_at is None or change.ends_at is None:
        return True
    span = (change.starts_at, change.ends_at)
    if not windows.minus([span], windows.opened(weekly(touched), *span)):
        return False
    hours = {service_level.hours_of(pk) for pk in touched}
    return any(seconds_between(one, change.starts_at, change.ends_at) > 0 for one in hours)


def _record(change: Change) -> dict[str, Any]:
    """How the newest changes made from its template ended."""
    if change.template is None:
        return {}
    ended = Change.objects.filter(template=change.template, ended_at__isnull=False).exclude(pk=change.pk)  # fmt: skip
    outcomes = list(ended.order_by("-ended_at").values_list("outcome", flat=True)[:RECORD])
    return {
        "template": change.template.ref, "ended": len(outcomes), "good": outcomes.count(states.SUCCESSFUL),
        "failed": sum(outcome in WENT_WRONG for outcome in outcomes),
    }  # fmt: skip


def _failed_alike(change: Change, touched: set[int]) -> int:
    since = timezone.now() - ALIKE
    rows = Change.objects.filter(ticket__service__in=touched, ticket__phase="DONE", ticket__resolved_at__gte=since)  # fmt: skip
    return rows.filter(outcome__in=WENT_WRONG).exclude(pk=change.pk).count()


def shown(change: Change) -> dict[str, Any]:
    """What its risk came from, as its page shows it: the side that counts first, each with its lines and its sum."""
    sides: dict[str, dict[str, Any]] = {}
    for line in change.risk_because:
        side = sides.setdefault(line["side"], {"lines": [], "sum": None})
        if line["code"] == "sum":
            side["sum"] = line
        else:
            side["lines"].append(line)
    whole = sorted((side for side in sides.values() if side["sum"]), key=lambda side: not side["sum"]["counts"])  # fmt: skip
    score = change.likelihood * change.impact
    tolerance = whole[0]["sum"]["tolerance"] if whole else None
    return {
        "change": change, "sides": whole, "score": score, "tolerance": tolerance, "tier": whole[0]["sum"]["tier"] if whole else None,
        "level": risk.LEVELS[change.risk], "is_above": tolerance is not None and score > tolerance,
        "rules": sides.get(risk.RULES), "questions": sides.get(risk.QUESTIONS),
    }  # fmt: skip


def questions() -> list[dict[str, Any]]:
    """The questionnaire in force."""
    found: list[dict[str, Any]] = registry.current(knobs.RISK_QUESTIONS.key)
    return found


def policy_in_force() -> dict[str, Any]:
    """What holds now, read anew: the points of the rules, the questionnaire, the tolerance."""
    keys = {
        "policy": knobs.RISK_RULES,
        "questions": knobs.RISK_QUESTIONS,
        "tolerance": knobs.RISK_TOLERANCE,
    }
    return {name: registry.value(knob.key) for name, knob in keys.items()}


def policy_history() -> list[dict[str, Any]]:
    """Since when each of the three is as it is, and why, the newest first: three statements."""
    knobs_shown = (knobs.RISK_RULES, knobs.RISK_QUESTIONS, knobs.RISK_TOLERANCE)
    rows: list[dict[str, Any]] = [{"knob": knob, "row": row} for knob in knobs_shown for row in registry.history(knob.key)]  # fmt: skip
    return sorted(rows, key=lambda one: one["row"].effective_at, reverse=True)[:20]


def weighed(change: Change) -> risk.Weighed:
    """How risky it is now, by the policy in force."""
    return risk.weigh(
        facts_of(change), change.answers, policy=registry.current(knobs.RISK_RULES.key), questions=questions(),
        tolerance=registry.current(knobs.RISK_TOLERANCE.key),
    )  # fmt: skip


def tolerance_of(tier: int) -> int:
    """The score that is tolerated for a service of this tier."""
    return int(registry.current(knobs.RISK_TOLERANCE.key)[str(tier)])
