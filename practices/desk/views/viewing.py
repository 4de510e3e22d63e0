"""Who else has a ticket open, and what was done since one opened it."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_POST

from practices.desk import access
from practices.desk.operations import viewing as operations
from practices.desk.queries import lists
from practices.desk.queries import talk as queries
from practices.desk.views.turns import moment
from svs.permissions.access import get_or_404
from svs.web.pages import viewer


@require_POST
def viewing(request: HttpRequest, kind: str, ref: str) -> HttpResponse:
    """Say that I look, and read who else does; what others did since is told above the text being written."""
    user, now = viewer(request), timezone.now()
    seen = access.visible_to(user).of_kind(kind).select_related("team", "service")
    record = get_or_404(user, access.NOTE, seen, ref=ref)
    operations.look_at(ticket=record, user=user, writes=queries.writes_now(user, record, now))
    there = lists.viewing(user, [record.pk], now).get(record.pk, [])
    since = moment(request.POST.get("seen", ""))
    done = queries.done_since(user, record, since) if since is not None else []
    read_until = max(
        [now, *(turn["known_at"] for turn in done)]
    )  # what came in amid this is told too
    context = {
        "there": [{**one, "first": one["name"].split()[0]} for one in there], "seen": read_until.isoformat(), "done": done,
    }  # fmt: skip
    return render(request, "desk/_there.html", context)
