"""The changes of months past, made up from a seed: written by the same hand as an imported log."""

from __future__ import annotations

import json
import random
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from practices.change import states
from practices.change.models import Change, ChangeTemplate, ChangeVersion
from practices.desk.bulk import write
from practices.desk.bulk.mapping import Row
from svs.accounts.models import User
from svs.copying import copy_rows
from svs.demo import company
from svs.demo.people import TEAMS
from svs.services.models import Service

DAYS = 150
NIGHT = (time(5, 30), time(6, 30), time(18, 30), time(20, 0), time(21, 30))
OK, ISSUES, FAILED, BACKED = states.SUCCESSFUL, states.WITH_ISSUES, states.FAILED, states.BACKED_OUT
WENT = {
    ISSUES: ("Two of 24 had to be restarted by hand.", "It took twice as long as planned: the copy was slow.", "One label queue had to be emptied by hand."),
    FAILED: ("The new version did not start; the old one was put back after the window.", "Sessions were lost; 40 pickers signed in again."),
    BACKED: ("More than two did not badge in: taken back as planned.", "The check after it failed: taken back within the window."),
}  # fmt: skip
LEARNED = ("Try it on two spare ones the day before.", "Ask for a longer window.", "Keep the old version beside the new one for a day.")  # fmt: skip
AVERAGE = {1: (2, 2), 2: (3, 3), 3: (3, 4), 4: (5, 4)}  # risk -> likelihood and impact
# what, service, team, risk, minutes, plan, back-out
MADE = (
    ("Move {site} to the new line", "site-connectivity", "network-operations", 3, 60, "Tell the site\nSwitch the line over\nTest ten desks and two docks", "Switch back to the old line"),
    ("Update the database of payroll", "payroll", "finance-systems", 3, 90, "Copy it\nUpdate it\nRun last month's wages against it", "Put the copy back"),
    ("Open the carrier feed of {carrier}", "order-tracking", "data-integration", 2, 30, "Add the feed\nWatch a hundred positions", "Take the feed out"),
    ("New tariff codes for {site}", "customs-filing", "trade-systems", 2, 45, "Load the codes\nFile a test declaration", "Load the codes of last month"),
    ("A queue for returns on the telephone", "telephony", "field-services", 2, 30, "Add the queue\nCall it twice", "Delete the queue"),
    ("Firmware 8.4 for {site}", "warehouse-scanners", "network-operations", 3, 30, "Take the group out\nPush 8.4\nTen badge scans, five picks", "Push 8.3 again"),
    ("Checkout of the portal in two steps", "customer-portal", "applications", 2, 45, "Release it to one in ten\nWatch bookings for an hour\nRelease it to all", "Take the release back"),
    ("Second factor for {site}", "identity-access", "identity", 2, 30, "Turn it on for the group\nCall three people", "Turn it off for the group"),
)  # fmt: skip
# made every few days and always well: whoever has to say yes to it never changed anything
OFTEN = ("Move a telephone at {site}", "telephony", "field-services", 15, "Plug it in at the new desk\nCall it once", "Plug it in where it was")  # fmt: skip
SITES = ("Rotterdam", "Lyon", "Gdansk", "Antwerp", "Bremen", "Felixstowe")
CARRIERS = ("Nordfrakt", "TransRhein", "Vistula Lines", "Baltic Haul")


@dataclass
class Detail:
    """The change's own part of a past."""

    type: str
    risk: int
    plan: str
    backout: str
    why: str = ""
    test: str = ""
    author: int | None = None
    template: ChangeTemplate | None = None
    window: tuple[datetime, datetime] | None = None
    decided_at: datetime | None = None
    decided_words: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    outcome: str = ""
    words: str = ""
    review_due_at: datetime | None = None
    review_words: str = ""
    reviewed_at: datetime | None = None
    reviewed_by: int | None = None
    answers: dict[str, Any] = field(default_factory=dict)


def write_past(*, seed: int, until: datetime, by_template: dict[ChangeTemplate, list[str]], others: int, often: int = 0) -> write.Report:  # fmt: skip
    """Write changes as history, oldest first: for each template one with each outcome, so many others, and so many all alike."""
    maker = _Maker(seed, until)
    made = [maker.of_template(template, n, len(outcomes), outcome) for template, outcomes in by_template.items() for n, outcome in enumerate(outcomes)]  # fmt: skip
    made += [maker.other(n) for n in range(others)]
    made += [maker.alike(n, often) for n in range(often)]
    made.sort(key=lambda one: one[0].rows[0].at)
    details = {case.rows[0].case: detail for case, detail in made}
    origin = write.Origin(f"changes-{seed}", states.CHANGE, told_by="Demo history", whole=True)
    names, report = write.Names(maker.people), write.Report()
    for batch in write.batches(case for case, _ in made):
        written = write.write(batch, origin, names, report)
        rows = [(pk, details[case.rows[0].case], case) for pk, case in written]
        copy_rows(Change, _COLUMNS, (_change(pk, detail) for pk, detail, _ in rows))
        copy_rows(ChangeVersion, ("change_id", "number", "by_id", "at", "said"), (_version(pk, detail, case, maker) for pk, detail, case in rows))  # fmt: skip
    write.look_anew()
    return report


_COLUMNS = (
    "ticket_id", "type", "template_id", "template_version", "author_id", "why", "plan", "backout", "test", "window", "answers", "likelihood",
    "impact", "risk", "risk_because", "plan_version", "submitted_version", "approved_version", "decided_at", "decided_words", "began_at",
    "ended_at", "outcome", "outcome_words", "review_due_at", "review_words", "reviewed_by_id", "reviewed_at", "freezes_known", "window_told",
)  # fmt: skip


def _change(pk: int, d: Detail) -> tuple[Any, ...]:
    likelihood, impact = AVERAGE[d.risk]
    window = f"[{d.window[0].isoformat()},{d.window[1].isoformat()})" if d.window else None
    passed = 1 if d.began_at or (d.decided_at and not d.decided_words) else None
    return (
        pk, d.type, d.template.pk if d.template else None, 1 if d.template else None, d.author, d.why, d.plan, d.backout, d.test, window,
        json.dumps(d.answers), likelihood, impact, d.risk, "[]", 1, 1, passed, d.decided_at, d.decided_words, d.began_at,
        d.ended_at, d.outcome, d.words, d.review_due_at, d.review_words, d.reviewed_by, d.reviewed_at, "[]", 0,
    )  # fmt: skip


def _version(pk: int, d: Detail, case: write.Case, maker: _Maker) -> tuple[Any, ...]:
    row = case.rows[-1]
    said = {
        "why": d.why, "plan": d.plan, "backout": d.backout, "test": d.test, "type": d.type, "backout_minutes": None, "answers": d.answers,
        "window": [moment.isoformat() for moment in d.window] if d.window else [], "title": row.title, "description": "",
        "service_id": maker.ids[row.service], "assignee_id": maker.people.get(row.assignee), "service_ids": [], "item_ids": [],
    }  # fmt: skip
    return pk, 1, d.author, case.rows[0].at, json.dumps(said)


class _Maker:
    """Changes one by one; the same seed and end give the same past."""

    def __init__(self, seed: int, until: datetime) -> None:
        self.chance = random.Random(f"changes {seed}")  # noqa: S311 -- a made-up past is no secret
        self.seed, self.until, self.zone = seed, until, ZoneInfo(company.ZONE)
        self.people = dict(User.objects.values_list("name", "pk"))
        rows = Service.objects.select_related("owner")
        self.services = {row.slug: (row.name, row.owner.name if row.owner else "") for row in rows}
        self.ids = {row.name: row.pk for row in rows}

    def of_template(
        self, template: ChangeTemplate, n: int, of: int, outcome: str
    ) -> tuple[write.Case, Detail]:
        """One made from a template, spread evenly over the months."""
        day = DAYS - 3 - (DAYS - 6) * n // max(of - 1, 1) - self.chance.randint(0, 1)
        kind = states.STANDARD if template.state == "STANDARD" else states.NORMAL
        detail = Detail(kind, 1, template.plan, template.backout, template.why, template.test, template=template, answers=template.answers)  # fmt: skip
        place = self.chance.choice(SITES)
        slug = template.service.slug if template.service else "warehouse-scanners"
        team = template.team.slug if template.team else "network-operations"
        return self._live(f"T{template.pk}-{n}", f"{template.name}: {place}", slug, team, template.minutes, day, detail, outcome)  # fmt: skip

    def other(self, n: int) -> tuple[write.Case, Detail]:
        """One of many kinds, decided one by one."""
        title, slug, team, risk, minutes, plan, backout = self.chance.choice(MADE)
        words = title.format(site=self.chance.choice(SITES), carrier=self.chance.choice(CARRIERS))
        kind = states.EMERGENCY if self.chance.random() < 0.08 else states.NORMAL
        outcome = self.chance.choices((OK, ISSUES, FAILED, BACKED, ""), (70, 12, 5, 6, 7))[0]
        detail = Detail(kind, risk, plan, backout, test="Tried on two spare ones the day before" if risk > 1 else "")  # fmt: skip
        return self._live(f"N{n}", words, slug, team, minutes, self.chance.randint(3, DAYS - 3), detail, outcome)  # fmt: skip

    def alike(self, n: int, of: int) -> tuple[write.Case, Detail]:
        """One of those made every few days."""
        title, slug, team, minutes, plan, backout = OFTEN
        detail = Detail(states.NORMAL, 1, plan, backout)
        day = DAYS - 3 - (DAYS - 6) * n // max(of - 1, 1)
        return self._live(f"A{n}", title.format(site=self.chance.choice(SITES)), slug, team, minutes, day, detail, OK)  # fmt: skip

    def _live(
        self, key: str, title: str, slug: str, team: str, minutes: int, day: int, d: Detail, outcome: str
    ) -> tuple[write.Case, Detail]:  # fmt: skip
        """From the draft to its end; without an outcome it was refused."""
        service, owner = self.services[slug]
        team_name, lead, others = TEAMS[team]
        author, doer = self.chance.choice((lead, *others)), self.chance.choice((lead, *others))
        d.author = self.people[author]
        date = self.until.astimezone(self.zone).date() - timedelta(days=day)
        since = datetime.combine(date, self.chance.choice(NIGHT), self.zone)
        d.window = (since, since + timedelta(minutes=minutes))
        is_quick = d.type != states.NORMAL
        wait = timedelta(minutes=1) if d.type == states.STANDARD else timedelta(minutes=self.chance.randint(8, 40)) if is_quick else timedelta(hours=self.chance.lognormvariate(1.8, 0.7))  # fmt: skip
        asked = since - timedelta(minutes=self.chance.randint(2, 10)) - wait if is_quick else since - timedelta(hours=self.chance.randint(20, 70)) - wait  # fmt: skip
        drafted = asked - timedelta(minutes=self.chance.randint(5, 90))
        steps: list[tuple[datetime, str, str, str]] = [
            (drafted, states.DRAFT, author, ""),
            (asked, states.IN_APPROVAL, author, "approval"),
        ]
        d.decided_at = asked + wait
        if not outcome:
            d.decided_words = self.chance.choice(("Not in the week of stocktaking.", "Nobody is there who could take it back.", "Show first that it works on two."))  # fmt: skip
            steps.append((d.decided_at, states.REFUSED, owner, ""))
        else:
            steps += self._done(d, doer, owner, outcome)
        opened = drafted.replace(microsecond=0)
        rows = [
            Row(f"changes-{self.seed}-{key}", n, at.replace(microsecond=0), state, "", cause, team_name, doer, opened, "", service, 3, title)
            for n, (at, state, _, cause) in enumerate(steps)
        ]  # fmt: skip
        return write.Case(rows, [by for _, _, by, _ in steps], channel="desk"), d

    def _done(self, d: Detail, doer: str, owner: str, outcome: str) -> list[tuple[datetime, str, str, str]]:  # fmt: skip
        since, until = d.window or (self.until, self.until)
        d.outcome, d.words = outcome, self.chance.choice(WENT[outcome]) if outcome in WENT else ""
        d.began_at = since + timedelta(minutes=self.chance.randint(0, 4))
        late = timedelta(minutes=self.chance.randint(5, 40)) if outcome == FAILED else timedelta()
        d.ended_at = until - (until - since) * self.chance.uniform(0.1, 0.4) + late
        steps = [
            (d.decided_at or since, states.SCHEDULED, owner, "window"), (d.began_at, states.IMPLEMENTING, doer, ""),
            (d.ended_at, states.IMPLEMENTED, doer, ""),
        ]  # fmt: skip
        if outcome == OK and d.type != states.EMERGENCY:
            wait = timedelta(seconds=30) if d.type == states.STANDARD else timedelta(hours=12)
            return [*steps, (d.ended_at + wait, states.CLOSED, "", "")]
        d.review_due_at = d.ended_at + timedelta(days=7)
        d.reviewed_at = d.ended_at + timedelta(hours=self.chance.randint(14, 60))
        d.review_words, d.reviewed_by = self.chance.choice(LEARNED), self.people[doer]
        return [*steps, (d.reviewed_at, states.CLOSED, doer, "")]
