"""The incident practice's part of the demo organisation: half a year of incidents, and a few on their way."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from django.utils import timezone

from practices.configuration import queries as item_queries
from practices.desk import operations as desk
from practices.desk.operations import checklist, fields, linking, merging, watchers
from practices.desk.operations.items import set_items
from practices.desk.operations.promise import promise_date
from practices.incident import bulk, operations
from svs.accounts.models import Team, User
from svs.demo.story import Story
from svs.events.actor import Actor, person
from svs.mail import demo as mail
from svs.services.models import Category, Service

if TYPE_CHECKING:
    from practices.desk.models import Ticket

TALK = (
    ("joost", "Tested with the second access point in hall B: eleven scanners, no drop in forty minutes. Hall A still freezes right after the badge scan.", False),
    ("ana", "Thank you, Joost. Hall A goes back to 8.3 tonight; please note which scanners freeze until then.", False),
    ("ana", "The vendor has a case for it and names 8.4.2 as the version that mends it.", True),
)  # fmt: skip


def load(*, tickets: int | None, seed: int, story: Story, rule: str = "", say: Callable[[str], None] = print) -> None:  # fmt: skip
    """Half a year of history that ends now, and six incidents moved by the real operations."""
    bulk.write_past(
        tickets=bulk.USUAL if tickets is None else tickets, seed=seed, story=story, rule=rule, until=timezone.now(), say=say,
    )  # fmt: skip
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    joost = User.objects.get(email="joost.verhagen@northwind.example")
    first_line, network = (
        Team.objects.get(slug="service-desk"),
        Team.objects.get(slug="network-operations"),
    )
    scanners = Service.objects.get(slug="warehouse-scanners")
    portal = Service.objects.get(slug="customer-portal")
    tracking = Service.objects.get(slug="order-tracking")
    actor = person(ana)
    told = [
        ("Customer Portal returns 503 at checkout, all regions", portal, first_line, 1, 1),
        ("Scanners lose session after firmware 8.4, pick lists stall", scanners, network, 1, 2),
        ("No route to label printers from dock 4 to 9", scanners, network, 2, 1),
        ("Tracking page shows yesterday's position for sea freight", tracking, first_line, 2, 2),
        ("Handhelds need a second login after lunch break", scanners, network, 2, 3),
        ("Phone in meeting room Delta has no line", None, first_line, 3, 3),
    ]
    fields.add_field(
        actor=actor, kind="incident", key="site", label="Site", type="choice", is_public=True,
        options=["Rotterdam", "Lyon", "Gdańsk", "Antwerp"], help_text="Where it happens.",
    )  # fmt: skip
    logged = [
        operations.log_incident(
            actor=actor, title=title, own={"site": "Rotterdam"}, requester=joost, service_id=service.pk if service else None, team_id=team.pk, impact=impact,
            urgency=urgency, channel="phone",
        )
        for title, service, team, impact, urgency in told
    ]  # fmt: skip
    for ticket in logged[:4]:
        operations.assign_incident(ticket=ticket, actor=actor, assignee_id=ana.pk)
    until = (timezone.now() + timedelta(days=3)).replace(hour=14, minute=0, second=0, microsecond=0)
    operations.hold_incident(ticket=logged[3], actor=actor, cause="vendor", wake_at=until)
    promise_date(ticket=logged[3], actor=actor, promised_at=until, reason="The carrier mends its feed that morning.")  # fmt: skip
    _set_up(logged[1], actor, scanners, network)
    _told_more(logged, actor, ana, joost)
    _down(logged[0], actor, portal, scanners)
    _about(logged, actor, ana)
    mail.load()


def _told_more(logged: list[Ticket], actor: Actor, ana: User, joost: User) -> None:
    """What was said on the scanners, and that the second sign-in belongs to it."""
    lost, second = logged[1], logged[4]
    for author, words, is_internal in TALK:
        by = joost if author == "joost" else ana
        desk.add_message(ticket_id=lost.pk, author=by, actor=person(by), body=words, is_internal=is_internal)  # fmt: skip
    operations.make_child(ticket=second, parent=lost, actor=actor)


STEPS = ("Open a case with the vendor", "Roll hall A back to 8.3", "Tell the shift leads")


def _around(logged: list[Ticket], actor: Actor, ana: User, joost: User) -> None:
    """The checklist of the scanners, what they have to do with the switches, who watches; and what was told twice."""
    lost, ports = logged[1], logged[2]
    first, *_ = [checklist.add_task(ticket=lost, actor=actor, title=title, assignee_id=ana.pk) for title in STEPS]  # fmt: skip
    checklist.change_task(ticket=lost, task_id=first.pk, actor=actor, is_done=True)
    linking.relate(ticket=lost, other=ports, relation="relates", actor=actor)
    watchers.watch(ticket=logged[0], actor=actor, user=ana, by=ana)
    again = operations.log_incident(
        actor=actor, title="Scanners freeze again in hall A", requester=joost, service_id=lost.service_id, team_id=lost.team_id, impact=2,
        urgency=2, channel="email", description="Third time this morning, dock 2 as well.",
    )  # fmt: skip
    merging.merge(ticket=again, into=lost, actor=actor, by=ana)


# place among the six -> what it is about
ABOUT = {
    0: ("Portal application",),
    1: ("Scanner firmware 8.4", "Access point RTM-A-01", "Access point RTM-A-02"),
    2: ("Label printer RTM-A", "Switch RTM-A"),
    4: ("Identity provider", "Scanner firmware 8.4"),
}


def _about(logged: list[Ticket], actor: Actor, ana: User) -> None:
    """Which components they are about."""
    known = dict(item_queries.choices_by_name(ana))
    for place, names in ABOUT.items():
        set_items(ticket=logged[place], actor=actor, user=ana, item_ids=[known[name] for name in names])  # fmt: skip


def _down(ticket: Ticket, actor: Actor, portal: Service, scanners: Service) -> None:
    """The portal is down; the scanners will be for an hour on Sunday night."""
    now = timezone.now()
    operations.open_outage(
        actor=actor, service_id=portal.pk, started_at=now - timedelta(minutes=6), ticket=ticket,
        words="Checkout answers with an error; bookings by phone go on.",
    )  # fmt: skip
    sunday = (now + timedelta(days=(5 - now.weekday()) % 7 + 1)).replace(hour=2, minute=0, second=0, microsecond=0)  # fmt: skip
    operations.open_outage(
        actor=actor, service_id=scanners.pk, started_at=sunday, ended_at=sunday + timedelta(hours=1), is_planned=True,
        words="Firmware 8.4.2 on all scanners in Rotterdam.",
    )  # fmt: skip


def _set_up(lost: Ticket, actor: Actor, scanners: Service, network: Team) -> None:
    """What the lost sessions are about, and how the next one is logged."""
    session = Category.objects.get(service=scanners, name="Session").pk
    operations.change_incident(ticket=lost, actor=actor, fields={"category_id": session})
    operations.create_template(
        actor=actor, name="Scanner loses its session", title="Scanner loses its session", impact=2, urgency=2,
        description="Hall and aisle:\nNumber on the back:\nSince when:", service_id=scanners.pk, category_id=session,
        team_id=network.pk,
    )  # fmt: skip
