"""Public references of records that are no tickets: KPI-12, IMP-7, made by the database from the id."""

from functools import lru_cache

from django.apps import apps
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


@lru_cache(maxsize=1)
def prefixes() -> dict[str, str]:
    """KPI -> kpi: the prefix of every record whose ref is made of its id, and how it stands in the log."""
    found = {}
    for model in apps.get_models():
        fields = {field.name: field for field in model._meta.concrete_fields}
        field = fields.get("ref")
        if isinstance(field, models.GeneratedField):
            texts = field.expression.flatten()  # type: ignore[attr-defined]
            prefix = next(part.value for part in texts if isinstance(part, Value))
            found[str(prefix).rstrip("-")] = str(model._meta.model_name)
    return found
