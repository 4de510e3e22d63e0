"""What I was told of, the bell, and what I want to be told of."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.htmx import is_htmx
from svs.notices import access, operations, queries
from svs.notices.panels import grouped
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, viewer


@never_cache
@require_safe
def notice_list(request: HttpRequest) -> HttpResponse:
    """What I was told of: unread first, then what I read last."""
    user, unread = viewer(request), request.GET.get("show") == "unread"
    listed = page_of(request, queries.notices(user, unread=unread))
    context = {**listed, "rows": queries.in_words(user, listed["rows"]), "unread": unread, "count": queries.unread_count(user)}  # fmt: skip
    return render(request, "notices/notice_list.html", context)


@never_cache
@require_safe
def bell(request: HttpRequest) -> HttpResponse:
    """How many are unread; nothing where that is what the page shows already. A piece of every page, and no page itself."""
    user = viewer(request)
    if not is_htmx(request):
        return redirect("notices:list")
    count = queries.unread_count(user)
    if request.GET.get("n") == str(count):
        return HttpResponse(status=204)
    htmx: Any = getattr(request, "htmx", None)
    is_here = (htmx.current_url_abs_path or "").partition("?")[0] == request.path.removesuffix("bell/")  # fmt: skip
    return render(request, "notices/_bell.html", {"count": count, "is_live": True, "is_here": is_here})  # fmt: skip


@require_POST
def open_notice(request: HttpRequest, number: int) -> HttpResponse:
    """Go to what it is about; it counts as read."""
    user = viewer(request)
    notice = get_or_404(user, access.READ, queries.notices(user), pk=number)
    operations.read_notice(notice=notice)
    (one,) = queries.in_words(user, [notice])
    if not one.url:
        messages.error(request, one.words)
    return redirect(one.url or "notices:list")


@require_POST
def read(request: HttpRequest, number: int) -> HttpResponse:
    """It counts as read."""
    user = viewer(request)
    operations.read_notice(notice=get_or_404(user, access.READ, queries.notices(user), pk=number))
    return redirect("notices:list")


@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """All of them count as read."""
    operations.read_all(user=viewer(request))
    return redirect("notices:list")


@never_cache
@require_http_methods(["GET", "POST"])
def choices(request: HttpRequest) -> HttpResponse:
    """By which ways I want to be told of what."""
    user = viewer(request)
    offered = queries.choices(user)
    if request.method == "POST":
        said = {
            one.kind.key: (f"app:{one.kind.key}" in request.POST, f"mail:{one.kind.key}" in request.POST) for one in offered
        }  # fmt: skip
        try:
            operations.choose(user=user, actor=actor_of(request), choices=said)
        except RuleViolation as violation:
            messages.error(request, violation.message)
        else:
            messages.success(request, "Saved.")
        return redirect("notices:choices")
    return render(request, "notices/choices.html", {"groups": grouped(offered)})
