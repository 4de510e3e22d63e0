"""Public references of records that are no tickets: KPI-12, IMP-7, made by the database from the id."""

from django.db import models
from django.db.models import Value
from django.db.models.functions import Cast, Concat


def ref_field(prefix: str) -> models.GeneratedField:
    """A column `ref` that reads PREFIX-id; unique, so that it can be looked up."""
    text = models.CharField(max_length=24)
    return models.GeneratedField(
        expression=Concat(Value(f"{prefix}-"), Cast("id", models.CharField()), output_field=text),
        output_field=text,
        db_persist=True,
        unique=True,
    )
