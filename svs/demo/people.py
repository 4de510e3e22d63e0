"""Who works at Northwind Logistics: teams, agents, owners, the board, and those who call."""

from django.contrib.auth.hashers import make_password

from svs.accounts.models import Membership, Role, RoleAssignment, Team, User

PASSWORD = "northwind-demo"  # noqa: S105 -- the demo's, printed on purpose
DESK = "service-desk"
ZONE = "Europe/Amsterdam"
# slug -> name, lead, others who work its queue
TEAMS: dict[str, tuple[str, str, tuple[str, ...]]] = {
    DESK: ("Service Desk", "Ana Ruiz", ("Priya Nair", "Oskar Lind", "Yasmin Haddad", "Ben Moreau", "Chloe Martin")),
    "network-operations": ("Network Operations", "Ana Ruiz", ("Tom Becker", "Kofi Owusu", "Ilse Maas", "Rafal Zielinski")),
    "applications": ("Applications", "Sofia Tran", ("Lena Fischer", "Dario Conti", "Mei Chen")),
    "identity": ("Identity & Access", "Sam Clarke", ("Aisha Bello", "Jonas Weber")),
    "field-services": ("Field Services", "Malik Brandt", ("Pavel Novak", "Lucie Girard", "Mateusz Krol")),
    "data-integration": ("Data Integration", "Hana Sato", ("Erik Dahl", "Nadia Rahman")),
    "trade-systems": ("Trade Systems", "Tomas Berg", ("Grace Whitfield", "Piotr Lis")),
    "finance-systems": ("Finance Systems", "Katja Vogel", ("Samuel Otieno", "Inga Berzina")),
}  # fmt: skip
JOBS = {
    DESK: "Agent", "network-operations": "Network engineer", "applications": "Application engineer",
    "identity": "Identity engineer", "field-services": "Field engineer", "data-integration": "Integration engineer",
    "trade-systems": "Trade systems engineer", "finance-systems": "Finance systems engineer",
}  # fmt: skip
# name, job, department, roles
LEADING: list[tuple[str, str, str, tuple[str, ...]]] = [
    ("Elena Petrova", "Service owner, warehouse and customers", "Operations", (Role.SERVICE_OWNER,)),
    ("David Cohen", "Service owner, people and access", "Human Resources", (Role.SERVICE_OWNER,)),
    ("Grace Okafor", "Service owner, trade and tracking", "Trade Compliance", (Role.SERVICE_OWNER,)),
    ("Pieter de Wit", "Service owner, sites", "Facilities", (Role.SERVICE_OWNER,)),
    ("Ingrid Holm", "Executive sponsor", "Board", (Role.SPONSOR, Role.BOARD_MEMBER, Role.CHAIR)),
    ("Marta Silva", "Board member, operations", "Board", (Role.BOARD_MEMBER,)),
    ("Henrik Aas", "Board member, finance", "Board", (Role.BOARD_MEMBER,)),
    ("Maya Okafor", "Administrator", "IT", (Role.ADMINISTRATOR,)),
    ("Ruth Adeyemi", "Internal audit", "Finance", (Role.AUDITOR,)),
    ("Viktor Hale", "Practice lead, incidents", "IT", (Role.PRACTICE_LEAD, Role.PROCESS_OWNER)),
]  # fmt: skip
# name, job and site, department
CALLING: list[tuple[str, str, str]] = [
    ("Joost Verhagen", "Shift lead, Rotterdam DC", "Warehouse Rotterdam"),
    ("Noor Bakker", "Picker, Lyon", "Warehouse Lyon"),
    ("Lin Zhao", "Picker, Rotterdam DC", "Warehouse Rotterdam"),
    ("Sara Lund", "Reception, Rotterdam", "Facilities"),
    ("Hanna Weiss", "Payroll clerk, Rotterdam", "Human Resources"),
    ("Ewa Nowak", "Dispatcher, Gdansk", "Dispatch Gdansk"),
    ("Femke Jansen", "Dock planner, Rotterdam DC", "Warehouse Rotterdam"),
    ("Camille Roux", "Shift lead, Lyon", "Warehouse Lyon"),
    ("Marek Wojcik", "Driver, Gdansk", "Dispatch Gdansk"),
    ("Anneke Smit", "Customer care, Rotterdam", "Customer Care"),
    ("Luca Romano", "Customer care, Lyon", "Customer Care"),
    ("Birgit Sommer", "Account manager, Bremen", "Sales"),
    ("Tariq Aziz", "Account manager, Felixstowe", "Sales"),
    ("Olga Ivanova", "Customs broker, Felixstowe", "Trade Compliance"),
    ("Jan Peeters", "Customs broker, Antwerp", "Trade Compliance"),
    ("Amara Diallo", "Yard planner, Antwerp", "Dispatch Antwerp"),
    ("Stefan Krause", "Driver coach, Bremen", "Dispatch Bremen"),
    ("Nina Solberg", "Recruiter, Rotterdam", "Human Resources"),
    ("Paul Dubois", "Accountant, Lyon", "Finance"),
    ("Rosa Marin", "Accounts receivable, Rotterdam", "Finance"),
    ("George Ellis", "Yard lead, Felixstowe", "Dispatch Felixstowe"),
    ("Ines Castro", "Returns clerk, Lyon", "Warehouse Lyon"),
]  # fmt: skip
SITES = ("Rotterdam DC", "Lyon cross-dock", "Gdansk office", "Antwerp yard", "Bremen depot", "Felixstowe port office")  # fmt: skip


def load() -> None:
    """Teams with their members and leads, those who own and decide, and those who call. All sign in with one password."""
    teams = {slug: Team.objects.create(name=row[0], slug=slug) for slug, row in TEAMS.items()}
    roles: dict[str, set[str]] = {}
    rows: dict[str, tuple[str, str]] = {}
    members: list[tuple[str, str, bool]] = []
    for slug, (_, lead, others) in TEAMS.items():
        for name in (lead, *others):
            roles.setdefault(name, {Role.AGENT}).update({Role.TEAM_LEAD} if name == lead else ())
            rows.setdefault(name, (f"{JOBS[slug]}{', lead' if name == lead else ''}", "IT"))
            members.append((name, slug, name == lead))
    for name, job, department, held in LEADING:
        rows[name], roles[name] = (job, department), set(held)
    rows |= {name: (job, department) for name, job, department in CALLING}

    secret = make_password(PASSWORD)  # one for all: hashing is slow on purpose
    made = User.objects.bulk_create(
        User(
            email=address(name),
            name=name,
            job=job,
            department=department,
            password=secret,
            time_zone=ZONE,
        )
        for name, (job, department) in rows.items()
    )
    people = {user.name: user for user in made}
    RoleAssignment.objects.bulk_create(
        RoleAssignment(user=people[name], role=role)
        for name, held in roles.items()
        for role in sorted(held)
    )
    Membership.objects.bulk_create(
        Membership(user=people[name], team=teams[slug], is_lead=lead)
        for name, slug, lead in members
    )


def address(name: str) -> str:
    """The address somebody signs in with."""
    return f"{name.lower().replace(' ', '.')}@northwind.example"
