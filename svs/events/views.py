"""Behind the scenes: parked deliveries, the outbox, long work, the health of the spine."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_POST, require_safe

from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.events import access, operations, queries
from svs.events.actor import actor_of
from svs.events.models import Outgoing
from svs.permissions.access import get_or_404
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
    """Every mail that left, waits or was kept."""
    _looker(request)
    state = request.GET.get("state", "")
    listed = page_of(request, queries.outbox(state))
    context = {**listed, "state": state, "states": [("", "All"), *Outgoing.State.choices]}
    return render(request, "admin/outbox_list.html", context)


@require_safe
def mail(request: HttpRequest, number: int) -> HttpResponse:
    """One mail, as it reads."""
    user = _looker(request)
    found = get_or_404(user, "view", queries.outgoing_by_id(number))
    return render(request, "admin/outbox_mail.html", {"mail": found})


@require_safe
def jobs(request: HttpRequest) -> HttpResponse:
    """Long work and how far it is."""
    _looker(request)
    return render(request, "admin/job_list.html", page_of(request, queries.running_jobs()))
