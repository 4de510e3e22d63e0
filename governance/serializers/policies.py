"""What the API takes and gives for policies of one page."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from governance.rules import page
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Policy


class DraftInput(StrictSerializer):
    """A policy on one page of Markdown."""

    title = serializers.CharField(max_length=120)
    body = serializers.CharField(max_length=page.MOST_LETTERS)
    owner = Id()
    review_date = serializers.DateField()


class EditInput(StrictSerializer):
    title = serializers.CharField(max_length=120, required=False)
    body = serializers.CharField(max_length=page.MOST_LETTERS, required=False)
    owner = Id(required=False)
    review_date = serializers.DateField(required=False)


class PolicyPageOutput(serializers.Serializer[Any]):
    """`adopted_body` is in force; `body` is what is written now, the same unless `number` is above `adopted_number`."""

    ref = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()
    body = serializers.CharField()
    adopted_body = serializers.CharField(allow_blank=True)
    number = serializers.IntegerField()
    proposed_number = serializers.IntegerField(allow_null=True)
    adopted_number = serializers.IntegerField(allow_null=True)
    adopted_at = serializers.DateTimeField(allow_null=True)
    owner = serializers.IntegerField()
    review_date = serializers.DateField()
    answer = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


_PLAIN = ("ref", "title", "state", "body", "adopted_body", "number", "proposed_number", "adopted_at", "review_date", "answer", "version")  # fmt: skip


def policy_page_dict(row: Policy) -> dict[str, Any]:
    """A policy as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    return {**shown, "adopted_number": row.adopted_version, "owner": row.owner_id}
