"""Who works at Northwind Logistics, and the services they run."""

from svs.accounts.models import Membership, Role, RoleAssignment, Team, User
from svs.services.models import Service

PASSWORD = "northwind-demo"  # noqa: S105 -- the demo's, printed on purpose
PEOPLE = [
    ("Ana Ruiz", "Agent, lead", "service-desk", (Role.AGENT, Role.TEAM_LEAD)),
    ("Tom Becker", "Network engineer", "network-operations", (Role.AGENT,)),
    ("Kofi Owusu", "Network engineer", "network-operations", (Role.AGENT,)),
    ("Elena Petrova", "Service owner", None, (Role.SERVICE_OWNER,)),
    ("Joost Verhagen", "Shift lead, Rotterdam DC", None, ()),
]


def load() -> None:
    """Teams, people with roles, and two services with their value statements."""
    teams = {
        slug: Team.objects.create(name=name, slug=slug)
        for slug, name in (
            ("service-desk", "Service Desk"),
            ("network-operations", "Network Operations"),
        )
    }
    for name, job, team, roles in PEOPLE:
        email = f"{name.lower().replace(' ', '.')}@northwind.example"
        user = User.objects.create_user(email=email, name=name, password=PASSWORD, job=job)
        RoleAssignment.objects.bulk_create([RoleAssignment(user=user, role=role) for role in roles])
        if team:
            Membership.objects.create(user=user, team=teams[team])
    ana = User.objects.get(email="ana.ruiz@northwind.example")
    Membership.objects.create(user=ana, team=teams["network-operations"])
    owner = User.objects.get(email="elena.petrova@northwind.example")
    Service.objects.create(
        name="Warehouse Scanners", slug="warehouse-scanners", owner=owner, team=teams["network-operations"], tier=1,
        value_statement="Pickers confirm every parcel at the shelf, so nine of ten orders leave the same day.",
        used_by="Pickers in Rotterdam and Lyon", depended_on_by="Picking and dispatch",
        when_it_fails="Rotterdam, Lyon on paper",
    )  # fmt: skip
    Service.objects.create(
        name="Customer Portal", slug="customer-portal", owner=owner, team=teams["service-desk"], tier=1,
        value_statement="Customers book and follow their freight themselves, so sales spends its day on new business.",
        used_by="Customers", depended_on_by="Booking", when_it_fails="Bookings go by phone, half are lost",
    )  # fmt: skip
