"""Deny by default at the door: a page that does not say it is public needs somebody signed in."""

from collections.abc import Callable
from zoneinfo import ZoneInfo

from django.conf import settings
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect
from django.utils import timezone

from svs.accounts.models import User
from svs.api.problems import bare_problem

Handler = Callable[[HttpRequest], HttpResponse]
PUBLIC = ("/sign-in/", "/forgotten/", "/set-password/", "/welcome/", "/healthz", "/readyz", "/static/", "/-/metrics", "/csp-report")  # fmt: skip
FEED = ".ics"  # a calendar program brings a token; its view answers for itself
WITHOUT_FACTOR = ("/account/second-factor/", "/sign-out/", "/theme/", "/static/")


class SignInRequired:
    """Send the signed-out to the sign-in page, and those who lack their second factor to where it is set up.

    The API answers for itself with 401; a browser's session that lacks the factor gets 403 there.
    """

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path
        if path.startswith(PUBLIC):
            return self.get_response(request)
        if path.startswith("/api/"):
            return self._api(request)
        if path.endswith(FEED):
            return self.get_response(request)
        user = request.user
        if not isinstance(user, User):
            return self._sign_in(request)
        if user.lacks_second_factor and not path.startswith(WITHOUT_FACTOR):
            return redirect("second_factor")
        with timezone.override(ZoneInfo(user.time_zone or settings.SVS_TIME_ZONE)):
            return self.get_response(request)

    def _api(self, request: HttpRequest) -> HttpResponse:
        by_session = not request.headers.get("Authorization", "").lower().startswith("bearer ")
        if by_session and isinstance(request.user, User) and request.user.lacks_second_factor:
            return bare_problem(403)
        return self.get_response(request)

    def _sign_in(self, request: HttpRequest) -> HttpResponse:
        if request.headers.get("HX-Request"):
            response: HttpResponse = JsonResponse({"detail": "Sign in again."}, status=401)
            response["HX-Redirect"] = "/sign-in/"
            return response
        return redirect_to_login(
            request.get_full_path() if request.method == "GET" else "/", "/sign-in/"
        )
