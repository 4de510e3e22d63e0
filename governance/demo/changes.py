"""An emergency change: begun when it was asked for, decided by one, done, and to be looked back on."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.demo.principles import SAID, answer_of_change
from governance.models import Approval
from governance.operations.voting import cast_vote
from practices.change import operations
from practices.change.demo import draft
from svs.events.actor import person

LINE = (
    "Put customs filing on the spare line", "customs-filing", "trade-systems", "tomas.berg", 0, 5, 60,
    "Switch the line over\nFile a test declaration", "Switch back", "",
)  # fmt: skip


def load() -> None:
    """Through the real operations."""
    now = timezone.now()
    ticket = _submitted(LINE, type="emergency", starts_at=now - timedelta(minutes=10), ends_at=now + timedelta(minutes=50))  # fmt: skip
    _vote(ticket, "approve", "Only until the first line is mended.")
    ticket.refresh_from_db()
    if ticket.state == "SCHEDULED":
        by = person(ticket.assignee)
        operations.start_change(ticket=ticket, actor=by)
        operations.complete_change(ticket=ticket, actor=by, outcome="with_issues", outcome_words="Two declarations had to be filed again.")  # fmt: skip


def _submitted(row: Any, **more: Any) -> Any:
    ticket = draft(*row, **more)
    author = person(ticket.assignee)
    answer_of_change(ticket, author, SAID)
    return operations.submit_change(ticket=ticket, actor=author)


def _vote(ticket: Any, choice: str, words: str) -> None:
    """The first who is asked says so."""
    approval = Approval.objects.filter(kind="change", subject_id=ticket.pk, state="OPEN").first()
    step = approval.steps.filter(round=approval.round, state="OPEN").first() if approval else None
    seat = step.seats.filter(barred="", vote__isnull=True).select_related("user").order_by("id").first() if step else None  # fmt: skip
    if approval and seat:
        cast_vote(approval=approval, actor=person(seat.user), user=seat.user, choice=choice, words=words, version=approval.version)  # fmt: skip
