"""What the API takes and gives for measures and signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from metrics import rules
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from metrics.models import Kpi, Signal
    from metrics.queries import Dashboard, Standing


class KpiChange(StrictSerializer):
    """What makes a measure whole; the target is in seconds, in force from today."""

    outcome = Id(required=False, allow_null=True)
    owner = Id(required=False, allow_null=True)
    decision_rule = serializers.CharField(max_length=500, required=False, allow_blank=True)
    review_date = serializers.DateField(required=False, allow_null=True)
    target_seconds = serializers.IntegerField(min_value=60, max_value=31_536_000, required=False)


class KpiInput(KpiChange):
    """A measure proposed for a service."""

    measure = serializers.ChoiceField(list(rules.MEASURES))
    service = Id()


class NoActionInput(StrictSerializer):
    """Why nothing is to be done."""

    reason = serializers.CharField(max_length=1000)


class FigureOutput(serializers.Serializer[Any]):
    """Seconds; null where there are no cases."""

    n = serializers.IntegerField()
    mean = serializers.FloatField(allow_null=True)
    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)


class KpiOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    measure = serializers.CharField()
    name = serializers.CharField()
    family = serializers.CharField()
    service = serializers.IntegerField()
    outcome = serializers.IntegerField(allow_null=True)
    owner = serializers.IntegerField(allow_null=True)
    decision_rule = serializers.CharField(allow_blank=True)
    review_date = serializers.DateField(allow_null=True)
    state = serializers.CharField()
    standing = serializers.CharField()
    version = serializers.IntegerField()


class WeekOutput(FigureOutput):
    week = serializers.DateField()


class KpiValuesOutput(serializers.Serializer[Any]):
    """The last four weeks with data, and week by week."""

    ref = serializers.CharField()
    statistic = serializers.CharField()
    unit = serializers.CharField()
    target = serializers.IntegerField(allow_null=True)
    state = serializers.CharField()
    latest = FigureOutput()
    weeks = WeekOutput(many=True)


class SignalOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kpi = serializers.CharField()
    service = serializers.IntegerField()
    raised_at = serializers.DateTimeField()
    day = serializers.DateField()
    value = serializers.FloatField()
    target = serializers.IntegerField()
    n = serializers.IntegerField()
    due_at = serializers.DateTimeField()
    answer = serializers.CharField(allow_blank=True)
    answer_ref = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class DashboardOutput(serializers.Serializer[Any]):
    """A service's value in one answer."""

    service = serializers.CharField()
    value_statement = serializers.CharField(allow_blank=True)
    verdict = serializers.CharField()
    state = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    measures = KpiValuesOutput(many=True)
    open_signals = SignalOutput(many=True)


def kpi_dict(kpi: Kpi) -> dict[str, Any]:
    """A measure as a flat answer."""
    measure = rules.MEASURES[kpi.measure]
    return {
        "ref": kpi.ref, "measure": kpi.measure, "name": measure.name, "family": measure.family,
        "service": kpi.service_id, "outcome": kpi.outcome_id, "owner": kpi.owner_id,
        "decision_rule": kpi.decision_rule, "review_date": kpi.review_date, "state": kpi.state,
        "standing": kpi.standing, "version": kpi.version,
    }  # fmt: skip


def figure_dict(figure: rules.Figure) -> dict[str, Any]:
    """The numbers of a period."""
    return {"n": figure.n, "mean": figure.mean, "median": figure.median, "p90": figure.p90}


def values_dict(standing: Standing) -> dict[str, Any]:
    """A measure's numbers."""
    return {
        "ref": standing.kpi.ref, "statistic": standing.measure.statistic, "unit": "seconds",
        "target": standing.target, "state": standing.state, "latest": figure_dict(standing.figure),
        "weeks": [{"week": monday, **figure_dict(figure)} for monday, figure in standing.weeks],
    }  # fmt: skip


def signal_dict(signal: Signal) -> dict[str, Any]:
    """A signal as a flat answer."""
    plain = ("id", "raised_at", "day", "value", "target", "n", "due_at", "answer", "answer_ref", "reason", "answered_at")  # fmt: skip
    shown = {name: getattr(signal, name) for name in plain}
    return {**shown, "kpi": signal.kpi.ref, "service": signal.kpi.service_id}


def dashboard_dict(board: Dashboard) -> dict[str, Any]:
    """A dashboard as the page says it."""
    return {
        "service": board.service.slug, "value_statement": board.service.value_statement,
        "verdict": board.verdict.judges + board.verdict.goes_on, "state": board.verdict.state,
        "until": board.until, "measures": [values_dict(s) for s in board.standings],
        "open_signals": [signal_dict(s) for s in board.signals],
    }  # fmt: skip
