"""The declared filters of people and teams."""

import django_filters
from django.db.models import Q, QuerySet

from svs.accounts.models import Role, Team, User
from svs.api.filters import IdFilter


class PersonFilter(django_filters.FilterSet):
    active = django_filters.BooleanFilter(field_name="is_active")
    role = django_filters.ChoiceFilter(
        field_name="role_assignments__role", choices=[(str(v), str(v)) for v in Role.values if v != Role.REQUESTER], distinct=True
    )  # fmt: skip
    team = IdFilter(field_name="memberships__team")
    q = django_filters.CharFilter(method="by_words", max_length=80)

    class Meta:
        model = User
        fields = ["active", "role", "team", "q"]

    def by_words(self, rows: QuerySet[User], name: str, words: str) -> QuerySet[User]:
        """A part of the name or the address."""
        return rows.filter(Q(name__icontains=words) | Q(email__icontains=words))


class TeamFilter(django_filters.FilterSet):
    active = django_filters.BooleanFilter(field_name="is_active")

    class Meta:
        model = Team
        fields = ["active"]
