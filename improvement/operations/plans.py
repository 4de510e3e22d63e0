"""What a trial is to be, held against what a trial must be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from improvement import queries
from improvement.operations.records import words
from improvement.rules.compare import FEW
from metrics import queries as metrics
from svs.errors import RuleViolation

if TYPE_CHECKING:
    from improvement.models import Improvement
    from metrics.models import Kpi

LONGEST = 366
GUARDS = 5


@dataclass(frozen=True)
class Plan:
    """If `change`, then `effect`, because `reason`: what is expected of which measure, until when."""

    kpi_id: int
    change: str
    effect: str
    reason: str
    hoped: float
    ends_on: date
    since: date | None = None  # the days before; eight weeks up to yesterday unless said
    until: date | None = None
    guards: Sequence[tuple[int, float]] = ()


def hypothesis(change: str, effect: str, reason: str) -> dict[str, str]:
    """The three parts of it. Raises RuleViolation."""
    return {
        "change": words(change, "change", "Say what is changed.", 300),
        "effect": words(effect, "effect", "Say what is expected then.", 300),
        "reason": words(reason, "reason", "Say why that should be so.", 300),
    }


def measure_for(improvement: Improvement, kpi_id: int, field: str = "kpi") -> Kpi:
    """The measure at work on this improvement's service. Raises RuleViolation("no_service", "bad_kpi")."""
    if improvement.service_id is None:
        raise RuleViolation("no_service", "A trial is held against a measure of a service: name the service first.", field=field)  # fmt: skip
    kpi = metrics.active_kpis([improvement.service_id]).filter(pk=kpi_id).first()
    if kpi is None:
        raise RuleViolation("bad_kpi", "Choose a measure that is at work on this service.", field=field)  # fmt: skip
    if not queries.can_be_tried(kpi):
        raise RuleViolation("bad_kpi", "This measure counts no single cases that could be compared.", field=field)  # fmt: skip
    return kpi


def check_hope(hoped: float) -> float:
    """Raises RuleViolation("no_hope")."""
    if not hoped or abs(hoped) > 10**9 or hoped != hoped:
        raise RuleViolation("no_hope", "Say by how much it should change.", field="hoped")
    return hoped


def check_end(ends_on: date, today: date) -> date:
    """Raises RuleViolation("bad_end")."""
    if not timedelta(days=1) <= ends_on - today <= timedelta(days=LONGEST):
        raise RuleViolation("bad_end", "A trial ends on a day of the next year, tomorrow at the earliest.", field="ends_on")  # fmt: skip
    return ends_on


def days_before(plan: Plan, today: date) -> tuple[date, date]:
    """The days the trial is compared with. Raises RuleViolation("bad_baseline")."""
    until = plan.until or today - timedelta(days=1)
    since = plan.since or until - timedelta(days=55)
    if not since <= until < today or (until - since).days >= LONGEST:
        raise RuleViolation("bad_baseline", "The days before end before today and are at most a year.", field="since")  # fmt: skip
    return since, until


def check_enough(n: int, field: str) -> None:
    """Raises RuleViolation("baseline_too_small")."""
    if n < FEW:
        raise RuleViolation("baseline_too_small", f"Only {n} cases lie in these days; {FEW} are the least that say anything.", field=field)  # fmt: skip


def guards_for(improvement: Improvement, plan: Plan) -> list[tuple[Kpi, float]]:
    """The guards with their measures. Raises RuleViolation("bad_guard", "bad_kpi")."""
    ids = [kpi_id for kpi_id, _ in plan.guards]
    if len(ids) > GUARDS or len(set(ids)) < len(ids) or plan.kpi_id in ids:
        raise RuleViolation("bad_guard", f"At most {GUARDS} guards, each another measure than the trial's.", field="guards")  # fmt: skip
    return [(measure_for(improvement, kpi_id, "guards"), bound) for kpi_id, bound in plan.guards]
