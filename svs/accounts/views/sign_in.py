"""Sign in, in one step or two, and out."""

import time
from typing import Any

from django.conf import settings
from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from svs.accounts import backends, forms, operations, throttle
from svs.accounts.models import User
from svs.web.addresses import client_address

HALF, HALF_WAY = "half_in", 300  # seconds between the password and the code


class SignIn(LoginView):
    """The sign-in page: one message whether the account exists or not, and a pause after too many tries."""

    template_name = "svs/sign_in.html"
    redirect_authenticated_user = True
    form_class = AuthenticationForm

    @method_decorator(never_cache)
    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        limits = throttle.sign_in(request, request.POST.get("username", "")[:254])
        # One transaction, so that a parallel burst queues on the advisory lock and cannot exceed the limit.
        with transaction.atomic():
            if throttle.is_throttled(limits):
                context = self.get_context_data(form=self.form_class(request), throttled=True)
                return too_many(self.render_to_response(context, status=429))
            response = super().post(request, *args, **kwargs)
            if response.status_code == 200:  # the form came back: a failure
                throttle.note(limits)
        return response

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        """The password is right: in, or on to the code where there is a second factor."""
        user, onward = form.get_user(), self.get_success_url()
        if isinstance(user, User) and user.has_second_factor:
            self.request.session.cycle_key()
            self.request.session[HALF] = {"user": user.pk, "at": int(time.time()), "onward": onward}
            return redirect("sign_in_code")
        return enter(self.request, user, onward)


class SignOut(LogoutView):
    """Ends the session; POST only."""


@never_cache
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """The second step: the code of the moment, or a recovery code."""
    half = request.session.get(HALF) or {}
    user = backends.person_with_roles(half["user"]) if time.time() - half.get("at", 0) < HALF_WAY else None  # fmt: skip
    if user is None or not user.is_active:
        request.session.pop(HALF, None)
        return redirect("sign_in")
    form = forms.CodeForm(request.POST or None)
    if not form.is_valid():
        return render(request, "svs/sign_in_code.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip
    limits = throttle.code(request, user.pk)
    with transaction.atomic():
        if throttle.is_throttled(limits):
            context = {"form": forms.CodeForm(), "throttled": True}
            return too_many(render(request, "svs/sign_in_code.html", context, status=429))
        if not operations.show_second_factor(person=user, code=form.cleaned_data["code"]):
            throttle.note(limits)
            form.add_error("code", "That code does not fit, or was used already.")
            return render(request, "svs/sign_in_code.html", {"form": form}, status=400)
    del request.session[HALF]
    return enter(request, user, half["onward"])


def enter(request: HttpRequest, user: Any, onward: str = "/") -> HttpResponse:
    """Sign somebody in under a fresh session key, and go on to a page of ours."""
    login(request, user, "svs.accounts.backends.WithRoles")
    request.session["since"] = timezone.now().isoformat()
    request.session["address"] = client_address(request)
    request.session["browser"] = request.headers.get("User-Agent", "")[:120]
    hosts = {request.get_host()}
    safe = url_has_allowed_host_and_scheme(onward, hosts, require_https=settings.SVS_SECURE)
    response = redirect(onward if safe else "home")
    throttle.remember(response, user.email)
    return response


def too_many(response: HttpResponse) -> HttpResponse:
    """Say when to try again."""
    response["Retry-After"] = "60"
    return response
