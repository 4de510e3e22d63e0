"""Pages of the decision register."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance import operations
from governance.access import register as access
from governance.forms import register as forms
from governance.queries import approvals, evidence
from governance.queries import register as queries
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404, may
from svs.web import exports
from svs.web.pages import page_of, show_violation, viewer

if TYPE_CHECKING:
    from django.http.response import HttpResponseBase


def _reader(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


def _asked(request: HttpRequest) -> queries.Asked:
    """What the address asks for; what is unknown there is left out."""
    said = request.GET
    show, source = said.get("show", "all"), said.get("source", "")
    return queries.Asked(
        show if show in queries.SHOWS else "all", source if source in queries.SOURCES else "", said.get("service", "")[:120],
        said.get("board", "")[:120], said.get("mine") == "1", " ".join(said.get("q", "").replace("\0", "").split())[:80],
    )  # fmt: skip


@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """What was decided, what was expected and what came of it; above it what is to be looked at again."""
    user, asked = _reader(request), _asked(request)
    listed = page_of(request, queries.register(user, asked))
    context = {
        **listed, "ask": asked, "shows": SHOWS.items(), "sources": queries.SOURCES.items(), "today": timezone.localdate(),
        "choices": queries.choices_for(user), "due": queries.to_look_at_again(user)[:10], "worked": queries.worked_last_year(user),
        "narrowed": asked != queries.Asked(), "may_record": access.may_record(user), "exports": tuple(exports.KINDS),
    }  # fmt: skip
    return render(request, "governance/decision_list.html", context)


SHOWS = {
    "all": "All", "due": "To look at again", "open": "Not known yet", "worked": "Worked", "no_effect": "No effect", "worse": "Made it worse",
}  # fmt: skip


@require_safe
def export(request: HttpRequest, kind: str) -> HttpResponseBase:
    """The register as it is asked for, not only its page, as CSV or XLSX."""
    user = _reader(request)
    if kind not in exports.KINDS:
        raise Http404
    rows = queries.register(user, _asked(request))
    try:
        return exports.answer(user.pk, kind, "decisions", queries.EXPORTED, lambda: queries.exported(rows))  # fmt: skip
    except exports.TooManyExports:
        told = HttpResponse(loader.render_to_string("429.html"), status=429)
        told["Retry-After"] = "20"
        return told


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest) -> HttpResponse:
    """Decide on a signal, or write a decision down by hand."""
    user = _reader(request)
    if "signal" not in request.GET:
        return _by_hand(request, user)
    signal = queries.signal_to_decide(user, request.GET.get("signal", ""))
    form = forms.DecisionForm(request.POST or None, initial={"review_date": _a_month_on()})
    if form.is_valid():
        try:
            made = operations.record_decision(
                actor=actor_of(request), signal=signal, **form.cleaned_data
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.ref} recorded.")
            return redirect("governance:decision", ref=made.ref)
    context = {"form": form, "signal": signal}
    return render(request, "governance/decision_form.html", context, status=400 if form.errors else 200)  # fmt: skip


def _a_month_on() -> date:
    return timezone.localdate() + timedelta(days=28)


def _by_hand(request: HttpRequest, user: User) -> HttpResponse:
    if not access.may_record(user):
        raise Forbidden
    form = forms.HandForm(user, request.POST or None, initial={"review_date": _a_month_on(), "owner": user})  # fmt: skip
    if form.is_valid():
        said = form.said()
        try:
            items = evidence.gather(user, form.picks(), said["service_id"])
            made = operations.record_by_hand(actor=actor_of(request), user=user, items=items, **said)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.ref} recorded.")
            return redirect("governance:decision", ref=made.ref)
    return render(request, "governance/decision_by_hand.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def decision(request: HttpRequest, ref: str) -> HttpResponse:
    """One decision: the evidence it rested on, what was expected, what happened."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: forms.ReviewForm | None = None) -> HttpResponse:
    user = _reader(request)
    found = get_or_404(user, "view", queries.register(user), ref=ref)
    items = evidence.open_to(user, [found])[found.pk].get("items", [])
    context = {
        "decision": found, "form": failed or forms.ReviewForm(), "today": timezone.localdate(),
        "items": evidence.in_words(items), "held_back": len(found.evidence.get("items", [])) - len(items),
        "may_review": not found.outcome and may(user, access.REVIEW, found),
    }  # fmt: skip
    return render(request, "governance/decision_page.html", context, status=409 if failed else 200)


@require_POST
def review(request: HttpRequest, ref: str) -> HttpResponse:
    """Say what came of it."""
    user = _reader(request)
    found = get_or_404(user, access.REVIEW, queries.register(user), ref=ref)
    form = forms.ReviewForm(request.POST)
    if form.is_valid():
        try:
            operations.review_decision(decision=found, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref}: what came of it is written down.")
            return redirect("governance:decision", ref=ref)
    return _page(request, ref, form)


def _policy_reader(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_look(user):
        raise Forbidden
    return user


@require_safe
def policy_list(request: HttpRequest) -> HttpResponse:
    """Every policy value: what is in force, since when, and what is to come."""
    _policy_reader(request)
    return render(request, "governance/policy_list.html", {"rows": queries.policy()})


@require_http_methods(["GET", "POST"])
def policy(request: HttpRequest, key: str) -> HttpResponse:
    """One policy value and its history; posting sets it from a moment on."""
    user, found = _policy_reader(request), queries.policy_value(key)
    if found is None:
        raise Http404
    may_adopt = access.may_adopt(user)
    if request.method == "POST" and not may_adopt:
        raise Forbidden
    form = forms.PolicyForm(request.POST or None, knob=found["knob"], value=found["value"])
    if form.is_valid():
        try:
            row = operations.adopt_policy(actor=actor_of(request), key=key, **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            told = (
                "set." if row else "those who decide are asked. It is set once they have said yes."
            )
            messages.success(request, f"{found['knob'].label}: {told}")
            return redirect("governance:policy", key=key)
    page = found["knob"].page
    context = {
        **found,
        "form": form,
        "may_adopt": may_adopt,
        "page_url": reverse(page) if page else "",
        "gate": approvals.page_of_subject(user, "knob", found["pending"]["row"].pk)
        if found["pending"]
        else None,
    }
    return render(request, "governance/policy_page.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def take_back(request: HttpRequest, key: str) -> HttpResponse:
    """Nobody needs to decide any more on the value that waits."""
    user, found = _policy_reader(request), queries.policy_value(key)
    if found is None or found["pending"] is None:
        raise Http404
    if not access.may_adopt(user):
        raise Forbidden
    try:
        operations.take_back_value(pending=found["pending"]["row"], actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "Taken back.")
    return redirect("governance:policy", key=key)


@require_POST
def withdraw(request: HttpRequest, key: str, number: int) -> HttpResponse:
    """Take back a change that is not in force yet."""
    user, found = _policy_reader(request), queries.policy_value(key)
    row = next((one["row"] for one in (found or {}).get("history", []) if one["row"].pk == number), None)  # fmt: skip
    if row is None:
        raise Http404
    if not access.may_adopt(user):
        raise Forbidden
    try:
        operations.withdraw_policy(actor=actor_of(request), row=row)
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "Withdrawn.")
    return redirect("governance:policy", key=key)
