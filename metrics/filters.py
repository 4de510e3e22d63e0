"""The declared filters of measures and signals."""

import django_filters

from metrics import rules


class KpiFilter(django_filters.FilterSet):
    service = django_filters.NumberFilter(field_name="service_id", min_value=1, max_value=2**31)
    state = django_filters.ChoiceFilter(choices=[(s, s) for s in ("PROPOSED", "ACTIVE", "RETIRED")])
    measure = django_filters.ChoiceFilter(choices=[(m, m) for m in rules.MEASURES])


class SignalFilter(django_filters.FilterSet):
    service = django_filters.NumberFilter(field_name="kpi__service_id", min_value=1, max_value=2**31)  # fmt: skip
    open = django_filters.BooleanFilter(field_name="answered_at", lookup_expr="isnull")
