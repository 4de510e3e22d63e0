"""The page of a clock, why it shows what it shows; and the date that was promised to the requester."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.desk import access, forms
from practices.desk.operations.promise import promise_date, withdraw_promise
from practices.desk.queries import clock_of
from practices.desk.queries.explained import explain, measures_of
from practices.desk.queries.explained.days import picture
from practices.service_level import access as levels
from practices.service_level.states import MEASURES
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer

SHOWN = 200  # intervals; the rest where asked for


@require_safe
def explained(request: HttpRequest, kind: str, ref: str, measure: str) -> HttpResponse:
    """Every interval of a clock's life, counted or not, and the rule that said so."""
    user, now = viewer(request), timezone.now()
    record: Any = get_or_404(user, "view", access.visible_to(user).of_kind(kind).select_related("service", "team"), ref=ref)  # fmt: skip
    if access.only_asked(user, record):
        return redirect(record.portal_url)
    it = explain(record, measure, now) if measure in MEASURES else None
    if it is None:
        raise Http404
    rows = it.intervals if "all" in request.GET else it.intervals[-SHOWN:]
    context = {
        "ticket": record, "it": it, "picture": picture(it), "rows": _with_turns(it, rows), "left_out": len(it.intervals) - len(rows),
        "before": it.intervals[-SHOWN - 1] if len(it.intervals) > len(rows) else None, "line": clock_of(record, measure, now),
        "tabs": [(key, MEASURES[key]) for key in measures_of(record)], "length": sum(i.seconds for i in it.intervals),
        "sets": levels.may_administer(user), "checked": abs(it.by_other_hours) < 0.5,
    }  # fmt: skip
    return render(request, "desk/clock_explained.html", context)


def _with_turns(it: Any, rows: list[Any]) -> list[dict[str, Any]]:
    """Intervals with the turns of the promise between them, in order of time."""
    turns = [turn for turn in it.turns if not rows or turn.at >= rows[0].since]
    shown: list[dict[str, Any]] = []
    for row in rows:
        while turns and turns[0].at <= row.since:
            shown.append({"turn": turns.pop(0)})
        shown.append({"row": row})
        while turns and turns[0].at < row.until:
            shown.append({"turn": turns.pop(0)})
    return shown + [{"turn": turn} for turn in turns]


@require_http_methods(["GET", "POST"])
def promise(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Promise the requester a date and say why then."""
    record = _promised(request, kind, ref)
    first = {"promised_at": record.promised_at and timezone.localtime(record.promised_at), "reason": record.promised_because}  # fmt: skip
    form = forms.PromiseForm(request.POST if request.method == "POST" else None, initial=first, auto_id="promise_%s")  # fmt: skip
    if form.is_valid():
        try:
            promise_date(ticket=record, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref}: promised. The requester reads it.")
            return redirect(record)
    context = {"ticket": record, "form": form, "title": f"Promise a date for {ref}"}
    return render_fragment(request, "desk/_promise.html", context, status=409 if form.errors else 200)  # fmt: skip


@require_POST
def withdraw(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Take the promised date back."""
    record = _promised(request, kind, ref)
    try:
        withdraw_promise(ticket=record, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{ref}: no date is promised any more.")
    return redirect(record)


def _promised(request: HttpRequest, kind: str, ref: str) -> Any:
    user = viewer(request)
    seen: Any = access.visible_to(user).of_kind(kind).select_related("team", "service")
    return get_or_404(user, access.PROMISE, seen, ref=ref)
