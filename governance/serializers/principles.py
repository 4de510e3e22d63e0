"""What the API takes and gives for principle checks."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from rest_framework import serializers

from governance.rules import principles as rules
from svs.api.serializers import Id, StrictSerializer

if TYPE_CHECKING:
    from governance.queries.principles import About, Shown


class PrincipleAnswerInput(StrictSerializer):
    """One answer; `question` is a decision criterion of the outcome, under focus_on_value only."""

    principle = serializers.ChoiceField(list(rules.NAMES.items()))
    question = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    answer = serializers.ChoiceField(list(rules.ANSWERS.items()))
    because = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")


class CheckInput(StrictSerializer):
    """All that is answered so far: what is left out is not answered. No and n.a. say because of what."""

    outcome = Id(required=False, allow_null=True)
    kpi = Id(required=False, allow_null=True, help_text="The measure in which it will be seen.")
    seen_in = serializers.CharField(max_length=300, required=False, allow_blank=True, default="")
    answers = serializers.ListField(child=PrincipleAnswerInput(), max_length=60)


class NewCheckInput(StrictSerializer):
    """A check that stands alone."""

    kind = serializers.ChoiceField(list(rules.STANDALONE.items()))
    title = serializers.CharField(max_length=200)
    people = serializers.ListField(child=Id(), required=False, max_length=50, default=list)


class PrincipleAnswerOutput(serializers.Serializer[Any]):
    principle = serializers.CharField()
    question = serializers.CharField(allow_blank=True)
    answer = serializers.CharField()
    because = serializers.CharField(allow_blank=True)


class PrincipleCheckOutput(serializers.Serializer[Any]):
    """A check. `version` rises with every answering, `of_version` is the version of what it is about."""

    id = serializers.IntegerField()
    kind = serializers.CharField()
    subject = serializers.IntegerField(allow_null=True)
    of_version = serializers.IntegerField()
    copied_from = serializers.IntegerField(allow_null=True)
    title = serializers.CharField(allow_blank=True)
    people = serializers.ListField(child=serializers.IntegerField())
    outcome = serializers.IntegerField(allow_null=True)
    kpi = serializers.IntegerField(allow_null=True)
    seen_in = serializers.CharField(allow_blank=True)
    answers = PrincipleAnswerOutput(many=True)
    answered_by = serializers.IntegerField(allow_null=True)
    answered_at = serializers.DateTimeField()
    version = serializers.IntegerField()


class DemandOutput(serializers.Serializer[Any]):
    """What is asked of a record before it may be decided, and what of it lacks."""

    kind = serializers.CharField()
    ref = serializers.CharField()
    of_version = serializers.IntegerField()
    asked = serializers.ListField(child=serializers.CharField())
    lacks = serializers.ListField(child=serializers.CharField())
    answered = PrincipleCheckOutput(allow_null=True)
    version = serializers.IntegerField()


def check_dict(row: Any) -> dict[str, Any]:
    """A check as a flat answer."""
    answers = sorted(row.answers.all(), key=lambda one: (one.position, one.pk))
    plain = ("id", "kind", "copied_from", "title", "people", "seen_in", "answered_at")
    return {
        **{name: getattr(row, name) for name in plain}, "subject": row.subject_id, "of_version": row.version, "outcome": row.outcome_id,
        "kpi": row.kpi_id, "answered_by": row.answered_by_id, "version": row.edition,
        "answers": [{name: getattr(one, name) for name in ("principle", "question", "answer", "because")} for one in answers],
    }  # fmt: skip


def asked_dict(found: About, shown: Shown) -> dict[str, Any]:
    """What is asked of a record; `version` is what If-Match takes when it is answered."""
    return {
        "kind": found.kind, "ref": found.ref, "of_version": found.version, "asked": list(shown.asked), "lacks": shown.lacks,
        "answered": check_dict(found.check) if found.check else None, "version": found.check.edition if found.check else 0,
    }  # fmt: skip
