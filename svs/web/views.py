"""Pages that belong to no room."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form was opened too long ago, or came from elsewhere."""
    return render(
        request,
        "403.html",
        {"why": "This form is no longer valid. Go back, reload the page and try again."},
        status=403,
    )
