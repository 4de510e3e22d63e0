"""The declared filters of the item list; nothing else can be asked."""

import django_filters

from practices.configuration.rules import KINDS
from svs.api.filters import IdFilter


class ItemFilter(django_filters.FilterSet):
    """Filter by kind, service and whether it is in use."""

    kind = django_filters.MultipleChoiceFilter(choices=[(kind, kind) for kind in KINDS])
    service = IdFilter("service_id")
    is_active = django_filters.BooleanFilter()
