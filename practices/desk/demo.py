"""The desk's part of the demo organisation: the lists that people keep."""

from __future__ import annotations

from practices.desk.operations import saved
from svs.accounts.models import Team, User
from svs.events.actor import person
from svs.services.models import Service


def load() -> None:
    """Three views of Ana's own, and one that she keeps for the Service Desk."""
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    first_line = Team.objects.get(slug="service-desk")
    scanners = Service.objects.get(slug="warehouse-scanners")
    told = [
        ("Due today", "open=true&due=today&team=mine", None),
        ("Waiting on vendor", "open=true&cause=vendor&columns=service,holder,state,promised,updated", None),
        ("Scanners", f"open=true&service={scanners.pk}", None),
        ("Unassigned P1-P2", "open=true&priority=1&priority=2&assignee=nobody&sort=priority", first_line.pk),
    ]  # fmt: skip
    for name, query, team_id in told:
        saved.save_view(actor=person(ana), user=ana, name=name, query=query, team_id=team_id)
