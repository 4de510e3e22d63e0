"""What hangs on a ticket of any kind: who watches it, its tasks, its links."""

from typing import Any

from django.http import Http404
from drf_spectacular.utils import extend_schema
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.api import shapes
from practices.desk.api.base import OfTicketViewSet
from practices.desk.operations import checklist as tasks
from practices.desk.operations import linking, watchers
from practices.desk.queries import around, people
from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.errors import Forbidden
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.services import queries as services


class WatcherViewSet(OfTicketViewSet):
    """Who watches a ticket. Its requester and its watchers are not told of the others."""

    serializer_class = shapes.WatcherOutput
    action_permissions = {"list": None, "create": None, "destroy": None}

    @extend_schema(responses=shapes.WatcherOutput(many=True))
    def list(self, request: Request, ref: str) -> Response:
        """Those who watch it, by name; for the desk."""
        ticket = self.ticket(access.WATCHERS)
        return self.pages(around.watchers_of(ticket.pk), lambda row: {"id": row.pk, "name": row.name})  # fmt: skip

    @extend_schema(request=shapes.WatcherInput, responses={201: shapes.WatcherOutput})
    def create(self, request: Request, ref: str) -> Response:
        """Watch it yourself, or let somebody else watch it. Twice is once."""
        ticket, user = self.ticket(access.WATCH), user_of(request)
        named = self.body(shapes.WatcherInput).get("user", user.pk)
        if named != user.pk and not access.may(user, access.WATCHERS, ticket):
            raise Forbidden
        whom: Any = get_or_404(user, "view", people.present(), pk=named)
        watchers.watch(ticket=ticket, actor=actor_of(request), user=whom, by=user)
        return Response({"id": whom.pk, "name": whom.name}, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, ref: str, id: str) -> Response:
        """Watch it no longer, or take somebody else from those who do."""
        ticket, user = self.ticket(), user_of(request)
        if int(id) != user.pk and not access.may(user, access.WATCHERS, ticket):
            raise Forbidden
        if not watchers.unwatch(ticket=ticket, actor=actor_of(request), user_id=int(id)):
            raise Http404
        return Response(status=204)


class TaskViewSet(OfTicketViewSet):
    """The checklist of a ticket."""

    serializer_class = shapes.TaskOutput
    action_permissions = dict.fromkeys(("list", "create", "partial_update", "destroy"))

    @extend_schema(responses=shapes.TaskOutput(many=True))
    def list(self, request: Request, ref: str) -> Response:
        """Its tasks in order."""
        return self.pages(around.tasks_of(self.ticket(access.TASKS).pk), shapes.task_dict)

    @extend_schema(request=shapes.TaskInput, responses={201: shapes.TaskOutput})
    @idempotent
    def create(self, request: Request, ref: str) -> Response:
        """Add a task, last unless you say its place."""
        ticket, body = self.ticket(access.TASKS), self.body(shapes.TaskInput)
        services.check_holder(user_of(request), None, body.get("assignee"))
        body["assignee_id"] = body.pop("assignee", None)
        made = tasks.add_task(ticket=ticket, actor=actor_of(request), **body)
        return self.one(shapes.task_dict(made), status=201)

    @extend_schema(request=shapes.TaskChange, responses=shapes.TaskOutput)
    def partial_update(self, request: Request, ref: str, id: str) -> Response:
        """Change a task, check it off, or let it stand elsewhere. Needs If-Match with its ETag."""
        ticket = self._holding(int(id))
        version, body = version_from(request, required=True), self.body(shapes.TaskChange)
        if "assignee" in body:
            services.check_holder(user_of(request), None, body["assignee"])
            body["assignee_id"] = body.pop("assignee")
        return self.one(shapes.task_dict(tasks.change_task(ticket=ticket, task_id=int(id), actor=actor_of(request), version=version, **body)))  # fmt: skip

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, ref: str, id: str) -> Response:
        """Take a task away. Needs If-Match with its ETag."""
        ticket = self._holding(int(id))
        version = version_from(request, required=True)
        tasks.delete_task(ticket=ticket, task_id=int(id), actor=actor_of(request), version=version)
        return Response(status=204)

    def _holding(self, task_id: int) -> Any:
        """The ticket of the address, which has this task."""
        ticket = self.ticket(access.TASKS)
        if not around.tasks_of(ticket.pk).filter(pk=task_id).exists():
            raise Http404
        return ticket


class LinkViewSet(OfTicketViewSet):
    """What a ticket has to do with others."""

    serializer_class = shapes.LinkOutput
    action_permissions = dict.fromkeys(("list", "create", "destroy"))

    @extend_schema(responses=shapes.LinkOutput(many=True))
    def list(self, request: Request, ref: str) -> Response:
        """Its links, as far as you see the other end."""
        ticket = self.ticket(access.LINK)
        return self.pages(around.links_of(user_of(request), ticket.pk), lambda row: row)

    @extend_schema(request=shapes.LinkInput, responses={201: shapes.LinkOutput})
    @idempotent
    def create(self, request: Request, ref: str) -> Response:
        """Link it to another ticket; one that you do not see is not there."""
        ticket, body = self.ticket(access.LINK), self.body(shapes.LinkInput)
        user = user_of(request)
        other: Any = get_or_404(user, access.LINK, access.visible_to(user), ref=body["ref"])
        linking.relate(ticket=ticket, other=other, relation=body["relation"], actor=actor_of(request))  # fmt: skip
        made = around.link_between(ticket.pk, other.pk)
        shown = next(row for row in around.links_of(user, ticket.pk) if row["id"] == made)
        return self.one(shown, status=201)

    @extend_schema(responses={204: None})
    def destroy(self, request: Request, ref: str, id: str) -> Response:
        """Take a link back; one to a ticket that you do not see is not there."""
        ticket = self.ticket(access.LINK)
        if around.end_of(user_of(request), ticket.pk, int(id)) is None:
            raise Http404
        linking.unrelate(ticket=ticket, link_id=int(id), actor=actor_of(request))
        return Response(status=204)
