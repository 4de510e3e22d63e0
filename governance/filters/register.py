"""The declared filters of the decision register."""

import django_filters


class DecisionFilter(django_filters.FilterSet):
    service = django_filters.NumberFilter(field_name="service_id", min_value=1, max_value=2**31)
    reviewed = django_filters.BooleanFilter(
        field_name="reviewed_at", lookup_expr="isnull", exclude=True
    )
    source = django_filters.MultipleChoiceFilter(choices=[(s, s) for s in ("signal", "approval", "review", "escalation", "hand")])  # fmt: skip
    owner = django_filters.NumberFilter(field_name="owner_id", min_value=1, max_value=2**31)
