"""The declared filters of policies of one page."""

import django_filters

STATES = ("DRAFT", "ADOPTED", "RETIRED")


class PolicyPageFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=[(s, s) for s in STATES])
    owner = django_filters.NumberFilter(field_name="owner_id", min_value=1, max_value=2**31)
