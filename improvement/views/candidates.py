"""Pages of what was found in the data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from improvement import panels, queries
from improvement.views.shared import reader
from svs.htmx import render_fragment
from svs.web.pages import page_of


@require_safe
def board(request: HttpRequest) -> HttpResponse:
    """What the data suggest to better, by kind, with the hours at stake."""
    return render(request, "improvement/candidate_list.html", {"board": queries.board(reader(request))})  # fmt: skip


@require_safe
def candidate(request: HttpRequest, found: int) -> HttpResponse:
    """One suggestion with the cases behind it that this person may see."""
    user = reader(request)
    listed = {"found": queries.candidate_or_404(user, found), **page_of(request, queries.cases_of(user, found))}  # fmt: skip
    return render(request, "improvement/candidate_page.html", listed)


@require_safe
def found_for_leads(request: HttpRequest) -> HttpResponse:
    """What was found around the teams of a lead, for the page of their queue."""
    context = {"panel": {"board": panels.found_for_leads(reader(request))}, "title": "Found in the data"}  # fmt: skip
    return render_fragment(request, "improvement/_found_for_leads.html", context)
