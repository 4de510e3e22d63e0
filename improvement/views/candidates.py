"""Pages of what was found in the data."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from improvement import queries
from improvement.views.shared import reader
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
