"""What happens when a rule is asked: its guards, its actions, and what it does where it cannot."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.core.exceptions import ObjectDoesNotExist
from django.db import IntegrityError, connection, transaction

from practices.automation import knobs, queries, rules
from practices.automation.models import Rule
from practices.automation.operations import health
from practices.automation.rules import text
from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.desk.operations import tags, verbs
from svs.accounts import operations as accounts
from svs.accounts import queries as people
from svs.errors import RuleViolation
from svs.events.actor import SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.knobs import registry

if TYPE_CHECKING:
    from svs.events.models import DomainEvent

# What a rule may run into; anything else is a fault of ours or of the machine, and is tried again.
CANNOT = (RuleViolation, IntegrityError, ObjectDoesNotExist)


@dataclass(frozen=True)
class Occasion:
    """Why rules are asked about a ticket: an event and the rules that led to it, or time alone."""

    ticket_id: int
    service_id: int | None
    chain: tuple[int, ...] = ()
    event_id: int | None = None


def answer_event(event: DomainEvent) -> None:
    """Ask the rules of this event's kind, in order; each acts on the ticket as the one before left it.

    Runs in the transaction of the delivery. What a rule cannot do is rolled back, goes to the exceptions, and the next
    is asked. A rule never answers what it set off itself, however many rules lie between. Emits rule.fired, rule.failed,
    rule.undone, or rule.stopped where a guard held it back.
    """
    health.note_given(event)
    health.note_undo(event)
    if event.name not in rules.TRIGGERS:
        return
    chain = tuple(event.data.get("chain", ()))
    occasion = Occasion(event.subject_id, event.service_id, chain, event.pk)
    facts = None
    for rule in queries.enabled_for(event.name):
        facts = facts or queries.facts_now(occasion.ticket_id)
        plan = rules.evaluate(queries.definition_of(rule), facts)
        if plan.steps and act(rule, plan, occasion):
            facts = None
        if plan.matched and rule.stop_after:
            return


def answer_due(event: DomainEvent) -> None:
    """Let a rule act whose time came for a ticket, if it still would. Emits rule.fired, rule.failed or rule.stopped."""
    rule = Rule.objects.filter(pk=event.data.get("rule_id"), state=Rule.State.ENABLED).first()
    if rule is None:
        return
    plan = rules.evaluate(queries.definition_of(rule), queries.facts_now(event.subject_id))
    if plan.steps:
        act(rule, plan, Occasion(event.subject_id, event.service_id, (), event.pk))


def act(rule: Rule, plan: rules.Plan, occasion: Occasion) -> bool:
    """Do what a rule plans, within its guards; True when it did."""
    if _held_back(rule, plan, occasion):
        return False
    try:
        with transaction.atomic():
            fire(rule, plan, occasion)
            connection.check_constraints()  # foreign keys are checked late; a broken one must fail here
    except CANNOT as error:
        code, why = said(error)
        health.record_failure(
            rule=rule, ticket_id=occasion.ticket_id, code=code, why=why, steps=[step.action for step in plan.steps],
            event_id=occasion.event_id,
        )  # fmt: skip
        return False
    return True


def said(error: Exception) -> tuple[str, str]:
    """What a rule ran into, as a code and in plain words."""
    if isinstance(error, RuleViolation):
        return error.code, error.message
    if isinstance(error, ObjectDoesNotExist):
        return "gone", "What it speaks of is no longer there."
    return "refused", "The database refused it: what it speaks of is no longer there."


def _held_back(rule: Rule, plan: rules.Plan, occasion: Occasion) -> bool:
    if rule.pk in occasion.chain:
        if all(step.action in rules.TALK for step in plan.steps):
            return True  # it would only say the same again
        _stopped(rule, occasion, "loop")
        health.stop_itself(rule=rule, reason="loop", why="It set itself off: rules undo what each other did.")  # fmt: skip
        return True
    if len(occasion.chain) >= rules.DEEPEST:
        _stopped(rule, occasion, "depth")
        return True
    limit = registry.current(knobs.RATE.key)
    if queries.counted(rule, "rule.fired", timedelta(hours=1)) >= limit:
        _stopped(rule, occasion, "rate")
        health.stop_itself(rule=rule, reason="rate", why=f"It fired {limit} times in an hour, more than is allowed.")  # fmt: skip
        return True
    limit = registry.current(knobs.PER_TICKET.key)
    if queries.fired_on(occasion.ticket_id, timedelta(minutes=1)) >= limit:
        _stopped(rule, occasion, "ticket")
        health.stop_itself(rule=rule, reason="ticket", why=f"Rules fired {limit} times on one ticket within a minute.")  # fmt: skip
        return True
    return False


def _stopped(rule: Rule, occasion: Occasion, guard: str) -> None:
    emit("rule.stopped", subject=rule, about=("ticket", occasion.ticket_id), actor=SYSTEM_ACTOR,
         service_id=occasion.service_id, data={"guard": guard, "rules": len(occasion.chain)})  # fmt: skip


@dataclass
class Firing:
    """One firing under way: who signs, what it set, and what it had to do otherwise."""

    rule: Rule
    actor: Actor
    ticket_id: int
    put: dict[str, Any] = field(default_factory=dict)
    instead: list[tuple[str, str]] = field(default_factory=list)


def fire(rule: Rule, plan: rules.Plan, occasion: Occasion) -> None:
    """Do every step of a plan, each an operation signed by the rule. Raises what they raise. Emits rule.fired."""
    actor = SYSTEM_ACTOR.as_rule(f"{rule.ref} v{rule.version}", (*occasion.chain, rule.pk))
    firing = Firing(rule, actor, occasion.ticket_id)
    for step in plan.steps:
        _DO[step.action](firing, step)
    steps = [step.action for step in plan.steps]
    emit("rule.fired", subject=rule, about=("ticket", occasion.ticket_id), actor=actor, service_id=occasion.service_id,
         data={"version": rule.version, "event_id": occasion.event_id, "steps": steps, "set": firing.put})  # fmt: skip
    for code, why in firing.instead:
        health.record_failure(rule=rule, ticket_id=occasion.ticket_id, code=code, why=why, steps=steps,
                              event_id=occasion.event_id, outcome="fallback")  # fmt: skip


def _assign(firing: Firing, step: rules.Step) -> None:
    team, person = step.value("team"), step.value("person")
    if person is not None and not people.is_agent_at_work(person):
        person = None
        if team is None or not people.is_team_at_work(team):
            return _hand_to_fallback(firing, "person_left", "The person it hands to no longer works here.")  # fmt: skip
        firing.instead.append(("person_left", "The person it hands to no longer works here; the team has it."))  # fmt: skip
    if team is not None and not people.is_team_at_work(team):
        return _hand_to_fallback(firing, "team_retired", "The team it hands to no longer works.")
    return hand(firing, team, person)


def _least_open(firing: Firing, step: rules.Step) -> None:
    team = step.value("team")
    if not people.is_team_at_work(team):
        return _hand_to_fallback(firing, "team_retired", "The team it hands to no longer works.")
    accounts.lock_team(team)  # so that two at once do not both pick the same person
    return hand(firing, team, queries.least_open(team))


def _fallback(firing: Firing, step: rules.Step) -> None:
    team = queries.fallback_team()
    if team is None or not people.is_team_at_work(team):
        raise RuleViolation("no_fallback", "There is no fallback team at work.")
    hand(firing, team, None)


def _hand_to_fallback(firing: Firing, code: str, why: str) -> None:
    team = queries.fallback_team()
    if team is None or not people.is_team_at_work(team):
        raise RuleViolation(code, f"{why} There is no fallback team.")
    hand(firing, team, None)
    firing.instead.append((code, f"{why} The fallback team has it."))


def hand(firing: Firing, team: int | None, person: int | None) -> None:
    """Hand the ticket over and remember what was set."""
    given = {k: v for k, v in (("team_id", team), ("assignee_id", person)) if v is not None}
    ticket = desk_queries.ticket_by_id(firing.ticket_id)
    verbs.do("assign", ticket=ticket, actor=firing.actor, **given)
    if person is not None:
        health.remember_given(person)
    firing.put |= given


def _prioritise(firing: Firing, step: rules.Step) -> None:
    ticket = desk_queries.ticket_by_id(firing.ticket_id)
    priority = step.value("priority")
    verbs.do("prioritise", ticket=ticket, actor=firing.actor, priority=priority)
    firing.put["priority"] = priority


def _tag(firing: Firing, step: rules.Step) -> None:
    ticket = desk_queries.ticket_by_id(firing.ticket_id)
    tags.tag_ticket(ticket=ticket, actor=firing.actor, tag=step.value("tag"))
    firing.put["tags"] = " ".join(str(step.value("tag")).split()).lower()[:40]


def _say(firing: Firing, step: rules.Step) -> None:
    words = text.render(step.value("text"), queries.words_of(firing.ticket_id))
    internal = step.action == "note"
    desk.add_message(ticket_id=firing.ticket_id, author=None, actor=firing.actor, body=words, is_internal=internal)  # fmt: skip


_DO = {
    "assign": _assign, "least_open": _least_open, "fallback": _fallback, "prioritise": _prioritise, "tag": _tag,
    "note": _say, "reply": _say,
}  # fmt: skip
