"""Asking for something on the portal."""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from practices.desk.views import asking
from practices.service_request.forms import AskForm
from practices.service_request.operations.portal import ask_for


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """Ask for something; the words from the first page come along."""
    return asking.ask(request, AskForm, ask_for, "portal/ask_for.html")
