"""What every page's view needs: who is asking, which page of a list, and one form's rule violations in place."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.http import HttpRequest

from svs.accounts.models import User
from svs.errors import Forbidden, RuleViolation

PAGE = 25
DEEPEST = 10_000


def viewer(request: HttpRequest) -> User:
    """The signed-in person; the sign-in middleware lets nobody else through to a page that asks."""
    if not isinstance(request.user, User):
        raise Forbidden
    return request.user


def page_number(request: HttpRequest) -> int:
    """The page asked for; anything that is none is the first."""
    text = request.GET.get("page", "1")
    number = int(text[:6]) if text.isascii() and text.isdigit() else 1
    return number if 0 < number <= DEEPEST else 1


def number_asked(request: HttpRequest, name: str) -> int | None:
    """The id asked for behind the question mark; anything that is none is nothing."""
    text = request.GET.get(name, "")
    return int(text) if text.isascii() and text.isdigit() and len(text) < 10 else None


def page_of(request: HttpRequest, rows: QuerySet[Any] | Any, size: int = PAGE) -> dict[str, Any]:
    """One page of rows for a template: rows, page, has_next, and the rest of the address for its links.

    One row more than shown tells whether there is a next page, so nothing is counted.
    """
    page = page_number(request)
    found = list(rows[(page - 1) * size : page * size + 1])
    asked = request.GET.copy()
    asked.pop("page", None)
    return {
        "rows": found[:size],
        "page": page,
        "has_next": len(found) > size,
        "asked": f"&{asked.urlencode()}" if asked else "",
    }


def show_violation(form: forms.Form, violation: RuleViolation) -> None:
    """Put a broken rule where it belongs: at its field when the form has it, else above the form."""
    form.add_error(violation.field if violation.field in form.fields else None, violation.message)
