"""What the API gives of a value stream. Seconds everywhere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

if TYPE_CHECKING:
    from collections.abc import Iterable

    from valuechain.queries import Filter
    from valuechain.rules.flow import Flow, Spread
    from valuechain.rules.pingpong import PingPong


class SpreadOutput(serializers.Serializer[Any]):
    n = serializers.IntegerField()
    total = serializers.FloatField()
    median = serializers.FloatField()
    p90 = serializers.FloatField()


class NodeOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    name = serializers.CharField()
    cases = serializers.IntegerField()
    active = SpreadOutput(allow_null=True)
    waits = serializers.DictField(child=SpreadOutput())


class MoveOutput(serializers.Serializer[Any]):
    source = serializers.CharField()  # type: ignore[assignment]
    target = serializers.CharField()
    count = serializers.IntegerField()
    back = serializers.IntegerField()
    wait = serializers.FloatField()
    active = serializers.FloatField()


class PingPongOutput(serializers.Serializer[Any]):
    """Two teams that hand cases of a service to each other and back."""

    service = serializers.IntegerField(allow_null=True)
    home = serializers.IntegerField()
    away = serializers.IntegerField()
    cases = serializers.IntegerField()
    of = serializers.IntegerField()
    returns = serializers.IntegerField()
    seconds = serializers.FloatField()
    began = serializers.DateField(allow_null=True)


class FlowOutput(serializers.Serializer[Any]):
    """The observed flow. `unit` says what is counted: a stretch, an interval in one state, team and holder."""

    unit = serializers.CharField()
    since = serializers.DateField(allow_null=True)
    until = serializers.DateField(allow_null=True)
    by = serializers.CharField()
    cases = serializers.IntegerField()
    lead_median = serializers.FloatField(allow_null=True)
    lead_p90 = serializers.FloatField(allow_null=True)
    handoffs = serializers.IntegerField()
    wait = serializers.FloatField()
    active = serializers.FloatField()
    flow_efficiency = serializers.FloatField(allow_null=True)
    nodes = NodeOutput(many=True)
    moves = MoveOutput(many=True)
    ping_pong = PingPongOutput(many=True)


def _spread(spread: Spread | None) -> dict[str, Any] | None:
    return None if spread is None else dict(spread.__dict__)


def flow_dict(flow: Flow, asked: Filter | None, pairs: Iterable[PingPong] = ()) -> dict[str, Any]:
    """The map's numbers as a flat answer."""
    return {
        "unit": "stretch", "since": asked and asked.since, "until": asked and asked.until,
        "by": asked.by if asked else "team", "cases": flow.cases, "lead_median": flow.lead_median,
        "lead_p90": flow.lead_p90, "handoffs": flow.handoffs, "wait": flow.wait, "active": flow.active,
        "flow_efficiency": flow.efficiency,
        "nodes": [
            {"key": n.key, "name": n.name, "cases": n.cases, "active": _spread(n.active),
             "waits": {cause: _spread(spread) for cause, spread in n.waits.items()}}
            for n in flow.nodes
        ],
        "moves": [dict(move.__dict__) for move in flow.shown_moves(None)],
        "ping_pong": [
            {"service": pair.service_id, "home": pair.home_id, "away": pair.away_id, "cases": pair.cases, "of": pair.of,
             "returns": pair.returns, "seconds": pair.seconds, "began": pair.since}
            for pair in pairs
        ],
    }  # fmt: skip
