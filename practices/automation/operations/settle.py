"""Settle what a rule could not do: try it again, hand the ticket to the fallback team, or let it be."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from practices.automation import queries, rules
from practices.automation.models import Failure
from practices.automation.operations import fire
from practices.desk import queries as desk_queries
from practices.desk.operations import verbs
from svs.accounts import queries as people
from svs.errors import RuleViolation
from svs.events.actor import Actor
from svs.events.emit import emit


@transaction.atomic
def retry_failure(*, failure: Failure, actor: Actor) -> Failure:
    """Ask the rule again about the ticket as it is now, and do what it says, in its own name.

    Where it would change nothing any more it is settled as no longer needed.
    Raises RuleViolation("settled_already"), and whatever it runs into again. Emits rule.fired, rule.settled.
    """
    failure = _lock(failure)
    rule = failure.rule
    plan = rules.evaluate(queries.definition_of(rule), queries.facts_now(failure.ticket_id))
    if not plan.steps:
        return _settle(failure, actor, Failure.Outcome.UNNEEDED)
    ticket = desk_queries.ticket_by_id(failure.ticket_id)
    try:
        with transaction.atomic():
            fire.fire(rule, plan, fire.Occasion(ticket.pk, ticket.service_id, (), failure.event_id))
    except fire.CANNOT as error:
        code, why = fire.said(error)
        raise RuleViolation(code, f"It cannot be done still. {why}") from error
    return _settle(failure, actor, Failure.Outcome.DONE)


@transaction.atomic
def hand_failure_over(*, failure: Failure, actor: Actor) -> Failure:
    """Hand the ticket to the fallback team instead. Raises RuleViolation("no_fallback", "settled_already"). Emits rule.settled."""
    failure = _lock(failure)
    team = queries.fallback_team()
    if team is None or not people.is_team_at_work(team):
        raise RuleViolation("no_fallback", "There is no fallback team at work. An administrator names one.")  # fmt: skip
    ticket = desk_queries.ticket_by_id(failure.ticket_id)
    verbs.do("assign", ticket=ticket, actor=actor, team_id=team)
    return _settle(failure, actor, Failure.Outcome.FALLBACK)


@transaction.atomic
def dismiss_failure(*, failure: Failure, actor: Actor) -> Failure:
    """Let it be: somebody saw to it. Raises RuleViolation("settled_already"). Emits rule.settled."""
    return _settle(_lock(failure), actor, Failure.Outcome.DISMISSED)


def _lock(failure: Failure) -> Failure:
    found = Failure.objects.select_for_update(of=("self",)).select_related("rule").get(pk=failure.pk)  # fmt: skip
    if found.settled_at is not None:
        raise RuleViolation("settled_already", "Somebody settled this already.")
    return found


def _settle(failure: Failure, actor: Actor, outcome: str) -> Failure:
    failure.settled_at, failure.settled_by_id, failure.outcome = timezone.now(), actor.user_id, outcome  # fmt: skip
    failure.save(update_fields=["settled_at", "settled_by", "outcome"])
    emit("rule.settled", subject=failure.rule, about=("ticket", failure.ticket_id), actor=actor,
         data={"failure_id": failure.pk, "how": outcome})  # fmt: skip
    return failure
