"""Ask what a rule would have done in the last twelve months; nothing is changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from django.db import transaction
from django.utils import timezone

from practices.automation import queries, rules
from practices.automation.models import Rule
from practices.automation.operations.write import lock
from svs.events import jobs
from svs.events.actor import Actor
from svs.events.emit import emit

if TYPE_CHECKING:
    from svs.events.models import Job

HISTORY = timedelta(days=366)
CHUNK = 500
SAMPLE = 20  # of each kind of comparison
LEADS = 2000
COMPARED = ("same", "neither", "opposite")


@transaction.atomic
def start_dry_run(*, rule: Rule, actor: Actor) -> Job:
    """Ask what this version would have done in the last twelve months; nothing is changed. Emits rule.dry_run.

    The answer is worked out in chunks; `practices.automation.tasks` registers them.
    """
    rule = lock(rule.pk, None)
    running = queries.job_of(rule)
    if running is not None and running.state == "running":
        return running
    now = timezone.now()
    since = now - HISTORY
    on_time = rule.trigger in rules.TIMES
    total = queries.lives_since(since) if on_time else queries.events_since(rule.trigger, since)
    job = jobs.start(
        "automation.dry_run", requested_by_id=actor.user_id, total=total, rule=rule.pk,
        version=rule.version, since=since.isoformat(), until=now.isoformat(),
    )  # fmt: skip
    rule.dry_run_job_id = job.pk
    rule.save(update_fields=["dry_run_job_id"])
    emit("rule.dry_run", subject=rule, actor=actor, data={"version": rule.version})
    return job


def dry_run_chunk(job: Job) -> bool:
    """Evaluate the next moments of the past; True when all are done and the answer stands on the rule."""
    rule = Rule.objects.get(pk=job.args["rule"])
    tally = Tally(rule, job.result, job.cursor)
    moments, seen, after, done = _moments(rule, job, tally)
    acted = [(one, plan) for one in moments if (plan := tally.ask(one)).steps]
    lives = queries.Past(
        {ticket for (ticket, _, _), _ in acted}
    )  # the whole life only of those that matter
    for (ticket, at, facts), plan in acted:
        tally.count(lives, ticket, at, facts, plan)
    job.result, job.done = tally.result, job.done + seen
    job.cursor = {"after": after, "hours": tally.hours, "leads": tally.leads}
    if not done:
        return False
    tally.close()
    Rule.objects.filter(pk=rule.pk, version=job.args["version"]).update(
        dry_run=tally.result, dry_run_version=job.args["version"], dry_run_at=timezone.now()
    )
    return True


Moment = tuple[int, datetime, rules.Facts]


def _moments(rule: Rule, job: Job, tally: Tally) -> tuple[list[Moment], int, int, bool]:
    """The next moments at which the rule would have been asked: (moments, steps done, cursor, whether it is over)."""
    after = job.cursor.get("after", 0)
    if rule.trigger in rules.TIMES:
        since, until = (datetime.fromisoformat(job.args[name]) for name in ("since", "until"))
        batch = queries.past_batch(rule, since=since, behind=after, now=until)
        if batch is None:
            return [], 0, after, True
        tally.result["left_out"] += batch.left_out
        past = queries.Past({ticket for ticket, _ in batch.marks})
        known = ((ticket, at, past.at(ticket, at)) for ticket, at in batch.marks)
        return [(t, at, facts) for t, at, facts in known if facts], batch.seen, batch.last_id, False
    events = queries.events_of(rule.trigger, job.args["since"], after, CHUNK)
    found = [
        (event.subject_id, event.occurred_at, facts) for event, facts, _ in queries.facts_at(events)
    ]
    return found, len(events), events[-1].pk if events else 0, len(events) < CHUNK


class Tally:
    """The answer of a dry run as it grows from chunk to chunk."""

    def __init__(self, rule: Rule, result: dict[str, Any], cursor: dict[str, Any]) -> None:
        self.definition = queries.definition_of(rule)
        self.others = [(other, queries.definition_of(other)) for other in queries.beside(rule)]
        empty = {
            "events": 0, "passed": [0] * len(self.definition.conditions), "matched": 0, "changed": 0, "left_out": 0,
            "same": 0, "opposite": 0, "neither": 0, "sample": [], "months": {}, "others": {}, "looked_at": len(self.others),
        }  # fmt: skip
        self.result: dict[str, Any] = {**empty, **result}
        self.hours: dict[str, int] = cursor.get("hours", {})
        self.leads: list[float] = cursor.get("leads", [])

    def ask(self, moment: Moment) -> rules.Plan:
        """Ask the rule about one moment."""
        plan, result = rules.evaluate(self.definition, moment[2]), self.result
        result["events"] += 1
        for n in range(plan.passed):
            result["passed"][n] += 1
        result["matched"] += plan.matched
        return plan

    def count(
        self,
        lives: queries.Past,
        ticket_id: int,
        at: datetime,
        facts: rules.Facts,
        plan: rules.Plan,
    ) -> None:
        """Add one moment at which it would have acted, beside what people did."""
        result = self.result
        result["changed"] += 1
        today = lives.today[ticket_id]
        compared, did = compare(plan, facts, today, lives.after(ticket_id, at), at)
        result[compared] += 1
        month = result["months"].setdefault(f"{at:%Y-%m}", dict.fromkeys(COMPARED, 0))
        month[compared] += 1
        if compared == "same" and did["seconds"] is not None and len(self.leads) < LEADS:
            self.leads.append(did["seconds"])
        hour = f"{at:%Y-%m-%dT%H}"
        self.hours[hour] = self.hours.get(hour, 0) + 1
        row = {"ref": today["ref"], "at": at.isoformat(), "steps": [step.action for step in plan.steps], "compared": compared, **did}  # fmt: skip
        self._keep(row)
        self._beside(plan, facts)

    def _keep(self, row: dict[str, Any]) -> None:
        """Some of each kind, the newest, those where people did the opposite first: they are what must be looked at."""
        kept = self.result["sample"] + [row]
        order = {"opposite": 0, "neither": 1, "same": 2}
        kept.sort(key=lambda one: one["at"], reverse=True)
        kept.sort(key=lambda one: order[one["compared"]])
        room = dict.fromkeys(order, SAMPLE)
        self.result["sample"] = []
        for one in kept:
            if room[one["compared"]]:
                room[one["compared"]] -= 1
                self.result["sample"].append(one)

    def _beside(self, plan: rules.Plan, facts: rules.Facts) -> None:
        """Which other rules would act on this ticket too, and whether on the same field in another way."""
        for other, definition in self.others:
            theirs = rules.evaluate(definition, facts)
            if not theirs.steps:
                continue
            seen = self.result["others"].setdefault(str(other.pk), {"tickets": 0, "clash": 0, "field": ""})  # fmt: skip
            seen["tickets"] += 1
            field = rules.clash(plan, theirs)
            if field:
                seen["clash"] += 1
                seen["field"] = field

    def close(self) -> None:
        """What can only be said at the end: the busiest hour, and how much earlier the rule would have been."""
        busiest = max(self.hours.items(), key=lambda one: one[1], default=None)
        limit = queries.limits()["rate"]
        self.result["busiest"] = {"hour": busiest[0], "n": busiest[1]} if busiest else None
        self.result["held"] = sum(max(0, n - limit) for n in self.hours.values())
        leads = sorted(self.leads)
        self.result["earlier"] = leads[len(leads) // 2] if leads else None


def compare(
    plan: rules.Plan, facts: rules.Facts, today: dict[str, Any], after: list[Any], at: datetime
) -> tuple[str, dict[str, Any]]:
    """Did people in the end do the same: the team, or else the priority or tag that the rule would have given?

    Who left a priority as it was did neither: they may never have asked themselves.
    With it what they did: the team it went to, who sent it there, and how long after the rule would have.
    """
    verdicts = [
        verdict for step in plan.steps if (verdict := _verdict(step, facts, today)) is not None
    ]
    did: dict[str, Any] = {"team": today["team_id"], "user": None, "seconds": None}
    for event, then in after:
        if then.get("team_id") == today["team_id"] and today["team_id"] is not None:
            did |= {"user": event.actor_user_id, "seconds": (event.occurred_at - at).total_seconds()}  # fmt: skip
            break
    if "opposite" in verdicts:
        return "opposite", did
    return ("same" if "same" in verdicts else "neither"), did


def _verdict(step: rules.Step, facts: rules.Facts, today: dict[str, Any]) -> str | None:
    if step.action in rules.HAND_OVER:
        team = step.value("team")
        if team is None:
            return None
        return "neither" if today["team_id"] is None else "same" if today["team_id"] == team else "opposite"  # fmt: skip
    if step.action == "prioritise":
        if today["priority"] == facts.priority:
            return "neither"
        return "same" if today["priority"] == step.value("priority") else "opposite"
    if step.action == "tag":
        return "same" if step.value("tag") in today["tags"] else "neither"
    return None
