"""A small organisation that decides: a board of five with a chair, and changes to put before it."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from governance.models import Approval, Board, BoardMember, DecisionRight, Delegation
from governance.operations import voting
from practices.change import operations as changes
from practices.desk.models import Ticket
from svs.events.actor import person
from tests.conftest import make_person

NAMES = ("Ingrid Solheim", "Rafael Costa", "Sofia Tran", "Wim Jansen", "Malik Brandt")


def make_board(*names: str, chair: str = "", name: str = "Change board") -> Board:
    """A board of these people, the first of whom is the chair unless said otherwise."""
    names = names or NAMES
    board = Board.objects.create(
        name=name, slug=name.lower().replace(" ", "-"), purpose="Weighs changes"
    )
    for one in names:
        BoardMember.objects.create(
            board=board,
            user=make_person(one),
            is_chair=one == (chair or names[0]),
            since=timezone.now(),
        )
    return board


def members(board: Board) -> list[Any]:
    return [row.user for row in board.members.select_related("user").order_by("id")]


def right(*steps: dict[str, Any], subject: str = "change", **fields: Any) -> DecisionRight:
    """The only right of a subject from now on."""
    DecisionRight.objects.filter(subject=subject).update(state=DecisionRight.State.DISCARDED)
    number = (
        DecisionRight.objects.order_by("-number").values_list("number", flat=True).first() or 0
    ) + 1
    now = timezone.now()
    return DecisionRight.objects.create(
        number=number, subject=subject, name="As the test needs it", why="So that it is tested", steps=list(steps),
        state=DecisionRight.State.ADOPTED, since=now - timedelta(days=1), written_at=now, **fields,
    )  # fmt: skip


def step(by: str, **said: Any) -> dict[str, Any]:
    return {"by": by, "board": None, "majority": "first", "quorum": 1, "share": 50, "hours": 48, "escalate": [], **said}  # fmt: skip


def board_step(board: Board, **said: Any) -> dict[str, Any]:
    return step("board", **{"board": board.pk, "majority": "share", "quorum": 3, **said})


def draft(actor: Any, service: Any, **fields: Any) -> Any:
    """A change that says all it must say before anybody is asked."""
    start = timezone.now() + timedelta(days=3)
    return changes.draft_change(
        **{"actor": actor, "title": "Roll hall A back to 8.3", "service_id": service.pk, "team_id": service.team_id, "plan": "Restart",
           "backout": "Restart again", "starts_at": start, "ends_at": start + timedelta(hours=1), **fields}
    )  # fmt: skip


def asked(actor: Any, service: Any, **fields: Any) -> Approval:
    """A change before those who decide, as its approval."""
    ticket = draft(actor, service, **fields)
    changes.submit_change(ticket=ticket, actor=actor)
    return approval_of(ticket)


def approval_of(ticket: Any) -> Approval:
    return Approval.objects.filter(kind="change", subject_id=ticket.pk).latest("id")


def vote(approval: Approval, user: Any, choice: str = "approve", **said: Any) -> Approval:
    return voting.cast_vote(
        approval=approval, actor=person(user), user=user, choice=choice,
        **{"version": approval.version, "words": "Not now" if choice == "reject" else "", **said},
    )  # fmt: skip


def state_of(approval: Approval) -> str:
    return Approval.objects.values_list("state", flat=True).get(pk=approval.pk)


def approval_ticket(approval: Approval) -> Any:
    return Ticket.objects.get(pk=approval.subject_id)


def stand_in(
    user: Any, to: Any, *, since: int = 0, until: int = 5, board: Board | None = None
) -> Delegation:
    """Somebody votes in another's place, from and to so many days from today."""
    today = timezone.localdate()
    days = (today + timedelta(days=since), today + timedelta(days=until + 1))
    return Delegation.objects.create(user=user, to=to, board=board, during=days)
