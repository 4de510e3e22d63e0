"""The declared filters of the incident list; nothing else can be asked."""

import django_filters

from practices.incident import states


class IncidentFilter(django_filters.FilterSet):
    """Filter by where an incident stands and whose it is."""

    state = django_filters.MultipleChoiceFilter(
        choices=[(s, s) for s in sorted(states.LIFECYCLE.states)]
    )
    priority = django_filters.MultipleChoiceFilter(choices=[(n, n) for n in (1, 2, 3, 4)])
    service = django_filters.NumberFilter(field_name="service_id", min_value=1, max_value=2**31)
    team = django_filters.NumberFilter(field_name="team_id", min_value=1, max_value=2**31)
    assignee = django_filters.NumberFilter(field_name="assignee_id", min_value=1, max_value=2**31)
    open = django_filters.BooleanFilter(method="filter_open")

    def filter_open(self, queryset, name: str, value: bool):  # type: ignore[no-untyped-def]
        return queryset.open() if value else queryset.filter(phase="DONE")
