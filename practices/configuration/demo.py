"""What Northwind's services are made of: halls, switches, access points, scanners, printers, applications."""

from collections.abc import Callable

from practices.configuration import operations
from practices.configuration.models import Item
from svs.accounts.models import User
from svs.events.actor import person
from svs.services.models import Service

HALLS = ("A", "B")
SCANNERS, POINTS = 6, 3


def _rows() -> list[tuple[str, str, str, dict[str, list[str]]]]:
    """(name, kind, service, what it hangs on); what is named comes before."""
    rows: list[tuple[str, str, str, dict[str, list[str]]]] = [
        ("Rotterdam DC", "place", "", {}),
        ("Identity provider", "software", "identity-access", {}),
        ("Directory of staff", "software", "identity-access", {}),
        ("Payroll database", "software", "payroll", {"needs": ["Identity provider"]}),
        ("Payroll application", "software", "payroll", {"needs": ["Payroll database", "Identity provider"]}),
        ("Portal database", "software", "customer-portal", {}),
        ("Portal application", "software", "customer-portal", {"needs": ["Portal database", "Identity provider"]}),
        ("Scanner firmware 8.4", "software", "warehouse-scanners", {}),
    ]  # fmt: skip
    for hall in HALLS:
        place, switch = f"Hall {hall}", f"Switch RTM-{hall}"
        rows.append((place, "place", "", {"part_of": ["Rotterdam DC"]}))
        rows.append((switch, "network", "warehouse-scanners", {"part_of": [place]}))
        points = [f"Access point RTM-{hall}-{n:02}" for n in range(1, POINTS + 1)]
        rows += [(point, "network", "warehouse-scanners", {"needs": [switch]}) for point in points]
        rows += [
            (
                f"Scanner RTM-{hall}-{n:03}", "hardware", "warehouse-scanners",
                {"needs": [points[n % POINTS], "Scanner firmware 8.4", "Identity provider"]},
            )
            for n in range(1, SCANNERS + 1)
        ]  # fmt: skip
        rows.append((f"Label printer RTM-{hall}", "hardware", "warehouse-scanners", {"needs": [switch], "connected": [points[0]]}))  # fmt: skip
    return rows


def load(*, say: Callable[[str], None] = print) -> None:
    """The items of the four services, each added through the real operation."""
    maya = person(User.objects.get(email="maya.okafor@northwind.example"))
    services = dict(Service.objects.values_list("slug", "pk"))
    made: dict[str, Item] = {}
    for name, kind, service, hung in _rows():
        relations = {how: [made[other].pk for other in others] for how, others in hung.items()}
        made[name] = operations.create_item(
            actor=maya, name=name, kind=kind, service_id=services.get(service), relations=relations
        )
    say(f"{len(made)} items")
