"""Administer hours and promised times."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from practices.service_level import access, forms, operations, queries, states
from practices.service_level.rules import week
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.extensions import actions_for
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


def _administrator(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_administer(user):
        raise Forbidden
    return user


@require_safe
def calendar_list(request: HttpRequest) -> HttpResponse:
    """All calendars, each in a sentence, with the services that agreed on it."""
    user = _administrator(request)
    listed = page_of(request, queries.calendars(user))
    agreed = queries.services_by_calendar(user, [row.pk for row in listed["rows"]])
    rows = [
        {"calendar": row, "said": queries.said(row), "services": [name for _, name in agreed[row.pk]]}
        for row in listed["rows"]
    ]  # fmt: skip
    return render(request, "service_level/calendar_list.html", {**listed, "rows": rows})


@require_http_methods(["GET", "POST"])
def new_calendar(request: HttpRequest) -> HttpResponse:
    """Add a calendar."""
    user = _administrator(request)
    office = {f"day_{day}": forms.AS_PEOPLE_WRITE for day in range(5)}
    first = {**office, "time_zone": timezone.get_default_timezone_name(), "is_default": not queries.has_hours()}  # fmt: skip
    form = forms.CalendarForm(user, request.POST or None, initial=first)
    if form.is_valid():
        try:
            made = operations.create_calendar(actor=actor_of(request), **form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{made.name} added.")
            return redirect("service_level:calendar", number=made.pk)
    return _calendar(request, form, None)


@require_http_methods(["GET", "POST"])
def calendar(request: HttpRequest, number: int) -> HttpResponse:
    """Change a calendar."""
    user = _administrator(request)
    record = get_or_404(user, access.EDIT, queries.calendars(user), pk=number)
    mine = [key for key, _ in queries.services_by_calendar(user, [number])[number]]
    first = forms.calendar_values(record, mine)
    form = forms.CalendarForm(user, request.POST or None, initial=first)
    if form.is_valid():
        try:
            operations.change_calendar(calendar=record, actor=actor_of(request), fields=form.said())
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} changed. Open tickets are counted anew.")  # fmt: skip
            return redirect("service_level:calendar", number=number)
    return _calendar(request, form, record)


def _calendar(
    request: HttpRequest, form: forms.CalendarForm, record: Any,
    holiday: forms.HolidayForm | None = None, take_over: forms.ImportForm | None = None,
) -> HttpResponse:  # fmt: skip
    failed = form.errors or (holiday and holiday.errors) or (take_over and take_over.errors)
    context = {
        "form": form, "calendar": record, "said": queries.said(record) if record else _said(form),
        "zones": week.zones(), "holidays": queries.holidays_ahead(record) if record else [],
        "holiday": holiday or forms.HolidayForm(auto_id="holiday_%s"), "take_over": take_over or forms.ImportForm(auto_id="import_%s"),
    }  # fmt: skip
    return render(request, "service_level/calendar_form.html", context, status=400 if failed else 200)  # fmt: skip


def _said(form: forms.CalendarForm, holidays: Iterable[date] = ()) -> str:
    """What the hours in the form come down to, as far as they make sense."""
    try:
        days = {str(day): week.read_day(str(form[f"day_{day}"].value() or ""), day) for day in range(7)}  # fmt: skip
        return week.in_words(week.week_of(days), str(form["time_zone"].value() or ""), holidays)
    except RuleViolation as violation:
        return violation.message


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What the hours that stand in the form come down to, in a sentence."""
    user, asked = _administrator(request), request.GET.get("of", "")[:9]
    of = int(asked) if asked.isascii() and asked.isdigit() else 0
    form, holidays = forms.CalendarForm(user, request.POST), queries.holidays_of(of)
    return render(request, "service_level/_said.html", {"said": _said(form, holidays)})


@require_POST
def add_holiday(request: HttpRequest, number: int) -> HttpResponse:
    """Add a day on which nobody works."""
    user, record = _record(request, number)
    form = forms.HolidayForm(request.POST, auto_id="holiday_%s")
    if form.is_valid():
        try:
            operations.add_holiday(calendar=record, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{form.cleaned_data['name']} added.")
            return redirect("service_level:calendar", number=number)
    return _calendar(request, _unsaid(user, record), record, holiday=form)


@require_POST
def import_holidays(request: HttpRequest, number: int) -> HttpResponse:
    """Take over a country's public holidays."""
    user, record = _record(request, number)
    form = forms.ImportForm(request.POST, auto_id="import_%s")
    if form.is_valid():
        try:
            _, added = operations.import_holidays(calendar=record, actor=actor_of(request), **form.cleaned_data)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{added} holidays came in.")
            return redirect("service_level:calendar", number=number)
    return _calendar(request, _unsaid(user, record), record, take_over=form)


@require_POST
def remove_holiday(request: HttpRequest, number: int) -> HttpResponse:
    """Work on that day after all."""
    _, record = _record(request, number)
    form = forms.RemoveForm(request.POST)
    if form.is_valid():
        try:
            operations.remove_holiday(calendar=record, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            messages.error(request, violation.message)
        else:
            messages.success(request, "Removed.")
    return redirect("service_level:calendar", number=number)


def _record(request: HttpRequest, number: int) -> tuple[User, Any]:
    user = _administrator(request)
    return user, get_or_404(user, access.EDIT, queries.calendars(user), pk=number)


def _unsaid(user: User, record: Any) -> forms.CalendarForm:
    mine = [key for key, _ in queries.services_by_calendar(user, [record.pk])[record.pk]]
    return forms.CalendarForm(user, initial=forms.calendar_values(record, mine))


@require_http_methods(["GET", "POST"])
def targets(request: HttpRequest) -> HttpResponse:
    """Promised times by kind and priority: those for all, or a service's own."""
    user = _administrator(request)
    offered, asked = list(queries.open_services(user)), request.GET.get("service", "")
    service = next((row for row in offered if str(row.pk) == asked), None)
    if asked and service is None:
        raise Http404
    form = forms.TargetsForm(
        service, request.POST if request.method == "POST" else None, adopt=request.GET.dict()
    )
    if form.is_valid():
        try:
            changed = operations.set_targets(
                actor=actor_of(request), service=service, wanted=form.wanted,
                holds_from=form.cleaned_data["holds_from"], open_too=form.cleaned_data["open_too"],
            )  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{changed} changed." if changed else "Nothing was changed.")
            here = reverse("service_level:targets")
            return redirect(f"{here}?service={service.pk}" if service else here)
    context = {
        "form": form, "service": service, "offered": offered, "measures": states.MEASURES.values(),
        "own": list(queries.services_with_targets(user)), "hours": queries.hours_said(service),
        "actions": actions_for("targets", user, service),
    }  # fmt: skip
    return render(request, "service_level/target_table.html", context, status=400 if form.errors else 200)  # fmt: skip


@require_safe
def target(request: HttpRequest, number: int) -> HttpResponse:
    """One promised time: what it is, since when, by which hours, who is told, and what was promised before."""
    user = viewer(request)
    return _target(request, get_or_404(user, "view", access.targets_visible_to(user), pk=number))


def _target(request: HttpRequest, record: Any, **failed: Any) -> HttpResponse:
    user = viewer(request)
    sets = access.may_administer(user)
    context = {
        "target": record, "rows": queries.history(record)[:200], "measure": states.MEASURES[record.measure], "sets": sets,
        "kind": states.kinds().get(record.kind, record.kind), "hours": queries.hours_said(record.service), "now": timezone.now(),
        "escalation": failed.get("escalation") or (forms.EscalationForm(initial={"escalates_to": record.escalates_to}) if sets else None),
        "withdraw": failed.get("withdraw") or forms.WithdrawForm(auto_id="end_%s"), "actions": actions_for("target", user, record),
    }  # fmt: skip
    return render(request, "service_level/target_page.html", context, status=400 if failed else 200)


def _own_target(request: HttpRequest, number: int) -> Any:
    user = _administrator(request)
    return get_or_404(user, access.EDIT, access.targets_visible_to(user), pk=number)


@require_POST
def escalation(request: HttpRequest, number: int) -> HttpResponse:
    """Say who is told when it is broken."""
    record, form = _own_target(request, number), forms.EscalationForm(request.POST)
    if form.is_valid():
        try:
            operations.set_escalation(
                target=record, actor=actor_of(request), person=form.cleaned_data["escalates_to"]
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "Saved.")
            return redirect("service_level:target", number=number)
    return _target(request, record, escalation=form)


@require_POST
def withdraw(request: HttpRequest, number: int) -> HttpResponse:
    """Promise it no more, from a day on."""
    record, form = _own_target(request, number), forms.WithdrawForm(request.POST, auto_id="end_%s")
    if form.is_valid():
        try:
            operations.withdraw_target(target=record, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "Promised no more from then on.")
            here = reverse("service_level:targets")
            return redirect(f"{here}?service={record.service_id}" if record.service_id else here)
    return _target(request, record, withdraw=form)
