"""The desk's part of the demo organisation: the lists that people keep."""

from __future__ import annotations

from practices.desk.operations import canned, saved
from svs.accounts.models import Team, User
from svs.events.actor import person
from svs.services.models import Service

TEXTS = [
    ("We are on it", "Hello {requester},\n\nwe are working on {ref} and write again within the hour.\n\n{me}, {team}", ""),
    ("Please try again", "Hello {requester},\n\n{service} should work again. Please try once more and tell us if it does not.\n\n{me}", ""),
    ("Which scanner?", "Could you tell us the number on the back of the handheld, and in which hall it freezes?", "network-operations"),
    ("New password", "Hello {requester},\n\nchoose a new password at the sign-in page under Forgotten. It takes a minute to reach every service.\n\n{me}", ""),
]  # fmt: skip


def load() -> None:
    """Texts that are often sent; three views of Ana's own, and one that she keeps for the Service Desk."""
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    first_line = Team.objects.get(slug="service-desk")
    scanners = Service.objects.get(slug="warehouse-scanners")
    told = [
        ("Due today", "open=true&due=today&team=mine", None),
        ("Waiting on vendor", "open=true&cause=vendor&columns=service,holder,state,promised,updated", None),
        ("Scanners", f"open=true&service={scanners.pk}", None),
        ("Unassigned P1-P2", "open=true&priority=1&priority=2&assignee=nobody&sort=priority", first_line.pk),
    ]  # fmt: skip
    for name, body, slug in TEXTS:
        team = Team.objects.get(slug=slug).pk if slug else None
        canned.create_canned_reply(actor=person(ana), user=ana, name=name, body=body, team_id=team)
    for name, query, team_id in told:
        saved.save_view(actor=person(ana), user=ana, name=name, query=query, team_id=team_id)
