"""A service's dashboard, and the list of services with a verdict each."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from metrics import access, rules
from metrics.models import Kpi, Signal
from metrics.queries import figures, kpis
from metrics.queries.figures import WEEKS
from metrics.queries.kpis import Standing
from metrics.queries.signals import open_signals
from svs.services import access as services

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.services.models import Service


@dataclass(frozen=True)
class Dashboard:
    """A service's numbers up to the last day with data."""

    service: Service
    until: date | None
    standings: list[Standing]
    signals: list[Signal]

    @cached_property
    def verdict(self) -> rules.Verdict:
        return rules.verdict([s.told for s in self.standings])

    @property
    def families(self) -> list[tuple[str, list[Standing]]]:
        """The five families in their order, with the measures at work in each."""
        return [
            (family, [s for s in self.standings if s.measure.family == family])
            for family in rules.FAMILIES
        ]

    @property
    def worst(self) -> Standing | None:
        """The measure that decides the verdict."""
        told = rules.worst_of([s.told for s in self.standings])
        return next((s for s in self.standings if told and s.measure is told.measure), None)


def dashboard(service: Service, weeks: int = WEEKS) -> Dashboard:
    """Everything a service's dashboard needs, in five statements however long the history."""
    rows = list(kpis.active_kpis([service.pk]))
    order = list(rules.MEASURES)
    kept = figures.kept([service.pk], weeks)[service.pk]
    promises = figures.promises_of(rows)
    shown = sorted(
        (kpis.standing(kpi, kept, promises[kpi.pk], weeks) for kpi in rows),
        key=lambda s: order.index(s.kpi.measure),
    )
    signals = list(open_signals(Signal.objects.filter(kpi__service=service)))
    return Dashboard(service, kept.until, shown, signals)


def overview(user: User) -> list[dict[str, Any]]:
    """Every service this person sees with its verdict, worst first; own services before others. Statements: constant."""
    shown = list(
        services.visible_to(user)
        .filter(is_active=True)
        .select_related("owner")
        .prefetch_related("service_outcomes__outcome")
        .order_by("tier", "name", "id")
    )
    told: dict[int, list[Standing]] = {}
    rows = Kpi.objects.filter(service__in=shown, state=Kpi.State.ACTIVE).order_by("id")
    for one in kpis.standings_of(list(rows), weeks=0):
        told.setdefault(one.kpi.service_id, []).append(one)
    open_now = {s.kpi.service_id for s in open_signals(access.signals_visible_to(user))}
    listed = [
        {
            "service": service,
            "verdict": rules.verdict([s.told for s in told.get(service.pk, [])]),
            "signal": service.pk in open_now,
            "mine": service.owner_id == user.pk,
            "until": next((s.until for s in told.get(service.pk, [])), None),
        }
        for service in shown
    ]
    badness = {rules.MISSED: 0, rules.AT_RISK: 1, rules.KEPT: 2, rules.UNKNOWN: 3}
    return sorted(listed, key=lambda row: (not row["mine"], badness[row["verdict"].state]))
