"""One table like a ticket, with five indexes and full text."""

from typing import ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models


class Item(models.Model):
    title = models.CharField(max_length=200)
    description = models.TextField(blank=True)
    queue = models.PositiveIntegerField(default=1)
    priority = models.PositiveSmallIntegerField(default=3)
    state = models.CharField(max_length=20, default="NEW")
    created_at = models.DateTimeField(auto_now_add=True)
    words = models.GeneratedField(
        expression=SearchVector("title", "description", config="simple"),
        output_field=SearchVectorField(), db_persist=True,
    )  # fmt: skip

    class Meta:
        indexes: ClassVar[list[models.Index]] = [
            models.Index(fields=["queue", "state"]),
            models.Index(fields=["priority"]),
            models.Index(fields=["state"]),
            models.Index(fields=["-created_at", "-id"]),
            GinIndex(fields=["words"]),
        ]

    def __str__(self) -> str:
        return self.title


class Token(models.Model):
    key = models.CharField(max_length=64, unique=True)

    def __str__(self) -> str:
        return self.key[:6]
