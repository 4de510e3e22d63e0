"""A fragment goes bare to htmx, and inside its page or by a redirect to everyone else."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render


def is_htmx(request: HttpRequest) -> bool:
    """Asked by htmx for a piece, not for a whole page nor for one from its history."""
    htmx: Any = getattr(request, "htmx", None)
    return bool(htmx) and not htmx.boosted and not htmx.history_restore_request


def render_fragment(
    request: HttpRequest,
    template: str,
    context: dict[str, Any],
    *,
    page: str = "svs/fragment_page.html",
    done: Any = None,
    status: int = 200,
) -> HttpResponse:
    """Send `template` bare to htmx; to everyone else redirect to `done` when given, or show it inside `page`."""
    if is_htmx(request):
        return render(request, template, context, status=status)
    if done is not None:
        return redirect(done)
    return render(request, page, {**context, "fragment": template}, status=status)
