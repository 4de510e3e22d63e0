"""Pages of escalations."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.access import escalations as access
from governance.forms import escalations as forms
from governance.operations import escalations as operations
from governance.queries import escalations as queries
from governance.views.shared import asked_of, attempt, one, reader
from svs.events import queries as events
from svs.events.actor import actor_of
from svs.permissions.access import may
from svs.web.pages import page_of

SHOWS = {"open": "Open", "decided": "Decided", "overtaken": "Settled itself", "all": "All"}


@require_safe
def escalation_list(request: HttpRequest) -> HttpResponse:
    """What waits for a decision, on which rung it is and until when."""
    user, show = reader(request), asked_of(request, "show", SHOWS, "open")
    is_mine = request.GET.get("mine") == "1"
    listed = page_of(request, queries.escalations(user, show, is_mine=is_mine))
    names = queries.names_on(listed["rows"])
    rows = [{"escalation": row, "path": queries.path_of(row, names)} for row in listed["rows"]]
    context = {
        **listed, "rows": rows, "show": show, "shows": SHOWS.items(), "is_mine": is_mine, "narrowed": show != "open" or is_mine,
        "mine": queries.waiting_for(user), "now": timezone.now(),
    }  # fmt: skip
    return render(request, "governance/escalation_list.html", context)


@require_http_methods(["GET", "POST"])
def open_(request: HttpRequest) -> HttpResponse:
    """Take something up that nobody decides: why, and who is asked in which order."""
    user = reader(request)
    subject = queries.subject_of(user, request.GET.get("subject", ""))
    form = forms.EscalationForm(request.POST or None, initial=forms.usual(subject.service_id))
    done = attempt(request, form, lambda: operations.open_escalation(actor=actor_of(request), subject=subject, **form.said()), _page_of, "Escalated.")  # fmt: skip
    context = {"form": form, "subject": subject, "nobody": not queries.sponsor_ids()}
    return done or render(request, "governance/escalation_form.html", context, status=400 if form.errors else 200)  # fmt: skip


def _page_of(escalation: Any) -> str:
    return reverse("governance:escalation", args=[escalation.ref])


@require_safe
def escalation(request: HttpRequest, ref: str) -> HttpResponse:
    """One escalation: its path, who holds it until when, and what was decided."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: Any = None) -> HttpResponse:
    user, found = one(request, "view", queries.escalations_all, ref)
    may_decide = found.state == "OPEN" and may(user, access.DECIDE, found)
    context = {
        "escalation": found, "path": queries.path_of(found, queries.names_on([found])), "subject_url": queries.subject_url(user, found),
        "form": (failed or forms.DecideForm()) if may_decide else None, "timeline": events.told_of("escalation", found.pk),
        "now": timezone.now(),
    }  # fmt: skip
    return render(request, "governance/escalation_page.html", context, status=409 if failed else 200)  # fmt: skip


@require_POST
def decide(request: HttpRequest, ref: str) -> HttpResponse:
    """Decide it, as whoever holds the rung or stands above."""
    _, found = one(request, access.DECIDE, queries.escalations_all, ref)
    form = forms.DecideForm(request.POST)
    done = attempt(
        request, form, lambda: operations.decide_escalation(escalation=found, actor=actor_of(request), **form.cleaned_data), _page_of,
        f"{ref} decided.",
    )  # fmt: skip
    return done or _page(request, ref, form)
