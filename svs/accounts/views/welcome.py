"""The first administrator comes in, and finds the guide."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from svs.accounts import forms, operations
from svs.accounts.views.sign_in import enter
from svs.accounts.views.who import administrator
from svs.errors import RuleViolation
from svs.events.actor import actor_of
from svs.web import guide as steps
from svs.web.pages import show_violation


@never_cache
@sensitive_post_parameters()
@require_http_methods(["GET", "POST"])
def welcome(request: HttpRequest, token: str) -> HttpResponse:
    """Name the organisation and yourself; the address dies with it."""
    if not operations.is_welcome_open(token):
        return render(request, "svs/welcome.html", {"spent": True}, status=404)
    form = forms.WelcomeForm(request.POST or None)
    if form.is_valid():
        try:
            person = operations.welcome(token=token, **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            return enter(request, person, "/guide/")
    return render(request, "svs/welcome.html", {"form": form}, status=400 if form.errors else 200)


@require_safe
def guide(request: HttpRequest) -> HttpResponse:
    """One service, one stream, one measurable result: what is done, and what comes next."""
    return render(request, "svs/guide.html", steps.state_for(administrator(request)))


@require_http_methods(["GET", "POST"])
def guide_team(request: HttpRequest) -> HttpResponse:
    """The first team, and who works in it: one form for all of it."""
    user = administrator(request)
    form = forms.FirstTeamForm(request.POST or None)
    if form.is_valid():
        try:
            team = operations.first_team(person=user, actor=actor_of(request), **form.cleaned_data)
        except RuleViolation as violation:
            show_violation(form, violation)
        else:
            messages.success(request, f"{team.name} works now.")
            return redirect("guide")
    return render(request, "svs/guide_team.html", {"form": form}, status=400 if form.errors else 200)  # fmt: skip


@require_POST
def close_guide(request: HttpRequest) -> HttpResponse:
    """Put the guide away, or take it out again."""
    user = administrator(request)
    if request.POST.get("open"):
        operations.open_guide(person=user)
        return redirect("guide")
    operations.close_guide(person=user)
    messages.success(request, "The guide stays under Administer.")
    return redirect("home")
