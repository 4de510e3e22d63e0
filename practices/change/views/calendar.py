"""The change calendar, and the same as a feed for calendar programs."""

from datetime import date, datetime, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from practices.change import access, queries
from practices.change.queries import feed
from practices.change.queries.calendar import LENGTHS, STATES, VIEWS, Asked
from svs.api.authentication import feed_reader
from svs.errors import Forbidden
from svs.web.pages import number_asked, viewer

FIRST, LAST = date(2000, 1, 1), date(2100, 1, 1)


@require_safe
def calendar(request: HttpRequest) -> HttpResponse:
    """A month and a timeline of the changes this person may see."""
    user = viewer(request)
    if not access.reads_calendar(user):
        raise Forbidden
    asked = _asked(request)
    page = queries.calendar_page(user, asked)
    context = {
        "page": page, "asked": asked, "views": [(key, words, _url(request, view=key)) for key, words in VIEWS.items()], "states": [(key, words) for key, (words, _) in STATES.items()],
        "chips": _chips(request, asked, page), "links": _links(request, asked, page), "lengths": [(n, f"{n // 60}:{n % 60:02d}") for n in LENGTHS],
        "kept": _kept(request, "service", "team", "who", "state"), "kept_slot": _kept(request, "slot_service", "lasts"),
        "may_log": access.may_log(user), "may_freeze": access.may_freeze(user),
    }  # fmt: skip
    return render(request, "change/calendar.html", context)


@require_safe
def feed_of(request: HttpRequest) -> HttpResponse:
    """The changes this person may see as iCalendar: signed in, or with a token as a calendar program sends it."""
    user = feed_reader(request, "tickets:read")
    if user is None:
        return HttpResponse("Sign in, or send a token.", status=401, headers={"WWW-Authenticate": 'Basic realm="SVS", charset="UTF-8"'}, content_type="text/plain")  # fmt: skip
    if not access.reads_calendar(user):
        raise Forbidden
    answer = HttpResponse(feed.feed(user, request.build_absolute_uri("/")), content_type="text/calendar; charset=utf-8")  # fmt: skip
    answer["Content-Disposition"] = 'inline; filename="changes.ics"'
    answer["Cache-Control"] = "private, no-store"
    return answer


def _asked(request: HttpRequest) -> Asked:
    """What stands behind the question mark; anything that makes no sense is as if it were not said."""
    get, today = request.GET, timezone.localdate()
    day = _day(get.get("day", "")) or today
    month = _day(f"{get.get('month', '')}-01") or day.replace(day=1)
    if "day" not in get and (month.year, month.month) != (day.year, day.month):
        day = month
    view, lasts = get.get("view", ""), number_asked(request, "lasts") or LENGTHS[0]
    state = get.get("state", "")
    return Asked(
        month=month.replace(day=1), day=day, view=view if view in VIEWS else "both", service_id=number_asked(request, "service"),
        team_id=number_asked(request, "team"), mine=get.get("who") == "me", state=state if state in STATES else "",
        slot_service_id=number_asked(request, "slot_service"), slot_minutes=lasts if lasts in LENGTHS else LENGTHS[0],
    )  # fmt: skip


def _day(text: str) -> date | None:
    try:
        found = datetime.strptime(text, "%Y-%m-%d").date()  # noqa: DTZ007 -- a day has no zone
    except ValueError:
        return None
    return found if FIRST <= found < LAST else None


def _url(request: HttpRequest, **said: str | None) -> str:
    """This address with other values; None takes one away."""
    asked = request.GET.copy()
    for name, value in said.items():
        asked.pop(name, None)
        if value is not None:
            asked[name] = value
    return f"?{asked.urlencode()}"


def _kept(request: HttpRequest, *without: str) -> list[tuple[str, str]]:
    """What a form carries on from the address."""
    known = ("view", "month", "day", "service", "team", "who", "state", "slot_service", "lasts")
    return [(name, request.GET[name]) for name in known if name in request.GET and name not in without]  # fmt: skip


def _links(request: HttpRequest, asked: Asked, page: Any) -> dict[str, Any]:
    earlier, later = page.grid.earlier, page.grid.later
    step = timedelta(days=7 if asked.view == "timeline" else 1)
    return {
        "earlier": _url(request, month=f"{earlier:%Y-%m}", day=None), "later": _url(request, month=f"{later:%Y-%m}", day=None),
        "today": _url(request, month=None, day=None),
        "day_before": _url(request, day=f"{asked.day - step:%Y-%m-%d}", month=f"{asked.month:%Y-%m}"),
        "day_after": _url(request, day=f"{asked.day + step:%Y-%m-%d}", month=f"{asked.month:%Y-%m}"),
        "days": _url(request, month=f"{asked.month:%Y-%m}", day=None),
    }  # fmt: skip


def _chips(request: HttpRequest, asked: Asked, page: Any) -> list[dict[str, str]]:
    """The filters at work, each with the address without it."""
    found = []
    service = next((one.name for one in page.services if one.pk == asked.service_id), None)
    team = next((name for pk, name in page.teams if pk == asked.team_id), None)
    for name, label, words in (
        ("service", "Service", service), ("team", "Team", team), ("who", "Whose", "mine" if asked.mine else None),
        ("state", "State", STATES[asked.state][0].lower() if asked.state else None),
    ):  # fmt: skip
        if words is not None:
            found.append({"label": label, "words": words, "url": _url(request, **{name: None})})
    return found
