"""The declared filters of the incident list; nothing else can be asked."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from practices.desk.filters.kind import KindFilter, state_filter
from practices.incident import states
from svs.api.filters import IdFilter


class IncidentFilter(KindFilter):
    """Filter by where an incident stands and whose it is."""

    state = state_filter(states.LIFECYCLE)


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
