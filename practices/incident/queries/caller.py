"""Who calls, and what they asked for lately."""

from typing import Any

from practices.desk import queries as desk
from practices.desk.states import DONE
from practices.incident import access
from svs.accounts.models import User

LATELY = 5


def caller_card(viewer: User, email: str) -> dict[str, Any] | None:
    """A person by their address with their last tickets as far as the viewer sees them; None where nobody is known. Two statements."""
    person: Any = User.objects.filter(email__iexact=email).values("id", "name", "job", "department", "phone").first()  # fmt: skip
    if person is None:
        return None
    theirs = access.visible_to(viewer).filter(requester_id=person["id"]).order_by("-logged_at", "-id")  # fmt: skip
    rows = list(desk.queue_rows(theirs)[:LATELY])
    return {**person, "rows": rows, "open": sum(row["phase"] != DONE for row in rows)}
