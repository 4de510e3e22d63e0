"""Set a password by a link, and ask for one."""

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.http import urlsafe_base64_decode
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from svs.accounts import forms, operations, throttle
from svs.accounts.models import User
from svs.accounts.views.sign_in import too_many
from svs.errors import RuleViolation
from svs.web.pages import show_violation


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link: one answer for everybody, whether somebody of that address is known or not."""
    form = forms.ForgottenForm(request.POST or None)
    if not form.is_valid():
        return render(request, "svs/forgotten.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip
    account = form.cleaned_data["email"]
    asking, link = throttle.asking(request), throttle.link(account)
    with transaction.atomic():
        if throttle.is_throttled(asking):
            return too_many(render(request, "svs/forgotten.html", {"form": form, "throttled": True}, status=429))  # fmt: skip
        spent = throttle.is_throttled(link)
        throttle.note([*asking, *link])
        operations.ask_for_link(email=account, is_throttled=spent)
    return render(request, "svs/forgotten.html", {"asked": True})


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def set_password(request: HttpRequest, uid: str, token: str) -> HttpResponse:
    """Set a password by the link that was mailed."""
    person = _person(uid)
    if person is None or not operations.is_link_good(person, token):
        return render(request, "svs/set_password.html", {"spent": True}, status=400)
    form = forms.NewPasswordForm(request.POST or None)
    if form.is_valid():
        try:
            operations.set_password(person=person, token=token, password=form.cleaned_data["password"])  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            request.session.flush()
            messages.success(request, "Your password is set. Sign in with it.")
            return redirect("sign_in")
    context = {"form": form, "person": person}
    return render(request, "svs/set_password.html", context, status=400 if form.errors else 200)


def _person(uid: str) -> User | None:
    try:
        number = int(urlsafe_base64_decode(uid).decode("ascii")[:12])
    except ValueError:
        return None
    return User.objects.filter(pk=number, is_active=True, is_program=False).first()
