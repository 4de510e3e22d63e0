"""Canned replies: picked in the composer, written by those who lead the desk."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.desk import access
from practices.desk.forms.canned import CannedForm, canned_values
from practices.desk.operations import canned as operations
from practices.desk.operations import drafts
from practices.desk.queries import canned as queries
from practices.desk.rules import texts
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.htmx import is_htmx, render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


def _ticket(user: User, kind: str, ref: str) -> Any:
    seen = access.visible_to(user).of_kind(kind).select_related("team", "service", "requester")
    return get_or_404(user, access.NOTE, seen, ref=ref)


@require_safe
def pick(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """The texts that fit a ticket, filled with what is known of it."""
    user = viewer(request)
    record = _ticket(user, kind, ref)
    words = request.GET.get("q", "")[:80].strip()
    context = {
        "ticket": record, "rows": queries.choices(user, record, words), "words": words, "title": ref,
        "may_write": access.may_write_canned(user), "alone": not is_htmx(request),
    }  # fmt: skip
    return render_fragment(request, "desk/_canned.html", context)


@require_POST
def insert(request: HttpRequest, kind: str, ref: str, number: int) -> HttpResponse:
    """Put a text behind what stands in the draft: for those without JavaScript."""
    user = viewer(request)
    record = _ticket(user, kind, ref)
    chosen = next((row for row in queries.choices(user, record) if row["id"] == number), None)
    if chosen is None:
        raise Http404
    drafts.add_to_draft(ticket=record, user=user, text=chosen["text"])
    return redirect(f"{record.get_absolute_url()}#composer")


def _writer(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_write_canned(user):
        raise Forbidden
    return user


@require_safe
def canned_list(request: HttpRequest) -> HttpResponse:
    """Canned replies, those in use first."""
    user = _writer(request)
    return render(request, "desk/canned_list.html", page_of(request, queries.listed(user)))


@require_http_methods(["GET", "POST"])
def new_canned(request: HttpRequest) -> HttpResponse:
    """Add a text."""
    user = _writer(request)
    form = CannedForm(request.POST or None)
    if form.is_valid():
        try:
            made = operations.create_canned_reply(actor=actor_of(request), user=user, **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.name} added.")
            return redirect("desk:canned_replies")
    return _form(request, form, None)


@require_http_methods(["GET", "POST"])
def edit_canned(request: HttpRequest, number: int) -> HttpResponse:
    """Change a text, or retire it; with a ticket's number, see it filled."""
    user = _writer(request)
    reply: Any = get_or_404(user, access.EDIT, queries.listed(user), pk=number)
    form = CannedForm(request.POST or None, initial=canned_values(reply))
    if form.is_valid():
        try:
            operations.change_canned_reply(
                reply=reply, actor=actor_of(request), user=user, fields=form.said(), version=form.cleaned_data["version"]
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed.")
            return redirect("desk:canned_replies")
    return _form(request, form, reply)


def _form(request: HttpRequest, form: CannedForm, reply: Any) -> HttpResponse:
    context: dict[str, Any] = {"form": form, "reply": reply}
    ref = request.GET.get("with", "")[:20].strip().upper()
    if reply is not None and ref:
        user = viewer(request)
        seen = access.visible_to(user).select_related("team", "service", "requester")
        record = seen.filter(ref=ref).first()
        context |= {"with": ref, "filled": texts.fill(reply.body, queries.values_of(user, record)) if record else None}  # fmt: skip
    return render(request, "desk/canned_form.html", context, status=400 if form.errors else 200)
