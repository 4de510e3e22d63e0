"""The declared filters of measures and signals."""

import django_filters

from metrics import rules
from svs.api.filters import IdFilter


class KpiFilter(django_filters.FilterSet):
    service = IdFilter("service_id")
    state = django_filters.ChoiceFilter(choices=[(s, s) for s in ("PROPOSED", "ACTIVE", "RETIRED")])
    measure = django_filters.ChoiceFilter(choices=[(m, m) for m in rules.MEASURES])


class SignalFilter(django_filters.FilterSet):
    service = IdFilter("kpi__service_id")
    open = django_filters.BooleanFilter(field_name="answered_at", lookup_expr="isnull")
