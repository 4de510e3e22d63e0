"""Articles in the shape of pages, and those that may help with something."""

from collections.abc import Iterable
from typing import Any

from django.contrib.postgres.search import SearchQuery, SearchRank
from django.db.models import F, QuerySet

from practices.knowledge import access, rules, states
from practices.knowledge.models import Article
from svs.accounts.models import User
from svs.events.queries import told_of
from svs.extensions import Named, SearchHit

MOST_WORDS = 12


def article_list(
    user: User,
    *,
    words: str = "",
    state: str = "",
    audience: str = "",
    service_id: int | None = None,
) -> QuerySet[Article]:
    """The articles this person may read: by words best first, else changed last first."""
    rows = access.visible_to(user).select_related("service", "author").defer("words", "body")
    if state:
        rows = rows.filter(state=state)
    if audience:
        rows = rows.filter(audience=audience)
    if service_id is not None:
        rows = rows.filter(service_id=service_id)
    if words:
        query = SearchQuery(words, config="english", search_type="websearch")
        best = SearchRank(F("words"), query).desc()
        return rows.filter(words=query).order_by(best, "-updated_at", "-id")
    return rows.order_by("-updated_at", "-id")


def article_page(user: User) -> QuerySet[Article]:
    """Articles as their page shows them."""
    return access.visible_to(user).select_related("service", "author").defer("words")


def suggest(
    user: User, text: str, *, service_id: int | None = None, limit: int = 3, public: bool = False
) -> list[dict[str, Any]]:
    """Published articles that may answer this, best first: any of its words, those of its service before others. One statement."""
    words = rules.words_in(text)
    if not words:
        return []
    query = SearchQuery(" or ".join(words[:MOST_WORDS]), config="english", search_type="websearch")
    rows = access.visible_to(user).published().filter(words=query)
    if public:
        rows = rows.filter(audience=Article.Audience.PUBLIC)
    found: Any = (
        rows.annotate(rank=SearchRank(F("words"), query))
        .order_by("-rank", "-updated_at", "-id")
        .values("id", "ref", "title", "audience", "service_id", "rank")[: limit * 4]
    )
    own = sorted(
        found, key=lambda row: (row["service_id"] != service_id or service_id is None, -row["rank"])
    )
    return own[:limit]


def bodies(ids: list[int]) -> dict[int, str]:
    """The texts of these articles."""
    return dict(Article.objects.filter(pk__in=ids).values_list("pk", "body")) if ids else {}


def readable_by_ref(user: User, ref: str) -> int | None:
    """The id of an article that this person reads."""
    return access.visible_to(user).filter(ref=ref).values_list("pk", flat=True).first()


def history(article: Article) -> list[dict[str, Any]]:
    """What was done to it, newest first."""
    return told_of("article", article.pk)


def find(user: User, words: str) -> Iterable[SearchHit]:
    """Articles for the palette, by words."""
    desk = access.reads_internal(user)
    asked = words.strip()
    by_ref = access.visible_to(user).filter(ref=asked.upper())
    rows = (
        by_ref if by_ref.exists() else article_list(user, words=asked).exclude(state=states.RETIRED)
    )
    for ref, title in rows.values_list("ref", "title")[:4]:
        url = f"/knowledge/{ref}/" if desk else f"/help/articles/{ref}/"
        yield SearchHit(title, url, "article", "book-2")


def subject_articles(user: User, ids: set[int]) -> dict[int, Named]:
    """What these articles are called in the log."""
    rows = access.visible_to(user).filter(pk__in=ids).values_list("pk", "ref")
    return {pk: Named(ref, f"/knowledge/{ref}/") for pk, ref in rows}
