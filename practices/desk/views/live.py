"""What changed on a list while somebody reads it: rows as they are now, who is there, and what came in. Nothing moves by itself."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.desk import access, filters, queries
from practices.desk.queries import lists
from practices.desk.views.queue import as_shown, asked_of
from svs.errors import Forbidden
from svs.web.pages import PAGE, viewer

NOT_ASKED = ("page", "filter", "refs", "since", "first")


@require_safe
def live(request: HttpRequest) -> HttpResponse:
    """The rows on the screen (`refs`) as they are now, and how many tickets came in `since`; six statements at most.

    A row that no longer belongs to the list stays where it is and says so.
    """
    user, now = viewer(request), timezone.now()
    if not access.works_on_tickets(user):
        raise Forbidden
    asked = asked_of(request, user, {}, NOT_ASKED)
    if asked.faults:
        return render(request, "desk/_live.html", {"rows": []}, status=400)
    asker, seen = filters.asker_of(user, now), access.visible_to(user)
    where = asked.where(asker)
    refs = [ref for ref in request.GET.get("refs", "").split(",") if ref][: 2 * PAGE]
    found = list(lists.still_there(seen, refs, where, asker.office))
    there = lists.viewing(user, [row["id"] for row in found], now)
    rows = [{**as_shown(row), "here": there.get(row["id"]), "gone": not row["is_here"]} for row in queries.with_clocks(found, now)]  # fmt: skip
    came = lists.came_in(seen.filter(where), since_of(request, now), refs, whose=asked.said)
    context: dict[str, Any] = {
        "rows": rows, "came": came, "query": asked.query(), "shown": asked.columns or filters.USUAL,
        "counts": lists.counts(seen.filter(where), now),
    }  # fmt: skip
    return render(request, "desk/_live.html", context)


def since_of(request: HttpRequest, now: datetime) -> datetime:
    """When the list was shown; never more than a day ago, so that a forgotten tab asks for little."""
    try:
        moment = datetime.fromtimestamp(float(request.GET.get("since", "")), UTC)
    except (ValueError, OverflowError, OSError):
        return now
    return min(max(moment, now - lists.A_DAY), now)
