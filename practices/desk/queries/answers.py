"""What is written down that may answer a ticket, and what did."""

from typing import Any

from django.db.models import Count, F

from practices.desk import access
from practices.desk.models import SolvedWith, Ticket
from practices.knowledge import access as articles
from practices.knowledge import queries as knowledge
from practices.knowledge.rules import plain
from svs.accounts.models import User

LONGEST = 8000  # of an article, put into a reply


def solved_with(user: User, ticket: Ticket) -> list[dict[str, Any]]:
    """The articles that answered it, as far as this person reads them."""
    rows: Any = SolvedWith.objects.filter(ticket=ticket, article__in=articles.visible_to(user).values("pk"))  # fmt: skip
    return list(
        rows.order_by("id").values("article_id", ref=F("article__ref"), title=F("article__title"))
    )


def offered(user: User, ticket: Ticket, words: str) -> list[dict[str, Any]]:
    """Published articles that may answer it: by these words, else by its own; each with what goes into a reply.

    What is for the desk alone has no text to put in: it must not reach a requester by a slip.
    """
    found = knowledge.suggest(user, words or ticket.title, service_id=ticket.service_id, limit=5)
    texts = knowledge.bodies([row["id"] for row in found if row["audience"] == "public"])
    helped = times_solved([row["id"] for row in found])
    return [
        {**row, "text": plain(texts[row["id"]])[:LONGEST] if row["id"] in texts else "", "solved": helped.get(row["id"], 0)}
        for row in found
    ]  # fmt: skip


def times_solved(article_ids: list[int]) -> dict[int, int]:
    """How many tickets each of these articles answered."""
    rows = SolvedWith.objects.filter(article_id__in=article_ids).values_list("article_id")
    return dict(rows.annotate(n=Count("id")).order_by())


def solved_by(user: User, article_id: int, most: int = 10) -> dict[str, Any]:
    """The tickets that an article answered, newest first, as far as this person sees them."""
    seen = SolvedWith.objects.filter(article_id=article_id, ticket__in=access.visible_to(user).values("pk"))  # fmt: skip
    rows: Any = seen.order_by("-at", "-id").values(
        "at", ref=F("ticket__ref"), title=F("ticket__title")
    )
    return {"count": seen.count(), "rows": list(rows[:most])}
