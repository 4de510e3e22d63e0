"""What tickets of a service are about: a tree of at most three levels, kept by whoever edits the service."""

import pytest

from svs.errors import RuleViolation, StaleVersion
from svs.events.models import DomainEvent
from svs.services import operations, queries
from svs.services.models import Category, Service
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
URL = "/api/v1/categories/"


@pytest.fixture
def grow(by_agent, scanners):
    """Add a category of the scanners, under another or at the top."""

    def make(name, under=None):
        return operations.create_category(
            actor=by_agent, service=scanners, name=name, parent_id=under and under.pk
        )

    return make


def paths(service):
    return [row["path"] for row in queries.category_tree(service) if row["category"].is_active]


def test_it_grows_three_levels_and_no_further(grow, scanners):
    hardware = grow("Hardware")
    battery = grow("Battery", hardware)
    grow("Swollen", battery)
    grow("Docks", hardware)

    with pytest.raises(RuleViolation, match="3 levels"):
        grow("Deeper", Category.objects.get(name="Swollen"))

    assert paths(scanners) == [
        "Hardware", "Hardware › Battery", "Hardware › Battery › Swollen", "Hardware › Docks",
    ]  # fmt: skip


def test_a_branch_moves_only_where_it_fits(grow, by_agent):
    hardware, software = grow("Hardware"), grow("Software")
    battery = grow("Battery", hardware)
    grow("Swollen", battery)

    def move(category, parent):
        operations.change_category(category=category, actor=by_agent, fields={"parent_id": parent and parent.pk})  # fmt: skip

    with pytest.raises(RuleViolation, match="levels"):
        move(hardware, software)
    for circle in (hardware, battery):
        with pytest.raises(RuleViolation, match="only stand under another"):
            move(hardware, circle)
    move(battery, software)
    battery.refresh_from_db()
    assert battery.path == "Software › Battery"


def test_a_parent_is_of_the_same_service_and_in_use(grow, by_agent, scanners):
    other = Service.objects.create(name="Payroll", slug="payroll")
    foreign = operations.create_category(actor=by_agent, service=other, name="Payslip")
    retired = grow("Old")
    operations.change_category(category=retired, actor=by_agent, fields={"is_active": False})

    for parent in (foreign, retired):
        with pytest.raises(RuleViolation):
            grow("x", parent)


def test_retiring_takes_what_is_below_along_and_a_name_is_free_again_elsewhere(grow, by_agent, scanners):  # fmt: skip
    hardware = grow("Hardware")
    grow("Battery", hardware)
    with pytest.raises(RuleViolation, match="of that name"):
        grow("Battery", hardware)
    grow("Battery")

    operations.change_category(category=hardware, actor=by_agent, fields={"is_active": False})

    assert paths(scanners) == ["Battery"]
    assert DomainEvent.objects.filter(name="category.retired").count() == 1


def test_an_owner_keeps_the_tree_on_its_page(client, owner, scanners, grow):
    hardware = grow("Hardware")
    client.force_login(owner)
    tree = f"/admin/services/{scanners.slug}/categories/"

    added = client.post(tree, {"name": "Battery", "parent": hardware.pk})
    battery = Category.objects.get(name="Battery")
    renamed = client.post(f"/admin/categories/{battery.pk}/", {"name": "Batteries", "parent": hardware.pk, "is_active": "on", "version": 1})  # fmt: skip
    late = client.post(f"/admin/categories/{battery.pk}/", {"name": "Lost", "parent": "", "is_active": "on", "version": 1})  # fmt: skip
    twice = client.post(tree, {"name": "Batteries", "parent": hardware.pk})

    assert (added.status_code, renamed.status_code, late.status_code, twice.status_code) == (302, 302, 400, 400)  # fmt: skip
    assert "Batteries" in client.get(tree).content.decode()
    assert "There is a category of that name in the same place." in twice.content.decode()


def test_a_late_change_is_refused(grow, by_agent):
    category = grow("Hardware")
    operations.change_category(category=category, actor=by_agent, fields={"name": "Devices"}, version=1)  # fmt: skip

    with pytest.raises(StaleVersion):
        operations.change_category(category=category, actor=by_agent, fields={"name": "x"}, version=1)  # fmt: skip


def test_the_api_reads_for_all_and_writes_for_the_owner(owner, agent, scanners, grow):
    grow("Hardware")
    scopes = ("services:read", "services:write")
    api, reader = api_as(owner, *scopes), api_as(agent, *scopes)

    body = {"service": scanners.pk, "name": "Battery", "parent": Category.objects.get().pk}
    made = api.post(URL, body, format="json")
    one = f"{URL}{made.json()['id']}/"
    moved = api.patch(one, {"parent": None}, format="json", HTTP_IF_MATCH='"1"')

    assert (made.status_code, made.json()["path"]) == (201, "Hardware › Battery")
    assert (moved.status_code, moved.json()["path"]) == (200, "Battery")
    assert len(reader.get(f"{URL}?service={scanners.pk}&active=true").json()["results"]) == 2
    assert reader.post(URL, body, format="json").status_code == 403
    assert api.post(URL, {**body, "service": 999999}, format="json").status_code == 404
    assert api.patch(one, {"parent": 999999}, format="json", HTTP_IF_MATCH='"2"').status_code == 409


def test_the_tree_takes_the_same_statements_however_large(
    client, owner, scanners, grow, django_assert_max_num_queries
):
    client.force_login(owner)
    top = grow("Top")
    for number in range(8):
        grow(f"Leaf {number}", top)

    with django_assert_max_num_queries(6):
        client.get(f"/admin/services/{scanners.slug}/categories/")
