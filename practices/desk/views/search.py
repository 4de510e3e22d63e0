"""The page of everything a search found."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.views.decorators.http import require_safe

from practices.desk import queries
from practices.desk.queries import finding
from practices.desk.views.queue import as_shown
from svs.web.limits import limited
from svs.web.pages import PAGE, page_number, viewer


@require_safe
@limited("search", 240)
def search(request: HttpRequest) -> HttpResponse:
    """Tickets for words and filters, best first; a number leads straight to its ticket."""
    user, text, page = viewer(request), request.GET.get("q", "")[:200], page_number(request)
    jumped = finding.by_ref(user, text)
    if jumped is not None:
        return redirect(jumped)
    found = finding.search(user, text)
    rows = finding.rows_of(user, found, page, PAGE)
    says = finding.excerpts(found, [row["id"] for row in rows])
    shown = [
        {**as_shown(row), "says": _marked(says.get(row["id"], ""))}
        for row in queries.with_clocks(rows, timezone.now())
    ]
    context = {
        "words": text, "found": found, "rows": shown, "page": page, "has_next": len(found.ids) > page * PAGE,
        "asked": _asked(request), "instead": list(found.instead.items()),
    }  # fmt: skip
    return render(request, "desk/search.html", context)


def _asked(request: HttpRequest) -> str:
    rest = request.GET.copy()
    rest.pop("page", None)
    return f"&{rest.urlencode()}" if rest else ""


def _marked(says: str) -> SafeString:
    """An excerpt whose found words are marked: every second part, for the marks stand before and behind them."""
    shapes = (format_html("{}", part) if n % 2 == 0 else format_html("<mark>{}</mark>", part) for n, part in enumerate(says.split(finding.MARK)))  # fmt: skip
    return format_html_join("", "{}", ((shape,) for shape in shapes))
