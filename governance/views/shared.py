"""What the pages of policies, risks and escalations share."""

from collections.abc import Callable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from governance.access import register as access
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.permissions.access import get_or_404
from svs.web.pages import show_violation, viewer


def reader(request: HttpRequest) -> User:
    """The person asking, who holds a role."""
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


def one(
    request: HttpRequest, verb: str, rows: Callable[[User], QuerySet[Any]], ref: str
) -> tuple[User, Any]:
    """One record of what this person sees: 404 unseen, 403 forbidden."""
    user = reader(request)
    return user, get_or_404(user, verb, rows(user), ref=ref)


def attempt(
    request: HttpRequest, form: django_forms.Form, do: Callable[[], Any], where: Callable[[Any], str], said: str
) -> HttpResponse | None:  # fmt: skip
    """Do it when the form holds; where a rule is broken the form says so and None comes back."""
    if not form.is_valid():
        return None
    try:
        done = do()
    except RuleViolation as violation:
        show_violation(form, violation)
        return None
    messages.success(request, said)
    return redirect(where(done))


def tried(request: HttpRequest, do: Callable[[], Any], where: str, said: str) -> HttpResponse:
    """A verb that needs no words: done, or said why not, and back to its page."""
    try:
        do()
    except RuleViolation as violation:
        messages.error(request, violation.message)
    else:
        messages.success(request, said)
    return redirect(where)


def asked_of(request: HttpRequest, name: str, known: Any, default: str) -> str:
    """One of the known values behind the question mark; anything else is the default."""
    said = request.GET.get(name, default)
    return said if said in known else default


def slug_of(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "").replace("\0", "")[:120]
