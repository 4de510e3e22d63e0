"""What the API takes and gives for improvements and their trials."""

from __future__ import annotations

from itertools import combinations
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from improvement.models import Improvement, Trial
    from improvement.queries.candidates import Shown

SOURCES = ("ticket", "service", "signal", "rule", "candidate")


def _points() -> serializers.IntegerField:
    return serializers.IntegerField(min_value=1, max_value=5)


class ChangeInput(StrictSerializer):
    issue = serializers.CharField(max_length=300, required=False)
    expected_impact = serializers.CharField(max_length=500, required=False)
    owner = Id(required=False)
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False)
    target_date = serializers.DateField(required=False)


class RaiseInput(StrictSerializer):
    """Something to do better; at most one of ticket, service, signal, rule and candidate says where it was noticed."""

    document = {"not": {"anyOf": [{"required": list(pair)} for pair in combinations(SOURCES, 2)]}}
    issue = serializers.CharField(max_length=300)
    expected_impact = serializers.CharField(max_length=500)
    owner = Id()
    priority = serializers.IntegerField(min_value=1, max_value=4, required=False, default=3)
    target_date = serializers.DateField()
    ticket = serializers.RegexField(r"\A[A-Z]{2,5}-[0-9]{1,12}\Z", max_length=20, required=False)
    service = serializers.SlugField(max_length=120, required=False)
    signal = Id(required=False)
    rule = serializers.RegexField(r"\ARULE-[0-9]{1,12}\Z", max_length=20, required=False)
    candidate = Id(required=False)

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if len(attrs.keys() & set(SOURCES)) > 1:
            raise serializers.ValidationError(
                "Name one of ticket, service, signal, rule and candidate."
            )
        return attrs


class AssessInput(StrictSerializer):
    impact = _points()
    effort = _points()
    risk = _points()


def _kpi() -> serializers.RegexField:
    return serializers.RegexField(r"\AKPI-[0-9]{1,12}\Z", max_length=20)


class GuardInput(StrictSerializer):
    """A measure that must not get worse: at most, or where more is better at least, this much."""

    kpi = _kpi()
    bound = serializers.FloatField(min_value=0, max_value=1e9)


class StartInput(StrictSerializer):
    """A hypothesis on a measure; `hoped` is its signed change in the measure's own unit (seconds, or a share of 1)."""

    kpi = _kpi()
    change = serializers.CharField(max_length=300)
    effect = serializers.CharField(max_length=300)
    reason = serializers.CharField(max_length=300)
    hoped = serializers.FloatField(min_value=-1e9, max_value=1e9)
    ends_on = serializers.DateField()
    since = serializers.DateField(required=False)
    until = serializers.DateField(required=False)
    guards = serializers.ListField(child=GuardInput(), required=False, max_length=5)


class ExtendInput(StrictSerializer):
    ends_on = serializers.DateField()
    why = serializers.CharField(max_length=500)


class EndInput(StrictSerializer):
    why = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class KeepInput(StrictSerializer):
    because = serializers.CharField(max_length=1000)


class AdaptInput(KeepInput):
    change = serializers.CharField(max_length=300)
    hoped = serializers.FloatField(min_value=-1e9, max_value=1e9)
    ends_on = serializers.DateField()


class DiscardInput(KeepInput):
    takes_back = serializers.CharField(max_length=500, required=False, allow_blank=True, default="")


class DropInput(StrictSerializer):
    why_dropped = serializers.CharField(max_length=500)


class ImprovementOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    issue = serializers.CharField()
    expected_impact = serializers.CharField()
    actual_result = serializers.CharField(allow_blank=True)
    why_dropped = serializers.CharField(allow_blank=True)
    owner = serializers.IntegerField()
    priority = serializers.IntegerField()
    target_date = serializers.DateField()
    state = serializers.CharField()
    verdict = serializers.CharField(allow_blank=True)
    impact = serializers.IntegerField(allow_null=True)
    effort = serializers.IntegerField(allow_null=True)
    risk = serializers.IntegerField(allow_null=True)
    rank = serializers.FloatField(allow_null=True)
    service = serializers.IntegerField(allow_null=True)
    signal = serializers.IntegerField(allow_null=True)
    rule = serializers.IntegerField(allow_null=True)
    raised_at = serializers.DateTimeField()
    finished_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


class DifferenceOutput(serializers.Serializer[Any]):
    estimate = serializers.FloatField()
    low = serializers.FloatField()
    high = serializers.FloatField()
    method = serializers.CharField()


class TrialOutput(serializers.Serializer[Any]):
    """A trial with what it shows: frozen once it has a verdict, worked out anew until then."""

    improvement = serializers.CharField()
    number = serializers.IntegerField()
    kpi = serializers.CharField()
    kpi_version = serializers.IntegerField()
    change = serializers.CharField()
    effect = serializers.CharField()
    reason = serializers.CharField()
    hoped = serializers.FloatField()
    starts_on = serializers.DateField()
    ends_on = serializers.DateField()
    ended_on = serializers.DateField(allow_null=True)
    verdict_due = serializers.DateField()
    verdict = serializers.CharField(allow_blank=True)
    because = serializers.CharField(allow_blank=True)
    takes_back = serializers.CharField(allow_blank=True)
    judged_at = serializers.DateTimeField(allow_null=True)
    seal = serializers.CharField(allow_blank=True)
    shows = serializers.CharField()
    heading = serializers.CharField()
    n_before = serializers.IntegerField()
    n_trial = serializers.IntegerField()
    value_before = serializers.FloatField(allow_null=True)
    value_trial = serializers.FloatField(allow_null=True)
    difference = DifferenceOutput(allow_null=True)
    needed = serializers.IntegerField(allow_null=True)


class CandidateOutput(serializers.Serializer[Any]):
    """A pattern in the data. Cases, times and seconds are those you may see."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    heading = serializers.CharField()
    says = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    cases = serializers.IntegerField()
    times = serializers.IntegerField()
    seconds = serializers.FloatField()
    since = serializers.DateField()
    until = serializers.DateField()
    found_at = serializers.DateTimeField()
    raised = serializers.CharField(allow_blank=True)


_PLAIN = (
    "ref", "issue", "expected_impact", "actual_result", "why_dropped", "priority", "target_date", "state", "verdict",
    "impact", "effort", "risk", "rank", "raised_at", "finished_at", "version",
)  # fmt: skip
_TRIAL = (
    "number", "kpi_version", "change", "effect", "reason", "hoped", "starts_on", "ends_on", "ended_on", "verdict_due",
    "verdict", "because", "takes_back", "judged_at", "seal",
)  # fmt: skip
_SHOWN = ("heading", "n_before", "n_trial", "value_before", "value_trial", "difference", "needed")


def improvement_dict(row: Improvement) -> dict[str, Any]:
    """An improvement as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {**shown, "owner": row.owner_id, "service": row.service_id, "signal": row.signal_id, "rule": row.rule_id}  # fmt: skip


def trial_dict(row: Trial, ref: str, found: dict[str, Any]) -> dict[str, Any]:
    """A trial with what it shows."""
    return {
        "improvement": ref, "kpi": found["measure"]["ref"], **{name: getattr(row, name) for name in _TRIAL},
        "shows": found["state"], **{name: found[name] for name in _SHOWN},
    }  # fmt: skip


def candidate_dict(one: Shown) -> dict[str, Any]:
    """A candidate as a flat answer."""
    record = one.record
    return {
        "id": record.pk, "kind": record.kind, "heading": one.heading, "says": one.says, "service": record.service_id,
        "cases": one.n, "times": one.times, "seconds": one.seconds, "since": record.since, "until": record.until,
        "found_at": record.found_at, "raised": one.raised,
    }  # fmt: skip
