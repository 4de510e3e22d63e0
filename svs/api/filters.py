"""Filters that say exactly what they take."""

import django_filters
from django import forms


class IdFilter(django_filters.NumberFilter):
    """The id of a record: a whole number within what the database can hold."""

    field_class = forms.IntegerField

    def __init__(self, field_name: str) -> None:
        super().__init__(field_name=field_name, min_value=1, max_value=2**31)
