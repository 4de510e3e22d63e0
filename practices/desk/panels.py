"""What the desk shows on pages: how the requester was served."""

from typing import Any

from practices.desk import access, rules
from practices.desk.queries import surveys as queries
from svs.extensions import Panel


def _survey_of_ticket(user: Any, ticket: Any) -> tuple[str, dict[str, Any]] | None:
    if not access.reads_notes(user, ticket) and not access.owns_service(user, ticket):
        return None
    survey = queries.survey_of(ticket)
    if survey is None:
        return None
    score = rules.SCORES[survey.score] if survey.score else ""
    return "desk/_survey.html", {"survey": survey, "score": score}


def _said_of_service(user: Any, service: Any) -> tuple[str, dict[str, Any]] | None:
    rows = queries.said_of_service(user, service.pk)
    return ("desk/_said_of_service.html", {"rows": rows}) if rows else None


PANELS = [Panel("ticket", _survey_of_ticket, 10), Panel("service", _said_of_service, 30)]
