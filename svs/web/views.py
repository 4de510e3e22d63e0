"""Pages that belong to no room."""

import sys

from django.contrib import messages
from django.core.exceptions import RequestDataTooBig, TooManyFieldsSent, TooManyFilesSent
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.template import loader
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST, require_safe

from svs.accounts.models import User
from svs.api import problems
from svs.htmx import render_fragment
from svs.web import finder, guide, keys, navigation, samples
from svs.web.limits import limited
from svs.web.pages import viewer


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or came from elsewhere."""
    why = "This form is no longer valid. Go back, reload the page and try again."
    return render(request, "403.html", {"why": why}, status=403)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """What cannot be read as a request, or is more than is taken at once."""
    too_large = isinstance(exception, RequestDataTooBig | TooManyFieldsSent | TooManyFilesSent)
    return _last_resort(request, 413 if too_large else 400)


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """There is no such address, or no such thing for this person."""
    return _last_resort(request, 404)


def _last_resort(request: HttpRequest, status: int) -> HttpResponse:
    """A page, or a problem for programs, that asks nothing of the database."""
    if request.path.startswith("/api/"):
        return problems.bare_problem(status)
    return HttpResponse(loader.render_to_string(f"{status}.html"), status=status)


def server_error(request: HttpRequest) -> HttpResponse:
    """What nobody caught, from wherever it came: a database that is away is a pause, all else is our fault."""
    away = problems.is_database_away(sys.exception())
    response = _last_resort(request, 503 if away else 500)
    if away:
        response["Retry-After"] = problems.RETRY_AFTER
    return response


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """Everyone's first page: the first link of their side bar, the portal for those without another."""
    user = viewer(request)
    if guide.comes_first(user):
        return redirect("guide")
    return redirect(navigation.groups_for(user)[0][1][0]["url"])


@require_safe
def all_keys(request: HttpRequest) -> HttpResponse:
    """Every key, and the letters that lead this person somewhere after G."""
    groups = navigation.groups_for(viewer(request))
    places = [link for _, links in groups for link in links if link["go"]]
    context = {"table": keys.TABLE, "places": places, "title": "All keys"}
    return render_fragment(request, "svs/_keys.html", context)


@require_POST
def set_theme(request: HttpRequest) -> HttpResponse:
    """Light, dark, or as the device has it; stays with the person."""
    chosen = request.POST.get("theme", "")
    if chosen in ("", "light", "dark"):
        User.objects.filter(pk=request.user.pk or 0).update(theme=chosen)
    else:
        messages.error(request, "There is no such theme.")
    back = request.POST.get("next", "/")
    safe = url_has_allowed_host_and_scheme(back, allowed_hosts={request.get_host()})
    return redirect(back if safe else "/")


@require_safe
@limited("search", 240)
def find(request: HttpRequest) -> HttpResponse:
    """Search, or jump to a page: the palette's list, or a page of the same for those without JavaScript."""
    words = request.GET.get("q", "")[:80]
    context = {"groups": finder.find(viewer(request), words), "words": words}
    return render_fragment(request, "svs/_found.html", context, page="svs/find.html")


@require_safe
def components(request: HttpRequest) -> HttpResponse:
    """Every part of the look once, with real words: what all pages are built from."""
    return render(request, "svs/components.html", samples.components())
