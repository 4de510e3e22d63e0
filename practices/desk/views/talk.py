"""What people say on a ticket: sent, begun, taken back, and read back."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from practices.desk import access, forms
from practices.desk.operations import drafts, files, viewing
from practices.desk.operations import talk as operations
from practices.desk.queries import talk as queries
from practices.desk.views import sheet as sheets
from practices.desk.views import turns
from practices.desk.views.ticket import show_ticket
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.htmx import is_htmx, render_fragment
from svs.web.pages import show_violation, viewer


def _ticket(user: User, kind: str, ref: str, verb: str) -> Any:
    return turns.spoken_on(user, kind, ref, verb)


@require_POST
def say(request: HttpRequest, kind: str, ref: str, verb: str = "") -> HttpResponse:
    """Reply in public, or write an internal note: what is not said to be public never is."""
    user = viewer(request)
    asked = verb or (access.REPLY if request.POST.get("kind") == access.REPLY else access.NOTE)
    record = _ticket(user, kind, ref, asked)
    form = forms.MessageForm({**request.POST.dict(), "kind": asked})
    if form.is_valid():
        try:
            files.add_files(ticket_id=record.pk, owner=user, uploads=request.FILES.getlist("files"))
            colleagues = _meanwhile(request, user, record)
            if not colleagues:
                return _sent(request, user, record, form, asked)
        except RuleViolation as violation:
            show_violation(form, violation)
            return _back(request, user, record, form, asked, violation.status)
        form.add_error(None, "Read what was done since you opened this, then send it again.")
        form.meanwhile = colleagues
    return _back(request, user, record, form, asked, 409)


def _meanwhile(request: HttpRequest, user: User, record: Any) -> list[dict[str, Any]]:
    """What others said and did since the page was opened, unless the writer has read it."""
    seen = turns.moment(request.POST.get("seen", ""))
    return queries.done_since(user, record, seen) if seen is not None else []


def _sent(
    request: HttpRequest, user: User, record: Any, form: forms.MessageForm, verb: str
) -> HttpResponse:
    message = operations.send_draft(
        ticket_id=record.pk, author=user, actor=actor_of(request), body=form.cleaned_data["body"],
        is_internal=verb == access.NOTE,
        to_children=form.cleaned_data["to_children"] and access.may(user, access.LINK, record),
    )  # fmt: skip
    if message.leaves_at is None:
        messages.success(request, f"{record.ref}: note added.")
    return redirect(f"{record.get_absolute_url()}#m{message.pk}")


def _back(
    request: HttpRequest, user: User, record: Any, form: forms.MessageForm, verb: str, status: int
) -> HttpResponse:
    """The page with the text as it was written, which is kept as a draft as well."""
    drafts.save_draft(
        ticket=record, user=user, body=request.POST.get("body", "").replace("\x00", ""), is_internal=verb == access.NOTE
    )  # fmt: skip
    return show_ticket(request, record.kind, record.ref, {"message": form}, status)


@require_POST
def save_draft(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Keep what was typed so far: the little line that says when, or back to the page."""
    user = viewer(request)
    record = _ticket(user, kind, ref, access.REPLY)
    body = request.POST.get("body", "").replace("\x00", "")
    internal = request.POST.get("kind") != access.REPLY
    draft = None
    if not queries.was_just_sent(user, record.pk, body):  # typed, sent, and only now arrived
        draft = drafts.save_draft(ticket=record, user=user, body=body, is_internal=internal)
    if draft is not None and access.may(user, access.NOTE, record):
        viewing.look_at(ticket=record, user=user, writes=access.NOTE if internal else access.REPLY)
    context = {"ticket": record, "draft_at": draft.saved_at if draft else None, "title": ref}
    return render_fragment(request, "desk/_draft_saved.html", context, done=record)


@require_POST
def discard_draft(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Throw away what was begun, with its files."""
    user = viewer(request)
    record = _ticket(user, kind, ref, access.REPLY)
    drafts.discard_draft(ticket=record, user=user)
    messages.success(request, "Draft discarded.")
    return redirect(record)


@require_POST
def take_back(request: HttpRequest, kind: str, ref: str, number: int) -> HttpResponse:
    """Take a reply back before it leaves: its text is a draft again."""
    user = viewer(request)
    record = _ticket(user, kind, ref, access.REPLY)
    try:
        operations.take_back(ticket_id=record.pk, message_id=number, author=user, actor=actor_of(request))  # fmt: skip
    except RuleViolation as violation:
        messages.error(request, violation.message)
    return redirect(f"{record.get_absolute_url()}#composer")


@require_safe
def earlier(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """The turns before those that the page shows."""
    user = viewer(request)
    record = _ticket(user, kind, ref, access.VIEW)
    if not is_htmx(request):
        return redirect(f"{record.get_absolute_url()}?all=1")
    elsewhere = sheets.leads_elsewhere(user, record)
    if elsewhere:
        return redirect(elsewhere)
    talk = turns.conversation(user, record, newest=turns.NEWEST, before=turns.before(request))
    name = record.requester.name if record.requester else ""
    context = {"ticket": record, "talk": talk, "requester_name": name, "now": timezone.now()}
    return render(request, "desk/_talk.html", context)
