"""The declared filters of promised times."""

import django_filters

from practices.service_level import states
from svs.api.filters import IdFilter


class TargetFilter(django_filters.FilterSet):
    service = IdFilter("service_id")
    kind = django_filters.ChoiceFilter(choices=list(states.kinds().items()))
    priority = django_filters.MultipleChoiceFilter(choices=[(n, n) for n in states.PRIORITIES])
    measure = django_filters.ChoiceFilter(choices=list(states.MEASURES.items()))
