"""The improvement register and its trials for integrations."""

from typing import Any

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from improvement import access, filters, operations, queries
from improvement import serializers as shapes
from improvement.queries import candidates
from svs import gates
from svs.accounts import queries as accounts
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.standing import StandingOutput, standing_dict
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of


class ImprovementViewSet(RoomViewSet):
    """Raise, read, assess, try and judge improvements."""

    visible_to = staticmethod(access.visible_to)
    lookup_field = "ref"
    lookup_value_regex = r"[A-Z]{2,5}-[0-9]{1,12}"
    filterset_class = filters.ImprovementFilter
    serializer_class = shapes.ImprovementOutput
    scopes = {"read": "improvements:read", "write": "improvements:write"}
    action_permissions = {
        "list": access.may_read,
        "retrieve": access.may_read,
        "create": access.may_read,
        "trials": access.may_read,
        "decision": access.may_read,
        "partial_update": access.EDIT,
        **{verb: verb for verb in (access.ASSESS, *access.TRIED, access.DROP)},
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("service")

    @extend_schema(responses=shapes.ImprovementOutput(many=True))
    def list(self, request: Request) -> Response:
        """Improvements you may see, newest first."""
        rows = self.filter_queryset(self.get_queryset()).order_by("-id")
        return self.pages(rows, shapes.improvement_dict)

    @extend_schema(responses=shapes.ImprovementOutput)
    def retrieve(self, request: Request, ref: str) -> Response:
        """One improvement, with its ETag."""
        return self.one(shapes.improvement_dict(self.get_object()))

    @extend_schema(request=shapes.RaiseInput, responses={201: shapes.ImprovementOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Raise an improvement; raised on a signal, it answers the signal."""
        body = self._owned(self.body(shapes.RaiseInput))
        asked: dict[str, Any] = {name: body.pop(name) for name in shapes.SOURCES if name in body}
        source = queries.source(user_of(request), asked)
        made = operations.raise_improvement(actor=actor_of(request), source=source, **body)
        return self.one(shapes.improvement_dict(made), status=201)

    @extend_schema(request=shapes.ChangeInput, responses=shapes.ImprovementOutput)
    def partial_update(self, request: Request, ref: str) -> Response:
        """Change it. Needs If-Match."""
        record, version = self.get_object(), version_from(request, required=True)
        fields = self._owned(self.body(shapes.ChangeInput))
        changed = operations.change_improvement(
            improvement=record, actor=actor_of(request), fields=fields, version=version
        )
        return self.one(shapes.improvement_dict(changed))

    @extend_schema(request=shapes.AssessInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def assess(self, request: Request, ref: str) -> Response:
        """Impact, effort and risk, each 1 to 5: that ranks it."""
        return self._move(request, operations.assess_improvement, shapes.AssessInput)

    @extend_schema(request=EmptyInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"], url_path="ask-approval")
    def ask_approval(self, request: Request, ref: str) -> Response:
        """Put it before those who decide; where nobody has to, it may be tried at once."""
        return self._move(request, operations.ask_approval, EmptyInput)

    @extend_schema(responses=StandingOutput)
    @action(detail=True, methods=["get"], filterset_class=None)
    def decision(self, request: Request, ref: str) -> Response:
        """How it stands with those who decide: may it be tried as it is?"""
        return self.one(standing_dict(gates.standing("improvement", self.get_object().pk)))

    @extend_schema(request=shapes.StartInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def start(self, request: Request, ref: str) -> Response:
        """Try it on a measure, once it is approved: the numbers before are frozen."""
        record, version = self.get_object(), version_from(request, required=False)
        body = self.body(shapes.StartInput)
        measure, guards = body.pop("kpi"), body.pop("guards", [])
        ids = queries.kpi_ids(user_of(request), [measure, *(guard["kpi"] for guard in guards)])
        plan = operations.Plan(
            kpi_id=ids[measure], guards=[(ids[guard["kpi"]], guard["bound"]) for guard in guards], **body
        )  # fmt: skip
        operations.start_trial(improvement=record, actor=actor_of(request), plan=plan, version=version)  # fmt: skip
        return self._now()

    @extend_schema(request=shapes.ExtendInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def extend(self, request: Request, ref: str) -> Response:
        """Let the trial run longer, once, with a reason."""
        return self._try(request, operations.extend_trial, shapes.ExtendInput)

    @extend_schema(request=shapes.EndInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def end(self, request: Request, ref: str) -> Response:
        """End the trial; before its day with a reason. Its verdict is due."""
        return self._try(request, operations.end_trial, shapes.EndInput)

    @extend_schema(request=shapes.KeepInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def keep(self, request: Request, ref: str) -> Response:
        """Verdict: it stays. The evidence is frozen."""
        return self._try(request, operations.keep_trial, shapes.KeepInput)

    @extend_schema(request=shapes.AdaptInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def adapt(self, request: Request, ref: str) -> Response:
        """Verdict: one thing changes, and a new trial starts from these numbers."""
        return self._try(request, operations.adapt_trial, shapes.AdaptInput)

    @extend_schema(request=shapes.DiscardInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def discard(self, request: Request, ref: str) -> Response:
        """Verdict: it does not stay. The evidence does, and the rule it names is switched off."""
        return self._try(request, operations.discard_trial, shapes.DiscardInput)

    @extend_schema(request=shapes.DropInput, responses=shapes.ImprovementOutput)
    @action(detail=True, methods=["post"])
    def drop(self, request: Request, ref: str) -> Response:
        """It will not be done, and why."""
        return self._move(request, operations.drop_improvement, shapes.DropInput)

    @extend_schema(responses=shapes.TrialOutput(many=True), filters=False)
    @action(detail=True, methods=["get"], filterset_class=None)
    def trials(self, request: Request, ref: str) -> Response:
        """Its trials, newest first, with what they show."""
        record = self.get_object()
        return self.pages(
            queries.trials_of(record),
            lambda trial: shapes.trial_dict(trial, record.ref, queries.evidence_of(trial)),
        )

    def _move(self, request: Request, operation: Any, shape: type[Any]) -> Response:
        record, version = self.get_object(), version_from(request, required=False)
        body = self.body(shape)
        moved = operation(improvement=record, actor=actor_of(request), version=version, **body)
        return self.one(shapes.improvement_dict(moved))

    def _try(self, request: Request, operation: Any, shape: type[Any]) -> Response:
        record, version = self.get_object(), version_from(request, required=False)
        operation(improvement=record, actor=actor_of(request), version=version, **self.body(shape))
        return self._now()

    def _now(self) -> Response:
        """The improvement as the verb left it."""
        return self.one(shapes.improvement_dict(self.get_object()))

    @staticmethod
    def _owned(body: dict[str, Any]) -> dict[str, Any]:
        if "owner" in body:
            key = body.pop("owner")
            if not accounts.people_with_a_role().filter(pk=key).exists():
                raise RuleViolation("unknown_owner", "There is no such person.", field="owner")
            body["owner_id"] = key
        return body


class CandidateViewSet(RoomViewSet):
    """What the data suggest to better, as far as you see it."""

    visible_to = staticmethod(candidates.visible_candidates)
    lookup_value_regex = r"[0-9]{1,9}"
    serializer_class = shapes.CandidateOutput
    scopes = {"read": "improvements:read", "write": "improvements:write"}
    action_permissions = {"list": access.may_read, "retrieve": access.may_read}

    @extend_schema(responses=shapes.CandidateOutput(many=True))
    def list(self, request: Request) -> Response:
        """Candidates by weight: what surely grew first. Only cases you may see are counted."""
        rows = candidates.ordered(self.get_queryset())
        return self.pages(rows, lambda row: shapes.candidate_dict(candidates.shown(row)))

    @extend_schema(responses=shapes.CandidateOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One candidate."""
        return self.one(shapes.candidate_dict(candidates.shown(self.get_object())))
