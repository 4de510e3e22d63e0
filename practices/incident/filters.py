"""The declared filters of the incident list; nothing else can be asked."""

import django_filters

from practices.incident import states
from svs.api.filters import IdFilter


class IncidentFilter(django_filters.FilterSet):
    """Filter by where an incident stands and whose it is."""

    state = django_filters.MultipleChoiceFilter(
        choices=[(s, s) for s in sorted(states.LIFECYCLE.states)]
    )
    priority = django_filters.MultipleChoiceFilter(choices=[(n, n) for n in (1, 2, 3, 4)])
    service = IdFilter("service_id")
    team = IdFilter("team_id")
    assignee = IdFilter("assignee_id")
    open = django_filters.BooleanFilter(method="filter_open")

    def filter_open(self, queryset, name: str, value: bool):  # type: ignore[no-untyped-def]
        return queryset.open() if value else queryset.filter(phase="DONE")
