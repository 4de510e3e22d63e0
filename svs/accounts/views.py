"""Sign in and out."""

from typing import Any

from django.contrib import messages
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from svs.accounts import forms, operations, queries, throttle
from svs.accounts.models import Role, User
from svs.errors import Forbidden, RuleViolation
from svs.events.actor import actor_of
from svs.permissions.access import get_or_404
from svs.web.pages import page_of, show_violation, viewer


class SignIn(LoginView):
    """The sign-in page: one message whether the account exists or not, and a pause after too many tries."""

    template_name = "svs/sign_in.html"
    redirect_authenticated_user = True
    form_class = AuthenticationForm

    @method_decorator(never_cache)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        account = request.POST.get("username", "")[:254]
        address = request.META.get("REMOTE_ADDR", "")
        # One transaction, so that a parallel burst queues on the advisory lock and cannot exceed the limit.
        with transaction.atomic():
            if throttle.is_throttled(account, address):
                form = self.form_class(request)
                response = self.render_to_response(
                    self.get_context_data(form=form, throttled=True), status=429
                )
                response["Retry-After"] = "60"
                return response
            response = super().post(request, *args, **kwargs)
            if response.status_code == 200:  # the form came back: a failure
                throttle.note_failure(account, address)
        return response


class SignOut(LogoutView):
    """Ends the session; POST only."""


def _administrator(request: HttpRequest) -> User:
    user = viewer(request)
    if not user.has_role(Role.ADMINISTRATOR.value):
        raise Forbidden
    return user


@never_cache
@require_http_methods(["GET", "POST"])
def tokens(request: HttpRequest) -> HttpResponse:
    """Programs and what they may do; a new token is shown in the answer to its making, and never again."""
    _administrator(request)
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
    client = get_or_404(_administrator(request), "view", queries.clients(), pk=number)
    try:
        operations.revoke_token(client=client, actor=actor_of(request))
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, f"{client.name}: revoked.")
    return redirect("tokens")
