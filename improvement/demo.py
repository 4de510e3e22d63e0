"""The register of Northwind: ideas, trials that run, one to judge, one overdue, one kept and one discarded on frozen evidence."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from improvement import operations, queries
from improvement.operations import Plan
from improvement.queries import Source
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import Actor, person
from svs.services.models import Service

if TYPE_CHECKING:
    from improvement.models import Improvement


@dataclass(frozen=True)
class Told:
    """One improvement as it came to be; days count back from today."""

    service: str
    issue: str
    expected: str
    raised: int
    priority: int = 3
    due: int = 30
    points: tuple[int, int, int] | None = None
    belief: tuple[str, str, str] | None = None
    minutes: float = 0.0  # hoped for, below zero when it should fall
    before: tuple[int, int] = (0, 0)  # days back
    runs: tuple[int, int] = (0, 0)  # started and ended, days back; an end below zero lies ahead
    verdict: str = ""
    because: str = ""
    takes_back: str = ""


REGISTER = (
    Told("payroll", "Payroll questions wait days for the vendor's general mailbox", "Half of them are solved within the morning: an hour less.",
         84, 2, -20, (4, 2, 2),
         ("payroll asks a named contact at the vendor instead of the mailbox", "a question is restored half an hour sooner", "nobody at the vendor has to find out who knows"),
         -30, (182, 100), (70, 28), "keep", "The vendor answers within the hour now, and the team asks the contact by name without being told."),
    Told("customer-portal", "Every portal incident waits for a second opinion", "Incidents of the portal are restored faster, without more of them coming back.",
         112, 3, -60, (3, 2, 4),
         ("two engineers look at every portal incident together", "it is restored 20 minutes sooner", "two pairs of eyes see the cause earlier"),
         -20, (160, 106), (105, 77), "discard", "It takes two people for what one does as fast. The numbers give no reason to go on.", "The pairing leaves the rota of Applications on Monday."),
    Told("warehouse-scanners", "A faulty scanner waits an hour for a spare", "A picker is back at the shelf within ten minutes: half the time without a scanner.",
         66, 1, -6, (5, 3, 2),
         ("pickers swap a faulty scanner at a locker, without a call", "they stand still half an hour less", "nobody waits for the desk"),
         -30, (110, 51), (50, 12)),
    Told("customer-portal", "Bookings lose their addresses after every release", "Incidents after a release are restored faster: the last one is taken back first.",
         45, 2, 5, (3, 2, 3),
         ("the last release is taken back before the cause is looked for", "the portal is restored 30 minutes sooner", "most incidents begin with a release"),
         -30, (90, 31), (30, 1)),
    Told("identity-access", "Every password reset goes from the desk to Identity and back", "The desk resets itself: two handoffs less, and half an hour for each of 40 cases a month.",
         30, 2, 21, (4, 2, 3),
         ("the desk resets passwords itself", "access is restored half an hour sooner", "two handoffs and their queues fall away"),
         -30, (70, 13), (12, -16)),
    Told("warehouse-scanners", "Nobody knows which firmware a scanner runs", "Incidents after a firmware name the version, so the vendor answers at once.", 18, 3, 40, (3, 2, 1)),
    Told("payroll", "Shift bonuses are checked by hand every month", "The check runs by itself the night before.", 12, 4, 80, (3, 4, 2)),
    Told("customer-portal", "The checkout fails without anybody noticing until customers call", "An alert within two minutes instead of the first call after twenty.", 5, 3, 45),
)  # fmt: skip


def load() -> None:
    """Each raised, assessed, tried and judged by the owner of its service, through the operations, at the times it tells."""
    for told in REGISTER:
        _tell(told)
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    dropped = _raise(Told("identity-access", "Access cards should open the scanner app", "No password at the dock.", 40, 4, 20), ana)  # fmt: skip
    operations.drop_improvement(improvement=dropped, actor=person(ana), why_dropped="The card reader of the app is not certified; looked at again next year.", at=_at(33))  # fmt: skip


def _at(days: int) -> datetime:
    """A moment of the working day so many days ago."""
    day = timezone.localdate() - timedelta(days=days)
    return timezone.make_aware(datetime.combine(day, time(9, 30)))


def _raise(told: Told, owner: User) -> Improvement:
    source = Source(service=Service.objects.select_related("owner").get(slug=told.service))
    return operations.raise_improvement(
        actor=person(owner), source=source, issue=told.issue, expected_impact=told.expected, owner_id=owner.pk,
        priority=told.priority, target_date=timezone.localdate() + timedelta(days=told.due), at=_at(told.raised),
    )  # fmt: skip


def _tell(told: Told) -> None:
    owner = Service.objects.select_related("owner").get(slug=told.service).owner
    assert owner is not None  # noqa: S101 -- the demo gives every service one
    improvement, actor = _raise(told, owner), person(owner)
    if told.points is None:
        return
    impact, effort, risk = told.points
    operations.assess_improvement(improvement=improvement, actor=actor, impact=impact, effort=effort, risk=risk, at=_at(told.raised - 2))  # fmt: skip
    if told.belief and _start(told, improvement, actor, owner):
        _end(told, improvement, actor)


def _start(told: Told, improvement: Improvement, actor: Actor, owner: User) -> bool:
    """False where the past is too short to be compared with: the improvement stays assessed."""
    kpi = next((k for k in queries.kpis_for(owner, improvement.service_id) if k.measure == "time-to-restore"), None)  # fmt: skip
    if kpi is None or told.belief is None:
        return False
    since, until, ends_on = (_at(days).date() for days in (*told.before, told.runs[1]))
    plan = Plan(kpi.pk, *told.belief, told.minutes * 60, ends_on, since, until)
    try:
        operations.start_trial(improvement=improvement, actor=actor, plan=plan, at=_at(told.runs[0]))  # fmt: skip
    except RuleViolation as violation:
        if violation.code != "baseline_too_small":
            raise
        return False
    return True


def _end(told: Told, improvement: Improvement, actor: Actor) -> None:
    ended = told.runs[1]
    if ended < 1:
        return
    operations.end_trial(improvement=improvement, actor=actor, at=_at(ended - 1))
    if told.verdict == "keep":
        operations.keep_trial(improvement=improvement, actor=actor, because=told.because, at=_at(ended - 3))  # fmt: skip
    elif told.verdict == "discard":
        operations.discard_trial(improvement=improvement, actor=actor, because=told.because, takes_back=told.takes_back, at=_at(ended - 3))  # fmt: skip
