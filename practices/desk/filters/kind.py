"""The declared filters of the list of one kind of ticket, for programs; nothing else can be asked."""

from typing import Any

import django_filters

from practices.desk.filters import narrow
from practices.desk.states import DONE
from svs.api.filters import IdFilter
from svs.statemachine import Machine


class CategoryFilter(IdFilter):
    """A category and what stands below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        return narrow(qs, {"category": int(value)}) if value else qs


def state_filter(machine: Machine) -> django_filters.MultipleChoiceFilter:
    """Where it stands, among the states of its kind."""
    return django_filters.MultipleChoiceFilter(choices=[(s, s) for s in sorted(machine.states)])


class KindFilter(django_filters.FilterSet):
    """Filter by where a ticket stands and whose it is; each kind adds the `state` of its own."""

    priority = django_filters.MultipleChoiceFilter(choices=[(n, n) for n in (1, 2, 3, 4)])
    service = IdFilter("service_id")
    category = CategoryFilter("category_id")
    team = IdFilter("team_id")
    assignee = IdFilter("assignee_id")
    open = django_filters.BooleanFilter(method="filter_open")

    def filter_open(self, queryset, name: str, value: bool):  # type: ignore[no-untyped-def]
        return queryset.open() if value else queryset.filter(phase=DONE)
