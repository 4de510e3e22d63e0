"""The declared filters of the lists of changes and of templates, for programs; nothing else can be asked."""

import django_filters
from django.db.models import Q
from django.utils import timezone

from practices.change import states
from practices.change.models import ChangeTemplate
from practices.desk.filters.kind import KindFilter, state_filter
from svs.api.filters import IdFilter


class ChangeFilter(KindFilter):
    """Filter by where a change stands, of which type it is, and whose."""

    state = state_filter(states.LIFECYCLE)
    type = django_filters.MultipleChoiceFilter(field_name="change__type", choices=list(states.TYPES.items()))  # fmt: skip
    risk = django_filters.MultipleChoiceFilter(field_name="change__risk", choices=[(n, n) for n in (1, 2, 3, 4)])  # fmt: skip
    outcome = django_filters.MultipleChoiceFilter(field_name="change__outcome", choices=list(states.OUTCOMES.items()))  # fmt: skip


class TemplateFilter(django_filters.FilterSet):
    """Filter by where a template stands."""

    state = django_filters.MultipleChoiceFilter(choices=ChangeTemplate.State.choices)
    service = IdFilter("service_id")
    team = IdFilter("team_id")


class FreezeFilter(django_filters.FilterSet):
    """Filter by a service that it names, and by whether it holds or lies ahead."""

    service = IdFilter("services")
    open = django_filters.BooleanFilter(method="filter_open")

    def filter_open(self, queryset, name: str, value: bool):  # type: ignore[no-untyped-def]
        lasting = Q(cancelled_at__isnull=True, during__endswith__gt=timezone.now())
        return queryset.filter(lasting if value else ~lasting)


class MaintenanceFilter(django_filters.FilterSet):
    """Filter by service."""

    service = IdFilter("service_id")
