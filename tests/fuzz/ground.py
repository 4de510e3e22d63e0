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
RULE = "If it is longer than an hour, the owner says what will be done."


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
    _propose(services)


def _propose(services: list[Service]) -> None:
    """Measures that are whole and wait to be put to work."""
    for service in services:
        carried = service.service_outcomes.first()
        known = Kpi.objects.filter(service=service, measure="lead-time").exists()
        if service.owner is None or carried is None or known:
            continue
        metrics.propose_kpi(
            actor=person(service.owner), measure="lead-time", service_id=service.pk, promise=3600,
            outcome_id=carried.outcome_id, owner_id=service.owner.pk, decision_rule=RULE,
            review_date=timezone.localdate() + timedelta(days=90),
        )  # fmt: skip
