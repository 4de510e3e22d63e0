"""A desk in which anything may happen in any order, through the real operations; and what the oracle is told of it."""

import contextlib
import io
import random
from datetime import UTC, datetime, timedelta
from pathlib import Path

from metrics import operations, queries
from metrics.models import AgreedHours, Cell, ClosedDay
from metrics.subscribers import count_cells
from practices.desk import bulk
from practices.desk.bulk.load import import_log
from practices.desk.bulk.mapping import Mapping
from practices.desk.models import Stretch, Survey, Ticket
from practices.desk.operations import surveys
from practices.incident import operations as incidents
from practices.incident.models import Outage
from practices.service_level import operations as service_levels
from svs.accounts.models import Role, Team
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent
from svs.services.models import Service
from svs.statemachine import TransitionNotAllowed
from tests.conftest import make_person
from tests.oracle import kpis as oracle

MAPPING = Path(bulk.__file__).parent / "servicenow.toml"
ZONE = "Europe/Amsterdam"
START = datetime(2026, 10, 12, 5, 0, tzinfo=UTC)  # the clock goes back on the 25th
HOURS = {str(day): [["07:00", "12:00"], ["13:00", "17:30"]] for day in range(6)}
WORDS = {"resolution": "Restarted.", "resolution_code": "fixed", "cause_code": "unknown"}


class World:
    """Three services, three teams, four agents, two who ask; every step is one operation and some time that goes by."""

    def __init__(self, seed: int, clock, folder: Path) -> None:
        self.chance, self.clock, self.folder, self.imports = random.Random(seed), clock, folder, 0
        self.teams = [Team.objects.create(name=f"Team {n}", slug=f"team-{n}") for n in range(3)]
        self.agents = [make_person(f"Agent {n}", Role.AGENT, team=self.teams[n % 3]) for n in range(4)]  # fmt: skip
        self.callers = [make_person(f"Caller {n}") for n in range(2)]
        self.services = [Service.objects.create(name=f"Service {n}", slug=f"service-{n}", team=self.teams[n]) for n in range(3)]  # fmt: skip
        service_levels.create_calendar(
            actor=SYSTEM_ACTOR, name="Office", time_zone=ZONE, hours=HOURS, services=[self.services[0].pk]
        )  # fmt: skip
        self.steps = {
            self.log: 16, self.assign: 18, self.hold: 8, self.resume: 5, self.reply: 12, self.resolve: 20, self.reopen: 6,
            self.close: 4, self.move: 8, self.open_outage: 4, self.change_outage: 4, self.close_outage: 4, self.answer: 12,
            self.bring: 1, self.tell: 3, self.repeat: 2,
        }  # fmt: skip

    def step(self) -> None:
        """One thing happens; what the rules do not allow does not."""
        verb = self.chance.choices(list(self.steps), list(self.steps.values()))[0]
        with contextlib.suppress(RuleViolation, TransitionNotAllowed):
            verb()
        before = queries.today()
        self.clock.shift(timedelta(seconds=self.chance.choice((1, 7, 60, 611, 3600, 7201))))
        if (
            queries.today() != before and self.chance.random() < 0.7
        ):  # sometimes nobody closes the day
            while (day := operations.cells.day_to_close()) is not None:
                operations.close_day(day=day)

    def actor(self):
        return person(self.chance.choice(self.agents))

    def ticket(self) -> Ticket | None:
        found = list(Ticket.objects.order_by("-id").values_list("id", flat=True)[:40])
        return Ticket.objects.get(pk=self.chance.choice(found)) if found else None

    def log(self) -> None:
        service = self.chance.choice([*self.services, None])
        incidents.log_incident(
            actor=self.actor(), title="Something", requester=self.chance.choice(self.callers),
            service_id=service and service.pk, team_id=self.chance.choice([*(t.pk for t in self.teams), None]),
        )  # fmt: skip

    def assign(self) -> None:
        if ticket := self.ticket():
            holder = self.chance.choice([*(a.pk for a in self.agents), None])
            incidents.assign_incident(ticket=ticket, actor=self.actor(), team_id=self.chance.choice(self.teams).pk, assignee_id=holder)  # fmt: skip

    def hold(self) -> None:
        if ticket := self.ticket():
            incidents.hold_incident(ticket=ticket, actor=self.actor(), cause="vendor")

    def resume(self) -> None:
        if ticket := self.ticket():
            incidents.resume_incident(ticket=ticket, actor=self.actor())

    def reply(self) -> None:
        if ticket := self.ticket():
            who = self.chance.choice([*self.agents, *self.callers])
            reply(ticket, who, is_internal=self.chance.random() < 0.2)

    def resolve(self) -> None:
        if ticket := self.ticket():
            incidents.resolve_incident(ticket=ticket, actor=self.actor(), **WORDS)

    def reopen(self) -> None:
        if ticket := self.ticket():
            incidents.reopen_incident(ticket=ticket, actor=self.actor())

    def close(self) -> None:
        if ticket := self.ticket():
            incidents.close_incident(ticket=ticket, actor=self.actor())

    def move(self) -> None:
        if ticket := self.ticket():
            service = self.chance.choice([*self.services, None])
            incidents.change_incident(ticket=ticket, actor=self.actor(), fields={"service_id": service and service.pk})  # fmt: skip

    def open_outage(self) -> None:
        now = datetime.now(UTC)
        since = now - timedelta(minutes=self.chance.randrange(1, 3000))
        ended = since + timedelta(minutes=self.chance.randrange(1, 2000)) if self.chance.random() < 0.5 else None  # fmt: skip
        incidents.open_outage(
            actor=self.actor(), service_id=self.chance.choice(self.services).pk, started_at=since,
            ended_at=ended and min(ended, now), is_planned=self.chance.random() < 0.2,
        )  # fmt: skip

    def outage(self) -> Outage | None:
        found = list(Outage.objects.order_by("id"))
        return self.chance.choice(found) if found else None

    def change_outage(self) -> None:
        if outage := self.outage():
            earlier = outage.started_at - timedelta(minutes=self.chance.randrange(-200, 3000))
            fields = {"started_at": earlier, "is_planned": self.chance.random() < 0.3}
            incidents.change_outage(outage=outage, actor=self.actor(), fields=fields)

    def close_outage(self) -> None:
        if outage := self.outage():
            incidents.close_outage(outage=outage, actor=self.actor())

    def answer(self) -> None:
        deliver.drain("incident.write_to_requester")
        asked = list(Survey.objects.filter(answered_at=None).select_related("ticket").order_by("pk"))  # fmt: skip
        if asked:
            ticket = self.chance.choice(asked).ticket
            surveys.answer_survey(ticket=ticket, actor=person(ticket.requester), score=self.chance.randint(1, 5))  # fmt: skip

    def bring(self) -> None:
        """Cases of the last days come late, from a log."""
        self.imports += 1
        lines = ["number,incident_state,sys_mod_count,sys_updated_at,opened_at,assignment_group,assigned_to,caller_id,category,priority,u_symptom"]  # fmt: skip
        for case in range(3):
            at = datetime.now(UTC) - timedelta(minutes=self.chance.randrange(60, 14_000))
            states = ["New", "Active", *self.chance.choice((["Resolved", "Closed"], ["Awaiting Vendor"], ["Resolved", "Active"]))]  # fmt: skip
            service, team = self.chance.choice(self.services).name, self.chance.choice(self.teams).name  # fmt: skip
            for n, state in enumerate(states):
                lines.append(f"L{self.imports}-{case},{state},{n},{at:%d-%m-%Y %H:%M},?,{team},?,Caller 9,{service},3 - Moderate,?")  # fmt: skip
                at = min(datetime.now(UTC), at + timedelta(minutes=self.chance.randrange(1, 2000)))
        path = self.folder / f"late{self.imports}.csv"
        path.write_text("\n".join(lines) + "\n")
        import_log([path], Mapping.read(MAPPING), io.StringIO())

    def tell(self) -> None:
        deliver.drain("metrics.cells")

    def repeat(self) -> None:
        """Events come again, and out of order."""
        events = list(DomainEvent.objects.filter(name__startswith="incident.").order_by("-id")[:60])
        heard = [
            e for e in events if e.name in HEARD or (e.historical and e.name == "incident.logged")
        ]
        count_cells(self.chance.sample(heard, min(len(heard), 12)))


HEARD = (
    "incident.resolved",
    "incident.closed",
    "incident.reopened",
    "incident.changed",
    "incident.replied",
)


def reply(ticket: Ticket, who, *, is_internal: bool = False) -> None:
    from practices.desk import operations as desk  # noqa: PLC0415 -- beside what it does

    desk.add_message(ticket_id=ticket.pk, author=who, actor=person(who), body="A word.", is_internal=is_internal)  # fmt: skip


def counted() -> dict[oracle.Key, tuple[int, float, float, list[float]]]:
    """The cells as they stand."""
    return {
        (c.measure, c.service.name, c.team.name if c.team else "", c.day): (
            c.n,
            c.total,
            c.base,
            c.seconds,
        )
        for c in Cell.objects.select_related("service", "team")
    }


def by_oracle(zone: str) -> dict[oracle.Key, oracle.Cell]:
    """The cells as the oracle works them out from the rows below."""
    lives: dict[int, list[oracle.Stretch]] = {}
    for s in Stretch.objects.select_related("team", "assignee").order_by("ticket_id", "during"):
        told = oracle.Stretch(s.during.lower, s.during.upper, s.phase, s.team.name if s.team else "", s.assignee.name if s.assignee else "")  # fmt: skip
        lives.setdefault(s.ticket_id, []).append(told)
    answers = {s.pk: s for s in Survey.objects.exclude(answered_at=None)}
    tickets = [
        oracle.Ticket(
            t.kind, t.service.name if t.service else "", t.logged_at, tuple(lives[t.pk]), t.responded_at, t.response_seconds,
            answers[t.pk].answered_at if t.pk in answers else None, answers[t.pk].score if t.pk in answers else None,
        )
        for t in Ticket.objects.select_related("service")
    ]  # fmt: skip
    outages = [oracle.Outage(o.service.name, o.started_at, o.ended_at, o.is_planned) for o in Outage.objects.select_related("service")]  # fmt: skip
    hours = {
        (a.service.name, a.day): [(datetime.fromisoformat(x), datetime.fromisoformat(y)) for x, y in a.hours]
        for a in AgreedHours.objects.select_related("service")
    }  # fmt: skip
    closed = list(ClosedDay.objects.values_list("day", flat=True))
    return oracle.cells(tickets, outages, hours, closed, zone)
