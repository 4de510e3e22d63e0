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
from svs.web.pages import page_of, viewer


@require_safe
@limited("search", 240)
def search(request: HttpRequest) -> HttpResponse:
    """Tickets for words and filters, best first; a number leads straight to its ticket."""
    user, text = viewer(request), request.GET.get("q", "")[:200]
    jumped = finding.by_ref(user, text)
    if jumped is not None:
        return redirect(jumped)
    found = finding.search(user, text)
    listed = page_of(request, found.ids)
    says = finding.excerpts(found, listed["rows"])
    rows = queries.with_clocks(finding.rows_by_id(user, listed["rows"]), timezone.now())
    listed["rows"] = [{**as_shown(row), "says": _marked(says.get(row["id"], ""))} for row in rows]
    context = {**listed, "words": text, "found": found, "instead": list(found.instead.items())}
    return render(request, "desk/search.html", context)


def _marked(says: str) -> SafeString:
    """An excerpt whose found words are marked: every second part, for the marks stand before and behind them."""
    shapes = (format_html("{}", part) if n % 2 == 0 else format_html("<mark>{}</mark>", part) for n, part in enumerate(says.split(finding.MARK)))  # fmt: skip
    return format_html_join("", "{}", ((shape,) for shape in shapes))
