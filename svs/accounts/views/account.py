"""One's own account: who I am, when I am away, where I am signed in, my password and my second factor."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import update_session_auth_hash
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from svs.accounts import forms, operations, queries, second_factor, throttle
from svs.accounts.views.sign_in import too_many
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.extensions import panels_for
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer

SECRET = "second_factor_secret"  # noqa: S105 -- the name of a place in the session


def _page(request: HttpRequest, **failed: Any) -> HttpResponse:
    me = viewer(request)
    context = {
        "form": forms.ProfileForm(initial=forms.person_values(me)), "password_form": forms.PasswordForm(),
        "absence_form": forms.AbsenceForm(), "absences": queries.absences_of(me), "sessions": queries.sessions_of(me)[:50],
        "this": request.session.session_key, "panels": panels_for("account", me, me), **failed,
    }  # fmt: skip
    return render(request, "svs/account.html", context, status=400 if failed else 200)


@never_cache
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """My account; posting changes what is known of me."""
    if request.method != "POST":
        return _page(request)
    form = forms.ProfileForm(request.POST)
    if form.is_valid():
        try:
            operations.change_person(person=viewer(request), actor=actor_of(request), fields=form.cleaned_data)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "Saved.")
            return redirect("account")
    return _page(request, form=form)


@never_cache
@sensitive_post_parameters()
@require_POST
def password(request: HttpRequest) -> HttpResponse:
    """Change my password; every other browser is signed out."""
    me, form = viewer(request), forms.PasswordForm(request.POST)
    if not form.is_valid():
        return _page(request, password_form=form)
    limits = throttle.code(request, me.pk)
    with transaction.atomic():
        if throttle.is_throttled(limits):
            form.add_error("old", "Too many tries. Wait a minute, then try again.")
            return too_many(_page(request, password_form=form))
        try:
            changed = operations.change_password(
                person=me, actor=actor_of(request), keep_session=request.session.session_key or "",
                **form.cleaned_data,
            )  # fmt: skip
        except RuleViolation as violation:
            throttle.note(limits)
            show_violation(form, violation)
            return _page(request, password_form=form)
    update_session_auth_hash(request, changed)
    messages.success(request, "Your password is changed; other browsers are signed out.")
    return redirect("account")


@require_POST
def add_absence(request: HttpRequest) -> HttpResponse:
    """Say when I am away."""
    form = forms.AbsenceForm(request.POST)
    if form.is_valid():
        try:
            operations.add_absence(person=viewer(request), actor=actor_of(request), **form.cleaned_data)  # fmt: skip
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, "Noted: nothing new is given to you then.")
            return redirect("account")
    return _page(request, absence_form=form)


@require_POST
def remove_absence(request: HttpRequest, absence: int) -> HttpResponse:
    """I am back, or never left."""
    me = viewer(request)
    row = get_or_404(me, "view", queries.absences_of(me), pk=absence)
    operations.remove_absence(absence=row, actor=actor_of(request))
    messages.success(request, "Removed.")
    return redirect("account")


@require_POST
def sign_out_others(request: HttpRequest) -> HttpResponse:
    """Sign me out everywhere but here."""
    ended = operations.end_sessions(
        person=viewer(request), actor=actor_of(request), keep=request.session.session_key
    )
    messages.success(request, f"{ended} other browsers are signed out.")
    return redirect("account")


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def factor(request: HttpRequest) -> HttpResponse:
    """My second factor: set it up, renew the recovery codes, or remove it."""
    me = viewer(request)
    if me.has_second_factor:
        return render(request, "svs/second_factor.html", {"left": len(second_factor.codes_of(me))})
    secret = request.session.get(SECRET) or ""
    if not secret:
        secret = second_factor.new_secret()
    form = forms.CodeForm(request.POST or None)
    if request.method == "POST" and not request.session.get(SECRET):
        messages.error(request, "That took too long. Begin again.")
        return redirect("second_factor")
    if form.is_valid():
        answer = _enable(request, form, secret)
        if answer is not None:
            return answer
    request.session[SECRET] = secret
    context = {"form": form, "secret": secret, "picture": second_factor.picture(me, secret)}
    return render(request, "svs/second_factor_setup.html", context, status=400 if form.errors else 200)  # fmt: skip


def _enable(request: HttpRequest, form: forms.CodeForm, secret: str) -> HttpResponse | None:
    me = viewer(request)
    limits = throttle.code(request, me.pk)
    with transaction.atomic():
        if throttle.is_throttled(limits):
            form.add_error("code", "Too many tries. Wait a minute, then try again.")
            return None
        try:
            codes = operations.enable_second_factor(
                person=me, actor=actor_of(request), secret=secret, code=form.cleaned_data["code"],
                keep_session=request.session.session_key or "",
            )  # fmt: skip
        except RuleViolation as violation:
            throttle.note(limits)
            show_violation(form, violation)
            return None
    del request.session[SECRET]
    request.session.cycle_key()
    return render(request, "svs/second_factor_codes.html", {"codes": codes})


def _with_code(request: HttpRequest) -> bool:
    """Did they show a right code just now? Says why not."""
    me, form = viewer(request), forms.CodeForm(request.POST)
    limits = throttle.code(request, me.pk)
    with transaction.atomic():
        if throttle.is_throttled(limits):
            messages.error(request, "Too many tries. Wait a minute, then try again.")
            return False
        if form.is_valid() and operations.show_second_factor(person=me, code=form.cleaned_data["code"]):  # fmt: skip
            return True
        throttle.note(limits)
    messages.error(request, "That code does not fit, or was used already.")
    return False


@never_cache
@require_POST
def factor_codes(request: HttpRequest) -> HttpResponse:
    """New recovery codes, for whoever shows a code."""
    if not _with_code(request):
        return redirect("second_factor")
    codes = operations.renew_codes(person=viewer(request), actor=actor_of(request))
    return render(request, "svs/second_factor_codes.html", {"codes": codes})


@require_POST
def factor_off(request: HttpRequest) -> HttpResponse:
    """Remove my second factor, for whoever shows a code."""
    if _with_code(request):
        try:
            operations.disable_second_factor(person=viewer(request), actor=actor_of(request))
        except RuleViolation as violation:
            messages.error(request, violation.message)
        else:
            messages.success(request, "The second factor is removed.")
            return redirect("account")
    return redirect("second_factor")
