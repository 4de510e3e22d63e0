"""Ask what a rule would have done in the last twelve months; nothing is changed."""

from __future__ import annotations

from datetime import timedelta
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
SAMPLE = 20


@transaction.atomic
def start_dry_run(*, rule: Rule, actor: Actor) -> Job:
    """Ask what this version would have done in the last twelve months; nothing is changed. Emits rule.dry_run.

    The answer is worked out in chunks; `practices.automation.tasks` registers them.
    """
    rule = lock(rule.pk, None)
    running = queries.job_of(rule)
    if running is not None and running.state == "running":
        return running
    since = timezone.now() - HISTORY
    total = queries.events_since(rule.trigger, since)
    job = jobs.start(
        "automation.dry_run", requested_by_id=actor.user_id, total=total, rule=rule.pk,
        version=rule.version, since=since.isoformat(),
    )  # fmt: skip
    rule.dry_run_job_id = job.pk
    rule.save(update_fields=["dry_run_job_id"])
    emit("rule.dry_run", subject=rule, actor=actor, data={"version": rule.version})
    return job


def dry_run_chunk(job: Job) -> bool:
    """Evaluate the next events of the past; True when all are done and the answer stands on the rule."""
    rule = Rule.objects.get(pk=job.args["rule"])
    definition = queries.definition_of(rule)
    events = queries.events_of(rule.trigger, job.args["since"], job.cursor.get("after", 0), CHUNK)
    result = job.result or {
        "events": 0, "passed": [0] * len(definition.conditions), "matched": 0, "changed": 0,
        "same": 0, "opposite": 0, "neither": 0, "sample": [],
    }  # fmt: skip
    for _event, facts, today in queries.facts_at(events):
        _count(result, rules.evaluate(definition, facts), today)
    job.result, job.done = result, job.done + len(events)
    job.cursor = {"after": events[-1].pk if events else 0}
    if len(events) == CHUNK:
        return False
    Rule.objects.filter(pk=rule.pk, version=job.args["version"]).update(
        dry_run=result, dry_run_version=job.args["version"], dry_run_at=timezone.now()
    )
    return True


def _count(result: dict[str, Any], plan: rules.Plan, today: dict[str, Any]) -> None:
    result["events"] += 1
    for n in range(plan.passed):
        result["passed"][n] += 1
    if not plan.matched:
        return
    result["matched"] += 1
    if not plan.steps:
        return
    result["changed"] += 1
    compared = _compare(plan, today)
    result[compared] += 1
    result["sample"].append(
        {"ref": today["ref"], "steps": [step.action for step in plan.steps], "compared": compared}
    )
    # Newest first, and of those where people did the opposite every one that fits: they are what must be looked at.
    result["sample"] = sorted(result["sample"], key=lambda row: row["compared"] != "opposite")[-SAMPLE:]  # fmt: skip


def _compare(plan: rules.Plan, today: dict[str, Any]) -> str:
    """Did people in the end do the same: the team, or else the priority or tag that the rule would have given?"""
    verdicts = []
    for step in plan.steps:
        if step.action == "assign" and step.value("team"):
            verdicts.append("neither" if today["team_id"] is None else today["team_id"] == step.value("team"))  # fmt: skip
        elif step.action == "prioritise":
            verdicts.append(today["priority"] == step.value("priority"))
        elif step.action == "tag":
            verdicts.append(True if step.value("tag") in today["tags"] else "neither")
    if False in verdicts:
        return "opposite"
    return "same" if True in verdicts else "neither"
