"""Changes that were decided, and one whose votes were voided: refused with its reason, edited after a yes, an emergency to look back on."""

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

FIRMWARE = (
    "Firmware 8.5 for both halls at once", "warehouse-scanners", "network-operations", "rafal.zielinski", 6, 12, 60,
    "Take both halls out\nPush 8.5 to 51 handhelds\nRestart them", "Push 8.4 again; pickers go on with paper lists", "",
)  # fmt: skip
SCREENS = (
    "Show the dock on the pickers' screens", "warehouse-scanners", "network-operations", "tom.becker", 8, 5, 45,
    "Switch the screens of halls A and B over\nTen picks in each", "Switch them back", "Two screens for a week",
)  # fmt: skip
LINE = (
    "Put customs filing on the spare line", "customs-filing", "trade-systems", "tomas.berg", 0, 5, 60,
    "Switch the line over\nFile a test declaration", "Switch back", "",
)  # fmt: skip


def load() -> None:
    """Through the real operations, each as far as it tells something."""
    _refused()
    _voided()
    _emergency()


def _refused() -> None:
    ticket = _submitted(FIRMWARE)
    while _vote(ticket, "reject", "At noon the pickers are in both halls: nobody could go on. One hall first, at night.", "progress_iteratively"):  # fmt: skip
        pass


def _voided() -> None:
    """Those who had said yes hear that it says otherwise now, and are asked again."""
    ticket = _submitted(SCREENS)
    _vote(ticket, "approve", "")
    ticket.refresh_from_db()
    if ticket.state in ("IN_APPROVAL", "SCHEDULED"):
        operations.edit_plan(
            ticket=ticket, actor=person(ticket.assignee), fields={"plan": "Switch the screens of hall A over\nTen picks", "backout_minutes": 5},
        )  # fmt: skip


def _emergency() -> None:
    """Begun when it was asked for, decided by one, done, and looked back on afterwards."""
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


def _vote(ticket: Any, choice: str, words: str, principle: str = "") -> bool:
    """The first who is asked says so; nobody where nobody is."""
    approval = Approval.objects.filter(kind="change", subject_id=ticket.pk, state="OPEN").first()
    step = approval.steps.filter(round=approval.round, state="OPEN").first() if approval else None
    seat = step.seats.filter(barred="", vote__isnull=True).select_related("user").order_by("id").first() if step else None  # fmt: skip
    if approval is None or seat is None:
        return False
    cast_vote(
        approval=approval, actor=person(seat.user), user=seat.user, choice=choice, words=words, principle=principle, version=approval.version,
    )  # fmt: skip
    return True
