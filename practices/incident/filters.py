"""The declared filters of the incident list; nothing else can be asked."""

from typing import Any

import django_filters
from django.db.models import Q
from django.utils import timezone

from practices.desk.filters import narrow
from practices.incident import states
from svs.api.filters import IdFilter


class CategoryFilter(IdFilter):
    """A category and what stands below it."""

    def filter(self, qs: Any, value: Any) -> Any:
        return narrow(qs, {"category": int(value)}) if value else qs


class IncidentFilter(django_filters.FilterSet):
    """Filter by where an incident stands and whose it is."""

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


class OutageFilter(django_filters.FilterSet):
    """Filter by service, by whether it was planned, and by whether it goes on or lies ahead."""

    service = IdFilter("service_id")
    planned = django_filters.BooleanFilter("is_planned")
    open = django_filters.BooleanFilter(method="filter_open")

    def filter_open(self, queryset, name: str, value: bool):  # type: ignore[no-untyped-def]
        lasting = Q(ended_at__isnull=True) | Q(ended_at__gt=timezone.now())
        return queryset.filter(lasting if value else ~lasting)


class TemplateFilter(django_filters.FilterSet):
    """Filter by service and by whether it is in use."""

    service = IdFilter("service_id")
    active = django_filters.BooleanFilter("is_active")
