"""People from a list: see what it would do, then say yes."""

from collections import Counter
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from svs.accounts import forms, operations
from svs.accounts.operations import imports
from svs.accounts.views.who import administrator
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events import queries as events
from svs.events.actor import actor_of
from svs.events.models import Job
from svs.web.pages import show_violation

SHOWN = 50


@require_http_methods(["GET", "POST"])
def upload(request: HttpRequest) -> HttpResponse:
    """Take a list up; nothing is changed yet."""
    administrator(request)
    form = forms.ImportForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            job = operations.prepare_import(actor=actor_of(request), text=_text(form.cleaned_data["file"]))  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            return redirect("people_preview", number=job.pk)
    return render(request, "admin/people_import.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


def _text(file: Any) -> str:
    if file.size > imports.LARGEST:
        raise RuleViolation("bad_file", "At most 5 MB at once.", field="file")
    try:
        return str(file.read().decode("utf-8-sig"))
    except UnicodeDecodeError as error:
        raise RuleViolation("bad_file", "Save it as UTF-8 text (CSV UTF-8).", field="file") from error  # fmt: skip


def _job(number: int) -> Job:
    job: Job | None = events.running_jobs().filter(pk=number, kind=imports.KIND).first()
    if job is None:
        raise Http404
    return job


@require_safe
def preview(request: HttpRequest, number: int) -> HttpResponse:
    """What the list would do, line by line, before anybody said yes."""
    administrator(request)
    job = _job(number)
    if job.state != Job.State.PREPARED:
        return redirect("events:job", number=number)
    rows = list(imports.plan(imports.read(jobs.input_of(job))))
    counts = Counter(row.what for row in rows)
    context = {
        "job": job, "counts": {what: counts[what] for what in ("new", "changed", "same", "rejected")},
        "rejected": [row for row in rows if row.fault][:SHOWN], "taken": [row for row in rows if row.what in ("new", "changed")][:SHOWN],
        "good": counts["new"] + counts["changed"],
    }  # fmt: skip
    return render(request, "admin/people_preview.html", context)


@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """Say yes: a worker takes the good lines in."""
    administrator(request)
    try:
        operations.begin_import(job=_job(number))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    return redirect("events:job", number=number)
