"""People, teams and oneself for integrations: the same operations and permissions as the pages."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.request import Request
from rest_framework.response import Response

from svs.accounts import access, filters, operations, queries
from svs.accounts import serializers as shapes
from svs.accounts.models import Team, User
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.services import queries as services

SCOPES = {"read": "people:read", "write": "people:write"}


class PersonViewSet(RoomViewSet):
    """People: who is known, what they may, and their way in."""

    visible_to = staticmethod(access.people_visible_to)
    lookup_value_regex = "[0-9]{1,10}"
    filterset_class = filters.PersonFilter
    serializer_class = shapes.PersonOutput
    scopes = SCOPES
    action_permissions = {
        "list": access.may_look,
        "retrieve": access.may_look,
        "create": access.may_administer,
        "partial_update": access.EDIT,
        "deactivate": access.EDIT,
        "activate": access.EDIT,
        "link": access.EDIT,
        "sign_out": access.EDIT,
        "give_role": access.EDIT,
        "take_role": access.EDIT,
        "absences": access.may_look,
        "add_absence": access.EDIT,
        "remove_absence": access.EDIT,
    }

    def get_queryset(self) -> Any:
        return super().get_queryset().prefetch_related("memberships__team", "role_assignments")

    def _answer(self, person: User, status: int = 200) -> Response:
        again = queries.person_page(user_of(self.request)).get(pk=person.pk)
        return self.one(shapes.person_dict(again), status=status)

    @extend_schema(responses=shapes.PersonOutput(many=True))
    def list(self, request: Request) -> Response:
        """People by name."""
        rows = self.filter_queryset(self.get_queryset()).order_by("name", "id")
        return self.pages(rows, shapes.person_dict)

    @extend_schema(responses=shapes.PersonOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One person, with their ETag."""
        return self.one(shapes.person_dict(self.get_object()))

    @extend_schema(request=shapes.PersonInput, responses={201: shapes.PersonOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add somebody; with `invite` they get a link to set a password."""
        person = operations.take_in(actor=actor_of(request), **self.body(shapes.PersonInput))
        return self._answer(person, 201)

    @extend_schema(request=shapes.PersonChange, responses=shapes.PersonOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change what is known of somebody. Needs If-Match."""
        person, version = self.get_object(), version_from(request, required=True)
        fields = self.body(shapes.PersonChange)
        return self._answer(operations.change_person(person=person, actor=actor_of(request), fields=fields, version=version))  # fmt: skip

    @extend_schema(request=shapes.DeactivateInput, responses=shapes.PersonOutput)
    @action(detail=True, methods=["post"])
    def deactivate(self, request: Request, pk: str) -> Response:
        """Shut somebody out at once; with `hand_back` what they hold returns to its queues."""
        person = self.get_object()
        return self._answer(operations.deactivate_person(person=person, actor=actor_of(request), **self.body(shapes.DeactivateInput)))  # fmt: skip

    @extend_schema(request=EmptyInput, responses=shapes.PersonOutput)
    @action(detail=True, methods=["post"])
    def activate(self, request: Request, pk: str) -> Response:
        """Let somebody in again."""
        person = self.get_object()
        self.body(EmptyInput)
        return self._answer(operations.activate_person(person=person, actor=actor_of(request)))

    @extend_schema(request=EmptyInput, responses={204: None})
    @action(detail=True, methods=["post"])
    def link(self, request: Request, pk: str) -> Response:
        """Mail somebody a link to set a password."""
        person = self.get_object()
        self.body(EmptyInput)
        operations.send_link(person=person, actor=actor_of(request))
        return Response(status=204)

    @extend_schema(request=EmptyInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="sign-out")
    def sign_out(self, request: Request, pk: str) -> Response:
        """Sign somebody out everywhere."""
        person = self.get_object()
        self.body(EmptyInput)
        operations.end_sessions(person=person, actor=actor_of(request))
        return Response(status=204)

    @extend_schema(request=shapes.RoleInput, responses=shapes.PersonOutput)
    @action(detail=True, methods=["post"], url_path="give-role")
    def give_role(self, request: Request, pk: str) -> Response:
        """Give a role, everywhere or for one service or practice."""
        person, said = self.get_object(), self.body(shapes.RoleInput)
        services.check_scope(said.get("scope_kind", ""), said.get("scope_id"))
        operations.give_role(person=person, actor=actor_of(request), **said)
        return self._answer(person)

    @extend_schema(request=shapes.TakeInput, responses=shapes.PersonOutput)
    @action(detail=True, methods=["post"], url_path="take-role")
    def take_role(self, request: Request, pk: str) -> Response:
        """Take a role away, by the id it is held under."""
        person, said = self.get_object(), self.body(shapes.TakeInput)
        held = queries.role_assignments(person).filter(pk=said["id"]).first()
        if held is None:
            raise RuleViolation("role_gone", "They do not hold this role.", field="id")
        operations.take_role(held=held, actor=actor_of(request))
        return self._answer(person)

    @extend_schema(responses=shapes.AbsenceOutput(many=True), filters=False)
    @action(detail=True, methods=["get"])
    def absences(self, request: Request, pk: str) -> Response:
        """Days away that are not over."""
        return self.pages(queries.absences_of(self.get_object()), shapes.absence_dict)

    @extend_schema(request=shapes.AbsenceInput, responses={201: shapes.AbsenceOutput})
    @action(detail=True, methods=["post"], url_path="add-absence")
    def add_absence(self, request: Request, pk: str) -> Response:
        """Note days away."""
        person = self.get_object()
        made = operations.add_absence(person=person, actor=actor_of(request), **self.body(shapes.AbsenceInput))  # fmt: skip
        return self.one(shapes.absence_dict(made), status=201)

    @extend_schema(request=shapes.BackInput, responses={204: None})
    @action(detail=True, methods=["post"], url_path="remove-absence")
    def remove_absence(self, request: Request, pk: str) -> Response:
        """They come back, or never left."""
        person, said = self.get_object(), self.body(shapes.BackInput)
        found = queries.absences_of(person).filter(pk=said["id"]).first()
        if found is None:
            raise RuleViolation("absence_gone", "There is no such absence to come.", field="id")
        operations.remove_absence(absence=found, actor=actor_of(request))
        return Response(status=204)


class MeViewSet(RoomViewSet):
    """Whoever asks."""

    visible_to = staticmethod(queries.oneself)
    serializer_class = shapes.MeOutput
    scopes = {"read": "me:read", "write": "me:write"}
    action_permissions = {"retrieve": None, "partial_update": None}

    @extend_schema(responses=shapes.MeOutput, filters=False)
    def retrieve(self, request: Request) -> Response:
        """Who am I, and what may I?"""
        return self.one(shapes.me_dict(self._me()))

    @extend_schema(request=shapes.MeChange, responses=shapes.MeOutput)
    def partial_update(self, request: Request) -> Response:
        """Change what is known of me: never a role, an address or a way in. Needs If-Match."""
        version, fields = version_from(request, required=True), self.body(shapes.MeChange)
        operations.change_person(person=self._me(), actor=actor_of(request), fields=fields, version=version)  # fmt: skip
        return self.one(shapes.me_dict(self._me()))

    def _me(self) -> User:
        me: User | None = self.get_queryset().first()
        if me is None:
            raise Http404
        return me


class TeamViewSet(RoomViewSet):
    """Teams, and who works in them."""

    visible_to = staticmethod(access.teams_visible_to)
    lookup_field = "slug"
    lookup_value_regex = "[a-z0-9-]{1,120}"
    filterset_class = filters.TeamFilter
    serializer_class = shapes.TeamOutput
    scopes = SCOPES
    action_permissions = {
        "list": access.may_look,
        "retrieve": access.may_look,
        "create": access.may_administer,
        "partial_update": access.EDIT,
        "retire": access.EDIT,
        "reopen": access.EDIT,
        "join": access.EDIT,
        "leave": access.EDIT,
    }

    @extend_schema(responses=shapes.TeamOutput(many=True))
    def list(self, request: Request) -> Response:
        """Teams by name."""
        rows = self.filter_queryset(self.get_queryset()).order_by("name", "id")
        return self.pages(rows, shapes.team_dict)

    @extend_schema(responses=shapes.TeamOutput)
    def retrieve(self, request: Request, slug: str) -> Response:
        """One team, with its ETag."""
        return self.one(shapes.team_dict(self.get_object()))

    @extend_schema(request=shapes.TeamInput, responses={201: shapes.TeamOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Make a team."""
        made = operations.create_team(actor=actor_of(request), **self.body(shapes.TeamInput))
        return self.one(shapes.team_dict(made), status=201)

    @extend_schema(request=shapes.TeamChange, responses=shapes.TeamOutput)
    def partial_update(self, request: Request, slug: str) -> Response:
        """Rename a team, or close its tickets to others. Needs If-Match."""
        team, version = self.get_object(), version_from(request, required=True)
        changed = operations.change_team(team=team, actor=actor_of(request), fields=self.body(shapes.TeamChange), version=version)  # fmt: skip
        return self.one(shapes.team_dict(changed))

    @extend_schema(request=shapes.RetireInput, responses=shapes.TeamOutput)
    @action(detail=True, methods=["post"])
    def retire(self, request: Request, slug: str) -> Response:
        """Give a team no more work; what is open goes to another."""
        team, number = self.get_object(), self.body(shapes.RetireInput).get("to_team")
        retired = operations.retire_team(team=team, actor=actor_of(request), to_team=self._other(number))  # fmt: skip
        return self.one(shapes.team_dict(retired))

    def _other(self, number: int | None) -> Team | None:
        if number is None:
            return None
        other: Team | None = self.get_queryset().filter(pk=number).first()
        if other is None:
            raise RuleViolation("unknown_team", "There is no such team.", field="to_team")
        return other

    @extend_schema(request=EmptyInput, responses=shapes.TeamOutput)
    @action(detail=True, methods=["post"])
    def reopen(self, request: Request, slug: str) -> Response:
        """Let a retired team work again."""
        team = self.get_object()
        self.body(EmptyInput)
        return self.one(shapes.team_dict(operations.reopen_team(team=team, actor=actor_of(request))))  # fmt: skip

    @extend_schema(request=shapes.MemberInput, responses=shapes.TeamOutput)
    @action(detail=True, methods=["post"])
    def join(self, request: Request, slug: str) -> Response:
        """Put somebody into a team, or make them its lead."""
        team, said = self.get_object(), self.body(shapes.MemberInput)
        operations.join_team(person=self._person(said.pop("person")), team=team, actor=actor_of(request), **said)  # fmt: skip
        return self.one(shapes.team_dict(team))

    @extend_schema(request=shapes.LeaveInput, responses=shapes.TeamOutput)
    @action(detail=True, methods=["post"])
    def leave(self, request: Request, slug: str) -> Response:
        """Take somebody out of a team."""
        team, said = self.get_object(), self.body(shapes.LeaveInput)
        operations.leave_team(person=self._person(said["person"]), team=team, actor=actor_of(request))  # fmt: skip
        return self.one(shapes.team_dict(team))

    def _person(self, number: int) -> User:
        found = access.people_visible_to(user_of(self.request)).filter(pk=number).first()
        if found is None:
            raise RuleViolation("unknown_person", "There is no such person.", field="person")
        return found
