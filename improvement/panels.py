"""What the register shows on the pages below: a button to raise one, and those that were raised."""

from typing import Any

from django.urls import reverse

from improvement import access, queries
from svs.extensions import Action, Panel


def _raise(parameter: str, value: Any) -> Any:
    def url(user: Any, record: Any) -> str | None:
        if not access.may_read(user):
            return None
        return f"{reverse('improvement:raise')}?{parameter}={value(record)}"

    return url


ACTIONS = [
    Action("ticket", "Raise improvement", "bulb", _raise("ticket", lambda ticket: ticket.ref), 50),
    Action("service", "Raise improvement", "bulb", _raise("service", lambda service: service.slug), 50),
    Action("signal", "Improve", "bulb", _raise("signal", lambda signal: signal.pk), 50, "Try a remedy on the cause, with an owner, a date and a result."),
]  # fmt: skip


def _of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    if not access.may_read(user):
        return None
    return "improvement/_of_service.html", {"rows": queries.of_service(user, service.pk)[:5]}


def _of_ticket(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    rows = list(queries.of_ticket(user, ticket.pk)[:5]) if access.may_read(user) else []
    return ("improvement/_of_ticket.html", {"rows": rows}) if rows else None


PANELS = [Panel("service", _of_service, 20), Panel("ticket", _of_ticket, 20)]
