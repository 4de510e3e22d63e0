"""Programs and their tokens."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from svs.accounts import forms, operations, queries
from svs.accounts.views.who import administrator
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Programs and what they may do; a new token is shown in the answer to its making, and never again."""
    administrator(request)
    form, issued = forms.TokenForm(request.POST or None), None
    if form.is_valid():
        try:
            client, token = operations.issue_token(
                actor=actor_of(request), roles=[form.cleaned_data.pop("role")], **form.cleaned_data
            )
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            issued, form = {"client": client, "token": token}, forms.TokenForm()
    context = {
        **page_of(request, queries.clients()),
        "form": form,
        "issued": issued,
        "now": timezone.now(),
    }
    return render(request, "admin/token_list.html", context, status=400 if form.errors else 200)


@require_POST
def revoke(request: HttpRequest, number: int) -> HttpResponse:
    """Take a token back at once."""
    client = get_or_404(administrator(request), "view", queries.clients(), pk=number)
    try:
        operations.revoke_token(client=client, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{client.name}: revoked.")
    return redirect("tokens")
