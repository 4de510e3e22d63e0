"""What the API takes and gives for approvals."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from governance.models import Vote
from governance.rules.principles import NAMES
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Approval, Seat, Step


class VoteInput(StrictSerializer):
    """A vote on the version that was read; `If-Match` names it."""

    choice = serializers.ChoiceField(Vote.Choice.choices)
    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, help_text="The condition of an approval; why, where it is against.")  # fmt: skip
    principle = serializers.ChoiceField(list(NAMES.items()), required=False, help_text="The guiding principle that speaks against it.")  # fmt: skip
    seat_of = Id(required=False, help_text="In whose place; left out: one's own.")


class SeatOutput(serializers.Serializer[Any]):
    user = serializers.IntegerField()
    name = serializers.CharField()
    is_chair = serializers.BooleanField()
    barred = serializers.CharField(allow_blank=True)
    rung = serializers.CharField(allow_blank=True)
    choice = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    principle = serializers.CharField(allow_blank=True)
    cast_by = serializers.IntegerField(allow_null=True)
    cast_at = serializers.DateTimeField(allow_null=True)


class StepOutput(serializers.Serializer[Any]):
    round = serializers.IntegerField()
    version = serializers.IntegerField()
    position = serializers.IntegerField()
    by = serializers.CharField()
    board = serializers.IntegerField(allow_null=True)
    majority = serializers.CharField()
    quorum = serializers.IntegerField()
    share = serializers.IntegerField()
    state = serializers.CharField()
    due_at = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    seats = SeatOutput(many=True)


class ApprovalOutput(serializers.Serializer[Any]):
    """Where it stands: poll `state`; `version` is what is voted on, and the ETag."""

    ref = serializers.CharField()
    kind = serializers.CharField()
    subject = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    state = serializers.CharField(help_text="OPEN, APPROVED, REFUSED, EXPIRED or WITHDRAWN.")
    version = serializers.IntegerField()
    round = serializers.IntegerField()
    service = serializers.IntegerField(allow_null=True)
    right = serializers.CharField(allow_blank=True)
    risk = serializers.IntegerField()
    tier = serializers.IntegerField()
    due_at = serializers.DateTimeField(allow_null=True)
    asked_by = serializers.IntegerField(allow_null=True)
    asked_at = serializers.DateTimeField()
    decided_at = serializers.DateTimeField(allow_null=True)
    words = serializers.CharField(allow_blank=True)
    voided_votes = serializers.IntegerField()
    steps = StepOutput(many=True)


_PLAIN = ("ref", "kind", "title", "url", "state", "version", "round", "risk", "tier", "due_at", "asked_at", "decided_at", "words", "voided_votes")  # fmt: skip
_STEP = ("round", "version", "position", "by", "majority", "quorum", "share", "state", "due_at", "decided_at")  # fmt: skip


def approval_dict(row: Approval) -> dict[str, Any]:
    """An approval with every round of its chain, as it was loaded whole."""
    return {
        **{name: getattr(row, name) for name in _PLAIN}, "subject": row.subject_ref, "service": row.service_id,
        "right": row.right.ref if row.right else "", "asked_by": row.asked_by_id, "steps": [_step(step) for step in row.steps.all()],
    }  # fmt: skip


def _step(step: Step) -> dict[str, Any]:
    plain = {name: getattr(step, name) for name in _STEP}
    return {**plain, "board": step.board_id, "seats": [_seat(seat) for seat in step.seats.all()]}


def _seat(seat: Seat) -> dict[str, Any]:
    vote = getattr(seat, "vote", None)
    said = {name: getattr(vote, name, "") for name in ("choice", "words", "principle")}
    return {
        "user": seat.user_id, "name": seat.user.name, "is_chair": seat.is_chair, "barred": seat.barred, "rung": seat.rung, **said,
        "cast_by": vote.cast_by_id if vote else None, "cast_at": vote.cast_at if vote else None,
    }  # fmt: skip
