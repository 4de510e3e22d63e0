"""Sign in and out."""

from typing import Any

from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils.decorators import method_decorator
from django.views.decorators.cache import never_cache

from svs.accounts import throttle


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
