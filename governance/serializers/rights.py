"""What the API takes and gives for the table of decision rights."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from governance.rules import ladder, rights
from svs.api.serializers import Id, StrictSerializer
from svs.gates import RISKS

if TYPE_CHECKING:
    from governance.models import DecisionRight
    from governance.queries.trying import Outcome

LEAST, MOST = min(RISKS), max(RISKS)


class FitsInput(StrictSerializer):
    """For which cases a row is; what is left out asks nothing."""

    variety = serializers.ListField(child=serializers.ChoiceField(list(ladder.VARIETIES)), max_length=3, required=False)  # fmt: skip
    risk = serializers.ListField(child=serializers.IntegerField(min_value=LEAST, max_value=MOST), max_length=4, required=False)  # fmt: skip
    tier = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=4), max_length=4, required=False)  # fmt: skip
    maturity = serializers.ListField(child=serializers.IntegerField(min_value=1, max_value=5), max_length=5, required=False)  # fmt: skip
    flags = serializers.ListField(child=serializers.ChoiceField(list(ladder.FLAGS)), max_length=2, required=False)  # fmt: skip


class StepInput(StrictSerializer):
    """Who says yes, how they are counted, for how many hours, and to whom it goes then."""

    by = serializers.ChoiceField(list(rights.LADDER[1:]))
    board = Id(required=False, allow_null=True)
    majority = serializers.ChoiceField(list(ladder.MAJORITIES), required=False)
    quorum = serializers.IntegerField(min_value=1, max_value=20, required=False)
    share = serializers.IntegerField(min_value=1, max_value=99, required=False)
    hours = serializers.IntegerField(min_value=1, max_value=720, required=False)
    escalate = serializers.ListField(child=serializers.ChoiceField(list(rights.RUNGS)), max_length=4, required=False)  # fmt: skip


class RightChange(StrictSerializer):
    """What a draft may say."""

    name = serializers.CharField(max_length=120, required=False)
    why = serializers.CharField(max_length=500, required=False)
    fits = FitsInput(required=False)
    steps = StepInput(many=True, required=False)
    principles = serializers.ListField(child=serializers.ChoiceField(list(ladder.PRINCIPLES)), max_length=7, required=False)  # fmt: skip
    position = serializers.IntegerField(min_value=1, max_value=9999, required=False)
    since = serializers.DateTimeField(required=False, allow_null=True)


class RightInput(RightChange):
    """A new row."""

    subject = serializers.ChoiceField(list(ladder.SUBJECTS))
    name = serializers.CharField(max_length=120)
    why = serializers.CharField(max_length=500)


class NextInput(RightChange):
    """The next version of a row; with `ends` it takes the row out of the table."""

    ends = serializers.BooleanField(required=False, default=False)


class TryInput(StrictSerializer):
    """A case to hold against the table."""

    subject = serializers.ChoiceField(list(ladder.SUBJECTS))
    variety = serializers.ChoiceField(list(ladder.VARIETIES), required=False)
    risk = serializers.IntegerField(min_value=LEAST, max_value=MOST, required=False)
    tier = serializers.IntegerField(min_value=1, max_value=4, required=False)
    maturity = serializers.IntegerField(min_value=1, max_value=5, required=False)
    flags = serializers.ListField(child=serializers.ChoiceField(list(ladder.FLAGS)), max_length=2, required=False)  # fmt: skip
    service = Id(required=False)


class RightOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    ref = serializers.CharField()
    number = serializers.IntegerField()
    revision = serializers.IntegerField()
    subject = serializers.CharField()
    position = serializers.IntegerField()
    name = serializers.CharField()
    why = serializers.CharField()
    fits = serializers.JSONField()
    steps = serializers.JSONField()
    principles = serializers.JSONField()
    state = serializers.CharField()
    ends = serializers.BooleanField()
    since = serializers.DateTimeField(allow_null=True)
    until = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


_PLAIN = ("id", "ref", "number", "subject", "position", "name", "why", "fits", "steps", "principles", "state", "ends", "since", "until")  # fmt: skip


def right_dict(row: DecisionRight) -> dict[str, Any]:
    """A version of a row as a flat answer; `version` is that of the draft as it is edited."""
    return {**{name: getattr(row, name) for name in _PLAIN}, "revision": row.version, "version": row.edition}  # fmt: skip


class AskedOutput(serializers.Serializer[Any]):
    by = serializers.CharField()
    board = serializers.CharField(allow_blank=True)
    in_place_of = serializers.CharField(allow_blank=True)
    hours = serializers.IntegerField()
    people = serializers.ListField(child=serializers.IntegerField())


class TryOutput(serializers.Serializer[Any]):
    right = serializers.CharField(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    chain = AskedOutput(many=True)


def outcome_dict(outcome: Outcome) -> dict[str, Any]:
    """What would happen to a case as a flat answer."""
    chain = [
        {
            "by": rung.plan.by, "board": rung.board_name, "in_place_of": rung.instead_of, "hours": rung.plan.hours,
            "people": [one.user_id for one in rung.may_vote],
        }
        for rung in outcome.chain
    ]  # fmt: skip
    right = outcome.right
    return {"right": right.ref if right else None, "why": right.why if right else "", "chain": chain}  # fmt: skip
