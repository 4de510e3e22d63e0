"""Files of tickets for integrations: put into one's draft, taken out again, handed out."""

from typing import Any
from uuid import UUID

from django.http import Http404
from django.http.response import HttpResponseBase
from drf_spectacular.types import OpenApiTypes
from drf_spectacular.utils import extend_schema
from rest_framework.exceptions import ValidationError
from rest_framework.parsers import MultiPartParser
from rest_framework.request import Request
from rest_framework.response import Response

from practices.desk import access
from practices.desk.api.base import OfTicketViewSet
from practices.desk.operations import files as operations
from practices.desk.queries import talk as queries
from practices.desk.serializers import AttachmentOutput, attachment_dict
from practices.desk.views.files import handed_out
from svs.api.permissions import user_of
from svs.errors import RuleViolation

UPLOAD = {"multipart/form-data": {"type": "object", "required": ["file"], "properties": {"file": {"type": "string", "format": "binary"}}}}  # fmt: skip


class AttachmentViewSet(OfTicketViewSet):
    """Files of one ticket. Sent with a reply or note by naming them there."""

    parser_classes = [MultiPartParser]
    has_versions = False  # a file never changes
    serializer_class = AttachmentOutput
    action_permissions = {"list": None, "create": None, "retrieve": None, "drop": None}

    @extend_schema(responses=AttachmentOutput(many=True), filters=False)
    def list(self, request: Request, ref: str) -> Response:
        """The files you may have, the oldest first; those of your own draft among them."""
        return self.pages(queries.files_visible_to(user_of(request), self.ticket()), attachment_dict)  # fmt: skip

    @extend_schema(request=UPLOAD, responses={201: AttachmentOutput})
    def create(self, request: Request, ref: str) -> Response:
        """Put one file of 25 MB at most into your draft: 413 beyond, 400 for nothing in it or a type that is not taken."""
        ticket = self.ticket(access.REPLY)
        found = request.FILES.getlist("file")
        if len(found) != 1 or set(request.data) != {"file"}:
            raise ValidationError({"file": ["One file, and nothing else."]})
        made = operations.add_files(ticket_id=ticket.pk, owner=user_of(request), uploads=found)[0]
        return Response(attachment_dict(made), status=201)

    @extend_schema(responses={(200, "application/octet-stream"): OpenApiTypes.BINARY})
    def retrieve(self, request: Request, ref: str, key: UUID) -> HttpResponseBase:
        """One file, to be saved."""
        if not queries.files_visible_to(user_of(request), self.ticket()).filter(key=key).exists():
            raise Http404
        return handed_out(user_of(request), key)

    @extend_schema(request=None, responses={204: None})
    def drop(self, request: Request, ref: str, key: UUID) -> Response:
        """Take a file out of your draft. What was sent stays."""
        ticket: Any = self.ticket(access.REPLY)
        try:
            operations.drop_file(key=key, ticket_id=ticket.pk, owner=user_of(request))
        except RuleViolation as violation:
            raise Http404 from violation
        return Response(status=204)
