"""The declared filters of the lists of changes and of templates, for programs; nothing else can be asked."""

import django_filters

from practices.change import states
from practices.change.models import ChangeTemplate
from practices.desk.filters.kind import KindFilter, state_filter
from svs.api.filters import IdFilter


class ChangeFilter(KindFilter):
    """Filter by where a change stands, of which type it is, and whose."""

    state = state_filter(states.LIFECYCLE)
    type = django_filters.MultipleChoiceFilter(field_name="change__type", choices=list(states.TYPES.items()))  # fmt: skip
    risk = django_filters.MultipleChoiceFilter(field_name="change__risk", choices=[(n, n) for n in (1, 2, 3, 4)])  # fmt: skip
    outcome = django_filters.MultipleChoiceFilter(field_name="change__outcome", choices=list(states.OUTCOMES.items()))  # fmt: skip


class TemplateFilter(django_filters.FilterSet):
    """Filter by where a template stands."""

    state = django_filters.MultipleChoiceFilter(choices=ChangeTemplate.State.choices)
    service = IdFilter("service_id")
    team = IdFilter("team_id")
