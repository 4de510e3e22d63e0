"""The declared filters of principle checks."""

import django_filters

from governance.access.principles import SUBJECTS
from governance.rules.principles import STANDALONE


class CheckFilter(django_filters.FilterSet):
    kind = django_filters.ChoiceFilter(choices=[(key, key) for key in (*SUBJECTS, *STANDALONE)])
