"""Who would be asked about a case, step by step, before anything is written."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from django.db.models import Q

from governance.models import BoardMember
from governance.rules import rights as rules
from governance.rules.rights import StepPlan
from svs.accounts.models import Membership, Role, RoleAssignment, User
from svs.services.models import Practice, Service

if TYPE_CHECKING:
    from collections.abc import Iterable

    from governance.models import DecisionRight
    from svs.gates import Case

OWN_WORK = "It is their own work"
ADMINISTRATOR = "administrator"
ASK_INSTEAD = {
    rules.NAMED: (rules.PEER, rules.OWNER, rules.EXECUTIVE, ADMINISTRATOR),
    rules.PEER: (rules.OWNER, rules.EXECUTIVE, ADMINISTRATOR),
    rules.OWNER: (rules.EXECUTIVE, ADMINISTRATOR),
    rules.BOARD: (rules.EXECUTIVE, ADMINISTRATOR),
    rules.EXECUTIVE: (ADMINISTRATOR,),
}


@dataclass(frozen=True)
class Asked:
    """Somebody who would be asked; barred says why they could not vote."""

    user_id: int
    name: str
    is_chair: bool = False
    barred: str = ""


@dataclass(frozen=True)
class Rung:
    """One step of a chain with its people. `instead_of`: who was meant, where nobody of those is left to ask."""

    plan: StepPlan
    asked: tuple[Asked, ...]
    board_name: str = ""
    instead_of: str = ""

    @property
    def may_vote(self) -> tuple[Asked, ...]:
        return tuple(one for one in self.asked if not one.barred)


class People:
    """Those around a case; each kind of them is read once, and only where it is asked for: at most six statements."""

    def __init__(self, case: Case, boards: Iterable[int | None] = ()) -> None:
        self.case = case
        self._board_ids = {board for board in boards if board}

    def of(self, by: str, board: int | None = None) -> tuple[Asked, ...]:
        """The people of one kind of step, those whose own work it is barred."""
        if by == rules.BOARD:
            found = self._boards.get(board or 0, [])
        elif by == rules.NAMED:
            found = [(pk, name, False) for pk, name in self._named]
        else:
            found = [(pk, name, False) for pk, name in self._of_kind(by)]
        return tuple(Asked(pk, name, chairs, OWN_WORK if pk in self.case.parties else "") for pk, name, chairs in found)  # fmt: skip

    def on_rung(self, rung: str, board: int | None) -> tuple[Asked, ...]:
        """Who may decide alone on a rung of escalation; those whose own work it is are left out."""
        if rung == "chair":
            found = tuple(one for one in self.of(rules.BOARD, board) if one.is_chair)
        elif rung == "sponsor":
            found = self._left(rules.EXECUTIVE) or self._left(ADMINISTRATOR)
        else:
            found = self.of(rung)
        return tuple(one for one in found if not one.barred)

    def board_name(self, board: int | None) -> str:
        return self._names.get(board or 0, "")

    def _left(self, by: str) -> tuple[Asked, ...]:
        return tuple(one for one in self.of(by) if not one.barred)

    def _of_kind(self, by: str) -> list[tuple[int, str]]:
        known = {
            rules.PEER: "_peers", rules.OWNER: "_owner", "lead": "_lead", rules.EXECUTIVE: "_executives",
            ADMINISTRATOR: "_administrators",
        }  # fmt: skip
        found: list[tuple[int, str]] = getattr(self, known[by])
        return found

    @cached_property
    def _boards(self) -> dict[int, list[tuple[int, str, bool]]]:
        found: dict[int, list[tuple[int, str, bool]]] = {}
        self._names: dict[int, str] = {}
        rows = BoardMember.objects.filter(board__in=self._board_ids, until__isnull=True, user__is_active=True)  # fmt: skip
        columns = ("board_id", "board__name", "user_id", "user__name", "is_chair")
        for board, called, pk, name, chairs in rows.order_by("-is_chair", "user__name", "user_id").values_list(*columns):  # fmt: skip
            found.setdefault(board, []).append((pk, name, chairs))
            self._names[board] = called
        return found

    @cached_property
    def _named(self) -> list[tuple[int, str]]:
        return _working(Q(pk__in=self.case.named))

    @cached_property
    def _peers(self) -> list[tuple[int, str]]:
        agents = Q(pk__in=RoleAssignment.objects.filter(role__in=(Role.AGENT, Role.TEAM_LEAD)).values("user"))  # fmt: skip
        members = Membership.objects.filter(team=self.case.team_id).values("user")
        return _working(agents & Q(pk__in=members))

    @cached_property
    def _owner(self) -> list[tuple[int, str]]:
        if self.case.service_id is None:
            return []
        owned = Service.objects.filter(pk=self.case.service_id).values("owner")
        return _working(Q(pk__in=owned))

    @cached_property
    def _lead(self) -> list[tuple[int, str]]:
        """Leads of the team that does it; where there is none, whoever leads the practice."""
        leads = Membership.objects.filter(team=self.case.team_id, is_lead=True).values("user")
        return _working(Q(pk__in=leads)) or _working(
            Q(pk__in=Practice.objects.filter(key=self.case.practice).values("lead"))
        )

    @cached_property
    def _executives(self) -> list[tuple[int, str]]:
        here = Q(scope_kind="") | Q(scope_kind="service", scope_id=self.case.service_id)
        held = RoleAssignment.objects.filter(here, role=Role.SPONSOR).values("user")
        return _working(Q(pk__in=held))

    @cached_property
    def _administrators(self) -> list[tuple[int, str]]:
        return _working(Q(pk__in=RoleAssignment.objects.filter(role=Role.ADMINISTRATOR).values("user")))  # fmt: skip


def members_of(board_id: int) -> set[int]:
    """Who is on a board just now."""
    rows = BoardMember.objects.filter(board=board_id, until__isnull=True)
    return set(rows.values_list("user_id", flat=True))


def plans_of(right: DecisionRight | None) -> tuple[StepPlan, ...]:
    """The steps a right asks for; where no row fits, the strictest."""
    if right is None:
        return rules.STRICTEST
    return tuple(StepPlan.of(said) for said in right.steps if said["by"] != rules.AUTOMATIC)


def chain_for(case: Case, right: DecisionRight | None) -> list[Rung]:
    """Every step of a case with those who would be asked. Where nobody may vote on a step, the next above are asked instead:
    it is never approved because nobody was there. One statement a kind of people, however many steps."""
    plans = plans_of(right)
    people = People(case, [plan.board for plan in plans])
    return [_rung(people, plan) for plan in plans]


def _rung(people: People, plan: StepPlan) -> Rung:
    asked = people.of(plan.by, plan.board)
    name = people.board_name(plan.board) if plan.board else ""
    if any(not one.barred for one in asked):
        return Rung(plan, asked, name)
    for by in ASK_INSTEAD[plan.by]:
        others = people.of(by)
        if any(not one.barred for one in others):
            above = StepPlan(rules.EXECUTIVE if by == ADMINISTRATOR else by, hours=plan.hours, escalate=plan.escalate)  # fmt: skip
            return Rung(above, others, instead_of=name or plan.by)
    return Rung(plan, asked, name)


def _working(who: Q) -> list[tuple[int, str]]:
    rows = User.objects.filter(who, is_active=True, is_program=False)
    return list(rows.order_by("name", "id").values_list("pk", "name"))
