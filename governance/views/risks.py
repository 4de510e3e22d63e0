"""Pages of risks and their acceptance."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from governance.access import risks as access
from governance.forms import risks as forms
from governance.operations import risks as operations
from governance.queries import risks as queries
from governance.rules import risks as rules
from governance.views.shared import asked_of, attempt, one, reader, slug_of, tried
from svs.events import queries as events
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.gates import RISKS
from svs.permissions.access import may
from svs.web.pages import page_of


@require_safe
def risk_list(request: HttpRequest) -> HttpResponse:
    """What could happen, how heavy it is, and who accepted it until when."""
    user, show = reader(request), asked_of(request, "show", queries.SHOWS, "open")
    cell, service, is_mine = _cell(request), slug_of(request, "service"), request.GET.get("mine") == "1"  # fmt: skip
    listed = page_of(request, queries.risks(user, show, service=service, cell=cell, is_mine=is_mine))  # fmt: skip
    for row in listed["rows"]:
        row.weighs = rules.words_of(row.likelihood, row.impact)
    context = {
        **listed, "show": show, "shows": queries.SHOWS.items(), "service": service, "services": queries.services_with(user), "cell": cell,
        "is_mine": is_mine, "matrix": queries.matrix(user), "impacts": rules.IMPACT.items(), "levels": RISKS, "today": timezone.localdate(),
        "expired": queries.expired_for(user)[:10], "narrowed": show != "open" or service or cell or is_mine,
    }  # fmt: skip
    return render(request, "governance/risk_list.html", context)


def _cell(request: HttpRequest) -> tuple[int, int] | None:
    """likelihood-impact of the matrix, as 3-4."""
    text = request.GET.get("at", "")
    if len(text) == 3 and text[1] == "-" and text[0] in "12345" and text[2] in "12345":
        return int(text[0]), int(text[2])
    return None


@require_http_methods(["GET", "POST"])
def raise_(request: HttpRequest) -> HttpResponse:
    """Write down what could happen."""
    user = reader(request)
    form = forms.RiskForm(user, request.POST or None, initial={"owner": user})
    done = attempt(request, form, lambda: operations.raise_risk(actor=actor_of(request), **form.said()), _page_of, "Written down.")  # fmt: skip
    return done or render(request, "governance/risk_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


def _page_of(risk: Any) -> str:
    return reverse("governance:risk", args=[risk.ref])


@require_safe
def risk(request: HttpRequest, ref: str) -> HttpResponse:
    """One risk: where it stands in the matrix, what is done about it, who accepted it until when."""
    return _page(request, ref)


def _page(request: HttpRequest, ref: str, failed: dict[str, Any] | None = None) -> HttpResponse:
    user, found = one(request, "view", queries.risks_all, ref)
    shapes = {access.ASK: forms.AskForm, access.CLOSE: forms.CloseForm}
    verbs = {verb for verb in _fitting(found) if may(user, verb, found)}
    context = {
        "risk": found, "weighs": rules.words_of(found.likelihood, found.impact), "level": found.level,
        "matrix": queries.matrix(user, found), "impacts": rules.IMPACT.items(), "likelihood": rules.LIKELIHOOD[found.likelihood],
        "impact": rules.IMPACT[found.impact], "levels": RISKS, "verbs": verbs, "today": timezone.localdate(),
        "forms": {verb: (failed or {}).get(verb) or shape() for verb, shape in shapes.items() if verb in verbs},
        "timeline": events.told_of("risk", found.pk), "panels": panels_for("risk_decision", user, found),
        "rail": panels_for("risk_gate", user, found), "before": panels_for("risk_asks", user, found) if access.ASK in verbs else [],
        "actions": actions_for("risk", user, found) if found.state != "CLOSED" else [],
    }  # fmt: skip
    return render(request, "governance/risk_page.html", context, status=409 if failed else 200)


def _fitting(risk: Any) -> tuple[str, ...]:
    """The verbs that fit how it stands."""
    if risk.state == "CLOSED":
        return ()
    asked = risk.asked_number is not None
    return (access.EDIT, access.CLOSE, access.WITHDRAW if asked else access.ASK)


@require_http_methods(["GET", "POST"])
def edit(request: HttpRequest, ref: str) -> HttpResponse:
    """Change it; another statement or another weight voids its acceptance."""
    user, found = one(request, access.EDIT, queries.risks_all, ref)
    names = ("statement", "likelihood", "impact", "service", "owner", "treatment")
    form = forms.RiskForm(user, request.POST or None, initial={n: getattr(found, n) for n in names})
    done = attempt(
        request, form, lambda: operations.edit_risk(risk=found, actor=actor_of(request), fields=form.said()), _page_of, f"{ref} changed.",
    )  # fmt: skip
    context = {"form": form, "risk": found}
    return done or render(request, "governance/risk_form.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def ask(request: HttpRequest, ref: str) -> HttpResponse:
    """Ask whoever has the right to accept it until a day."""
    _, found = one(request, access.ASK, queries.risks_all, ref)
    form = forms.AskForm(request.POST)
    done = attempt(
        request, form, lambda: operations.ask_acceptance(risk=found, actor=actor_of(request), **form.cleaned_data), _page_of, f"{ref}: asked.",
    )  # fmt: skip
    return done or _page(request, ref, {access.ASK: form})


@require_POST
def withdraw(request: HttpRequest, ref: str) -> HttpResponse:
    """Take the question back."""
    _, found = one(request, access.WITHDRAW, queries.risks_all, ref)
    return tried(request, lambda: operations.withdraw_asking(risk=found, actor=actor_of(request)), _page_of(found), f"{ref}: taken back.")  # fmt: skip


@require_POST
def close(request: HttpRequest, ref: str) -> HttpResponse:
    """It is gone, and why."""
    _, found = one(request, access.CLOSE, queries.risks_all, ref)
    form = forms.CloseForm(request.POST)
    done = attempt(
        request, form, lambda: operations.close_risk(risk=found, actor=actor_of(request), words_=form.cleaned_data["closed_words"]),
        _page_of, f"{ref} closed.",
    )  # fmt: skip
    return done or _page(request, ref, {access.CLOSE: form})
