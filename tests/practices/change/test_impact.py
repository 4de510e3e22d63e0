"""What a change touches and what depends on it: drawn, said in a sentence and listed, hidden services only counted."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from practices.change import operations
from practices.change.rules import impact
from practices.configuration.models import Item, ItemRelation
from svs.permissions.models import Grant
from svs.services.models import Service, ServiceDependency

pytestmark = pytest.mark.django_db
ids = st.integers(1, 12)


@pytest.fixture
def ground(scanners):
    tracking = Service.objects.create(name="Order Tracking", slug="tracking", tier=1, when_it_fails="Nobody knows where a parcel is.")  # fmt: skip
    portal = Service.objects.create(name="Customer Portal", slug="portal", tier=2)
    payroll = Service.objects.create(name="Payroll", slug="payroll", tier=1, is_restricted=True)
    for needs, service in ((scanners, tracking), (tracking, portal), (scanners, payroll), (portal, scanners)):  # fmt: skip
        ServiceDependency.objects.create(service=service, needs=needs)
    return tracking, portal, payroll


@pytest.fixture
def touching(by_agent, scanners, ground):
    ticket = operations.draft_change(actor=by_agent, title="Roll back", service_id=scanners.pk)
    item = Item.objects.create(name="RTM-A handhelds", service=scanners)
    ticket.items.add(item)
    return ticket


@given(st.sets(ids, min_size=1, max_size=4), st.sets(st.tuples(ids, ids), max_size=40))
def test_what_depends_is_found_once_at_its_nearest_whatever_circles_there_are(roots, edges):
    found = impact.steps_of(roots, sorted(edges))

    assert all(found[root] == (0, root) for root in roots)
    for needed, needing in edges:
        if needed in found:
            assert found[needing][0] <= found[needed][0] + 1
    for one, (steps, through) in found.items():
        assert steps == 0 or (found[through][0] == steps - 1 and (through, one) in edges)


@given(st.lists(st.integers(0, 6), max_size=40), st.integers(0, 30), st.integers(0, 9))
def test_no_two_boxes_lie_over_each_other_however_many_there_are(steps, items, hidden):
    reached = [impact.Reached(n, f"Service {n}", 2, at) for n, at in enumerate([0, *steps])]

    picture = impact.drawn([f"Item {n}" for n in range(items)], 0, reached, [], hidden)

    places = [(box.x, box.y) for box in picture.boxes]
    assert len(set(places)) == len(places)
    for x, y in places:
        assert 0 <= x <= picture.width - impact.WIDTH
        assert -1 <= y <= picture.height - impact.HEIGHT
    by_column = {}
    for x, y in places:
        by_column.setdefault(x, []).append(y)
    for column in by_column.values():
        ordered = sorted(column)
        assert all(b - a >= impact.HEIGHT for a, b in pairwise(ordered))


def test_the_sentence_the_map_and_the_table_say_the_same(client, agent, touching):
    client.force_login(agent)
    page = client.get(f"/changes/{touching.ref}/impact/").content.decode()

    assert "It touches 1 item and 1 service; 3 more services depend on that, 1 of all not shown to you." in page  # fmt: skip
    for name in ("RTM-A handhelds", "Warehouse Scanners", "Order Tracking", "Customer Portal"):
        assert page.count(name) >= 2
    assert "needs Order Tracking" in page
    assert "Nobody knows where a parcel is." in page
    assert "1 service not shown to you" in page
    assert "Payroll" not in page


def test_a_service_whose_items_hang_on_the_items_is_reached(client, agent, touching):
    labels = Service.objects.create(name="Label Printing", slug="labels", tier=3)
    printer = Item.objects.create(name="Label printer", service=labels)
    ItemRelation.objects.create(source=printer, target=touching.items.get(), kind="needs")

    client.force_login(agent)
    page = client.get(f"/changes/{touching.ref}/impact/").content.decode()

    assert "Label Printing" in page
    assert "needs items it touches" in page


def test_a_change_that_names_nothing_says_so(client, agent, by_agent):
    ticket = operations.draft_change(actor=by_agent, title="Something")
    client.force_login(agent)

    page = client.get(f"/changes/{ticket.ref}/impact/").content.decode()

    assert "It names neither a service nor an item yet." in page
    assert '<svg class="map' not in page


def test_it_takes_the_same_statements_however_much_depends(client, agent, touching, scanners, django_assert_max_num_queries):  # fmt: skip
    client.force_login(agent)
    for n in range(30):
        other = Service.objects.create(name=f"Other {n}", slug=f"other-{n}")
        ServiceDependency.objects.create(service=other, needs=scanners)

    with django_assert_max_num_queries(16):
        page = client.get(f"/changes/{touching.ref}/impact/", headers={"hx-request": "true"})

    assert "more" in page.content.decode()


def test_an_outsider_does_not_see_what_it_touches(client, outsider, board, touching):
    client.force_login(outsider)
    assert client.get(f"/changes/{touching.ref}/impact/").status_code == 404

    client.force_login(board)
    assert client.get(f"/changes/{touching.ref}/impact/").status_code == 404
    Grant.objects.create(user=board, subject_type="ticket", subject_id=touching.pk, verb="view", reason="Asked")  # fmt: skip
    page = client.get(f"/changes/{touching.ref}/impact/")
    assert page.status_code == 200
    assert "Payroll" not in page.content.decode()
