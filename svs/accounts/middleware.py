"""Deny by default at the door: a page that does not say it is public needs somebody signed in."""

from collections.abc import Callable

from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse, JsonResponse

Handler = Callable[[HttpRequest], HttpResponse]
PUBLIC = ("/sign-in/", "/healthz", "/readyz", "/static/", "/-/metrics", "/csp-report")


class SignInRequired:
    """Send the signed-out to the sign-in page; the API answers for itself with 401."""

    def __init__(self, get_response: Handler) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        path = request.path
        if path.startswith("/api/") or path.startswith(PUBLIC) or request.user.is_authenticated:
            return self.get_response(request)
        if request.headers.get("HX-Request"):
            response: HttpResponse = JsonResponse({"detail": "Sign in again."}, status=401)
            response["HX-Redirect"] = "/sign-in/"
            return response
        return redirect_to_login(
            request.get_full_path() if request.method == "GET" else "/", "/sign-in/"
        )
