"""By what a list of approvals is narrowed."""

import django_filters

from governance.models import Approval


class ApprovalFilter(django_filters.FilterSet):
    """By state, kind and what is decided."""

    state = django_filters.ChoiceFilter(choices=Approval.State.choices)
    kind = django_filters.CharFilter(max_length=20)
    subject = django_filters.CharFilter("subject_ref", max_length=24)

    class Meta:
        model = Approval
        fields: tuple[str, ...] = ()
