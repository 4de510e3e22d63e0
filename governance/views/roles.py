"""The page of roles: who answers for what, and where nobody does."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from governance.queries import roles as queries
from governance.views.boards import reader


@require_safe
def roles(request: HttpRequest) -> HttpResponse:
    """Who answers for what; what lacks somebody stands first."""
    groups = queries.who_answers(reader(request))
    gaps = [(group, row) for group in groups for row in group.gaps]
    return render(request, "governance/role_list.html", {"groups": groups, "gaps": gaps})
