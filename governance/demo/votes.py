"""Changes before those who decide: one the board is at, voted on anew after an edit; one that was refused, and why."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import Approval, Step
from governance.operations.principles import answer_principles
from governance.operations.voting import cast_vote
from governance.rules.principles import FOCUS, OTHERS, questions_of
from practices.change import operations as changes
from svs.accounts.models import User
from svs.demo.people import address
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.services import queries as services

SCANNERS = "Warehouse Scanners"
ROLL_BACK = {
    "title": "Roll hall A back to 8.3", "why": "Since 8.4 handhelds of group RTM-A lose their session between two access points.",
    "plan": "Tell the shift lead, take RTM-A out of the 8.4 group\nPush 8.3 to RTM-A-01 to 24, restart once\nTen badge scans, five picks, hall B as control",
    "backout": "Put RTM-A back into the 8.4 group\nRestart; pickers go on with paper lists", "backout_minutes": 10,
    "test": "Two spare handhelds: no drop in 70 roams\nBack-out on both: four minutes",
}  # fmt: skip
ALL_AT_ONCE = {
    "title": "Bring every hall to 8.5 in one night", "why": "So that all handhelds are on one version before the stocktaking.",
    "plan": "Push 8.5 to all 212 handhelds\nRestart them by hall", "backout": "Push 8.4 again", "backout_minutes": 90,
    "test": "Two handhelds in the lab",
}  # fmt: skip


def load() -> None:
    """Through the real operations: whoever wrote them asks, those who are asked vote. Once, however often it is loaded."""
    if Approval.objects.filter(kind="change", title=ROLL_BACK["title"]).exists():
        return
    _before_the_board()
    _refused()


def _before_the_board() -> None:
    author = _user("Tom Becker")
    ticket = _asked(author, ROLL_BACK, days=2)
    approval = _to_the_board(ticket)
    _vote(approval, "Henrik Aas", "approve")
    changes.edit_plan(
        ticket=ticket,
        actor=person(author),
        fields={"plan": f"{ROLL_BACK['plan']}\nClose the window with the count of drops"},
    )
    approval = _to_the_board(ticket)
    _vote(
        approval,
        "Ingrid Holm",
        "approve",
        words="Session logs of ten scanners are kept for the vendor",
    )
    _vote(approval, "Malik Brandt", "recuse")


def _refused() -> None:
    ticket = _asked(_user("Kofi Owusu"), ALL_AT_ONCE, days=3)
    approval = _to_the_board(ticket)
    why = (
        "212 handhelds in one night with a back-out of ninety minutes: take hall A first and look."
    )
    for name in ("Sofia Tran", "Henrik Aas", "Marta Silva", "Malik Brandt"):
        _vote(approval, name, "reject", words=why, principle="progress_iteratively")


def _asked(author: User, said: dict[str, Any], days: int) -> Any:
    service = next(one for one in services.all_services(author) if one.name == SCANNERS)
    start = (timezone.now() + timedelta(days=days)).replace(minute=0, second=0, microsecond=0)
    ticket = changes.draft_change(
        actor=person(author), service_id=service.pk, team_id=service.team_id, assignee_id=author.pk, requester=author,
        starts_at=start, ends_at=start + timedelta(minutes=30), **said,
    )  # fmt: skip
    _answer(ticket.pk, 1, author)
    return changes.submit_change(ticket=ticket, actor=person(author))


def _answer(ticket_id: int, version: int, author: User) -> None:
    outcome = services.active_outcomes()[0]
    value = [{"principle": FOCUS, "question": one, "answer": "yes"} for one in questions_of(outcome.criteria)]  # fmt: skip
    others = [{"principle": one.key, "question": "", "answer": "yes"} for one in OTHERS]
    answer_principles(
        kind="change", subject_id=ticket_id, version=version, actor=person(author), outcome_id=outcome.pk,
        seen_in="Sessions lost per shift, on the dashboard of the service.", answers=[*value, *others],
    )  # fmt: skip


def _to_the_board(ticket: Any) -> Approval:
    """Whoever is asked before the board says yes."""
    approval = Approval.objects.filter(kind="change", subject_id=ticket.pk).latest("id")
    while True:
        step = approval.steps.filter(round=approval.round, state=Step.State.OPEN).first()
        if step is None or step.board_id:
            return approval
        seat = (
            step.seats.filter(barred="", vote__isnull=True).select_related("user").order_by("id")[0]
        )
        cast_vote(
            approval=approval,
            actor=person(seat.user),
            user=seat.user,
            choice="approve",
            version=approval.version,
        )
        approval.refresh_from_db()


def _vote(approval: Approval, name: str, choice: str, **said: Any) -> None:
    """As long as it is asked."""
    user = _user(name)
    approval.refresh_from_db()
    try:
        cast_vote(approval=approval, actor=person(user), user=user, choice=choice, version=approval.version, **said)  # fmt: skip
    except RuleViolation:  # decided meanwhile
        return


def _user(name: str) -> User:
    return User.objects.get(email=address(name))
