"""What the pages of improvement share."""

import csv
from collections.abc import Callable, Iterable
from typing import Any

from django import forms as django_forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from improvement import access, queries
from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation
from svs.permissions.access import get_or_404
from svs.web.exports import guarded
from svs.web.pages import show_violation, viewer


def reader(request: HttpRequest) -> User:
    """The person asking, who holds a role."""
    user = viewer(request)
    if not access.may_read(user):
        raise Forbidden
    return user


def one(request: HttpRequest, verb: str, ref: str) -> tuple[User, Any]:
    """The improvement with all its page shows: 404 unseen, 403 forbidden."""
    user = reader(request)
    return user, get_or_404(user, verb, queries.detail(user), ref=ref)


def attempt(
    request: HttpRequest,
    form: django_forms.Form,
    do: Callable[[], Any],
    where: Callable[[Any], str],
    said: str,
) -> HttpResponse | None:
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


def sheet(name: str, head: list[str], rows: Iterable[Iterable[Any]]) -> HttpResponse:
    """Rows as CSV for a spreadsheet, safe against formulas."""
    answer = HttpResponse(content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    out = csv.writer(answer)
    out.writerow(head)
    for row in rows:
        out.writerow([guarded(cell) if isinstance(cell, str) else cell for cell in row])
    return answer
