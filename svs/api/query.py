"""Query parameters as strict as the body: a misspelt or empty filter must not show everything."""

from collections.abc import Mapping
from typing import Any

from django_filters import BooleanFilter, MultipleChoiceFilter
from rest_framework.exceptions import ValidationError
from rest_framework.request import Request

PAGING = ("page", "page_size", "with_total")


def check_query(request: Request, declared: Mapping[str, Any]) -> None:
    """Raise ValidationError for a parameter nobody reads, that is empty, said twice, or no switch where one is meant."""
    wrong = {
        name: [words]
        for name, values in list(request.query_params.lists())[:20]
        if (words := _misfit(name, values, declared))
    }
    if wrong:
        raise ValidationError(wrong)


def _misfit(name: str, values: list[Any], declared: Mapping[str, Any]) -> str:
    kind = declared.get(name)
    if name not in declared:
        return "There is no such parameter."
    if not all(value.strip() for value in values):
        return "Say something, or leave it out."
    if len(values) > 1 and not isinstance(kind, MultipleChoiceFilter):
        return "Say it once."
    if isinstance(kind, BooleanFilter) and values[0] not in ("true", "false"):
        return "true or false."
    return ""
