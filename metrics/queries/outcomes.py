"""The sponsor's first screen: outcomes, and the services that carry them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from typing import TYPE_CHECKING, Any

from metrics import access, rules
from metrics.models import Signal
from metrics.queries import figures, kpis
from metrics.queries.days import today
from metrics.queries.kpis import Standing
from metrics.queries.signals import open_signals
from metrics.rules import WINDOW_DAYS
from svs.services import access as services
from svs.services import queries as catalogue

if TYPE_CHECKING:
    from svs.accounts.models import User
    from svs.services.models import Outcome, Service

MOST_OUTCOMES = 5
# key -> words, days held against the promise, weeks shown
PERIODS = {"month": ("Month", WINDOW_DAYS, 16), "quarter": ("Quarter", 91, 16), "year": ("Year", 364, 52)}  # fmt: skip


@dataclass(frozen=True)
class Carrier:
    """A service that carries an outcome, with its verdict in a sentence."""

    service: Service
    verdict: rules.Verdict
    until: date | None


@dataclass(frozen=True)
class Reached:
    """An outcome with the measure that decides it: of those tied to it the one that stands worst."""

    outcome: Outcome
    shown: Standing | None
    carriers: list[Carrier]

    @property
    def state(self) -> str:
        return self.shown.state if self.shown else rules.UNKNOWN


@dataclass(frozen=True)
class Value:
    """Are we getting the value?"""

    period: str
    until: date | None
    outcomes: list[Reached]
    signals: list[Signal]

    @property
    def days(self) -> int:
        return PERIODS[self.period][1]

    @cached_property
    def headline(self) -> tuple[str, str, str]:
        return rules.headline([(one.outcome.name, one.state) for one in self.outcomes])

    @property
    def room(self) -> int:
        """For how many more outcomes there is room."""
        return max(0, MOST_OUTCOMES - len(self.outcomes))

    @property
    def worst_carrier(self) -> Carrier | None:
        """A service that does not deliver, of the first outcome that is missed."""
        missed = [c for one in self.outcomes if one.state == rules.MISSED for c in one.carriers]
        return next((c for c in missed if c.verdict.state == rules.MISSED), None)


def value(user: User, period: str = "month") -> Value:
    """Outcomes with their numbers, their services and the unanswered signals this person sees. Statements: constant."""
    days, weeks = PERIODS[period][1:]
    seen = {s.pk: s for s in services.visible_to(user).filter(is_active=True).order_by("tier", "name", "id")}  # fmt: skip
    told = _over(kpis.standings_of(list(kpis.active_kpis(seen)), weeks), days)
    until = max((s.until for s in told if s.until), default=None)
    outcomes = list(catalogue.active_outcomes().select_related("team").prefetch_related("service_outcomes"))  # fmt: skip
    signals = list(open_signals(access.signals_visible_to(user)))
    return Value(period, until, [_reached(outcome, seen, told) for outcome in outcomes], signals)


def _over(shown: list[Standing], days: int) -> list[Standing]:
    """The same measures over a longer period that ends with the newest data, taken from their cells."""
    until = max((s.until for s in shown if s.until), default=None)
    if days == WINDOW_DAYS or until is None:
        return shown
    found = figures.figures_of([s.kpi for s in shown], until - timedelta(days=days), until)
    longer = []
    for s in shown:
        figure = found[s.kpi.pk]
        state = rules.standing(s.measure, figure, s.promise)
        longer.append(Standing(s.kpi, figure, s.promise, state, s.weeks, s.until))
    return longer


def _reached(outcome: Outcome, seen: dict[int, Service], told: Sequence[Standing]) -> Reached:
    carried = {link.service_id for link in outcome.service_outcomes.all()}
    carriers = []
    for service_id, service in seen.items():
        if service_id in carried:
            its = [s for s in told if s.kpi.service_id == service_id]
            until = next((s.until for s in its), None)
            carriers.append(Carrier(service, rules.verdict([s.told for s in its]), until))
    return Reached(outcome, worst([s for s in told if s.kpi.outcome_id == outcome.pk]), carriers)


def worst(shown: Sequence[Standing]) -> Standing | None:
    """Of these measures the one that stands worst, for it decides."""
    order = {rules.MISSED: 3, rules.AT_RISK: 2, rules.KEPT: 1, rules.UNKNOWN: 0}
    return max(shown, key=lambda s: (order[s.state], s.told.badness, -s.kpi.pk), default=None)


def age(signal: Signal) -> int:
    """For how many days a signal has waited."""
    return (today() - signal.raised_at.date()).days


def value_rows(found: Value) -> list[dict[str, Any]]:
    """The table behind the trends: a row a week, a column an outcome that has a measure."""
    shown = [one.shown for one in found.outcomes if one.shown and one.shown.weeks]
    weeks = max((s.weeks for s in shown), key=lambda w: w[-1].monday, default=[])
    by_week = [{w.monday: w for w in s.weeks} for s in shown]
    return [
        {"monday": week.monday, "cells": [(s, of.get(week.monday)) for s, of in zip(shown, by_week, strict=True)]}
        for week in weeks
    ]  # fmt: skip
