"""What the API takes and gives for tickets of any kind."""

import re
from typing import Any

from rest_framework import serializers

from practices.desk.queries import ROW
from practices.desk.states import HOLD_CAUSES
from practices.service_level.rules import spans
from practices.service_level.states import MEASURES, PRIORITIES, kinds
from svs.api.serializers import Id, StrictSerializer


def Ref(**kwargs: Any) -> serializers.RegexField:  # noqa: N802 -- stands where a field class would
    """The number of a ticket."""
    return serializers.RegexField(r"\A[A-Z]{2,5}-[0-9]{1,12}\Z", max_length=20, **kwargs)


def OwnValues(**kwargs: Any) -> serializers.DictField:  # noqa: N802 -- as above
    """Values of own fields by key; null takes one away."""
    return serializers.DictField(child=serializers.JSONField(allow_null=True), **kwargs)


class CallerInput(StrictSerializer):
    """The person who calls: found by e-mail, else added."""

    email = serializers.EmailField(max_length=254)
    name = serializers.CharField(max_length=120, required=False, allow_blank=True, default="")


class AssignInput(StrictSerializer):
    team = Id(required=False, allow_null=True)
    assignee = Id(required=False, allow_null=True)


class HoldInput(StrictSerializer):
    """What it waits for, and when it goes on by itself."""

    cause = serializers.ChoiceField(HOLD_CAUSES)
    wake_at = serializers.DateTimeField(required=False, allow_null=True)


class MessageInput(StrictSerializer):
    """Something to say; `attachments` are files of your own draft on this ticket."""

    body = serializers.CharField(max_length=20_000)
    attachments = serializers.ListField(
        child=serializers.UUIDField(), max_length=20, required=False
    )


class Person(serializers.Serializer[Any]):
    id = serializers.IntegerField()
    name = serializers.CharField()


class TicketOutput(serializers.Serializer[Any]):
    """A ticket as the API shows it."""

    ref = serializers.CharField()
    title = serializers.CharField()
    description = serializers.CharField(required=False)
    state = serializers.CharField()
    phase = serializers.CharField()
    cause = serializers.CharField()
    priority = serializers.IntegerField()
    impact = serializers.IntegerField(allow_null=True)
    urgency = serializers.IntegerField(allow_null=True)
    channel = serializers.CharField()
    tags = serializers.ListField(child=serializers.CharField())
    wake_at = serializers.DateTimeField(allow_null=True)
    service = Person(allow_null=True)
    category = Person(allow_null=True)
    team = Person(allow_null=True)
    assignee = Person(allow_null=True)
    requester = Person(allow_null=True)
    logged_at = serializers.DateTimeField()
    updated_at = serializers.DateTimeField()
    due_at = serializers.DateTimeField(allow_null=True)
    response_due_at = serializers.DateTimeField(allow_null=True)
    responded_at = serializers.DateTimeField(allow_null=True)
    resolved_at = serializers.DateTimeField(allow_null=True)
    closed_at = serializers.DateTimeField(allow_null=True)
    own = serializers.DictField(help_text="Own fields by key.")
    version = serializers.IntegerField()


class AttachmentOutput(serializers.Serializer[Any]):
    """A file of a ticket; without a message it waits in your draft."""

    id = serializers.UUIDField()
    name = serializers.CharField()
    media_type = serializers.CharField()
    size = serializers.IntegerField()
    sha256 = serializers.CharField()
    is_internal = serializers.BooleanField()
    message = serializers.IntegerField(allow_null=True)
    created_at = serializers.DateTimeField()


class MessageOutput(serializers.Serializer[Any]):
    """A reply or a note; with `leaves_at` it can still be taken back, and only the desk sees it."""

    id = serializers.IntegerField()
    author = Person(allow_null=True)
    is_internal = serializers.BooleanField()
    body = serializers.CharField()
    channel = serializers.CharField()
    leaves_at = serializers.DateTimeField(allow_null=True)
    attachments = AttachmentOutput(many=True)
    created_at = serializers.DateTimeField()


def attachment_dict(file: Any) -> dict[str, Any]:
    """A file as a flat answer."""
    plain = ("name", "media_type", "size", "sha256", "is_internal", "created_at")
    return {"id": file.key, "message": file.message_id, **{name: getattr(file, name) for name in plain}}  # fmt: skip


def message_dict(message: Any, files: list[Any]) -> dict[str, Any]:
    """A message as a flat answer."""
    plain = ("id", "is_internal", "body", "channel", "created_at")
    author = {"id": message.author.pk, "name": message.author.name} if message.author else None
    return {
        **{name: getattr(message, name) for name in plain}, "author": author,
        "leaves_at": None if message.is_out else message.leaves_at, "attachments": [attachment_dict(file) for file in files],
    }  # fmt: skip


_PLAIN = tuple(
    n
    for n in ROW
    if n not in ("id", "kind", "due_paused_at", "due_seconds") and not n.endswith("_id")
)


def ticket_dict(row: dict[str, Any]) -> dict[str, Any]:
    """A queue row as a flat answer; far cheaper than a model serializer on every row."""
    shown: dict[str, Any] = {name: row[name] for name in _PLAIN}
    for name in ("service", "category", "team", "assignee", "requester"):
        key = row[f"{name}_id"]
        shown[name] = None if key is None else {"id": key, "name": row[f"{name}_name"]}
    if "description" in row:
        shown["description"] = row["description"]
    return shown


THE_DESKS_OWN: dict[str, Any] = {"tags": [], "items": []}  # and what everybody else reads there


def for_requester(shown: dict[str, Any], own: dict[str, Any] | None = None) -> dict[str, Any]:
    """The answer without how the desk sorts its work: for those who only asked for it. `own` is what the kind adds to that."""
    hidden = {**THE_DESKS_OWN, **(own or {})}
    return {name: hidden.get(name, value) for name, value in shown.items()}


class SurveyInput(StrictSerializer):
    """Five points, 1 bad to 5 very good, and words if you like."""

    score = serializers.ChoiceField([1, 2, 3, 4, 5])
    words = serializers.CharField(max_length=1000, required=False, allow_blank=True, default="")


class SurveyOutput(serializers.Serializer[Any]):
    score = serializers.IntegerField()
    words = serializers.CharField(allow_blank=True)
    answered_at = serializers.DateTimeField()


class TagInput(StrictSerializer):
    tag = serializers.CharField(max_length=40)


class BulkLinkWords(StrictSerializer):
    """The ticket that all of them have to do with."""

    to = Ref()


class PriorityInput(StrictSerializer):
    priority = serializers.ChoiceField([1, 2, 3, 4])


class MoveInput(StrictSerializer):
    """The team that gets them; whoever holds them lets go."""

    team = Id()


class BulkItemOutput(serializers.Serializer[Any]):
    """What came of one ticket: done, unchanged, or refused with the reason."""

    ref = serializers.CharField()
    status = serializers.ChoiceField(["done", "unchanged", "refused"])
    code = serializers.CharField(allow_blank=True)
    words = serializers.CharField(allow_blank=True)


class BulkOutput(serializers.Serializer[Any]):
    """What came of each, in the order in which they were named."""

    items = BulkItemOutput(many=True)  # type: ignore[assignment]  # the metaclass takes fields off the class
    done = serializers.IntegerField()
    unchanged = serializers.IntegerField()
    refused = serializers.IntegerField()


class UndoneOutput(serializers.Serializer[Any]):
    """Where the ticket stands again."""

    ref = serializers.CharField()
    state = serializers.CharField()
    phase = serializers.CharField()
    priority = serializers.IntegerField()
    version = serializers.IntegerField()


class Moment(serializers.DateTimeField):
    """A moment with its offset: what 14:00 means is for whoever asks to say."""

    def to_internal_value(self, value: Any) -> Any:
        if not isinstance(value, str) or not re.search(
            r"(Z|[+-]\d\d:?\d\d)\Z", value, re.ASCII | re.IGNORECASE
        ):
            raise serializers.ValidationError(
                "Write a moment with its offset, like 2026-03-05T14:00:00+01:00."
            )
        return super().to_internal_value(value)


class PromiseInput(StrictSerializer):
    """By when it is promised, and why then; the requester reads both."""

    promised_at = Moment()
    reason = serializers.CharField(max_length=200)


class PromisedOutput(serializers.Serializer[Any]):
    """What was promised to the requester. `warning` says where the promise and the clock part, or that it has passed."""

    ref = serializers.CharField()
    promised_at = serializers.DateTimeField(allow_null=True)
    reason = serializers.CharField(allow_blank=True)
    warning = serializers.CharField(allow_blank=True)
    version = serializers.IntegerField()


class ClockOutput(serializers.Serializer[Any]):
    """A clock as it stands."""

    measure = serializers.CharField()
    status = serializers.ChoiceField(["ok", "risk", "breached", "paused", "met", "none"])
    promised_seconds = serializers.IntegerField()
    used_seconds = serializers.FloatField()
    due_at = serializers.DateTimeField(allow_null=True)
    calendar = serializers.CharField(allow_blank=True)
    target = serializers.IntegerField(allow_null=True)


class IntervalOutput(serializers.Serializer[Any]):
    """A piece of a ticket's life: whether it counted, and because of what."""

    since = serializers.DateTimeField()
    until = serializers.DateTimeField()
    seconds = serializers.FloatField()
    counted_seconds = serializers.FloatField()
    total_seconds = serializers.FloatField()
    what = serializers.CharField()
    held_by = serializers.CharField(allow_blank=True)
    because = serializers.CharField()


class TurnOutput(serializers.Serializer[Any]):
    at = serializers.DateTimeField()
    says = serializers.CharField()


class WarningOutput(serializers.Serializer[Any]):
    percent = serializers.IntegerField()
    at = serializers.DateTimeField(allow_null=True)
    who = serializers.CharField(allow_blank=True)
    is_told = serializers.BooleanField()


class SumOutput(serializers.Serializer[Any]):
    words = serializers.CharField()
    seconds = serializers.FloatField()


class ExplainedOutput(serializers.Serializer[Any]):
    """A clock and why it shows what it shows; the counted seconds of its intervals are the used ones."""

    ref = serializers.CharField()
    measure = serializers.CharField()
    says = serializers.CharField()
    at = serializers.DateTimeField()
    promised_seconds = serializers.IntegerField()
    used_seconds = serializers.FloatField()
    left_seconds = serializers.FloatField()
    due_at = serializers.DateTimeField(allow_null=True)
    target = serializers.IntegerField(allow_null=True)
    in_force_since = serializers.DateTimeField(allow_null=True)
    calendar = serializers.CharField(allow_blank=True)
    time_zone = serializers.CharField()
    intervals = IntervalOutput(many=True)
    changes = TurnOutput(many=True)
    sum = SumOutput(many=True)
    warnings = WarningOutput(many=True)


def clock_dict(line: Any) -> dict[str, Any]:
    """A clock as a flat answer."""
    return {
        "measure": line.measure, "status": line.chip.status, "promised_seconds": line.target_seconds, "used_seconds": line.used_seconds,
        "due_at": line.due_at, "calendar": line.hours, "target": line.target_id,
    }  # fmt: skip


def explained_dict(it: Any) -> dict[str, Any]:
    """An explanation, as its page tells it."""
    clock = it.clock
    return {
        "ref": it.ticket.ref, "measure": clock.measure, "says": it.says, "at": it.now, "promised_seconds": clock.target_seconds,
        "used_seconds": it.used, "left_seconds": it.left, "due_at": clock.due_at, "target": clock.target_id,
        "in_force_since": clock.target.holds_from if clock.target else None, "calendar": it.named.name, "time_zone": it.named.hours.zone,
        "intervals": [
            {"since": i.since, "until": i.until, "seconds": i.seconds, "counted_seconds": i.counted, "total_seconds": i.total,
             "what": i.what, "held_by": i.held_by, "because": i.because}
            for i in it.intervals
        ],
        "changes": [{"at": turn.at, "says": turn.says} for turn in it.turns],
        "sum": [{"words": words, "seconds": seconds} for words, seconds, _ in it.sums],
        "warnings": [{"percent": w.percent, "at": w.at, "who": w.who, "is_told": w.is_told} for w in it.warnings],
    }  # fmt: skip


class TryInput(StrictSerializer):
    """A promise that nobody has made, and the days whose tickets it is held over."""

    kind = serializers.ChoiceField([])
    priority = serializers.ChoiceField(list(PRIORITIES))
    measure = serializers.ChoiceField(list(MEASURES))
    seconds = serializers.IntegerField(min_value=spans.LEAST, max_value=spans.MOST)
    service = Id(required=False, allow_null=True, default=None)
    calendar = Id(required=False, allow_null=True, default=None, help_text="None: the hours of each service.")  # fmt: skip
    since = serializers.DateField()
    until = serializers.DateField()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["kind"]
        if isinstance(field, serializers.ChoiceField):
            field.choices = list(kinds())

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if not all(2000 <= attrs[name].year <= 2100 for name in ("since", "until")):
            raise serializers.ValidationError("A date lies between 2000 and 2100.")
        return attrs


class FlipOutput(serializers.Serializer[Any]):
    ref = serializers.CharField()
    title = serializers.CharField()
    url = serializers.CharField()
    used = serializers.FloatField()
    promised = serializers.IntegerField(allow_null=True)


class BarOutput(serializers.Serializer[Any]):
    seconds = serializers.FloatField()
    tickets = serializers.IntegerField()
    is_met = serializers.BooleanField()


class TriedOutput(serializers.Serializer[Any]):
    """What came of a draft. `total` tickets are there, `looked_at` were counted; `gained` and `lost` are those you may see."""

    total = serializers.IntegerField()
    looked_at = serializers.IntegerField()
    is_sample = serializers.BooleanField()
    would_meet = serializers.IntegerField()
    promised = serializers.IntegerField()
    met = serializers.IntegerField()
    gained_count = serializers.IntegerField()
    lost_count = serializers.IntegerField()
    gained = FlipOutput(many=True)
    lost = FlipOutput(many=True)
    median = serializers.FloatField(allow_null=True)
    p90 = serializers.FloatField(allow_null=True)
    p95 = serializers.FloatField(allow_null=True)
    distribution = BarOutput(many=True)
