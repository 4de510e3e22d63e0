"""The verbs of rules: write, run dry over history, let act, stop; and what happens when one fires."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils import timezone

from practices.automation import knobs, queries, rules, states
from practices.automation.models import Rule
from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.incident import operations as incidents
from svs.errors import RuleViolation, StaleVersion
from svs.events import jobs
from svs.events.actor import SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.knobs import registry
from svs.services import queries as services

if TYPE_CHECKING:
    from svs.events.models import DomainEvent, Job

HISTORY = timedelta(days=366)
CHUNK = 500
SAMPLE = 20


@transaction.atomic
def create_rule(*, actor: Actor, name: str, trigger: str, conditions: list[Any], actions: list[Any]) -> Rule:  # fmt: skip
    """Write a rule, last in order; it does nothing until it was run dry and enabled.

    Raises RuleViolation("rule_exists" or "bad_rule"). Emits rule.created.
    """
    _check(trigger, conditions, actions)
    last = Rule.objects.aggregate(last=Max("position"))["last"] or 0
    rule = Rule(
        name=_name(name), trigger=trigger, conditions=conditions, actions=actions, position=last + 1,
        changed_by_id=actor.user_id, changed_at=timezone.now(),
    )  # fmt: skip
    _save(rule)
    emit("rule.created", subject=rule, actor=actor, data={"version": 1})
    return rule


@transaction.atomic
def change_rule(
    *, rule: Rule, actor: Actor, fields: dict[str, Any], version: int | None = None
) -> Rule:
    """Change a rule. What it asks or does is a new version: it stops acting until run dry and enabled again.

    Raises StaleVersion, RuleViolation("rule_exists" or "bad_rule"). Emits rule.changed.
    """
    rule = _lock(rule.pk, version)
    if "name" in fields:
        fields = {**fields, "name": _name(fields["name"])}
    changed = [name for name, value in fields.items() if getattr(rule, name) != value]
    if not changed:
        return rule
    for name in changed:
        setattr(rule, name, fields[name])
    _check(rule.trigger, rule.conditions, rule.actions)
    if set(changed) - {"name"}:
        rule.version, rule.state = rule.version + 1, Rule.State.DRAFT
    rule.changed_by_id, rule.changed_at = actor.user_id, timezone.now()
    _save(rule)
    emit("rule.changed", subject=rule, actor=actor, data={"version": rule.version, "fields": changed})  # fmt: skip
    return rule


@transaction.atomic
def start_dry_run(*, rule: Rule, actor: Actor) -> Job:
    """Ask what this version would have done in the last twelve months; nothing is changed. Emits rule.dry_run.

    The answer is worked out in chunks; `practices.automation.tasks` registers them.
    """
    rule = _lock(rule.pk, None)
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


@transaction.atomic
def enable_rule(*, rule: Rule, actor: Actor, version: int | None = None) -> Rule:
    """Let a rule act. Raises RuleViolation("dry_run_first") unless this very version was run dry,
    RuleViolation("value_statement") when its service cannot say what it is for. Emits rule.enabled."""
    rule = _lock(rule.pk, version)
    target = states.LIFECYCLE.target(rule.state, "enable", held=True)
    if not rule.is_proven:
        raise RuleViolation("dry_run_first", "Run this version dry before it may act.")
    for condition in rule.conditions:
        if condition["field"] == "service" and condition["operator"] == "is":
            services.check_promises(services.service_by_id(condition["value"]))
    rule.state, rule.why_disabled = target, ""
    rule.save(update_fields=["state", "why_disabled"])
    emit("rule.enabled", subject=rule, actor=actor, data={"version": rule.version})
    return rule


@transaction.atomic
def disable_rule(*, rule: Rule, actor: Actor, why: str = "") -> Rule:
    """Stop a rule at once. Raises TransitionNotAllowed. Emits rule.disabled."""
    rule = _lock(rule.pk, None)
    rule.state = states.LIFECYCLE.target(rule.state, "disable", held=True)
    rule.why_disabled = why[:300]
    rule.save(update_fields=["state", "why_disabled"])
    emit("rule.disabled", subject=rule, actor=actor, data={"version": rule.version})
    return rule


@transaction.atomic
def move_rule(*, rule: Rule, actor: Actor, up: bool) -> None:
    """Ask a rule one place earlier, or later. Emits rule.moved."""
    rows = list(Rule.objects.select_for_update().order_by("position", "id"))
    place = next(n for n, row in enumerate(rows) if row.pk == rule.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    for n, row in enumerate(rows, start=1):
        row.position = n
    Rule.objects.bulk_update(rows, ["position"])
    emit("rule.moved", subject=rule, actor=actor, data={"position": other + 1})


def answer_event(event: DomainEvent) -> None:
    """Ask the rules of this event's kind, in order; each acts on the ticket as the one before left it.

    Runs in the transaction of the delivery: when an action fails nothing of it remains. A rule never answers what it
    set off itself, however many rules lie between. Emits rule.fired, or rule.stopped where that guard held it back.
    """
    chain = tuple(event.data.get("chain", ()))
    for rule in queries.enabled_for(event.name):
        plan = rules.evaluate(queries.definition_of(rule), queries.facts_now(event.subject_id))
        if not plan.steps:
            continue
        if rule.pk in chain or len(chain) >= rules.DEEPEST:
            emit("rule.stopped", subject=rule, about=("ticket", event.subject_id), actor=SYSTEM_ACTOR,
                 service_id=event.service_id, data={"rules": len(chain)})  # fmt: skip
        elif _within_rate(rule):
            _fire(rule, plan, event, chain)


def _within_rate(rule: Rule) -> bool:
    limit = registry.value(knobs.RATE.key)
    if queries.fired_within(rule, timedelta(hours=1)) < limit:
        return True
    disable_rule(
        rule=rule, actor=SYSTEM_ACTOR, why=f"It fired {limit} times in an hour, more than is allowed."
    )  # fmt: skip
    return False


def _fire(rule: Rule, plan: rules.Plan, event: DomainEvent, chain: tuple[int, ...]) -> None:
    actor = SYSTEM_ACTOR.as_rule(f"{rule.ref} v{rule.version}", (*chain, rule.pk))
    ticket = desk_queries.ticket_by_id(event.subject_id)
    for step in plan.steps:
        if step.action == "assign":
            given = {f"{'assignee' if k == 'person' else k}_id": v for k, v in step.values if v}
            incidents.assign_incident(ticket=ticket, actor=actor, **given)
        elif step.action == "prioritise":
            incidents.prioritise_incident(ticket=ticket, actor=actor, priority=step.value("priority"))  # fmt: skip
        elif step.action == "tag":
            incidents.tag_incident(ticket=ticket, actor=actor, tag=step.value("tag"))
        else:
            desk.add_message(
                ticket_id=ticket.pk, author=None, actor=actor, body=step.value("text"), is_internal=True
            )  # fmt: skip
    emit("rule.fired", subject=rule, about=("ticket", ticket.pk), actor=actor, service_id=event.service_id,
         data={"version": rule.version, "event_id": event.pk, "steps": [s.action for s in plan.steps]})  # fmt: skip


def _check(trigger: str, conditions: list[Any], actions: list[Any]) -> None:
    faults = rules.faults(trigger, conditions, actions)
    if faults:
        field, words = next(iter(faults.items()))
        raise RuleViolation("bad_rule", words, field=field)


def _name(name: str) -> str:
    words = " ".join(name.split())[:120]
    if not words:
        raise RuleViolation("name_required", "Give the rule a name.", field="name")
    return words


def _save(rule: Rule) -> None:
    try:
        with transaction.atomic():
            rule.save()
    except IntegrityError as error:
        raise RuleViolation("rule_exists", "There is a rule of that name.", field="name") from error


def _lock(pk: int, version: int | None) -> Rule:
    rule = Rule.objects.select_for_update(of=("self",)).get(pk=pk)
    if version is not None and rule.version != version:
        raise StaleVersion(rule.version)
    return rule
