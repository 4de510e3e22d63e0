"""The demo, and what it has too little of: lives that are over, broken promises, things still to be put to work."""

from datetime import timedelta
from io import StringIO

import time_machine
from django.core.management import call_command
from django.utils import timezone

from governance import demo as governance
from metrics import operations as metrics
from metrics.models import Kpi
from practices.incident import operations as incidents
from svs.accounts.models import User
from svs.events import deliver, registry
from svs.events.actor import person
from svs.services.models import Service

OUTLIVED = 6  # incidents a service that took far too long: enough to judge it
AGAIN, LACKED = "change-success", "first-contact"
RULE = "If it is less than nine of ten, the owner says what will be done."


def drain() -> None:
    """Let everything that follows happen, and what follows from that."""
    for _ in range(2):
        for consumer in registry.consumers():
            deliver.drain(consumer)


def grow() -> None:
    call_command("demo", tickets=50, stdout=StringIO())
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    services = list(Service.objects.select_related("owner").order_by("id"))
    with time_machine.travel(timezone.now() - timedelta(days=5)):
        logged = [
            incidents.log_incident(
                actor=person(ana), title=f"Slow {n}", requester=ana, service_id=service.pk
            )
            for service in services
            for n in range(OUTLIVED)
        ]
    for ticket in logged:
        incidents.assign_incident(ticket=ticket, actor=person(ana), assignee_id=ana.pk)
        incidents.resolve_incident(
            ticket=ticket,
            actor=person(ana),
            resolution="Restarted",
            resolution_code="fixed",
            cause_code="unknown",
        )
    drain()
    governance.load()
    _propose()


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
