"""The declared filters of the article list; nothing else can be asked."""

import django_filters

from practices.knowledge import states
from practices.knowledge.models import Article
from svs.api.filters import IdFilter


class ArticleFilter(django_filters.FilterSet):
    """Filter by state, audience and service."""

    state = django_filters.MultipleChoiceFilter(choices=[(s, s) for s in states.LABELS])
    audience = django_filters.ChoiceFilter(choices=[(a, a) for a in Article.Audience.values])
    service = IdFilter("service_id")
