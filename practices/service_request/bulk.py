"""A hundred requests of the past, made up from a seed: written by the same hand as an imported log."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from practices.desk.bulk import write
from practices.desk.bulk.mapping import Row
from practices.service_request import states
from practices.service_request.models import ServiceRequest
from svs.accounts.models import User
from svs.copying import copy_rows
from svs.demo import company
from svs.demo.people import CALLING, DESK, TEAMS
from svs.services.models import Service

USUAL, DAYS = 100, 120
OPENS, CLOSES = 8, 18
CLOSED_AFTER = timedelta(days=5)
# what is asked for: title, service, team that delivers, hours of work, who must say yes (the owner), what was delivered
WANTED = (
    ("A scanner for a new colleague", "warehouse-scanners", "field-services", 3, True, "The scanner lies at the shift desk, charged and signed in."),
    ("Access to the customer portal for a new account manager", "customer-portal", "identity", 1, False, "The account is open; the first password went by post."),
    ("A second screen", "site-connectivity", "field-services", 2, True, "The screen stands on the desk."),
    ("Payroll reports for the new cost centre", "payroll", "finance-systems", 6, True, "The report runs every Monday and is in the folder of the cost centre."),
    ("A phone extension for the reception", "telephony", "field-services", 2, False, "Extension 4410 rings at the reception."),
    ("A shared mailbox for returns", "identity-access", "identity", 1, False, "The mailbox is open for the five people named."),
    ("Tracking by truck for a new carrier", "order-tracking", "data-integration", 9, True, "The carrier's feed is on; positions come every five minutes."),
    ("Access to customs filing for a broker", "customs-filing", "trade-systems", 2, True, "The broker can file for Antwerp and Felixstowe."),
    ("Wi-Fi for visitors on Thursday", "site-connectivity", "network-operations", 1, False, "The code is valid all Thursday."),
)  # fmt: skip
REASONS = ("No budget left this year.", "There is one in the store: please use that.", "Not for this role.")  # fmt: skip


@dataclass
class Detail:
    """The request's own part of a past: what was delivered, and its approval."""

    fulfilment: str = ""
    approver: int | None = None
    asked_by: int | None = None
    asked_at: datetime | None = None
    decision: str = ""
    words: str = ""
    decided_at: datetime | None = None


def write_past(*, requests: int, seed: int, until: datetime) -> write.Report:
    """Write so many requests as history: no rule, mail or signal acts on them."""
    maker = _Maker(seed, until)
    made = sorted((maker.one(n) for n in range(requests)), key=lambda one: one[0].rows[0].at)
    details = {case.rows[0].case: detail for case, detail in made}
    origin = write.Origin(f"requests-{seed}", states.REQUEST, told_by="Demo history", whole=True)
    names, report = write.Names(maker.people), write.Report()
    for batch in write.batches(case for case, _ in made):
        written = write.write(batch, origin, names, report)
        rows = [(pk, details[case.rows[0].case]) for pk, case in written]
        copy_rows(
            ServiceRequest,
            ("ticket_id", "fulfilment", "approver_id", "asked_by_id", "asked_at", "decision", "decision_words", "decided_at"),
            ((pk, d.fulfilment, d.approver, d.asked_by, d.asked_at, d.decision, d.words, d.decided_at) for pk, d in rows),
        )  # fmt: skip
    write.look_anew()
    return report


class _Maker:
    """Requests one by one; the same seed and end give the same past."""

    def __init__(self, seed: int, until: datetime) -> None:
        self.chance = random.Random(f"requests {seed}")  # noqa: S311 -- a made-up past is no secret
        self.seed, self.until, self.zone = seed, until, ZoneInfo(company.ZONE)
        self.people = dict(User.objects.values_list("name", "pk"))
        rows = Service.objects.filter(owner__isnull=False).select_related("owner")
        self.services = {row.slug: (row.name, row.owner.name if row.owner else "") for row in rows}

    def one(self, n: int) -> tuple[write.Case, Detail]:
        """One request from the wish to its end, as far as it has come."""
        title, slug, team, hours, needs_yes, delivered = self.chance.choice(WANTED)
        service, owner = self.services[slug]
        caller = self.chance.choice([name for name, _, _ in CALLING])
        day = self.until.astimezone(self.zone).date() - timedelta(days=self.chance.randint(1, DAYS))
        self.now = self._at_work(datetime.combine(day, time(self.chance.randint(8, 15), self.chance.randint(0, 59)), self.zone))  # fmt: skip
        self.common = (f"requests-{self.seed}-{n}", self.now, caller, service, self.chance.choice((2, 3, 3, 3, 4)), title)  # fmt: skip
        self.rows: list[Row] = []
        self.by: list[str] = []
        clerk = self.chance.choice((TEAMS[DESK][1], *TEAMS[DESK][2]))
        detail, portal = Detail(), self.chance.random() < 0.6
        self._step(states.NEW, caller if portal else clerk)
        self._pass(0.5)
        if needs_yes and self.chance.random() < 0.8:
            self._ask(detail, clerk, owner)
        if detail.decision != states.SAID_NO:
            self._deliver(detail, team, hours, delivered)
        case = write.Case(self.rows, self.by, channel="portal" if portal else "phone")
        return self._so_far(case, detail), detail

    def _ask(self, detail: Detail, clerk: str, owner: str) -> None:
        detail.approver, detail.asked_by, detail.asked_at = self.people[owner], self.people[clerk], self.now  # fmt: skip
        self._step(states.IN_APPROVAL, clerk, cause="approval")
        self._pass(self.chance.lognormvariate(1.8, 0.9))
        no = self.chance.random() < 0.12
        detail.decision, detail.decided_at = states.SAID_NO if no else states.APPROVED, self.now
        detail.words = self.chance.choice(REASONS) if no else ""
        self._step(states.REFUSED if no else states.IN_QUEUE, owner)

    def _deliver(self, detail: Detail, team: str, hours: float, delivered: str) -> None:
        name, lead, others = TEAMS[team]
        self._pass(0.3)
        self._step(states.IN_QUEUE, "", team=name)
        self._pass(self.chance.lognormvariate(1.2, 0.8))
        holder = self.chance.choice((lead, *others))
        self._step(states.IN_FULFILMENT, holder, team=name, holder=holder)
        if self.chance.random() < 0.15:
            self._pass(1)
            self._step(states.ON_HOLD, holder, team=name, holder=holder, cause="vendor")
            self._pass(self.chance.uniform(8, 40))
            self._step(states.IN_FULFILMENT, holder, team=name, holder=holder)
        self._pass(hours * self.chance.lognormvariate(0, 0.5))
        self._step(states.FULFILLED, holder, team=name, holder=holder)
        detail.fulfilment = delivered
        self.now += CLOSED_AFTER
        self._step(states.CLOSED, "", team=name, holder=holder)

    def _step(self, state: str, by: str, *, team: str = "", holder: str = "", cause: str = "") -> None:  # fmt: skip
        case, opened, caller, service, priority, title = self.common
        at = self.now.replace(microsecond=0)
        self.rows.append(
            Row(case, len(self.rows), at, state, "", cause, team, holder, opened.replace(microsecond=0), caller, service, priority, title)
        )  # fmt: skip
        self.by.append(by)

    def _so_far(self, case: write.Case, detail: Detail) -> write.Case:
        """Only what has happened by the end; nothing is decided or delivered in the time to come."""
        keep = [n for n, row in enumerate(case.rows) if row.at <= self.until]
        case.rows, case.by = [case.rows[n] for n in keep], [case.by[n] for n in keep]
        if detail.asked_at and detail.asked_at > self.until:
            detail.approver = detail.asked_by = detail.asked_at = None
        if detail.decided_at and detail.decided_at > self.until:
            detail.decision, detail.words, detail.decided_at = "", "", None
        if not any(row.state == states.FULFILLED for row in case.rows):
            detail.fulfilment = ""
        return case

    def _pass(self, hours: float) -> None:
        """Let so many hours of office time go by."""
        left = timedelta(hours=max(hours, 0.05))
        while left:
            self.now = self._at_work(self.now)
            room = self.now.replace(hour=CLOSES, minute=0, second=0) - self.now
            step = min(left, room)
            self.now += step
            left -= step

    def _at_work(self, at: datetime) -> datetime:
        """This moment, or the next at which somebody is there."""
        while at.weekday() > 4 or at.hour >= CLOSES:
            at = datetime.combine(at.date() + timedelta(days=1), time(OPENS), self.zone)
        return at if at.hour >= OPENS else at.replace(hour=OPENS, minute=0)
