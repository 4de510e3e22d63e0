"""Mailboxes and quarantine for integrations."""

import time
from typing import Any

import django_filters
from drf_spectacular.helpers import forced_singular_serializer
from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action
from rest_framework.exceptions import Throttled
from rest_framework.request import Request
from rest_framework.response import Response

from svs.api.etags import version_from
from svs.api.idempotency import idempotent
from svs.api.permissions import user_of
from svs.api.serializers import EmptyInput
from svs.api.views import RoomViewSet
from svs.events.actor import actor_of
from svs.mail import access, operations, queries, rules
from svs.mail import serializers as shapes
from svs.mail.models import InboundMail
from svs.web import limits

CHECKS = 6  # a minute, so that nobody feels their way through a network
SCOPES = {"read": "mail:read", "write": "mail:write"}


class MailboxViewSet(RoomViewSet):
    """Addresses people write to."""

    visible_to = staticmethod(access.mailboxes_visible_to)
    lookup_value_regex = "[0-9]{1,12}"
    serializer_class = shapes.MailboxOutput
    scopes = SCOPES
    action_permissions = {
        "list": access.may_set_up, "retrieve": access.may_set_up, "create": access.may_set_up,
        "partial_update": access.EDIT, "check": access.EDIT, "resume": access.EDIT,
    }  # fmt: skip

    @extend_schema(responses=shapes.MailboxOutput(many=True))
    def list(self, request: Request) -> Response:
        """Mailboxes, those that are asked first; never their passwords."""
        return self.pages(queries.mailboxes(user_of(request)), shapes.mailbox_dict)

    @extend_schema(responses=shapes.MailboxOutput)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One mailbox, with its ETag."""
        return self.one(shapes.mailbox_dict(self.get_object()))

    @extend_schema(request=shapes.MailboxInput, responses={201: shapes.MailboxOutput})
    @idempotent
    def create(self, request: Request) -> Response:
        """Add an address people write to."""
        fields = _named(self.body(shapes.MailboxInput))
        made = operations.create_mailbox(actor=actor_of(request), user=user_of(request), **fields)
        return self.one(shapes.mailbox_dict(made), status=201)

    @extend_schema(request=shapes.MailboxChange, responses=shapes.MailboxOutput)
    def partial_update(self, request: Request, pk: str) -> Response:
        """Change it. Needs If-Match; another server needs the password again."""
        mailbox, version = self.get_object(), version_from(request, required=True)
        fields = _named(self.body(shapes.MailboxChange))
        password = fields.pop("password", "")
        changed = operations.change_mailbox(
            mailbox=mailbox, actor=actor_of(request), user=user_of(request), fields=fields, password=password, version=version
        )  # fmt: skip
        return self.one(shapes.mailbox_dict(changed))

    @extend_schema(request=EmptyInput, responses=shapes.CheckedOutput)
    @action(detail=True, methods=["post"])
    def check(self, request: Request, pk: str) -> Response:
        """Does it answer? The same words and the same time whatever is wrong."""
        mailbox = self.get_object()
        self.body(EmptyInput)
        now = time.time()
        if limits.left(f"check_mailbox:{user_of(request).pk}", CHECKS, now) < 0:
            raise Throttled(limits.until_next(now))
        return self.one({"new_mails": operations.check_mailbox(mailbox=mailbox)})

    @extend_schema(request=EmptyInput, responses=shapes.MailboxOutput)
    @action(detail=True, methods=["post"])
    def resume(self, request: Request, pk: str) -> Response:
        """Ask it again after it was given up."""
        mailbox = self.get_object()
        self.body(EmptyInput)
        return self.one(shapes.mailbox_dict(operations.resume_mailbox(mailbox=mailbox, actor=actor_of(request))))  # fmt: skip


def _named(body: dict[str, Any]) -> dict[str, Any]:
    """Service and team by id, as the operations take them."""
    return {f"{name}_id" if name in ("service", "team") else name: value for name, value in body.items()}  # fmt: skip


class MailFilter(django_filters.FilterSet):
    """Filter by state and reason."""

    state = django_filters.ChoiceFilter(choices=InboundMail.State.choices)
    reason = django_filters.ChoiceFilter("verdict", choices=list(rules.WORDS.items()))


class QuarantineViewSet(RoomViewSet):
    """Mail that waits for a person, and what was deleted, noted or dropped."""

    visible_to = staticmethod(access.mails_visible_to)
    lookup_value_regex = "[0-9]{1,12}"
    serializer_class = shapes.MailOutput
    filterset_class = MailFilter
    scopes = SCOPES
    action_permissions = {
        "list": access.may_look_through, "retrieve": access.may_look_through, "take": access.DECIDE, "add": access.DECIDE,
        "discard": access.DECIDE, "many": access.may_look_through,
    }  # fmt: skip

    def get_queryset(self) -> Any:
        return super().get_queryset().select_related("mailbox")

    @extend_schema(responses=shapes.MailOutput(many=True))
    def list(self, request: Request) -> Response:
        """Mails, newest first, without what they say; those in quarantine with `state=quarantined`."""
        rows = self.filter_queryset(self.get_queryset()).defer("raw")
        return self.pages(rows.order_by("-received_at", "-id"), shapes.mail_dict)

    @extend_schema(responses=shapes.MailWithWords)
    def retrieve(self, request: Request, pk: str) -> Response:
        """One mail; its text while it is in quarantine or deleted."""
        found = self.get_object()
        shown = found.state in (InboundMail.State.QUARANTINED, InboundMail.State.DELETED)
        return self.one(shapes.with_words(found, queries.read(found) if shown else None))

    @extend_schema(request=shapes.TakeInput, responses=shapes.MailOutput)
    @action(detail=True, methods=["post"])
    def take(self, request: Request, pk: str) -> Response:
        """Make a ticket of it."""
        found, body = self.get_object(), self.body(shapes.TakeInput)
        done = operations.release_as_ticket(mail=found, actor=actor_of(request), user=user_of(request), **body)  # fmt: skip
        return self.one(shapes.mail_dict(done))

    @extend_schema(request=shapes.AddInput, responses=shapes.MailOutput)
    @action(detail=True, methods=["post"])
    def add(self, request: Request, pk: str) -> Response:
        """Add it to a ticket."""
        found, body = self.get_object(), self.body(shapes.AddInput)
        done = operations.release_to_ticket(mail=found, actor=actor_of(request), user=user_of(request), **body)  # fmt: skip
        return self.one(shapes.mail_dict(done))

    @extend_schema(request=shapes.DeleteInput, responses=shapes.MailOutput)
    @action(detail=True, methods=["post"], url_path="delete")
    def discard(self, request: Request, pk: str) -> Response:
        """Nobody needs it; the original stays for some days."""
        found, body = self.get_object(), self.body(shapes.DeleteInput)
        done = operations.delete_mail(mail=found, actor=actor_of(request), user=user_of(request), **body)  # fmt: skip
        return self.one(shapes.mail_dict(done))

    @extend_schema(
        request=shapes.DecideManyInput,
        responses=forced_singular_serializer(shapes.DecidedAnswer),  # type: ignore[no-untyped-call]
        filters=False,
    )
    @action(detail=False, methods=["post"])
    def many(self, request: Request) -> Response:
        """Make a ticket of each, or delete them with a reason; told for each what went wrong."""
        user, actor = user_of(request), actor_of(request)
        body = self.body(shapes.DecideManyInput)

        def do(one: InboundMail) -> InboundMail:
            if body["do"] == "take":
                return operations.release_as_ticket(mail=one, actor=actor, user=user)
            return operations.delete_mail(mail=one, actor=actor, user=user, why=body["why"])

        told = operations.decide_many(mails=queries.chosen(user, body["mails"]), do=do)
        gone = {pk: "There is no such mail in quarantine." for pk in body["mails"] if pk not in told}  # fmt: skip
        return Response({"results": [{"id": pk, "error": words} for pk, words in {**told, **gone}.items()]})  # fmt: skip
