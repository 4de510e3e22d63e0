"""The declared filters of the request list; nothing else can be asked."""

from typing import Any

import django_filters

from practices.desk.filters import narrow
from practices.service_request import states
from svs.api.filters import IdFilter


class CategoryFilter(IdFilter):
    """A category and what stands below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        return narrow(qs, {"category": int(value)}) if value else qs


class RequestFilter(django_filters.FilterSet):
    """Filter by where a request stands and whose it is."""

    state = django_filters.MultipleChoiceFilter(
        choices=[(s, s) for s in sorted(states.LIFECYCLE.states)]
    )
    priority = django_filters.MultipleChoiceFilter(choices=[(n, n) for n in (1, 2, 3, 4)])
    service = IdFilter("service_id")
    category = CategoryFilter("category_id")
    team = IdFilter("team_id")
    assignee = IdFilter("assignee_id")
    open = django_filters.BooleanFilter(method="filter_open")

    def filter_open(self, queryset, name: str, value: bool):  # type: ignore[no-untyped-def]
        return queryset.open() if value else queryset.filter(phase="DONE")
