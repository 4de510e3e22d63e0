"""What the API takes and gives for articles."""

from typing import Any

from rest_framework import serializers

from practices.knowledge import rules
from practices.knowledge.models import Article
from svs.api.serializers import Id, StrictSerializer


class ArticleChange(StrictSerializer):
    """What may be changed of an article."""

    title = serializers.CharField(max_length=rules.LONGEST_TITLE, required=False)
    body = serializers.CharField(max_length=rules.LONGEST, required=False)
    audience = serializers.ChoiceField(Article.Audience.values, required=False)
    service = Id(required=False, allow_null=True)


class ArticleInput(StrictSerializer):
    """A new answer, as a draft."""

    title = serializers.CharField(max_length=rules.LONGEST_TITLE)
    body = serializers.CharField(max_length=rules.LONGEST)
    audience = serializers.ChoiceField(Article.Audience.values, required=False, default="internal")
    service = Id(required=False, allow_null=True, default=None)


class ArticleOutput(serializers.Serializer[Any]):
    """An article as the API shows it."""

    ref = serializers.CharField()
    title = serializers.CharField()
    body = serializers.CharField(required=False, help_text="Markdown.")
    state = serializers.CharField()
    audience = serializers.CharField()
    service = serializers.IntegerField(allow_null=True)
    updated_at = serializers.DateTimeField()
    published_at = serializers.DateTimeField(allow_null=True)
    version = serializers.IntegerField()


def article_dict(article: Article, *, whole: bool = False) -> dict[str, Any]:
    """An article as a flat answer; in a list without its text."""
    names = ("ref", "title", "state", "audience", "updated_at", "published_at", "version")
    shown = {**{name: getattr(article, name) for name in names}, "service": article.service_id}
    return {**shown, "body": article.body} if whole else shown
