"""What the desk knows: articles."""

from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector, SearchVectorField
from django.db import models

from practices.knowledge import states
from svs.refs import ref_field


class ArticleQuerySet(models.QuerySet["Article"]):
    """The words in which pages speak about articles."""

    def published(self) -> "ArticleQuerySet":
        return self.filter(state=states.PUBLISHED)


class Article(models.Model):
    """An answer written down once: in Markdown, for the desk alone or for everybody, a draft until it is published."""

    class Audience(models.TextChoices):
        INTERNAL = "internal", "The desk alone"
        PUBLIC = "public", "Everybody"

    ref = ref_field("KB")
    title = models.CharField(max_length=200)
    body = models.TextField()
    state = models.CharField(max_length=10, default=states.DRAFT)
    audience = models.CharField(max_length=8, choices=Audience, default=Audience.INTERNAL)
    service = models.ForeignKey(
        "services.Service", models.PROTECT, null=True, blank=True, related_name="+"
    )
    author = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+"
    )
    created_at = models.DateTimeField()
    updated_at = models.DateTimeField()
    published_at = models.DateTimeField(null=True)
    version = models.PositiveIntegerField(default=1)
    words = models.GeneratedField(
        expression=SearchVector("title", weight="A", config="english") + SearchVector("body", weight="B", config="english"),
        output_field=SearchVectorField(), db_persist=True,
    )  # fmt: skip

    objects = ArticleQuerySet.as_manager()

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(state__in=states.LABELS), name="article_state_known"
            ),
            models.CheckConstraint(
                condition=~models.Q(title="") & ~models.Q(body=""), name="article_says_something"
            ),
        ]
        indexes: ClassVar[list[models.Index]] = [
            GinIndex(fields=["words"], name="article_words"),
            models.Index(fields=["state", "-updated_at", "-id"], name="article_newest"),
            models.Index(fields=["service", "state"], name="article_of_service"),
        ]

    def __str__(self) -> str:
        return str(self.ref)

    def get_absolute_url(self) -> str:
        return f"/knowledge/{self.ref}/"

    @property
    def state_label(self) -> str:
        label: str = states.LABELS[self.state]
        return label

    @property
    def phase(self) -> str:
        """The shape by which the look tells its state."""
        return states.PHASES[str(self.state)]
