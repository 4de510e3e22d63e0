"""The demo, and what it has too little of: lives that are over, broken promises, things still to be put to work."""

from datetime import timedelta
from io import StringIO

import time_machine
from django.core.management import call_command
from django.utils import timezone

from governance.demo import register as governance
from improvement import operations as improvements
from improvement.queries import Source
from metrics import operations as metrics
from metrics.models import Kpi
from practices.incident import operations as incidents
from svs.accounts.models import User
from svs.events import deliver, registry
from svs.events.actor import Actor, person
from svs.services.models import Service

OUTLIVED, TRIED = (
    6,
    6,
)  # incidents a service that took far too long, enough to judge it; improvements of it
AGAIN, LACKED = "change-success", "first-contact"
RULE = "If it is less than nine of ten, the owner says what will be done."


def drain() -> None:
    """Let everything that follows happen, and what follows from that."""
    for _ in range(2):
        for consumer in registry.consumers():
            deliver.drain(consumer)


def grow() -> None:
    call_command("demo", tickets=50, stdout=StringIO())
    people = {user.email.partition("@")[0]: user for user in User.objects.all()}
    ana, joost = person(people["ana.ruiz"]), people["joost.verhagen"]
    services = list(Service.objects.select_related("owner").order_by("id"))
    with time_machine.travel(timezone.now() - timedelta(days=5)):
        logged = [
            incidents.log_incident(
                actor=ana, title=f"Slow {n}", requester=joost, service_id=service.pk
            )
            for service in services
            for n in range(OUTLIVED)
        ]
    with time_machine.travel(timezone.now() - timedelta(days=1)):
        for ticket in logged:
            incidents.assign_incident(ticket=ticket, actor=ana, assignee_id=ana.user_id)
            incidents.resolve_incident(
                ticket=ticket, actor=ana, resolution="Restarted", resolution_code="fixed", cause_code="unknown",
            )  # fmt: skip
    drain()
    governance.load()
    improvements.find_candidates()
    _propose()
    owned = [service for service in services if service.owner == people["elena.petrova"]]
    _hold(ana, services)
    _plan(ana, services)
    for service in owned:
        _try(service)


def _hold(actor: Actor, services: list[Service]) -> None:
    """Incidents that wait."""
    for service in services:
        ticket = incidents.log_incident(actor=actor, title="Waits", service_id=service.pk)
        incidents.assign_incident(ticket=ticket, actor=actor, assignee_id=actor.user_id)
        incidents.hold_incident(ticket=ticket, actor=actor, cause="vendor")


def _plan(actor: Actor, services: list[Service]) -> None:
    """Work on services that is planned, and can be called off."""
    for service in services:
        soon = timezone.now() + timedelta(days=3)
        incidents.open_outage(
            actor=actor, service_id=service.pk, started_at=soon, ended_at=soon + timedelta(hours=1), is_planned=True,
        )  # fmt: skip


def _try(service: Service) -> None:
    """Improvements that may be tried, are tried, and wait for their verdict."""
    owner, today = person(service.owner), timezone.localdate()
    kpi = Kpi.objects.get(service=service, measure="lead-time", state="ACTIVE")
    for n in range(TRIED):
        made = improvements.raise_improvement(
            actor=owner, source=Source(service=service), issue=f"Slow {n}", expected_impact="Faster",
            owner_id=service.owner_id, target_date=today + timedelta(days=30),
        )  # fmt: skip
        improvements.assess_improvement(improvement=made, actor=owner, impact=3, effort=2, risk=1)
        if n:
            plan = improvements.Plan(kpi.pk, "a spare", "less waiting", "no call", -600, today + timedelta(days=20))  # fmt: skip
            improvements.start_trial(improvement=made, actor=owner, plan=plan)
        if n > TRIED / 2:
            improvements.end_trial(improvement=made, actor=owner, why="Enough was seen.")


def _propose() -> None:
    """Measures that wait to be put to work, in the place of those at work; and one that each service lacks."""
    for kpi in Kpi.objects.filter(measure__in=[AGAIN, LACKED]).select_related("service__owner"):
        owner = person(kpi.service.owner)
        metrics.retire_kpi(kpi=kpi, actor=owner)
        if kpi.measure == AGAIN:
            metrics.propose_kpi(
                actor=owner, measure=AGAIN, service_id=kpi.service_id, promise=0.9, outcome_id=kpi.outcome_id,
                owner_id=kpi.owner_id, decision_rule=RULE, review_date=timezone.localdate() + timedelta(days=90),
            )  # fmt: skip
