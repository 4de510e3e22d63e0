"""Candidates as one person may see them: their cases, their counts, their hours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import CharField, Count, F, OuterRef, Q, QuerySet, Subquery, Sum, Value
from django.db.models.functions import Concat
from django.http import Http404

from improvement import access
from improvement.models import Candidate, CandidateCase, Improvement
from improvement.queries import found
from improvement.rules import words
from metrics import access as metrics_access
from metrics import rules as metrics_rules
from practices.automation import access as automation_access
from practices.desk import access as desk_access
from practices.desk import states as desk_states
from svs.services import access as services_access

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from svs.accounts.models import User

KINDS = {str(value): str(label) for value, label in Candidate.Kind.choices}
OF_TICKETS = ("recurring", "pingpong", "wait")


@dataclass(frozen=True)
class Shown:
    """A candidate with what this person sees of it."""

    record: Any
    n: int  # cases seen
    times: int
    seconds: float
    title: str  # of the newest case seen; empty where only sums may be read
    category: str
    raised: str  # ref of the newest improvement raised from it, if seen

    @property
    def service(self) -> str:
        return self.record.service.name if self.record.service else "no service"

    @property
    def kind(self) -> str:
        return KINDS[self.record.kind]

    @property
    def heading(self) -> str:
        """What it is, in a line."""
        record = self.record
        if record.kind == "recurring":
            return self.title or f"The same {self.category or 'fault'} again and again"
        if record.kind == "pingpong":
            return f"{record.team.name} – {record.other_team.name}"
        if record.kind == "wait":
            return f"Waiting for {_cause(record.cause)}"
        if record.kind == "rule":
            return f"{record.rule.ref} {record.rule.name}"
        return metrics_rules.MEASURES[record.signal.kpi.measure].name

    @property
    def says(self) -> str:
        """How often, in which days, and what it costs."""
        record, cases = self.record, self._cases()
        days = f"in the {(record.until - record.since).days} days to {record.until.day} {record.until:%b}"
        hours = words.count(round(self.seconds / 3600), "hour", "hours")
        if record.kind == "recurring":
            usual = (
                "" if record.usual is None else f"; {round(record.usual) or 'none'} usual before"
            )
            return f"{cases} {days}, {hours} open{usual if self.n == record.times else ''}."
        if record.kind == "pingpong":
            return f"{cases} went there and back {words.count(self.times, 'time', 'times')} {days}, {hours} away."
        if record.kind == "wait":
            return f"{hours} in {cases} {days}."
        if record.kind == "rule":
            return f"People took back {words.count(self.times, 'thing', 'things')} it did {days}."
        late = (
            ""
            if not self.seconds
            else f": {hours} beyond the promise over {words.count(record.times, 'case', 'cases')}"
        )
        return f"Nobody answered the broken promise in time{late}."

    def _cases(self) -> str:
        """How many; where only the heaviest are kept it says so."""
        said = words.count(self.n, "case", "cases")
        return f"the {self.n:,} longest cases" if self.n in (found.CASES, found.WAITING) and self.record.times > self.n else said  # fmt: skip

    @property
    def issue(self) -> str:
        """What a form can say of it already."""
        start = {
            "recurring": f"Again and again: {self.title}" if self.title else self.heading, "pingpong": f"Back and forth between {self.heading}",
            "wait": f"{self.heading} at {self.service}", "rule": f"People take back what {self.heading} does",
        }.get(self.record.kind, self.heading)  # fmt: skip
        return f"{start} ({self.says.rstrip('.')})"

    @property
    def expected(self) -> str:
        hours = round(self.seconds / 3600)
        return f"Half of the {hours:,} hours that it costs in 30 days." if hours > 1 else ""


def _cause(cause: str) -> str:
    label = desk_states.CAUSES.get(cause, cause)
    return f"{label[:1].lower()}{label[1:]}".removeprefix("waits for ")


def visible_candidates(user: User) -> QuerySet[Candidate]:
    """Candidates of services this person sees, with the cases they see; rules and promises for those who read them."""
    if not access.may_read(user):
        return Candidate.objects.none()
    own = CandidateCase.objects.filter(candidate=OuterRef("pk"))
    counted = own.filter(ticket__in=desk_access.countable_by(user))
    mine = counted.order_by().values("candidate")
    seen = own.filter(ticket__in=desk_access.visible_to(user))
    raised = Improvement.objects.filter(
        found_key=Concat(OuterRef("kind"), Value(":"), OuterRef("key"), output_field=CharField()), pk__in=access.visible_to(user)
    ).exclude(found_key="")  # fmt: skip
    kinds = Q(kind__in=OF_TICKETS, n__gt=0) | Q(kind="promise", signal__in=metrics_access.signals_visible_to(user))  # fmt: skip
    if automation_access.may_read(user):
        kinds |= Q(kind="rule")
    return (
        Candidate.objects.annotate(
            n=Subquery(mine.annotate(x=Count("id")).values("x")),
            seen_times=Subquery(mine.annotate(x=Sum("times")).values("x")),
            seen_seconds=Subquery(mine.annotate(x=Sum("seconds")).values("x")),
            title=Subquery(seen.order_by("-ticket_id").values("ticket__title")[:1]),
            category=Subquery(counted.order_by("-ticket_id").values("ticket__category__name")[:1]),
            raised=Subquery(raised.order_by("-id").values("ref")[:1]),
        )
        .filter(Q(service__isnull=True) | Q(service__in=services_access.visible_to(user)), kinds)
        .select_related("service__owner", "team", "other_team", "rule", "signal__kpi__service")
    )  # fmt: skip


def ordered(rows: QuerySet[Candidate]) -> QuerySet[Candidate]:
    """What surely grew first, then what costs most."""
    return rows.order_by(F("weight").desc(), F("seconds").desc(), "id")


def shown(record: Any) -> Shown:
    own = record.kind in OF_TICKETS
    return Shown(
        record, record.n or 0, (record.seen_times or 0) if own or record.kind == "rule" else record.times,
        (record.seen_seconds or 0.0) if own else record.seconds, record.title or "", record.category or "", record.raised or "",
    )  # fmt: skip


@dataclass(frozen=True)
class Board:
    """Candidates by kind, and when they were looked for."""

    groups: list[tuple[str, list[Shown]]] = field(default_factory=list)
    found_at: datetime | None = None


def board(user: User, *, service_id: int | None = None, team_ids: Collection[int] | None = None, kinds: Collection[str] = tuple(KINDS), top: int = 10) -> Board:  # fmt: skip
    """The heaviest candidates of each kind that this person sees, in one statement."""
    asked = visible_candidates(user).filter(kind__in=kinds)
    if service_id is not None:
        asked = asked.filter(service_id=service_id)
    if team_ids is not None:
        asked = asked.filter(Q(team__in=team_ids) | Q(other_team__in=team_ids) | Q(kind="recurring", service__team__in=team_ids))  # fmt: skip
    groups: dict[str, list[Shown]] = {kind: [] for kind in KINDS}
    found_at = None
    for record in ordered(asked):
        found_at = found_at or record.found_at
        if len(groups[record.kind]) < top:
            groups[record.kind].append(shown(record))
    return Board([(KINDS[kind], rows) for kind, rows in groups.items() if rows], found_at)


def candidate_or_404(user: User, pk: int) -> Shown:
    """One candidate this person sees."""
    record = visible_candidates(user).filter(pk=pk).first()
    if record is None:
        raise Http404
    return shown(record)


def cases_of(user: User, candidate_id: int) -> Any:
    """The cases behind a candidate that this person sees, the heaviest first."""
    own = CandidateCase.objects.filter(candidate=candidate_id, ticket=OuterRef("pk"))
    rows = desk_access.visible_to(user).filter(
        pk__in=CandidateCase.objects.filter(candidate=candidate_id).values("ticket_id")
    )
    weighed = rows.annotate(lost=Subquery(own.values("seconds")[:1]), lost_times=Subquery(own.values("times")[:1]))  # fmt: skip
    return weighed.order_by(F("lost").desc(), "-id").values(
        "id", "ref", "kind", "title", "logged_at", "resolved_at", "lost", "lost_times", team_name=F("team__name")
    )  # fmt: skip
