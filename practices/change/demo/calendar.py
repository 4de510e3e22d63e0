"""When Northwind changes things and when not: windows between picking waves, stocktaking, the year's end of payroll."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.utils import timezone

from practices.change import operations
from practices.change.models import Freeze
from svs.accounts.models import Team, User
from svs.demo.company import ZONE
from svs.demo.people import address
from svs.events.actor import person
from svs.services.models import Service

WORKDAYS = range(5)
# service, days, opens, closes, note
WINDOWS = [
    ("warehouse-scanners", WORKDAYS, time(10, 40), time(11, 30), "Between two picking waves"),
    ("warehouse-scanners", WORKDAYS, time(12, 20), time(13, 10), "Between two picking waves"),
    ("warehouse-scanners", WORKDAYS, time(17), time(17, 50), "After the last truck"),
    ("site-connectivity", WORKDAYS, time(11), time(13), "Docks stand still at noon"),
    ("site-connectivity", WORKDAYS, time(17), time(19), "After the last truck"),
    ("customer-portal", (1, 3), time(4), time(5, 30), "Fewest bookings of the day"),
    ("customer-portal", WORKDAYS, time(12, 10), time(12, 50), "Noon"),
    ("identity-access", (1, 3), time(22), time(1), "Between late and night shift"),
]  # fmt: skip
# title, service, days ahead among workdays, from, minutes, who does it, team, what for
CHANGES = [
    ("Roll hall A back to scanner software 8.3", "warehouse-scanners", 1, time(10, 50), 30, "Kofi Owusu", "network-operations",
     "Handhelds of hall A lose their session since 8.4; hall B never left 8.3 and has no drop."),
    ("New access points in hall C", "site-connectivity", 1, time(11), 60, "Kofi Owusu", "network-operations",
     "Pickers in hall C walk to the door for a signal."),
    ("Routes of the Gdansk tunnel", "site-connectivity", 1, time(17), 45, "Ilse Maas", "network-operations",
     "The tunnel drops when the second line takes over."),
    ("Portal 11.5", "customer-portal", 2, time(12, 15), 30, "Lena Fischer", "applications",
     "Customers see each parcel while it is being picked."),
    ("Core switch, Gdansk", "site-connectivity", 3, time(17), 90, "Rafal Zielinski", "network-operations",
     "The old one has no spare parts any more."),
]  # fmt: skip


def load() -> None:
    """Maintenance windows, two freezes, two changes in each other's way, and one in a freeze; those above put them before who decides."""
    windows()
    _changes()
    freezes()


def windows() -> None:
    """Agreed by the owner of each service."""
    services = {one.slug: one for one in Service.objects.select_related("owner")}
    for slug, days, opens, closes, note in WINDOWS:
        service = services[slug]
        owner = service.owner
        if owner is not None:
            for day in days:
                operations.agree_window(actor=person(owner), service_id=service.pk, weekday=day, opens=opens, closes=closes, note=note)  # fmt: skip


def freezes() -> list[Freeze]:
    """Made by the chair of the board: nothing changes while stock is counted, nor while wages are closed."""
    chair = person(User.objects.get(email=address("Ingrid Holm")))
    ids = dict(Service.objects.values_list("slug", "pk"))
    counted = [ids[slug] for slug in ("warehouse-scanners", "site-connectivity", "order-tracking")]
    begins = _workday(3)
    return [
        operations.make_freeze(
            actor=chair, name="Stocktaking freeze", why="Every shelf is counted once a year; a scanner that fails costs the count.",
            starts_at=_at(begins, time(16)), ends_at=_at(begins + timedelta(days=3), time(6)), service_ids=counted,
        ),
        operations.make_freeze(
            actor=chair, name="Payroll year end", why="Wages of the year are closed and reported.",
            starts_at=_at(begins + timedelta(days=7), time(0)), ends_at=_at(begins + timedelta(days=12), time(0)),
            service_ids=[ids["payroll"], ids["identity-access"]],
        ),
    ]  # fmt: skip


def _changes() -> None:
    ids, teams = dict(Service.objects.values_list("slug", "pk")), dict(Team.objects.values_list("slug", "pk"))  # fmt: skip
    people = {user.name: user for user in User.objects.all()}
    for title, slug, ahead, starts, minutes, who, team, why in CHANGES:
        starts_at = _at(_workday(ahead), starts)
        operations.draft_change(
            actor=person(people[who]), title=title, service_id=ids[slug], team_id=teams[team], assignee_id=people[who].pk,
            starts_at=starts_at, ends_at=starts_at + timedelta(minutes=minutes), why=why,
            plan="Tell the shift lead\nTake one site out\nChange it, try ten scans\nTake it back in",
            backout="Put the old version back\nTry ten scans", backout_minutes=10, test="Tried on two spares in the workshop",
        )  # fmt: skip


def _workday(ahead: int) -> datetime:
    """The so-manieth working day from tomorrow on."""
    day = timezone.now().astimezone(ZoneInfo(ZONE))
    while ahead:
        day += timedelta(days=1)
        ahead -= day.weekday() < 5
    return day


def _at(day: datetime, clock: time) -> datetime:
    return datetime.combine(day.date(), clock, ZoneInfo(ZONE))
