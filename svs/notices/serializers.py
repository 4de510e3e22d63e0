"""What the API takes and gives for notices."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import StrictSerializer

if TYPE_CHECKING:
    from svs.notices.queries import Told, Wanted


class NoticeOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    kind = serializers.CharField()
    event = serializers.IntegerField()
    about = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    title = serializers.CharField(allow_blank=True)
    words = serializers.CharField()
    created_at = serializers.DateTimeField()
    read_at = serializers.DateTimeField(allow_null=True)


class CountOutput(serializers.Serializer[Any]):
    read = serializers.IntegerField()


class ChoiceInput(StrictSerializer):
    """By which ways one kind is wanted."""

    kind = serializers.CharField(max_length=60)
    in_app = serializers.BooleanField()
    by_mail = serializers.BooleanField()


class ChoicesInput(StrictSerializer):
    """What is wanted; kinds left out stay as they are."""

    choices = ChoiceInput(many=True, max_length=100)  # type: ignore[call-arg]  # of the list, not of one


class ChoiceOutput(serializers.Serializer[Any]):
    kind = serializers.CharField()
    words = serializers.CharField()
    in_app = serializers.BooleanField()
    by_mail = serializers.BooleanField()


class ChoicesOutput(serializers.Serializer[Any]):
    choices = ChoiceOutput(many=True)


def notice_dict(one: Told) -> dict[str, Any]:
    """A notice as a flat answer."""
    row = one.notice
    return {
        "id": row.pk, "kind": row.kind, "event": row.event_id, "about": one.ref, "url": one.url, "title": one.title,
        "words": one.words, "created_at": row.created_at, "read_at": row.read_at,
    }  # fmt: skip


def choice_dict(one: Wanted) -> dict[str, Any]:
    return {"kind": one.kind.key, "words": one.kind.words, "in_app": one.in_app, "by_mail": one.by_mail}  # fmt: skip
