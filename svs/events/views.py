"""Behind the scenes: parked deliveries, the outbox, long work, the health of the spine."""

import csv

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events import access, audit, operations, queries, registry
from svs.events.actor import actor_of
from svs.events.models import Job
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.services import queries as services
from svs.web.exports import Echo
from svs.web.limits import limited
from svs.web.pages import page_of, viewer


def _looker(request: HttpRequest) -> User:
    user = viewer(request)
    if not access.may_look(user):
        raise Forbidden
    return user


@require_safe
def health(request: HttpRequest) -> HttpResponse:
    """What waits, what stands, when the log was sealed."""
    _looker(request)
    return render(request, "admin/health.html", queries.health())


@require_safe
def parked(request: HttpRequest) -> HttpResponse:
    """Deliveries that wait for a person."""
    user = _looker(request)
    listed = page_of(request, queries.parked(user))
    waits = queries.behind(listed["rows"])
    rows = [{"delivery": d, "behind": waits[d.pk]} for d in listed["rows"]]
    context = {**listed, "rows": rows, "may_replay": access.may_administer(user)}
    return render(request, "admin/parked_list.html", context)


@require_POST
def replay(request: HttpRequest, number: int) -> HttpResponse:
    """Give one five fresh attempts."""
    user = _looker(request)
    delivery = get_or_404(user, access.REPLAY, queries.parked(user), pk=number)
    try:
        operations.replay_delivery(delivery=delivery, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "It is tried again within seconds.")
    return redirect("events:parked")


@require_safe
def outbox(request: HttpRequest) -> HttpResponse:
    """Every mail that left, waits, failed or was kept; of one ticket with `?ticket=`."""
    user = _looker(request)
    state, ticket = request.GET.get("state", ""), request.GET.get("ticket", "").strip().upper()[:20]
    listed = page_of(request, queries.outbox(state, ticket))
    context = {
        **listed, "rows": queries.mail_rows(user, listed["rows"]), "state": state, "ticket": ticket,
        "states": queries.STATES_OF_MAIL,
    }  # fmt: skip
    return render(request, "admin/outbox_list.html", context)


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail, as it reads."""
    user = _looker(request)
    found = get_or_404(user, "view", queries.outgoing_by_id(number))
    return render(request, "admin/outbox_mail.html", queries.mail_rows(user, [found])[0])


@require_POST
def mail_again(request: HttpRequest, number: int) -> HttpResponse:
    """Let a mail that failed or was kept leave again."""
    user = _looker(request)
    found = get_or_404(user, "view", queries.outgoing_by_id(number))
    if not access.may_administer(user):
        raise Forbidden
    try:
        operations.send_again(mail=found, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "It leaves within seconds.")
    return redirect("events:mail", number=number)


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Long work and how far it is; the table asks again every two seconds while anything runs."""
    _looker(request)
    listed = page_of(request, queries.running_jobs())
    rows = queries.job_rows(listed["rows"])
    live = any(row["job"].state == Job.State.RUNNING for row in rows)
    context = {**listed, "rows": rows, "live": live, "title": "Long work"}
    return render_fragment(request, "admin/_jobs.html", context, page="admin/job_list.html")


def _job(request: HttpRequest, number: int) -> Job:
    """Long work, for those who look behind the scenes and for whoever asked for it."""
    user, found = viewer(request), queries.running_jobs().filter(pk=number).first()
    if found is None:
        raise Http404
    if not access.may_look(user) and found.requested_by_id != user.pk:
        raise Http404
    return found


@require_safe
def job(request: HttpRequest, number: int) -> HttpResponse:
    """One piece of long work: how far it is, what came of it, what it left behind."""
    found = _job(request, number)
    context = {
        **queries.job_rows([found])[0], "files": queries.files_of(found), "live": found.state == Job.State.RUNNING,
    }  # fmt: skip
    return render_fragment(request, "admin/_job.html", context, page="admin/job_page.html")


@require_safe
def job_file(request: HttpRequest, number: int, name: str) -> HttpResponse:
    """What long work left behind, to take away."""
    text = queries.file_of(_job(request, number), name)
    if text is None:
        raise Http404
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{number}-{name}"'
    return response


@require_POST
def cancel(request: HttpRequest, number: int) -> HttpResponse:
    """Stop long work, or throw away what nobody said yes to."""
    found = _job(request, number)
    if not access.may_administer(viewer(request)) and found.requested_by_id != viewer(request).pk:
        raise Forbidden
    try:
        operations.cancel_job(job=found, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, "Stopped.")
    return redirect("events:job", number=number)


@require_safe
def audit_list(request: HttpRequest) -> HttpResponseBase:
    """Every event, newest first, by what was asked; as CSV with `?format=csv`."""
    user, asked = _looker(request), audit.asked_of(request.GET)
    if request.GET.get("format") == "csv":
        return _csv(request, user, asked)
    before = request.GET.get("before", "")
    edge = int(before) if before.isascii() and before.isdigit() and len(before) < 19 else None
    found = list(audit.events(asked, before=edge)[: audit.PAGE + 1])
    again = request.GET.copy()
    again.pop("before", None)
    context = {
        "rows": audit.rows(user, found[: audit.PAGE]), "asked": asked, "said": request.GET, "kinds": audit.KINDS,
        "older": found[audit.PAGE - 1].pk if len(found) > audit.PAGE else None, "before": edge, "again": again.urlencode(),
        "services": services.all_services(user).values_list("pk", "name"), "names": sorted(registry.declared()),
    }  # fmt: skip
    return render(request, "admin/audit_list.html", context)


@limited("export", 30)
def _csv(request: HttpRequest, user: User, asked: audit.Asked) -> HttpResponseBase:
    writer = csv.writer(Echo())
    lines = (writer.writerow(row) for row in audit.export(user, asked))
    response = StreamingHttpResponse(lines, content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = 'attachment; filename="audit.csv"'
    return response


@require_safe
def audit_subject(request: HttpRequest, kind: str, number: int) -> HttpResponse:
    """The whole chain of one subject, and whether it holds."""
    user, subject = _looker(request), (kind, number)
    listed = page_of(request, audit.chain(subject), size=100)
    if not listed["rows"]:
        raise Http404
    rows = audit.rows(user, listed["rows"])
    context = {**listed, "rows": rows, "subject": rows[0]["subject"], "kind": kind, "number": number, "faults": audit.faults_of(subject)}  # fmt: skip
    return render(request, "admin/audit_subject.html", context)
