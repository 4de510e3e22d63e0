"""Files of tickets: handed out to be saved and never shown, to those who may read what they came with."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from practices.desk import access
from practices.desk.operations import files as operations
from practices.desk.queries import talk as queries
from practices.desk.rules.files import disposition
from practices.desk.views import turns
from svs import blobs
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.htmx import is_htmx, render_fragment
from svs.web.pages import viewer


def handed_out(user: User, key: UUID) -> HttpResponseBase:
    """A file as an answer: always to be saved, never of a type that a browser shows, never kept by anybody in between."""
    file = queries.file_by_key(key)
    if file is None or not access.may_file(user, file):
        raise Http404
    try:
        content = blobs.path_of(operations.ROOM, file.key).open("rb")
    except OSError as error:
        raise Http404 from error
    response = FileResponse(content, content_type="application/octet-stream")
    response["Content-Disposition"] = disposition(file.name)
    response["Content-Length"] = str(file.size)
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@require_safe
def download(request: HttpRequest, key: UUID) -> HttpResponseBase:
    """A file of a ticket that this person may read."""
    return handed_out(viewer(request), key)


def _writer(request: HttpRequest, kind: str, ref: str) -> tuple[User, Any]:
    user = viewer(request)
    return user, turns.spoken_on(user, kind, ref, access.REPLY)


@require_POST
def upload(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Put files into one's draft: the list of them, with what is wrong said above it."""
    user, record = _writer(request, kind, ref)
    fault, status = "", 200
    try:
        operations.add_files(ticket_id=record.pk, owner=user, uploads=request.FILES.getlist("files"))  # fmt: skip
    except RuleViolation as violation:
        fault, status = violation.message, violation.status
    return _list(request, user, record, fault, status)


@require_POST
def drop(request: HttpRequest, kind: str, ref: str, key: UUID) -> HttpResponse:
    """Take a file out of one's draft."""
    user, record = _writer(request, kind, ref)
    try:
        operations.drop_file(key=key, ticket_id=record.pk, owner=user)
    except RuleViolation as violation:
        raise Http404 from violation
    return _list(request, user, record, "", 200)


def _list(request: HttpRequest, user: User, record: Any, fault: str, status: int) -> HttpResponse:
    if fault and not is_htmx(request):
        messages.error(request, fault)
        return redirect(record)
    context = {"ticket": record, "unsent": queries.unsent(user, record), "fault": fault}
    return render_fragment(request, "desk/_unsent.html", context, done=record, status=status)
