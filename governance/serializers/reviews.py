"""What the API takes and gives for the meetings of boards."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.models import Review
    from governance.queries.agenda import Item

ENDS = ["decided", "carried", "dropped"]


class MeetingPlanInput(StrictSerializer):
    """A moment to come."""

    at = serializers.DateTimeField()


class ReviewChangeInput(StrictSerializer):
    """Another moment, or who holds it; nobody: the chair."""

    at = serializers.DateTimeField(required=False)
    holder = Id(required=False, allow_null=True)


class MeetingCancelInput(StrictSerializer):
    words = serializers.CharField(max_length=500, required=False, allow_blank=True)


class MinutesInput(StrictSerializer):
    """The whole text, in Markdown."""

    minutes = serializers.CharField(
        max_length=50_000, allow_blank=True, trim_whitespace=False, required=False
    )


class PresentInput(StrictSerializer):
    """Whether one is there; of another only by whoever holds the meeting."""

    is_here = serializers.BooleanField()
    person = Id(required=False)


class TopicInput(StrictSerializer):
    title = serializers.CharField(max_length=200)
    note = serializers.CharField(max_length=500, required=False, allow_blank=True)


class AgendaSettleInput(StrictSerializer):
    """What comes of an item: dropped and decided with a word."""

    item = serializers.CharField(max_length=40)
    outcome = serializers.ChoiceField(ENDS)
    words = serializers.CharField(max_length=500, required=False, allow_blank=True)


class MeetingCloseInput(StrictSerializer):
    """What comes of each item that has no end yet; `rest` is said of those that are not named."""

    items = serializers.ListField(child=AgendaSettleInput(), required=False, max_length=300)
    rest = serializers.ChoiceField(["carried"], required=False)


class MeetingDecideInput(StrictSerializer):
    """What the board decided, and who sees it through."""

    item = serializers.CharField(max_length=40, required=False)
    title = serializers.CharField(max_length=200)
    why = serializers.CharField(max_length=1000)
    expected_effect = serializers.CharField(max_length=500)
    review_date = serializers.DateField()
    owner = Id()
    cost = serializers.CharField(max_length=200, required=False, allow_blank=True)
    commitment = serializers.CharField(max_length=200, required=False, allow_blank=True)


class QuorumOutput(serializers.Serializer[Any]):
    seats = serializers.IntegerField()
    needed = serializers.IntegerField()
    here = serializers.IntegerField()


class ReviewAnswerOutput(serializers.Serializer[Any]):
    question = serializers.CharField()
    words = serializers.CharField()
    figure = serializers.CharField(allow_blank=True)
    more = serializers.CharField(allow_blank=True)


class ReviewOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    board = serializers.CharField()
    at = serializers.DateTimeField()
    state = serializers.CharField()
    holder = serializers.IntegerField(allow_null=True)
    present = serializers.ListField(child=serializers.IntegerField())
    quorum = QuorumOutput(allow_null=True)
    questions = ReviewAnswerOutput(many=True)
    minutes = serializers.CharField(allow_blank=True)
    held_by = serializers.IntegerField(allow_null=True)
    held_at = serializers.DateTimeField(allow_null=True)
    decisions = serializers.ListField(child=serializers.CharField())
    version = serializers.IntegerField()


class AgendaItemOutput(serializers.Serializer[Any]):
    key = serializers.CharField()
    number = serializers.IntegerField()
    group = serializers.CharField()
    kind = serializers.CharField()
    title = serializers.CharField()
    ref = serializers.CharField(allow_blank=True)
    url = serializers.CharField(allow_blank=True)
    note = serializers.CharField(allow_blank=True)
    until = serializers.CharField(allow_null=True)
    needs_my_vote = serializers.BooleanField()
    outcome = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)
    decision = serializers.CharField(allow_null=True)


_PLAIN = ("ref", "at", "state", "present", "minutes", "held_at", "version")
_ANSWER = ("question", "words", "figure", "more")


def review_dict(row: Review) -> dict[str, Any]:
    """A meeting as a flat answer."""
    shown = {name: getattr(row, name) for name in _PLAIN}
    answers = [{name: one.get(name, "") for name in _ANSWER} for one in row.questions.get("answers", [])]  # fmt: skip
    return {
        **shown, "board": row.board.slug, "holder": row.holder_id, "quorum": row.quorum or None, "questions": answers,
        "held_by": row.held_by_id, "decisions": [one.ref for one in row.decisions.all()],
    }  # fmt: skip


def item_dict(item: Item) -> dict[str, Any]:
    """An item of an agenda as a flat answer."""
    row = item.row
    return {
        "key": item.key, "number": item.number, "group": item.group, "kind": item.kind, "title": item.title, "ref": item.ref,
        "url": item.url, "note": row.note if row else "", "until": item.until.isoformat() if item.until else None,
        "needs_my_vote": item.is_mine, "outcome": item.outcome, "words": row.words if row else "",
        "decision": row.decision.ref if row and row.decision else None,
    }  # fmt: skip
