"""The list of changes."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_safe

from practices.change import access, queries
from svs.web.pages import page_of, viewer


@require_safe
def change_list(request: HttpRequest) -> HttpResponse:
    """Changes this person may see, the newest first."""
    user = viewer(request)
    if not access.works_on_tickets(user):
        return redirect("desk:my_requests")
    context = {**page_of(request, queries.listed(user)), "may_log": access.may_log(user)}
    return render(request, "change/change_list.html", context)
