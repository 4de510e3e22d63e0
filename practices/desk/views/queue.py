"""The desk's lists of tickets, whatever their kind."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, filters, forms, queries
from practices.desk.states import CAUSES, WAITING, kind_of, waits_until
from svs.extensions import panels_for
from svs.web.pages import number_asked, page_of, viewer

TITLES = {"mine": "My work", "teams": "My teams", "all": "All tickets"}


@require_safe
def queue(request: HttpRequest, whose: str = "teams") -> HttpResponse:
    """Open tickets: of my teams, held by me, or all I may see; least time left first."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        return redirect("desk:my_requests")
    tickets = access.visible_to(user).open()
    if whose == "mine":
        tickets = tickets.filter(assignee=user)
    elif whose == "teams":
        tickets = tickets.filter(team_id__in=user.team_ids)
    narrowed = filters.narrow(tickets, {n: number_asked(request, n) for n in filters.NARROWED})
    listed = page_of(request, queries.queue_rows(queries.least_time_left(narrowed)))
    rows = queries.with_clocks(listed["rows"], timezone.now())
    context = {
        **listed, "rows": [as_shown(row) for row in rows], "title": TITLES[whose], "may_log": access.may_log(user),
        "panels": panels_for("queue", user, whose) if whose == "teams" else [],
    }  # fmt: skip
    if "filter" in request.GET:  # the selects cost statements: only for those who ask
        context["filter"] = forms.FilterForm(user, initial=request.GET.dict())
    return render(request, "desk/queue.html", context)


def as_shown(row: dict[str, Any]) -> dict[str, Any]:
    """A row with its address, the word of its state, and until when it waits."""
    wakes = row["wake_at"] and timezone.localtime(row["wake_at"])
    waits = row["phase"] == WAITING
    label = CAUSES.get(row["cause"], row["cause"]) if waits else kind_of(row["kind"]).labels[row["state"]]  # fmt: skip
    url = f"/{row['kind']}s/{row['ref']}/"
    return {**row, "label": label, "url": url, "until": waits_until(wakes, timezone.localtime())}
