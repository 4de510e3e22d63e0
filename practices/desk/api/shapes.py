"""What the API takes and gives for what hangs on a ticket."""

from typing import Any

from rest_framework import serializers

from practices.desk.rules import LINK_WORDS
from practices.desk.serializers import Ref
from svs.api.serializers import Id, StrictSerializer


class WatcherInput(StrictSerializer):
    """Who is to watch; you yourself unless said."""

    user = Id(required=False)


class WatcherOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField(help_text="Of the person.")
    name = serializers.CharField()


class TaskChange(StrictSerializer):
    """What may be changed of a task; `place` counts from 0."""

    title = serializers.CharField(max_length=200, required=False)
    assignee = Id(required=False, allow_null=True)
    place = serializers.IntegerField(min_value=0, max_value=100, required=False)
    is_done = serializers.BooleanField(required=False)


class TaskInput(StrictSerializer):
    """A step to be done."""

    title = serializers.CharField(max_length=200)
    assignee = Id(required=False, allow_null=True)
    place = serializers.IntegerField(min_value=0, max_value=100, required=False)


class TaskOutput(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    title = serializers.CharField()
    place = serializers.IntegerField()
    assignee = serializers.IntegerField(allow_null=True)
    is_done = serializers.BooleanField()
    done_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


def task_dict(task: Any) -> dict[str, Any]:
    """A task as a flat answer."""
    plain = ("id", "title", "place", "done_at", "version")
    is_done = task.done_at is not None
    return {**{name: getattr(task, name) for name in plain}, "assignee": task.assignee_id, "is_done": is_done}  # fmt: skip


class LinkInput(StrictSerializer):
    """What the ticket has to do with another: `caused_by`, seen from the ticket of the address."""

    relation = serializers.ChoiceField(list(LINK_WORDS))
    ref = Ref()


class LinkOutput(serializers.Serializer[Any]):
    """A link, seen from the ticket of the address."""

    id = serializers.IntegerField()
    relation = serializers.ChoiceField(list(LINK_WORDS))
    ref = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField()


class MergeInput(StrictSerializer):
    """The ticket in which this one goes on; `shares` says that who reads one of them may read the other."""

    into = Ref()
    shares = serializers.BooleanField(required=False, default=False)


class ConvertInput(StrictSerializer):
    """The kind as which it goes on."""

    kind = serializers.CharField(max_length=20)


class MovedOutput(serializers.Serializer[Any]):
    """Where a ticket went on."""

    moved_to = serializers.CharField()
