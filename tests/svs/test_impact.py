"""What falls with a service, and what it stands on: through others, through circles, and never more than one may see."""

import pytest

from svs.services import operations, queries
from svs.services.models import Service, ServiceDependency

pytestmark = pytest.mark.django_db


def needs(service: Service, *others: Service) -> None:
    for other in others:
        ServiceDependency.objects.create(service=service, needs=other)


@pytest.fixture
def chain(scanners) -> list[Service]:
    """Orders need scanners, scanners need the network, the network needs power."""
    names = ("Orders", "Network", "Power")
    orders, network, power = (Service.objects.create(name=n, slug=n.lower()) for n in names)
    needs(orders, scanners)
    needs(scanners, network)
    needs(network, power)
    return [orders, network, power]


def told(found: dict, side: str) -> list[tuple[str, int]]:
    return [(one["service"].name, one["steps"]) for one in found[side]]


def test_impact_is_shown_up_and_down_with_how_far_it_is(client, administrator, chain, scanners, django_assert_max_num_queries):  # fmt: skip
    _, network, power = chain
    with django_assert_max_num_queries(4):
        found = queries.impact(administrator, network)

    assert told(found, "up") == [("Warehouse Scanners", 1), ("Orders", 2)]
    assert told(found, "down") == [("Power", 1)]
    client.force_login(administrator)
    page = client.get("/admin/services/power/").content.decode()
    assert "3 steps away" in page
    assert power.name in page


def test_services_may_need_each_other(administrator, chain, scanners, by_agent):
    orders, _, power = chain

    operations.change_service(service=power, actor=by_agent, fields={}, links={"needs": [orders.pk]})  # fmt: skip
    found = queries.impact(administrator, scanners)

    assert told(found, "up") == [("Orders", 1), ("Power", 2), ("Network", 3)]
    assert told(found, "down") == [("Network", 1), ("Power", 2), ("Orders", 3)]


def test_a_restricted_service_is_named_to_those_who_see_it_only(owner, chain, scanners):
    Service.objects.filter(slug="orders").update(is_restricted=True)

    assert told(queries.impact(owner, scanners), "up") == []
