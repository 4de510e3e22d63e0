"""What Northwind Logistics runs and why: outcomes, services with their three answers, dependencies, categories."""

from dataclasses import dataclass

from svs.accounts.models import Team, User
from svs.services.models import Category, Outcome, Service, ServiceDependency, ServiceOutcome

ZONE = "Europe/Amsterdam"
# slug, name, statement, team, criteria
OUTCOMES = [
    ("orders-same-day", "Orders leave the day they are placed", "Nine of ten orders placed before 15:00 leave the dock by midnight.",
     "network-operations", ["Does a parcel leave earlier because of it?", "Is the effect seen within a quarter?"]),
    ("customers-serve-themselves", "Customers book without calling", "Eight of ten bookings are made in the portal, without a call.",
     "applications", ["Does a customer need us less because of it?", "Can we see it in the share of bookings?"]),
    ("people-can-work", "People can work from their first minute", "Everyone signs in and is paid on time, wherever they work.",
     "identity", ["Does somebody wait less because of it?", "Does it hold for drivers and pickers too?"]),
    ("no-truck-waits", "No truck waits for a paper", "Nineteen of twenty trucks cross the border without a stop for papers.",
     "trade-systems", ["Does a truck stand shorter because of it?", "Do all ports gain by it?"]),
    ("customers-know-where", "Customers know where their freight is", "The place we tell is never older than fifteen minutes.",
     "data-integration", ["Does a customer learn it earlier?", "Is what we tell true more often?"]),
]  # fmt: skip


@dataclass(frozen=True)
class Offer:
    """A service as the company speaks of it."""

    slug: str
    name: str
    owner: str
    team: str
    tier: int
    value: str
    used_by: str
    depended_on_by: str
    when_it_fails: str
    outcome: str
    contribution: str
    needs: tuple[str, ...]
    categories: dict[str, tuple[str, ...]]


SERVICES = [
    Offer(
        "warehouse-scanners", "Warehouse Scanners", "Elena Petrova", "network-operations", 1,
        "Pickers confirm every parcel at the shelf, so nine of ten orders leave the same day.",
        "Pickers in Rotterdam and Lyon", "Picking and dispatch", "Rotterdam, Lyon on paper",
        "orders-same-day", "Every parcel is confirmed where it lies.", ("identity-access", "site-connectivity"),
        {"Handhelds": ("Session", "Battery", "Scan engine"), "Docks and labels": ("Dock", "Label printer"), "Pick lists": ()},
    ),
    Offer(
        "customer-portal", "Customer Portal", "Elena Petrova", "applications", 1,
        "Customers book and follow their freight themselves, so sales spends its day on new business.",
        "Customers", "Booking", "Bookings go by phone, half are lost",
        "customers-serve-themselves", "Booking and tracking without a call.", ("identity-access", "order-tracking"),
        {"Booking": ("Checkout", "Address book"), "Account": ("Password", "Invoices"), "Map": ()},
    ),
    Offer(
        "payroll", "Payroll", "David Cohen", "finance-systems", 2,
        "Drivers and pickers are paid right and on time, so that they stay with us.",
        "All staff", "Human resources", "Wages go out by hand a week late",
        "people-can-work", "Paid on the 25th, every month.", ("identity-access",),
        {"Payslips": ("Shift bonus", "Overtime"), "Bank file": (), "Time sheets": ()},
    ),
    Offer(
        "identity-access", "Identity & Access", "David Cohen", "identity", 2,
        "Everyone reaches their tools within a minute of starting their shift, so no shift starts late.",
        "All staff and customers", "Every other service", "Nobody signs in",
        "people-can-work", "Access on the first minute of the first day.", (),
        {"Sign-in": ("Password", "Second factor", "Locked account"), "Access": ("New starter", "Shared folder")},
    ),
    Offer(
        "order-tracking", "Order Tracking", "Grace Okafor", "data-integration", 2,
        "Customers and care see where a load is without asking the driver, so nobody calls twice for one parcel.",
        "Customers, customer care", "Customer care, billing", "Care calls drivers; customers call care",
        "customers-know-where", "Every load's place within fifteen minutes.", ("site-connectivity",),
        {"Positions": ("Truck", "Sea freight"), "Carrier feeds": (), "Notices": ()},
    ),
    Offer(
        "site-connectivity", "Site Connectivity", "Pieter de Wit", "network-operations", 1,
        "Every dock, yard and office is connected from the first truck to the last, so that freight never waits for us.",
        "All sites", "Scanners, tracking, telephony", "Sites work on paper and by mobile phone",
        "orders-same-day", "No dock stands still for want of a line.", (),
        {"Wi-Fi": ("Coverage", "Guest access"), "Lines": ("VPN", "Outside line"), "Printers": ()},
    ),
    Offer(
        "telephony", "Telephony", "Pieter de Wit", "field-services", 3,
        "Customers and drivers reach a person of ours at once, so that a question never becomes a complaint.",
        "Customer care, dispatch", "Customer care", "Care answers by mobile phone, without a queue",
        "customers-know-where", "A person answers within a minute.", ("site-connectivity",),
        {"Desk phones": (), "Call queues": ("Recording", "Opening hours"), "Mobile": ()},
    ),
    Offer(
        "customs-filing", "Customs Filing", "Grace Okafor", "trade-systems", 1,
        "Brokers file every load before the truck reaches the border, so that no truck waits for a paper.",
        "Customs brokers in Antwerp and Felixstowe", "Trade compliance, dispatch", "Trucks stand at the border",
        "no-truck-waits", "Papers are filed hours before the gate.", ("identity-access", "site-connectivity"),
        {"Declarations": ("Refused", "Tariff codes"), "Documents": ("Upload",), "Authority link": ()},
    ),
]  # fmt: skip


def load() -> None:
    """Outcomes, services with owner, team and value statement, what they need, and what their tickets are about."""
    people = {user.name: user for user in User.objects.all()}
    teams = {team.slug: team for team in Team.objects.all()}
    outcomes = {
        slug: Outcome.objects.create(slug=slug, name=name, statement=statement, criteria=criteria, team=teams[team])
        for slug, name, statement, team, criteria in OUTCOMES
    }  # fmt: skip
    made = {
        offer.slug: Service.objects.create(
            slug=offer.slug, name=offer.name, owner=people[offer.owner], team=teams[offer.team], tier=offer.tier,
            value_statement=offer.value, used_by=offer.used_by, depended_on_by=offer.depended_on_by,
            when_it_fails=offer.when_it_fails,
        )
        for offer in SERVICES
    }  # fmt: skip
    ServiceOutcome.objects.bulk_create(
        ServiceOutcome(service=made[o.slug], outcome=outcomes[o.outcome], contribution=o.contribution) for o in SERVICES
    )  # fmt: skip
    ServiceDependency.objects.bulk_create(
        ServiceDependency(service=made[o.slug], needs=made[need]) for o in SERVICES for need in o.needs
    )  # fmt: skip
    for offer in SERVICES:
        for name, below in offer.categories.items():
            above = Category.objects.create(service=made[offer.slug], name=name)
            Category.objects.bulk_create(
                Category(service=made[offer.slug], parent=above, name=leaf) for leaf in below
            )
