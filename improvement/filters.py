"""The declared filters of the register."""

import django_filters

from improvement import states


class ImprovementFilter(django_filters.FilterSet):
    state = django_filters.MultipleChoiceFilter(choices=[(s, s) for s in states.LABELS])
    verdict = django_filters.MultipleChoiceFilter(choices=[(v, v) for v in states.VERDICTS])
    service = django_filters.NumberFilter(field_name="service_id", min_value=1, max_value=2**31)
    owner = django_filters.NumberFilter(field_name="owner_id", min_value=1, max_value=2**31)
