"""The incident practice's part of the demo organisation: half a year of incidents, and a few on their way."""

from collections.abc import Callable

from django.utils import timezone

from practices.incident import bulk, operations
from svs.accounts.models import Team, User
from svs.demo.story import Story
from svs.events.actor import person
from svs.services.models import Service


def load(*, tickets: int | None, seed: int, story: Story, rule: str = "", say: Callable[[str], None] = print) -> None:  # fmt: skip
    """Half a year of history that ends now, and six incidents moved by the real operations."""
    bulk.write_past(
        tickets=bulk.USUAL if tickets is None else tickets, seed=seed, story=story, rule=rule, until=timezone.now(), say=say,
    )  # fmt: skip
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    joost = User.objects.get(email="joost.verhagen@northwind.example")
    desk, network = (
        Team.objects.get(slug="service-desk"),
        Team.objects.get(slug="network-operations"),
    )
    scanners = Service.objects.get(slug="warehouse-scanners")
    portal = Service.objects.get(slug="customer-portal")
    tracking = Service.objects.get(slug="order-tracking")
    actor = person(ana)
    told = [
        ("Customer Portal returns 503 at checkout, all regions", portal, desk, 1, 1),
        ("Scanners lose session after firmware 8.4, pick lists stall", scanners, network, 1, 2),
        ("No route to label printers from dock 4 to 9", scanners, network, 2, 1),
        ("Tracking page shows yesterday's position for sea freight", tracking, desk, 2, 2),
        ("Handhelds need a second login after lunch break", scanners, network, 2, 3),
        ("Phone in meeting room Delta has no line", None, desk, 3, 3),
    ]
    logged = [
        operations.log_incident(
            actor=actor, title=title, requester=joost, service_id=service.pk if service else None, team_id=team.pk, impact=impact,
            urgency=urgency, channel="phone",
        )
        for title, service, team, impact, urgency in told
    ]  # fmt: skip
    for ticket in logged[:4]:
        operations.assign_incident(ticket=ticket, actor=actor, assignee_id=ana.pk)
    operations.hold_incident(ticket=logged[3], actor=actor, cause="vendor")
