"""How incidents of each service go at Northwind: how many, who solves them, how long it takes, what they wait for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

Waits = dict[str, tuple[float, float]]  # cause -> (share, median minutes)
WEEKS = 26


def _steady(_: float) -> float:
    return 1.0


@dataclass(frozen=True)
class Habit:
    """The ways of one service."""

    share: float  # of all incidents
    minutes: float  # in hand, median
    team: str
    passed_on: float  # share that the desk hands on
    astray: tuple[str, ...]  # teams it is wrongly handed to now and then
    waits: Waits
    late_waits: Waits = field(default_factory=dict)  # of the last four weeks
    change: Callable[[float], float] = _steady  # weeks before the end -> factor on the work
    always: bool = False  # worked from five to eleven, every day; else in office hours
    lingers: bool = True  # do some of its incidents lie for days?


HABITS = {
    "warehouse-scanners": Habit(
        0.22, 24, "network-operations", 0.6, ("field-services",), {"requester": (0.10, 25)}, {"vendor": (0.5, 150)},
        lambda weeks: 1.8 if weeks < 4 else 1.0, True, False,
    ),
    "customer-portal": Habit(0.15, 50, "applications", 0.5, ("identity",), {"requester": (0.2, 70), "vendor": (0.06, 300)}),
    "payroll": Habit(
        0.07, 110, "finance-systems", 0.7, ("applications",), {"vendor": (0.2, 400), "evidence": (0.1, 300)}, {},
        lambda weeks: 0.5 + 0.5 * weeks / WEEKS,
    ),
    "identity-access": Habit(0.18, 25, "identity", 0.45, ("applications",), {"approval": (0.2, 160), "requester": (0.12, 40)}),
    "order-tracking": Habit(0.12, 45, "data-integration", 0.65, ("applications",), {"vendor": (0.22, 240), "requester": (0.06, 60)}),
    "site-connectivity": Habit(
        0.11, 40, "network-operations", 0.7, ("field-services",), {"vendor": (0.15, 300), "window": (0.08, 480)}, always=True
    ),
    "telephony": Habit(0.08, 30, "field-services", 0.55, ("network-operations",), {"vendor": (0.1, 400), "requester": (0.12, 80)}),
    "customs-filing": Habit(0.07, 60, "trade-systems", 0.7, ("data-integration",), {"vendor": (0.15, 300), "evidence": (0.08, 200)}),
}  # fmt: skip
CHANNELS = {"phone": 0.38, "portal": 0.34, "email": 0.2, "desk": 0.08}
# impact x urgency as they are told; the matrix makes the priority
WEIGHTS = {(1, 1): 2, (1, 2): 7, (2, 1): 9, (2, 2): 40, (1, 3): 6, (3, 1): 6, (2, 3): 15, (3, 2): 11, (3, 3): 4}  # fmt: skip
RESOLVED_BY = {"fixed": 66, "workaround": 10, "explained": 9, "no_fault_found": 8, "not_reproducible": 4, "withdrawn": 3}  # fmt: skip
CAUSED_BY = {"software": 30, "hardware": 20, "human_error": 14, "change": 12, "capacity": 8, "third_party": 6, "unknown": 10}  # fmt: skip
