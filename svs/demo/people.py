"""Who works at Northwind Logistics, and the services they run."""

from svs.accounts.models import Membership, Role, RoleAssignment, Team, User
from svs.services.models import Outcome, Service, ServiceDependency, ServiceOutcome

PASSWORD = "northwind-demo"  # noqa: S105 -- the demo's, printed on purpose
TEAMS = [
    ("service-desk", "Service Desk"),
    ("network-operations", "Network Operations"),
    ("applications", "Applications"),
    ("identity", "Identity & Access"),
]
PEOPLE: list[tuple[str, str, tuple[str, ...], tuple[str, ...]]] = [
    (
        "Ana Ruiz",
        "Agent, lead",
        ("service-desk", "network-operations"),
        (Role.AGENT, Role.TEAM_LEAD),
    ),
    ("Priya Nair", "Agent", ("service-desk",), (Role.AGENT,)),
    ("Tom Becker", "Network engineer", ("network-operations",), (Role.AGENT,)),
    ("Kofi Owusu", "Network engineer", ("network-operations",), (Role.AGENT,)),
    ("Lena Fischer", "Application engineer", ("applications",), (Role.AGENT,)),
    ("Sam Clarke", "Identity engineer", ("identity",), (Role.AGENT,)),
    ("Elena Petrova", "Service owner", (), (Role.SERVICE_OWNER,)),
    ("David Cohen", "Service owner", (), (Role.SERVICE_OWNER,)),
    ("Ingrid Holm", "Executive sponsor", (), (Role.SPONSOR, Role.BOARD_MEMBER, Role.CHAIR)),
    ("Marta Silva", "Board member", (), (Role.BOARD_MEMBER,)),
    ("Maya Okafor", "Administrator", (), (Role.ADMINISTRATOR,)),
    ("Joost Verhagen", "Shift lead, Rotterdam DC", (), ()),
    ("Noor Bakker", "Picker, Lyon", (), ()),
]
OUTCOMES = [
    (
        "orders-same-day",
        "Orders leave the day they are placed",
        "Nine of ten orders placed before 15:00 leave the dock by midnight.",
        ["Does a parcel leave earlier because of it?", "Is the effect seen within a quarter?"],
    ),
    (
        "customers-serve-themselves",
        "Customers book without calling",
        "Eight of ten bookings are made in the portal, without a call.",
        ["Does a customer need us less because of it?", "Can we see it in the share of bookings?"],
    ),
    (
        "people-can-work",
        "People can work from their first minute",
        "Everyone signs in and is paid on time, wherever they work.",
        ["Does somebody wait less because of it?", "Does it hold for drivers and pickers too?"],
    ),
]
# slug, name, owner, team, tier, value statement, used by, depended on by, when it fails, outcome, contribution, needs
SERVICES = [
    (
        "warehouse-scanners",
        "Warehouse Scanners",
        "Elena Petrova",
        "network-operations",
        1,
        "Pickers confirm every parcel at the shelf, so nine of ten orders leave the same day.",
        "Pickers in Rotterdam and Lyon",
        "Picking and dispatch",
        "Rotterdam, Lyon on paper",
        "orders-same-day",
        "Every parcel is confirmed where it lies.",
        ("identity-access",),
    ),
    (
        "customer-portal",
        "Customer Portal",
        "Elena Petrova",
        "applications",
        1,
        "Customers book and follow their freight themselves, so sales spends its day on new business.",
        "Customers",
        "Booking",
        "Bookings go by phone, half are lost",
        "customers-serve-themselves",
        "Booking and tracking without a call.",
        ("identity-access",),
    ),
    (
        "payroll",
        "Payroll",
        "David Cohen",
        "applications",
        2,
        "Drivers and pickers are paid right and on time, so that they stay with us.",
        "All staff",
        "Human resources",
        "Wages go out by hand a week late",
        "people-can-work",
        "Paid on the 25th, every month.",
        (),
    ),
    (
        "identity-access",
        "Identity & Access",
        "David Cohen",
        "identity",
        2,
        "Everyone reaches their tools within a minute of starting their shift, so no shift starts late.",
        "All staff and customers",
        "Every other service",
        "Nobody signs in",
        "people-can-work",
        "Access on the first minute of the first day.",
        (),
    ),
]


def load() -> None:
    """Teams, people with roles, outcomes, and services with their three questions, value statements and dependencies."""
    teams = {slug: Team.objects.create(name=name, slug=slug) for slug, name in TEAMS}
    people: dict[str, User] = {}
    for name, job, member_of, roles in PEOPLE:
        email = f"{name.lower().replace(' ', '.')}@northwind.example"
        people[name] = user = User.objects.create_user(
            email=email, name=name, password=PASSWORD, job=job
        )
        RoleAssignment.objects.bulk_create([RoleAssignment(user=user, role=role) for role in roles])
        Membership.objects.bulk_create(
            [Membership(user=user, team=teams[team]) for team in member_of]
        )
    outcomes = {
        slug: Outcome.objects.create(
            slug=slug, name=name, statement=statement, criteria=criteria, team=teams["service-desk"]
        )
        for slug, name, statement, criteria in OUTCOMES
    }
    services: dict[str, Service] = {}
    for (
        slug,
        name,
        owner,
        team,
        tier,
        value,
        used_by,
        depended,
        fails,
        outcome,
        contribution,
        _,
    ) in SERVICES:
        services[slug] = Service.objects.create(
            slug=slug,
            name=name,
            owner=people[owner],
            team=teams[team],
            tier=tier,
            value_statement=value,
            used_by=used_by,
            depended_on_by=depended,
            when_it_fails=fails,
        )
        ServiceOutcome.objects.create(
            service=services[slug], outcome=outcomes[outcome], contribution=contribution
        )
    for row in SERVICES:
        for needed in row[-1]:
            ServiceDependency.objects.create(service=services[row[0]], needs=services[needed])
