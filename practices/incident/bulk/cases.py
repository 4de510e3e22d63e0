"""The life of one made-up incident, step by step."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from practices.desk.bulk.mapping import Row
from practices.desk.bulk.write import Asked, Case, Said
from practices.incident import rules, states
from practices.incident.bulk import days, words
from practices.incident.bulk.habits import CAUSED_BY, CHANNELS, HABITS, RESOLVED_BY, WEIGHTS, Habit
from svs.demo.people import CALLING, DESK, TEAMS
from svs.demo.story import WHERE, Story

NAME = {slug: row[0] for slug, row in TEAMS.items()}
AGENTS = {slug: (row[1], *row[2]) if slug != "network-operations" else row[2] for slug, row in TEAMS.items()}  # fmt: skip
DESK_AGENTS = AGENTS[DESK]
CALLERS = tuple(name for name, _, _ in CALLING)
WEEK = 7 * 86_400
CLOSED_AFTER = 5 * 86_400
PROMISED = {2: 8 * 3600, 3: 24 * 3600}  # seconds of office hours
LINGERS = (
    "",
    "",
    "",
    "queue",
    "queue",
    "queue",
    "vendor",
    "change",
    "problem",
    "evidence",
    "approval",
    "requester",
    "window",
)


@dataclass(frozen=True)
class World:
    """What the cases need to know of the company."""

    story: Story
    services: dict[str, str]  # slug -> name
    categories: dict[tuple[str, str], int]  # service, category -> id
    rule: str  # the ref of the rule that helps, as RULE-1 v1
    until: datetime
    zone: ZoneInfo


class Simulator:
    """Cases in the order in which they were logged; the same seed, number and end give the same past."""

    def __init__(self, world: World, *, seed: int, tickets: int) -> None:
        self.world, self.tickets, self.seed = world, tickets, seed
        self.chance = random.Random(seed)  # noqa: S311 -- a made-up past is no secret
        self.end = world.until.timestamp()
        first = world.until.date() - timedelta(days=days.DAYS + 1)
        last = world.until.date() + timedelta(days=120)
        self.shifts = {always: days.Shift(first, last, always=always, zone=world.zone) for always in (True, False)}  # fmt: skip
        self.slugs, self.shares = list(HABITS), [habit.share for habit in HABITS.values()]
        self.topics = {
            slug: (list(topics), [topic.weight for topic in topics.values()])
            for slug, topics in words.TOPICS.items()
        }
        story = world.story
        self.ping_since = self.end - story.ping_pong.weeks * WEEK
        self.recurs_since = self.end - story.recurring.weeks * WEEK
        self.helped_since = self.end - story.helped.weeks * WEEK

    def cases(self) -> Iterator[Case]:
        """All of them, one at a time."""
        moments = days.opened(
            self.chance, tickets=self.tickets, until=self.world.until, peak=self.world.story.peak, zone=self.world.zone
        )  # fmt: skip
        for n, at in enumerate(moments, start=1):
            yield _Life(self, f"past-{self.seed}-{n}", at).case()


class _Life:
    """One case as it comes to be."""

    def __init__(self, sim: Simulator, name: str, opened: float) -> None:
        self.sim, self.chance, self.name, self.now, self.opened = (
            sim,
            sim.chance,
            name,
            opened,
            opened,
        )
        self.slug, self.category, self.title = self._subject()
        self.habit: Habit = HABITS[self.slug]
        self.shift = sim.shifts[self.habit.always]
        self.impact, self.urgency = self.chance.choices(list(WEIGHTS), list(WEIGHTS.values()))[0]
        self.priority = rules.USUAL[self.impact - 1][self.urgency - 1]
        self.caller = self.chance.choice(CALLERS)
        self.channel = self.chance.choices(list(CHANNELS), list(CHANNELS.values()))[0]
        self.at = _moment(opened)
        self.rows: list[Row] = []
        self.by: list[str] = []
        self.talk: list[Said] = []
        self.team, self.holder, self.handed = DESK, "", 0

    def _subject(self) -> tuple[str, str, str]:
        sim, story = self.sim, self.sim.world.story
        recurring = story.recurring
        if self.opened > sim.recurs_since and self.chance.random() < recurring.share:
            title = recurring.words.format(where=self.chance.choice(WHERE)).strip()
            return recurring.service, recurring.category, title
        slug = self.chance.choices(sim.slugs, sim.shares)[0]
        names, weights = sim.topics[slug]
        category = self.chance.choices(names, weights)[0]
        return slug, category, self.chance.choice(words.TOPICS[slug][category].titles)

    # --- what can happen

    def pass_minutes(self, median: float, spread: float = 0.7) -> None:
        """Let working time go by, log-normal around a median; what is most urgent is worked around the clock."""
        seconds = max(60.0, 60 * median * self.chance.lognormvariate(0, spread))
        if self.now > self.sim.end - 1.3 * 86_400:
            seconds *= 2.5  # half the team is ill these days
        if self.priority == 1:
            self.now += seconds * 0.6
        else:
            self.now = self.shift.after(self.now, seconds)

    def step(self, state: str, by: str, cause: str = "") -> None:
        """A row of the audit log."""
        self.rows.append(
            Row(self.name, len(self.rows), _moment(self.now), state, "", cause, NAME[self.team], self.holder, self.at,
                self.caller, self.sim.world.services[self.slug], self.priority, self.title)
        )  # fmt: skip
        self.by.append(by)

    def say(self, by: str, body: str, *, internal: bool = False) -> None:
        self.talk.append(Said(_moment(self.now), by, body, internal))

    def hand(self, team: str, wait: float, words_: tuple[str, ...] = words.HANDING) -> None:
        """To a team's queue; somebody there takes it after a while."""
        giver = self.holder
        if giver and self.chance.random() < 0.6:
            self.say(giver, self.chance.choice(words_).format(team=NAME[team]), internal=True)
        self.team, self.holder = team, ""
        self.handed += 1
        self.step(states.IN_QUEUE, giver)
        self.pass_minutes(wait)
        self.take()

    def take(self) -> None:
        """Somebody of the team takes it in hand."""
        self.holder = self.chance.choice(AGENTS[self.team])
        self.step(states.IN_PROGRESS, self.holder)

    # --- the life

    def case(self) -> Case:
        """From the call to the closing, as far as it has come by the end."""
        self._logged()
        self._played()
        self._lingered()
        self._waited()
        self._worked()
        survey = self._asked()
        self._closed()
        return self._so_far(survey)

    def _logged(self) -> None:
        """At the desk, unless a rule knows better; then on to those who can mend it."""
        story = self.sim.world.story.helped
        habit = self.habit
        helped = self.slug == story.service
        self.step(states.NEW, self.caller if self.channel in ("portal", "email") else self.chance.choice(DESK_AGENTS))  # fmt: skip
        if helped and self.opened > self.sim.helped_since:
            self.team = story.team
            self.step(states.IN_QUEUE, self.sim.world.rule)
            self.pass_minutes(18)
            self.take()
            self._greeted()
            return
        self.pass_minutes(story.wait if helped else 3 if self.channel == "phone" else 10)
        self.take()
        self._greeted()
        if helped or self.chance.random() < habit.passed_on:
            self.pass_minutes(8)
            if self.chance.random() < (story.astray if helped else 0.03):
                self.hand(self.chance.choice(habit.astray), 35)
                self.pass_minutes(10)
            self.hand(habit.team, 30)

    def _greeted(self) -> None:
        if self.chance.random() < 0.8:
            self.now += self.chance.uniform(30, 240)
            self.say(self.holder, self.chance.choice(words.ASKS))

    def _played(self) -> None:
        """Some cases go to and fro between two teams."""
        story = self.sim.world.story.ping_pong
        home, away, rounds = self.team, DESK, 0
        if self.slug == story.service and self.opened > self.sim.ping_since:
            if self.chance.random() < story.share:
                home, away, rounds = story.sends, story.returns, 1 + (self.chance.random() < 0.4)
        elif self.team != DESK and self.chance.random() < 0.025:
            rounds = 1
        if rounds and self.team != home:
            self.hand(home, 25)
        for _ in range(rounds):
            self.pass_minutes(8)
            self.hand(away, 40)
            self.pass_minutes(10)
            self.hand(home, 40, words.RETURNING)

    def _lingered(self) -> None:
        """A few, never the most urgent, are left lying for days; more of them lately, and those lie there still."""
        lately = self.opened > self.sim.end - 1.5 * WEEK
        often = (
            0.7 if self._falls_due() else 0.2 if lately else 0.015 if self.habit.lingers else 0.0
        )
        if self.priority == 1 or self.chance.random() > often:
            return
        cause = self.chance.choice(LINGERS)
        if cause == "queue":
            self.holder = ""
            self.step(states.IN_QUEUE, "")
        elif cause:
            self.say(self.holder, words.WAITS[cause], internal=True)
            self.step(states.ON_HOLD, self.holder, cause)
        self.pass_minutes(12 * 60 * (22 if lately else 3), 0.3)
        if not self.holder:
            self.take()
        elif cause:
            self.step(states.IN_PROGRESS, self.holder)

    def _falls_due(self) -> bool:
        """Would most of its promised time be used at the end, were it left lying?"""
        promised = PROMISED.get(self.priority)
        if promised is None or self.opened < self.sim.end - WEEK:
            return False
        return 0.76 < self.sim.shifts[False].between(self.opened, self.sim.end) / promised < 0.97

    def _waited(self) -> None:
        late = self.opened > self.sim.end - 4 * WEEK
        for cause, (share, median) in (self.habit.waits | (self.habit.late_waits if late else {})).items():  # fmt: skip
            if self.chance.random() < share:
                self.pass_minutes(self.habit.minutes / 3)
                if self.chance.random() < 0.7:
                    self.say(self.holder, words.WAITS[cause], internal=cause != "requester")
                self.step(states.ON_HOLD, self.holder, cause)
                self.pass_minutes(median * (12 if self.chance.random() < 0.03 else 1))
                if cause == "requester":
                    self.say(self.caller, self.chance.choice(words.ANSWERS))
                self.step(states.IN_PROGRESS, self.holder)

    def _worked(self) -> None:
        work = self.habit.minutes * self.habit.change((self.sim.end - self.opened) / WEEK)
        self.pass_minutes(work)
        self._resolved()
        if self.chance.random() < 0.03:
            self.pass_minutes(240)
            self.say(self.caller, "It is back, exactly as before.")
            self.step(states.IN_PROGRESS, self.caller)
            self.pass_minutes(work)
            self._resolved()

    def _resolved(self) -> None:
        fix = self.chance.choice(words.TOPICS[self.slug][self.category].fixes)
        if self.chance.random() < 0.75:
            self.say(self.holder, self.chance.choice(words.CLOSING).format(fix=fix))
        self.step(states.RESOLVED, self.holder)
        self.fix, self.resolved = fix, self.now

    def _codes(self) -> tuple[str, str]:
        """How it was resolved and what lay behind it."""
        resolution = self.chance.choices(list(RESOLVED_BY), list(RESOLVED_BY.values()))[0]
        if any(row.cause == "vendor" for row in self.rows) and self.chance.random() < 0.7:
            return resolution, "third_party"
        return resolution, self.chance.choices(list(CAUSED_BY), list(CAUSED_BY.values()))[0]

    def _asked(self) -> Asked:
        """Asked once, reminded once; a third answers, the better the shorter it took and the fewer hands it went through."""
        asked = Asked(_moment(self.resolved))
        if self.chance.random() < 0.33:
            took = (self.resolved - self.opened) / 3600
            mean = 4.7 - min(1.6, took / 40) - 0.45 * max(0, self.handed - 1)
            asked.score = max(1, min(5, round(self.chance.gauss(mean, 0.8))))
            asked.words = words.verdict(self.chance, asked.score)
            asked.answered_at = _moment(self.resolved + self.chance.uniform(0.2, 60) * 3600)
        else:
            asked.reminded_at = _moment(self.resolved + 3 * 86_400)
        return asked

    def _closed(self) -> None:
        self.now = self.resolved + CLOSED_AFTER
        self.step(states.CLOSED, "")

    def _so_far(self, survey: Asked) -> Case:
        """What of it has happened by the end."""
        end = self.sim.world.until
        rows = [row for row in self.rows if row.at <= end]
        open_ = rows[-1].state in states.OPEN
        waits = rows[-1].state == states.ON_HOLD and len(rows) < len(self.rows)
        if survey.answered_at and survey.answered_at > end:
            survey = Asked(survey.at)
        if survey.reminded_at and survey.reminded_at > end:
            survey.reminded_at = None
        return Case(
            rows, self.by[: len(rows)], words.described(self.chance, self.title),
            self.sim.world.categories.get((self.slug, self.category)), self.impact, self.urgency, self.channel, [],
            self.rows[len(rows)].at if waits and rows[-1].cause != "requester" else None,
            [said for said in self.talk if said.at <= end], None if open_ or survey.at > end else survey,
            ("", "", "") if open_ else (self.fix, *self._codes()),
        )  # fmt: skip


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(int(seconds), UTC)
