"""What the desk shows on pages: how the requester was served."""

from typing import Any
from urllib.parse import urlencode

from django.urls import reverse

from practices.desk import access
from practices.desk.queries import answers, items
from practices.desk.queries import surveys as queries
from svs.extensions import Action, Panel


def _said_of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    rows = queries.said_of_service(user, service.pk)
    return ("desk/_said_of_service.html", {"rows": rows}) if rows else None


def _items_of_ticket(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    may_pick = access.may(user, access.ITEMS, ticket)
    rows = items.items_of(user, ticket.pk)
    if not rows and not may_pick:
        return None
    context = {"ticket": ticket, "rows": rows, "may_pick": may_pick}
    return "desk/_items.html", context


def _tickets_of_item(user: Any, item: Any) -> tuple[str, dict[str, Any]] | None:
    return "desk/_tickets_of_item.html", {"rows": items.tickets_about(user, item.pk)}


def _known_answers(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    return ("desk/_answers_tool.html", {"ticket": ticket}) if access.may(user, access.LINK, ticket) else None  # fmt: skip


def _solved_by_article(user: Any, article: Any) -> tuple[str, dict[str, Any]] | None:
    return "desk/_solved_by.html", answers.solved_by(user, article.pk)


PANELS = [
    Panel("composer", _known_answers, 20),
    Panel("article", _solved_by_article, 10),
    Panel("ticket", _items_of_ticket, 5),
    Panel("item", _tickets_of_item, 10),
    Panel("service", _said_of_service, 30),
]


def try_it(place: str) -> Action:
    """Hold a draft of this promise over the past."""

    def url(user: Any, record: Any) -> str | None:
        if not access.may_try_targets(user):
            return None
        said: dict[str, Any] = {}
        if place == "target":
            said = {
                "kind": record.kind,
                "priority": record.priority,
                "measure": record.measure,
                "service": record.service_id or "",
            }
        elif record is not None:
            said = {"service": record.pk}
        return f"{reverse('desk:try_target')}?{urlencode(said)}"

    return Action(
        place,
        "Try another time",
        "test-pipe",
        url,
        help="Hold a draft over past tickets: how many would have met it.",
    )
