"""Change enablement's part of the demo organisation: templates with their record, months of changes, and a few at every state."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from zoneinfo import ZoneInfo

from django.utils import timezone

from practices.change import bulk, operations
from practices.change.demo import calendar
from practices.change.models import CausedIncident, Change, ChangeTemplate
from practices.change.operations import caused
from practices.desk.operations import links
from practices.desk.queries import logged
from svs.accounts.models import Team, User
from svs.demo import company
from svs.events.actor import person
from svs.services.models import Service

if TYPE_CHECKING:
    from practices.desk.models import Ticket

OTHERS, ALIKE = 34, 42
OK, ISSUES, FAILED, BACKED = bulk.OK, bulk.ISSUES, bulk.FAILED, bulk.BACKED
# name, service, team, who wrote it, minutes, plan, back-out, test, outcomes so far, is it standard
TEMPLATES = (
    ("Restart a label print server", "warehouse-scanners", "field-services", "malik.brandt", 15,
     "Tell the shift lead\nRestart the print server\nPrint ten labels", "Start the old print server", "Ten labels on the spare printer", [OK] * 9, True),
    ("Roll a hall back to the last firmware", "warehouse-scanners", "network-operations", "tom.becker", 30,
     "Tell the shift lead, take the group out of the new one\nPush the last firmware, restart once\nTen badge scans, five picks, the other hall as control\nClose the window with the count of drops",
     "Put the group back\nRestart; pickers go on with paper lists", "Two spare handhelds roam 70 times without a drop", [ISSUES, *[OK] * 14], False),
    ("Renew a certificate of the portal", "customer-portal", "applications", "lena.fischer", 20,
     "Put the new one beside the old\nSwitch over\nBook a test load", "Switch back", "The new one answers on the test address", [OK, OK, FAILED, OK, OK, OK], False),
    ("Raise a mailbox", "identity-access", "identity", "aisha.bello", 10,
     "Raise its quota\nSend a mail to it", "Put the old quota back", "", [OK] * 7, True),
)  # fmt: skip
# what is drafted and left: title, service, team, who, days ahead, hour, minutes, plan, back-out, test
DRAFTS = (
    ("Swap the core switch of hall B", "site-connectivity", "network-operations", "ilse.maas", 9, 5, 120,
     "Bring the new switch up beside the old\nMove one line after the other\nWatch for an hour", "Move the lines back", ""),
    ("Archive the orders of 2019", "order-tracking", "data-integration", "erik.dahl", 12, 20, 240,
     "Copy them out\nCheck the counts\nDelete them", "Copy them in again", "Done with 2018: the counts fit"),
)  # fmt: skip


def load(*, seed: int, say: Callable[[str], None] = print) -> None:
    """Templates and months of changes by the bulk twin; drafts, a cancelled and a standard one by the real operations."""
    now = timezone.now()
    by_template = {_template(row, now): row[8] for row in TEMPLATES}
    report = bulk.write_past(
        seed=seed, until=now, by_template=by_template, others=OTHERS, often=ALIKE
    )
    caused_ones = _causes(now)
    for row in DRAFTS:
        draft(*row)
    _cancelled()
    _under_way(now)
    calendar.load()
    say(f"{report.cases} changes of the last {bulk.DAYS} days, {caused_ones} of which caused an incident")  # fmt: skip


def draft(
    title: str, slug: str, team: str, who: str, days: int, hour: int, minutes: int, plan: str, backout: str, test: str = "", **more: Any
) -> Ticket:  # fmt: skip
    """Draft a change of Northwind's, so many days ahead."""
    since = _at(days, hour)
    author = _user(who)
    return operations.draft_change(
        **{
            "actor": person(author), "title": title, "service_id": Service.objects.get(slug=slug).pk, "team_id": Team.objects.get(slug=team).pk,
            "assignee_id": author.pk, "starts_at": since, "ends_at": since + timedelta(minutes=minutes), "plan": plan, "backout": backout,
            "test": test, **more,
        }
    )  # fmt: skip


def _template(row: tuple[Any, ...], now: datetime) -> ChangeTemplate:
    name, slug, team, who, minutes, plan, backout, test, _, is_standard = row
    made = operations.make_template(
        actor=person(_user(who)), name=name, plan=plan, backout=backout, test=test, minutes=minutes, backout_minutes=10,
        service_id=Service.objects.get(slug=slug).pk, team_id=Team.objects.get(slug=team).pk,
    )  # fmt: skip
    if is_standard:  # the board said so before the past began that is told here
        since = now - timedelta(days=bulk.DAYS + 30)
        ChangeTemplate.objects.filter(pk=made.pk).update(
            state=ChangeTemplate.State.STANDARD, approved_version=made.version, standard_since=since, decided_at=since
        )  # fmt: skip
    return ChangeTemplate.objects.select_related("service", "team").get(pk=made.pk)


def _causes(now: datetime) -> int:
    """What went wrong was followed by incidents: a person said of the first of each whether it was caused."""
    rows = Change.objects.filter(began_at__isnull=False, template__isnull=True).exclude(outcome=OK).select_related("ticket")  # fmt: skip
    said = 0
    for change in rows.order_by("ended_at", "pk"):
        began = change.began_at or now
        found = logged.between("incident", began, began + caused.fresh(), [change.ticket.service_id or 0], [], 2)  # fmt: skip
        for n, one in enumerate(found):
            is_caused = n == 0
            CausedIncident.objects.create(
                change=change, incident_id=one.pk, state=CausedIncident.State.CONFIRMED if is_caused else CausedIncident.State.DISMISSED,
                because={"minutes": int((one.logged_at - began).total_seconds() // 60), "services": [one.service_id], "items": []},
                decided_by_id=change.reviewed_by_id, decided_at=change.reviewed_at,
            )  # fmt: skip
            if is_caused:
                links.link_once(kind="causes", source_id=change.pk, target_id=one.pk)
                said += 1
    return said


def _cancelled() -> None:
    ticket = draft(
        "Move the guest Wi-Fi to the new controller", "site-connectivity", "network-operations", "kofi.owusu", 4, 20, 60,
        "Move the guests\nSign in as a guest", "Move them back",
    )  # fmt: skip
    operations.cancel_change(ticket=ticket, actor=person(_user("kofi.owusu")))


def _under_way(now: datetime) -> None:
    """A standard change, logged and begun in seconds."""
    template = ChangeTemplate.objects.get(name="Restart a label print server")
    lucie = _user("lucie.girard")
    ticket = operations.log_standard(
        actor=person(lucie), template=template, where="Lyon", assignee_id=lucie.pk
    )
    if ticket.state == "SCHEDULED":
        operations.start_change(ticket=ticket, actor=person(lucie))


def _at(days: int, hour: int) -> datetime:
    zone = ZoneInfo(company.ZONE)
    date = timezone.now().astimezone(zone).date() + timedelta(days=days)
    return datetime.combine(date, time(hour, 30), zone)


def _user(name: str) -> User:
    return User.objects.get(email=f"{name}@northwind.example")
