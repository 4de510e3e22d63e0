"""What leads look at: how the queues of their teams stand, and what teams wait for from each other."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, queries
from practices.desk.queries import between as between_teams
from practices.desk.queries import health as figures
from practices.desk.queries import lists
from practices.desk.views.queue import as_shown
from svs.errors import Forbidden
from svs.extensions import panels_for
from svs.htmx import render_fragment
from svs.permissions.access import get_or_404
from svs.web.charts import Bar, Bars
from svs.web.pages import viewer


@require_safe
def health(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The queues of my teams, or of one team: age, load, what nobody touches. Seven statements, whatever is open."""
    user, now = viewer(request), timezone.now()
    if not access.looks_at_health(user):
        raise Forbidden
    mine = lists.my_teams(user)
    team: Any = get_or_404(user, "view", access.queues_visible_to(user), slug=slug) if slug else None  # fmt: skip
    ids = [team.pk] if team else [row["id"] for row in mine]
    tickets = figures.open_of(user, ids)
    found, bands = figures.figures(tickets, now)
    oldest = queries.with_clocks(figures.untouched(tickets), now)
    where = f"team={team.pk}" if team else "team=mine"
    name = f"Open tickets by age: {', '.join(f'{band.n} {band.words}' for band in bands)}."
    chart = Bars([Bar(band.words, band.n, band.broken) for band in bands], name, "promise broken")
    context = {
        "team": team, "mine": mine, "n": found, "bands": bands, "chart": chart, "where": f"open=true&{where}",
        "people": figures.load(tickets, ids, now), "oldest": [as_shown(row) for row in oldest],
        "teams": figures.by_team(tickets, now) if len(ids) > 1 else [],
        "panels": panels_for("team", user, team),
    }  # fmt: skip
    return render(request, "desk/health.html", context)


@require_safe
def between(request: HttpRequest, slug: str) -> HttpResponse:
    """What a team waits for from others and others from it, for the page of its queue."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        raise Forbidden
    team: Any = get_or_404(user, "view", access.queues_visible_to(user), slug=slug)
    found = between_teams.between(user, team.pk)
    context = {"team": team, "ours": found.ours, "theirs": found.theirs, "title": f"{team.name} and others"}  # fmt: skip
    return render_fragment(request, "desk/_between.html", context)
