"""Pages of measures: my services, one service's dashboard, a measure, its signals."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from metrics import access, forms, operations, panels, queries, rules
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for, panels_for
from svs.permissions.access import get_or_404, may
from svs.services import access as services_access
from svs.web.pages import page_of, show_violation, viewer

PERIODS = {"4": "4 weeks", "16": "16 weeks", "52": "Year"}


def _reader(request: HttpRequest) -> Any:
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


@require_safe
def value(request: HttpRequest) -> HttpResponse:
    """Are we getting the value? Outcomes, the services that carry them, and what nobody has answered."""
    user = _reader(request)
    period = request.GET.get("period", "month")
    found = queries.value(user, period if period in queries.PERIODS else "month")
    late = access.answerable(user, found.signals)[:1]
    context = {
        "value": found, "periods": [(key, words) for key, (words, *_) in queries.PERIODS.items()], "answer": late[0] if late else None,
        "outcomes": panels.outcomes(found), "now": timezone.now(), "panels": panels_for("value", user, found),
        "may_add": user.has_role("administrator"),
    }  # fmt: skip
    return render(request, "metrics/value_overview.html", context)


@require_safe
def services(request: HttpRequest) -> HttpResponse:
    """Every service with its value statement and a verdict in a sentence."""
    rows = queries.overview(_reader(request))
    return render(request, "metrics/service_list.html", {"rows": rows, "today": timezone.localdate()})  # fmt: skip


@require_safe
def dashboard(request: HttpRequest, slug: str) -> HttpResponse:
    """Is this service worth it, and what must I do?"""
    user = _reader(request)
    visible = services_access.visible_to(user).select_related("owner", "team")
    service = get_or_404(user, "view", visible.prefetch_related("service_outcomes__outcome"), slug=slug)  # fmt: skip
    weeks = request.GET.get("weeks", "16")
    board = queries.dashboard(service, int(weeks) if weeks in PERIODS else queries.WEEKS)
    worst = board.signals[0] if board.signals else None
    context = {
        "service": service, "board": board, "weeks": weeks, "periods": PERIODS.items(),
        "families": panels.families(board), "worst": worst, "worst_chart": panels.signal_chart(board, worst),
        "answers": actions_for("signal", user, worst) if worst and may(user, access.ANSWER, worst) else [],
        "may_answer": worst is not None and may(user, access.ANSWER, worst),
        "actions": actions_for("service", user, service), "panels": panels_for("service", user, service),
        "may_propose": access.may_propose(user),
    }  # fmt: skip
    return render(request, "metrics/service_dashboard.html", context)


@require_safe
def kpis(request: HttpRequest) -> HttpResponse:
    """All measures I may see, by service."""
    user = _reader(request)
    listed = page_of(request, queries.all_kpis(user))
    return render(request, "metrics/kpi_list.html", {**listed, "may_propose": access.may_propose(user)})  # fmt: skip


@require_http_methods(["GET", "POST"])
def new_kpi(request: HttpRequest) -> HttpResponse:
    """Propose a measure for one of my services."""
    user = _reader(request)
    if not access.may_propose(user):
        raise Forbidden
    form = forms.NewKpiForm(user, request.POST or None)
    if form.is_valid():
        try:
            kpi = operations.propose_kpi(
                actor=actor_of(request), measure=form.cleaned_data["measure"],
                service_id=form.cleaned_data["service"].pk, **_fields(form.cleaned_data),
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{kpi.ref} proposed.")
            return redirect("metrics:kpi", ref=kpi.ref)
    return render(request, "metrics/kpi_form.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


def _fields(data: dict[str, Any]) -> dict[str, Any]:
    return {
        "outcome_id": data["outcome"] and data["outcome"].pk,
        "owner_id": data["owner"] and data["owner"].pk,
        "decision_rule": data["decision_rule"],
        "review_date": data["review_date"],
        "promise": data["promise"],
        "at_risk": data["at_risk"],
    }


@require_safe
def kpi(request: HttpRequest, ref: str) -> HttpResponse:
    """One measure: its trend, what it says, what it led to."""
    return _kpi_page(request, ref)


def _kpi_page(request: HttpRequest, ref: str, failed: str = "") -> HttpResponse:
    user = _reader(request)
    visible = access.kpis_visible_to(user).select_related("service", "outcome", "owner")
    record = get_or_404(user, "view", visible, ref=ref)
    standing = queries.standing_of(record)
    context = {
        "kpi": record, "standing": standing, "chart": panels.trend(standing), "teams": queries.by_team(standing),
        "promises": queries.promises_made(record)[:6], "planned": queries.planned_of(standing),
        "signals": queries.signals_of(record)[:20], "may_edit": may(user, access.EDIT, record), "failed": failed,
    }  # fmt: skip
    return render(request, "metrics/kpi_page.html", context, status=409 if failed else 200)


@require_http_methods(["GET", "POST"])
def edit_kpi(request: HttpRequest, ref: str) -> HttpResponse:
    """Change what a measure promises and who acts on it."""
    user = _reader(request)
    visible = access.kpis_visible_to(user).select_related("service", "outcome", "owner")
    record = get_or_404(user, access.EDIT, visible, ref=ref)
    measure, made = rules.MEASURES[record.measure], queries.promise_of(record)
    first = {
        "outcome": record.outcome, "owner": record.owner, "decision_rule": record.decision_rule, "review_date": record.review_date,
        "promise": rules.written(measure, made.value if made else None), "at_risk": rules.written(measure, made.at_risk if made else None),
    }  # fmt: skip
    form = forms.KpiForm(request.POST or None, initial=first, measure=measure)
    if form.is_valid():
        try:
            operations.change_kpi(
                kpi=record, actor=actor_of(request), fields=_fields(form.cleaned_data)
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{ref} changed.")
            return redirect("metrics:kpi", ref=ref)
    context = {"form": form, "kpi": record}
    return render(request, "metrics/kpi_form.html", context, status=400 if form.errors else 200)


@require_POST
def move_kpi(request: HttpRequest, ref: str, verb: str) -> HttpResponse:
    """Put a measure to work, or retire it."""
    user = _reader(request)
    visible = access.kpis_visible_to(user).select_related("service")
    record = get_or_404(user, access.EDIT, visible, ref=ref)
    operation = {"activate": operations.activate_kpi, "retire": operations.retire_kpi}[verb]
    try:
        operation(kpi=record, actor=actor_of(request))
    except RuleViolation as violation:
        return _kpi_page(request, ref, violation.message)
    messages.success(request, f"{ref} is {'at work' if verb == 'activate' else 'retired'}.")
    return redirect("metrics:kpi", ref=ref)


@require_safe
def signals(request: HttpRequest) -> HttpResponse:
    """Broken promises: open ones first, then how others were answered."""
    listed = page_of(request, queries.all_signals(_reader(request)))
    return render(request, "metrics/signal_list.html", {**listed, "now": timezone.now()})


@require_http_methods(["GET", "POST"])
def signal(request: HttpRequest, number: int) -> HttpResponse:
    """One signal and the three ways to answer it; POST says why nothing is done."""
    user = _reader(request)
    verb = access.ANSWER if request.method == "POST" else "view"
    visible = access.signals_visible_to(user).select_related("kpi__service", "kpi__owner", "answered_by")  # fmt: skip
    record = get_or_404(user, verb, visible, pk=number)
    form = forms.NoActionForm(request.POST or None)
    if form.is_valid():
        try:
            operations.answer_signal(
                signal=record, actor=actor_of(request), answer="no_action", **form.cleaned_data
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "Answered: no action, and why.")
            return redirect("metrics:signal", number=number)
    standing = queries.standing_of(record.kpi)
    may_answer = may(user, access.ANSWER, record)
    context = {
        "signal": record, "form": form, "standing": standing, "chart": panels.trend(standing),
        "may_answer": may_answer and record.is_open, "panels": panels_for("signal", user, record),
        "answers": actions_for("signal", user, record) if may_answer and record.is_open else [],
    }  # fmt: skip
    return render(request, "metrics/signal_page.html", context, status=400 if form.errors else 200)


def _administrator(request: HttpRequest) -> Any:
    user = viewer(request)
    if not access.may_recount(user):
        raise Forbidden
    return user


@require_http_methods(["GET", "POST"])
def recount(request: HttpRequest) -> HttpResponse:
    """Count everything anew, how far that is, and what earlier counts found."""
    user = _administrator(request)
    if request.method == "POST":
        try:
            operations.start_recount(actor=actor_of(request))
        except RuleViolation as violation:
            messages.error(request, violation.message)
        else:
            messages.success(request, "Counting. You can leave this page.")
        return redirect("metrics:recount")
    return render(request, "metrics/recount.html", queries.recounts(user))
