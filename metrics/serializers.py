"""What the API takes and gives for measures and signals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from metrics import rules
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from metrics.models import Kpi, Signal
    from metrics.queries import Dashboard, Standing, Value


class KpiChange(StrictSerializer):
    """What makes a measure whole; the promise is in its unit (seconds, or a share of one), in force from today."""

    outcome = Id(required=False, allow_null=True)
    owner = Id(required=False, allow_null=True)
    decision_rule = serializers.CharField(max_length=500, required=False, allow_blank=True)
    review_date = serializers.DateField(required=False, allow_null=True)
    promise = serializers.FloatField(min_value=0.000001, max_value=31_536_000, required=False)
    at_risk = serializers.FloatField(
        min_value=0.000001, max_value=31_536_000, required=False, allow_null=True
    )


class KpiInput(KpiChange):
    """A measure proposed for a service."""

    measure = serializers.ChoiceField(list(rules.MEASURES))
    service = Id()


class NoActionInput(StrictSerializer):
    """Why nothing is to be done."""

    reason = serializers.CharField(max_length=1000)


class FigureOutput(serializers.Serializer[Any]):
    """In the measure's unit; null where there are no cases. A share of cases has the interval it stands for, times their spread."""

    n = serializers.IntegerField()
    value = serializers.FloatField(allow_null=True)
    low = serializers.FloatField(allow_null=True)
    high = serializers.FloatField(allow_null=True)
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
    """A week, judged by the promise that was in force when it ended."""

    week = serializers.DateField()
    promise = serializers.FloatField(allow_null=True)
    state = serializers.CharField()


class KpiValuesOutput(serializers.Serializer[Any]):
    """The last four weeks with data, and week by week."""

    ref = serializers.CharField()
    statistic = serializers.CharField()
    unit = serializers.CharField()
    better = serializers.CharField()
    promise = serializers.FloatField(allow_null=True)
    at_risk = serializers.FloatField(allow_null=True)
    state = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    latest = FigureOutput()
    weeks = WeekOutput(many=True)


class SignalOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kpi = serializers.CharField()
    service = serializers.IntegerField()
    raised_at = serializers.DateTimeField()
    day = serializers.DateField()
    value = serializers.FloatField()
    target = serializers.FloatField()
    n = serializers.IntegerField()
    due_at = serializers.DateTimeField()
    answer = serializers.CharField(allow_blank=True)
    answer_ref = serializers.CharField(allow_blank=True)
    reason = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField(allow_null=True)


class CarrierOutput(serializers.Serializer[Any]):
    """A service that carries an outcome."""

    service = serializers.CharField()
    state = serializers.CharField()
    verdict = serializers.CharField()


class OutcomeValueOutput(serializers.Serializer[Any]):
    """An outcome with the measure that decides it."""

    outcome = serializers.IntegerField()
    name = serializers.CharField()
    state = serializers.CharField()
    measure = KpiValuesOutput(allow_null=True)
    services = CarrierOutput(many=True)


class ValueOutput(serializers.Serializer[Any]):
    """Are we getting the value? The same as the page says."""

    period = serializers.CharField()
    until = serializers.DateField(allow_null=True)
    headline = serializers.CharField()
    outcomes = OutcomeValueOutput(many=True)
    open_signals = SignalOutput(many=True)


class MeasureOutput(serializers.Serializer[Any]):
    """A measure of the catalogue."""

    key = serializers.CharField()
    name = serializers.CharField()
    family = serializers.CharField()
    unit = serializers.CharField()
    better = serializers.CharField()
    statistic = serializers.CharField()
    says = serializers.CharField()
    formula = serializers.CharField()
    left_out = serializers.CharField()
    counted = serializers.CharField()
    closes = serializers.BooleanField()

    def get_fields(self) -> Any:
        return {
            **super().get_fields(),
            "source": serializers.CharField(),
        }  # the name is taken on the class


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


def figure_dict(measure: rules.Measure, figure: rules.Figure) -> dict[str, Any]:
    """The numbers of a period."""
    low, high = rules.interval(measure, figure) or (None, None)
    mean = figure.mean if measure.is_time else None
    return {
        "n": figure.n, "value": figure.of(measure.statistic), "low": low, "high": high, "mean": mean, "median": figure.median,
        "p90": figure.p90,
    }  # fmt: skip


def values_dict(standing: Standing) -> dict[str, Any]:
    """A measure's numbers."""
    measure, promise = standing.measure, standing.promise
    return {
        "ref": standing.kpi.ref, "statistic": measure.statistic, "unit": measure.unit, "better": measure.better,
        "promise": promise and promise.value, "at_risk": promise and promise.at_risk, "state": standing.state,
        "until": standing.until, "latest": figure_dict(measure, standing.figure),
        "weeks": [
            {"week": w.monday, "promise": w.promise and w.promise.value, "state": w.state, **figure_dict(measure, w.figure)}
            for w in standing.weeks
        ],
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


def value_dict(value: Value) -> dict[str, Any]:
    """The value overview as the page says it."""
    return {
        "period": value.period, "until": value.until, "headline": "".join(value.headline),
        "outcomes": [
            {
                "outcome": one.outcome.pk, "name": one.outcome.name, "state": one.state,
                "measure": values_dict(one.shown) if one.shown else None,
                "services": [
                    {"service": c.service.slug, "state": c.verdict.state, "verdict": c.verdict.judges + c.verdict.goes_on}
                    for c in one.carriers
                ],
            }
            for one in value.outcomes
        ],
        "open_signals": [signal_dict(s) for s in value.signals],
    }  # fmt: skip


def measure_dict(measure: rules.Measure) -> dict[str, Any]:
    """A measure of the catalogue as it stands there."""
    plain = ("key", "name", "family", "unit", "better", "statistic", "says", "formula", "left_out", "counted", "closes")  # fmt: skip
    return {**{name: getattr(measure, name) for name in plain}, "source": measure.source_words}
