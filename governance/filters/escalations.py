"""The declared filters of escalations."""

import django_filters

STATES = ("OPEN", "DECIDED", "OVERTAKEN")


class EscalationFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=[(s, s) for s in STATES])
    service = django_filters.NumberFilter(field_name="service_id", min_value=1, max_value=2**31)
