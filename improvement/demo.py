"""The register of Northwind: ideas, trials that run, one to judge, one overdue, one kept and one discarded on frozen evidence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from improvement import operations, queries
from improvement.operations import Plan
from improvement.queries import Source
from improvement.rules import compare, evidence
from svs.accounts.models import User
from svs.errors import RuleViolation
from svs.events.actor import Actor, person
from svs.services.models import Service

if TYPE_CHECKING:
    from improvement.models import Improvement
    from metrics.models import Kpi


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
    Told("order-tracking", "Trucks report where they are every ten minutes, and dispatch plans on guesses", "Every truck reports each minute: dispatch replans while it still helps.",
         9, 2, 50, (4, 3, 4)),
    Told("customer-portal", "The checkout fails without anybody noticing until customers call", "An alert within two minutes instead of the first call after twenty.", 5, 3, 45),
)  # fmt: skip


# Tried where the numbers are surest that it helped.
HELPED = Told(
    "", "Incidents lie at the desk until somebody knows whose they are", "They are with the right team at once: an hour less for each.", 0, 2, -20, (4, 2, 2),
    ("a rule hands them to their team at once", "they are restored an hour sooner", "nobody has to find out whose they are"),
)  # fmt: skip
BECAUSE = (
    "The gain stays in both halves of the trial, and the team works this way without being told."
)
LENGTHS = (42, 28)
ENDS = range(14, 120, 7)  # days back


def load() -> None:
    """Each raised, assessed, tried and judged by the owner of its service, through the operations, at the times it tells."""
    for told in REGISTER:
        _tell(told)
    best = _best()
    if best is not None:
        _tell(best)
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    dropped = _raise(Told("identity-access", "Access cards should open the scanner app", "No password at the dock.", 40, 4, 20), ana)  # fmt: skip
    operations.drop_improvement(improvement=dropped, actor=person(ana), why_dropped="The card reader of the app is not certified; looked at again next year.", at=_at(33))  # fmt: skip
    operations.find_candidates()


def _best() -> Told | None:
    """The change for the better that the numbers are surest of, as a trial that was kept; None in a past without any."""
    found: list[tuple[float, Told]] = []
    for service in Service.objects.select_related("owner").order_by("id"):
        kpi = _measure(service.owner, service.pk) if service.owner else None
        if kpi is None:
            continue
        for ended in ENDS:
            for length in LENGTHS:
                started = ended + length
                before, now = (
                    queries.window_of(kpi, _at(since).date(), _at(until).date()).values
                    for since, until in ((started + 56, started + 1), (started, ended))
                )
                shown = compare.difference(before, now, queries.subject_of(kpi).statistic)
                if shown is not None and shown.high < 0:
                    sure = shown.high / (evidence.value_of(before, shown.method) or 1)
                    found.append((sure, replace(HELPED, service=service.slug, raised=started + 14, minutes=-60, before=(started + 56, started + 1), runs=(started, ended), verdict="keep", because=BECAUSE)))  # fmt: skip
    return min(found, key=lambda pair: pair[0])[1] if found else None


def _measure(owner: User, service_id: int | None) -> Kpi | None:
    """The measure a trial on time is held against."""
    at_work = {kpi.measure: kpi for kpi in queries.kpis_for(owner, service_id)}
    return at_work.get("lead-time") or at_work.get("time-to-restore")


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
    kpi = _measure(owner, improvement.service_id)
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
