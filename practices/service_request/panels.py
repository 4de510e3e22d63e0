"""What requests show elsewhere: to those who decide, what is asked for in the requester's own words."""

from typing import Any

from practices.service_request import queries
from svs.extensions import Panel


def _of_vote(user: Any, approval: Any) -> tuple[str, dict[str, Any]] | None:
    ticket = queries.wanted(user, approval.subject_id) if approval.kind == "request" else None
    return ("service_request/_wanted.html", {"ticket": ticket}) if ticket else None


PANELS = [Panel("vote", _of_vote, 10)]
