"""The declared filters of risks."""

import django_filters

STATES = ("OPEN", "ACCEPTED", "EXPIRED", "CLOSED")


class RiskFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=[(s, s) for s in STATES])
    service = django_filters.NumberFilter(field_name="service_id", min_value=1, max_value=2**31)
    owner = django_filters.NumberFilter(field_name="owner_id", min_value=1, max_value=2**31)
