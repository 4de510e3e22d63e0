"""Ask the requester how it went: once, with one reminder, answered once."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils import timezone

from practices.desk import knobs, rules, states
from practices.desk.models import Survey, Ticket
from practices.desk.queries import surveys as queries
from svs.errors import RuleViolation
from svs.events import outgoing
from svs.events.actor import SYSTEM_ACTOR, Actor
from svs.events.emit import emit
from svs.knobs import registry
from svs.mail import threads
from svs.mail.letters import letter
from svs.services import queries as services

if TYPE_CHECKING:
    from datetime import datetime

    from svs.accounts.models import User
    from svs.events.models import DomainEvent

BATCH = 200


@transaction.atomic
def ask_survey(*, ticket_id: int, event: DomainEvent) -> bool:
    """Ask the requester once how it went, on the portal and in the letter that says it is done; told whether it was asked.

    Not asked: a program, who restored it themselves, who was asked about it or about its parent or a sibling before,
    and nobody while it is open again. Emits survey.asked.
    """
    ticket = Ticket.objects.select_related("requester").get(pk=ticket_id)
    who = ticket.requester
    if who is None or who.is_program or not who.is_active or ticket.phase != states.DONE:
        return False
    if event.actor_user_id == who.pk or queries.asked_of_family(ticket):
        return False
    now = timezone.now()
    Survey.objects.create(ticket=ticket, asked_at=now)
    _tell("asked", ticket, SYSTEM_ACTOR)
    return True


def withdraw_survey(*, ticket_id: int, since: datetime) -> None:
    """What was done since this moment was taken back: the question about it goes; the letter that asks is withdrawn with it."""
    Survey.objects.filter(ticket_id=ticket_id, asked_at__gte=since, answered_at__isnull=True).delete()  # fmt: skip


def remind_surveys() -> int:
    """Remind those who have not answered yet, once, in batches; returns how many. Emits survey.reminded."""
    days, reminded = registry.value(knobs.REMINDER_DAYS.key), 0
    while True:
        batch = _remind_some(timedelta(days=days))
        reminded += batch
        if batch < BATCH:
            return reminded


@transaction.atomic
def _remind_some(after: timedelta) -> int:
    now = timezone.now()
    due = Survey.objects.select_for_update(of=("self",), skip_locked=True).filter(
        answered_at__isnull=True, reminded_at__isnull=True, asked_at__lte=now - after,
        asked_at__gt=now - rules.SURVEY_LASTS, ticket__phase=states.DONE, ticket__requester__is_active=True,
    )  # fmt: skip
    rows = list(due.select_related("ticket__requester").order_by("asked_at", "pk")[:BATCH])
    Survey.objects.filter(pk__in=[row.pk for row in rows]).update(reminded_at=now)
    for row in rows:
        _remind(row.ticket)
        _tell("reminded", row.ticket, SYSTEM_ACTOR)
    return len(rows)


@transaction.atomic
def answer_survey(*, ticket: Ticket, actor: Actor, score: int, words: str = "") -> Survey:
    """Say how it went, in five points and perhaps in words. Only the requester is let here.

    Raises RuleViolation("not_asked", "survey_answered", "survey_over", "survey_waits", "bad_score"). Emits survey.answered.
    """
    survey = Survey.objects.select_for_update(of=("self",)).filter(ticket=ticket).first()
    now = timezone.now()
    if survey is None:
        raise RuleViolation("not_asked", "Nobody asked how this one went.")
    if survey.answered_at is not None:
        raise RuleViolation("survey_answered", "You have said how it went. Thank you.")
    if rules.survey_is_over(survey.asked_at, now):
        raise RuleViolation("survey_over", "That was more than 30 days ago.")
    if ticket.phase != states.DONE:
        raise RuleViolation("survey_waits", "It is being worked on again. Say it when it is done.")
    if score not in rules.SCORES:
        raise RuleViolation("bad_score", "One to five points.", field="score")
    survey.answered_at, survey.score, survey.words = now, score, words.strip()[:1000]
    survey.save(update_fields=["answered_at", "score", "words"])
    _tell("answered", ticket, actor, score=score)
    return survey


def _tell(past: str, ticket: Ticket, actor: Actor, **data: int) -> None:
    emit(f"survey.{past}", subject=("ticket", ticket.pk), actor=actor, service_id=ticket.service_id, data=data)  # fmt: skip


def _remind(ticket: Ticket) -> None:
    who: User | None = ticket.requester
    if who is None:
        return
    outgoing.write_mail(
        recipient=who.email, key=f"survey-{ticket.pk}-again", ticket_ref=ticket.ref, purpose="ticket.survey", reader=who,
        sender=threads.sender(*services.sender_of(ticket.service_id)),
        **letter("survey_again", ticket=ticket, who=who, verified=True),
    )  # fmt: skip
