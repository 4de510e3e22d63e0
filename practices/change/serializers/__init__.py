"""What the API takes and gives for changes and their templates."""

from typing import Any

from rest_framework import serializers

from practices.change import states
from practices.desk.serializers import CallerInput, OwnValues, Person, Ref, TicketOutput
from svs.api.serializers import Id, StrictSerializer

TEXT = 20_000
TEMPLATE = r"\ATPL-[0-9]{1,12}\Z"


def Answers(**kwargs: Any) -> serializers.DictField:  # noqa: N802 -- stands where a field class would
    """Answers to the risk questionnaire: question to answer, by their keys."""
    return serializers.DictField(child=serializers.CharField(max_length=60), **kwargs)


def Minutes(**kwargs: Any) -> serializers.IntegerField:  # noqa: N802 -- as above
    return serializers.IntegerField(min_value=1, max_value=10_000, **kwargs)


class PlanFields(StrictSerializer):
    """What a change says it will do; all of it is decided."""

    description = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    why = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    type = serializers.ChoiceField(list(states.TYPES), required=False)
    services = serializers.ListField(child=Id(), max_length=50, required=False, help_text="That it touches besides.")  # fmt: skip
    starts_at = serializers.DateTimeField(required=False, allow_null=True)
    ends_at = serializers.DateTimeField(required=False, allow_null=True)
    plan = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    backout = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    backout_minutes = Minutes(required=False, allow_null=True)
    test = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    answers = Answers(required=False)
    items = serializers.ListField(child=Id(), max_length=50, required=False)
    own = OwnValues(required=False)


class ChangeInput(PlanFields):
    """A new change, a draft; with a template what is left out is as the template says it."""

    title = serializers.CharField(max_length=200)
    caller = CallerInput(required=False)
    service = Id(required=False, allow_null=True, default=None)
    category = Id(required=False, allow_null=True, default=None)
    team = Id(required=False, allow_null=True, default=None)
    assignee = Id(required=False, allow_null=True, help_text="Who does it; you yourself unless said.")  # fmt: skip
    priority = serializers.ChoiceField([1, 2, 3, 4], required=False, default=3)
    template = serializers.RegexField(TEMPLATE, max_length=20, required=False)
    external_id = serializers.CharField(max_length=120, required=False)


class ChangeEdit(PlanFields):
    """What a change says it will do; what is decided on, or was, is decided anew."""

    title = serializers.CharField(max_length=200, required=False)
    service = Id(required=False, allow_null=True)
    category = Id(required=False, allow_null=True)
    priority = serializers.ChoiceField([1, 2, 3, 4], required=False)


class CompleteInput(StrictSerializer):
    """What came of it; words are needed unless it simply succeeded."""

    outcome = serializers.ChoiceField(list(states.OUTCOMES))
    outcome_words = serializers.CharField(max_length=TEXT, required=False, allow_blank=True, default="")  # fmt: skip


class ReviewInput(StrictSerializer):
    """What is done differently next time."""

    words = serializers.CharField(max_length=TEXT)


class CausedInput(StrictSerializer):
    """Whether the change caused this incident."""

    incident = Ref()
    caused = serializers.BooleanField()


class CausedOutput(serializers.Serializer[Any]):
    """An incident that the change may have caused."""

    incident = serializers.CharField()
    title = serializers.CharField()
    state = serializers.CharField(help_text="proposed, confirmed or dismissed")
    minutes = serializers.IntegerField(allow_null=True, help_text="After the change began.")
    decided_at = serializers.DateTimeField(allow_null=True)


class VersionOutput(serializers.Serializer[Any]):
    """What a change said in one of its versions."""

    number = serializers.IntegerField()
    by = Person(allow_null=True)
    at = serializers.DateTimeField()
    said = serializers.DictField()


class ChangeOutput(TicketOutput):
    """A change as the API shows it."""


class ChangeDetail(ChangeOutput):
    """One change: its plan, its risk, how it was decided, what came of it. `state` and `approved_version` tell the decision."""

    type = serializers.CharField(help_text="standard, normal or emergency")
    template = serializers.CharField(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    plan = serializers.CharField(allow_blank=True)
    backout = serializers.CharField(allow_blank=True)
    backout_minutes = serializers.IntegerField(allow_null=True)
    test = serializers.CharField(allow_blank=True)
    starts_at = serializers.DateTimeField(allow_null=True)
    ends_at = serializers.DateTimeField(allow_null=True)
    services = serializers.ListField(child=serializers.IntegerField())
    answers = serializers.DictField()
    risk = serializers.IntegerField(help_text="1 low to 4 very high.")
    likelihood = serializers.IntegerField()
    impact_score = serializers.IntegerField()
    plan_version = serializers.IntegerField()
    submitted_version = serializers.IntegerField(allow_null=True)
    approved_version = serializers.IntegerField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_words = serializers.CharField(allow_blank=True)
    began_at = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    outcome = serializers.CharField(allow_blank=True)
    outcome_words = serializers.CharField(allow_blank=True)
    review_due_at = serializers.DateTimeField(allow_null=True)
    reviewed_at = serializers.DateTimeField(allow_null=True)
    review_words = serializers.CharField(allow_blank=True)
    items = serializers.ListField(child=serializers.IntegerField())


class ChangeTemplateEdit(StrictSerializer):
    """How a change is made that is made often."""

    name = serializers.CharField(max_length=120, required=False)
    why = serializers.CharField(max_length=2000, required=False, allow_blank=True)
    service = Id(required=False, allow_null=True)
    team = Id(required=False, allow_null=True)
    plan = serializers.CharField(max_length=TEXT, required=False)
    backout = serializers.CharField(max_length=TEXT, required=False)
    test = serializers.CharField(max_length=TEXT, required=False, allow_blank=True)
    minutes = Minutes(required=False)
    backout_minutes = Minutes(required=False, allow_null=True)
    answers = Answers(required=False)


class ChangeTemplateInput(ChangeTemplateEdit):
    """A new template; each change made from it is decided until it is standard."""

    name = serializers.CharField(max_length=120)
    plan = serializers.CharField(max_length=TEXT)
    backout = serializers.CharField(max_length=TEXT)


class TemplateRecord(serializers.Serializer[Any]):
    """How changes made from it went; `in_a_row` since there was trouble, or since it was last decided."""

    made = serializers.IntegerField()
    successful = serializers.IntegerField()
    with_issues = serializers.IntegerField()
    failed = serializers.IntegerField()
    backed_out = serializers.IntegerField()
    caused_an_incident = serializers.IntegerField()
    in_a_row = serializers.IntegerField()


class ChangeTemplateOutput(serializers.Serializer[Any]):
    """A template with its record."""

    ref = serializers.CharField()
    name = serializers.CharField()
    state = serializers.CharField()
    asks = serializers.CharField(allow_blank=True, help_text="What is being decided: standard, revoke, or nothing.")  # fmt: skip
    service = Person(allow_null=True)
    team = Person(allow_null=True)
    why = serializers.CharField(allow_blank=True)
    plan = serializers.CharField()
    backout = serializers.CharField()
    test = serializers.CharField(allow_blank=True)
    minutes = serializers.IntegerField()
    backout_minutes = serializers.IntegerField(allow_null=True)
    answers = serializers.DictField()
    standard_since = serializers.DateTimeField(allow_null=True)
    decided_at = serializers.DateTimeField(allow_null=True)
    decided_words = serializers.CharField(allow_blank=True)
    record = TemplateRecord()
    version = serializers.IntegerField()


def version_dict(row: Any, said: dict[str, Any]) -> dict[str, Any]:
    """A version as a flat answer."""
    by = {"id": row.by.pk, "name": row.by.name} if row.by else None
    return {"number": row.number, "by": by, "at": row.at, "said": said}


def caused_dict(row: Any) -> dict[str, Any]:
    """An incident beside a change, as a flat answer."""
    return {
        "incident": row.incident.ref, "title": row.incident.title, "state": row.state, "minutes": row.because.get("minutes"),
        "decided_at": row.decided_at,
    }  # fmt: skip


_TEMPLATE = (
    "ref", "name", "state", "asks", "why", "plan", "backout", "test", "minutes", "backout_minutes", "answers", "standard_since",
    "decided_at", "decided_words", "version",
)  # fmt: skip


def template_dict(row: Any, record: Any) -> dict[str, Any]:
    """A template as a flat answer."""
    named = {name: {"id": one.pk, "name": one.name} if one else None for name, one in (("service", row.service), ("team", row.team))}  # fmt: skip
    return {
        **{name: getattr(row, name) for name in _TEMPLATE}, **named,
        "record": {
            "made": record.n, "successful": record.successful, "with_issues": record.with_issues, "failed": record.failed,
            "backed_out": record.backed_out, "caused_an_incident": record.caused, "in_a_row": record.row,
        },
    }  # fmt: skip
