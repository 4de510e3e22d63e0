"""What the API takes and gives for boards and for who stands in for whom."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Board, Delegation


class BoardChange(StrictSerializer):
    """What can be changed about a board."""

    name = serializers.CharField(max_length=120, required=False)
    purpose = serializers.CharField(max_length=300, required=False)
    every_weeks = serializers.IntegerField(min_value=1, max_value=13, required=False)
    weekday = serializers.IntegerField(min_value=0, max_value=6, required=False)
    meets_at = serializers.RegexField(r"^([01][0-9]|2[0-3]):[0-5][0-9]$", required=False)
    minutes = serializers.IntegerField(min_value=5, max_value=480, required=False)

    def validate_meets_at(self, value: str) -> time:
        return time.fromisoformat(value)


class BoardInput(BoardChange):
    """A board that is made."""

    name = serializers.CharField(max_length=120)
    purpose = serializers.CharField(max_length=300)


class JoinInput(StrictSerializer):
    """Who gets a seat."""

    person = Id()
    is_chair = serializers.BooleanField(required=False, default=False)


class LeaveInput(StrictSerializer):
    """Whose seat is taken."""

    person = Id()


class MemberOutput(serializers.Serializer[Any]):
    person = serializers.IntegerField()
    name = serializers.CharField()
    is_chair = serializers.BooleanField()
    since = serializers.DateTimeField()


class BoardOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    slug = serializers.CharField()
    name = serializers.CharField()
    purpose = serializers.CharField()
    every_weeks = serializers.IntegerField()
    weekday = serializers.IntegerField()
    meets_at = serializers.CharField()
    minutes = serializers.IntegerField()
    is_active = serializers.BooleanField()
    members = MemberOutput(many=True)
    version = serializers.IntegerField()


_PLAIN = ("id", "slug", "name", "purpose", "every_weeks", "weekday", "minutes", "is_active", "version")  # fmt: skip


def board_dict(board: Board) -> dict[str, Any]:
    """A board as a flat answer, with who sits on it."""
    members = [
        {"person": one.user_id, "name": one.user.name, "is_chair": one.is_chair, "since": one.since}
        for one in getattr(board, "sitting", ())
    ]
    return {**{name: getattr(board, name) for name in _PLAIN}, "meets_at": f"{board.meets_at:%H:%M}", "members": members}  # fmt: skip


class DelegationInput(StrictSerializer):
    """Who stands in for me, from which day to which; on one board, or wherever I am asked."""

    to = Id()
    board = Id(required=False, allow_null=True)
    since = serializers.DateField()
    until = serializers.DateField()
    why = serializers.CharField(max_length=200, required=False, allow_blank=True)


class DelegationOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    user = serializers.IntegerField()
    to = serializers.IntegerField()
    board = serializers.IntegerField(allow_null=True)
    since = serializers.DateField()
    until = serializers.DateField()
    why = serializers.CharField(allow_blank=True)


def delegation_dict(row: Delegation) -> dict[str, Any]:
    """Who stands in for whom as a flat answer."""
    since, until = row.days
    return {"id": row.pk, "user": row.user_id, "to": row.to_id, "board": row.board_id, "since": since, "until": until, "why": row.why}  # fmt: skip
