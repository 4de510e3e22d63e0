"""The declared filters of promised times."""

from typing import Any

import django_filters
from django.utils import timezone

from practices.service_level import states
from svs.api.filters import IdFilter


class TargetFilter(django_filters.FilterSet):
    service = IdFilter("service_id")
    kind = django_filters.ChoiceFilter(choices=list(states.kinds().items()))
    priority = django_filters.MultipleChoiceFilter(
        choices=[(n, n) for n in states.PRIORITIES], distinct=False
    )
    measure = django_filters.ChoiceFilter(choices=list(states.MEASURES.items()))
    over = django_filters.ChoiceFilter(
        label="With those that are over",
        choices=[("true", "Yes"), ("false", "No")],
        method="with_over",
    )

    def with_over(self, rows: Any, name: str, value: str) -> Any:
        return rows if value == "true" else rows.not_over(timezone.now())
