"""Items: who keeps them, how they hang together, what depends on one."""

import pytest

from practices.configuration import operations, queries
from practices.configuration.models import Item
from svs.accounts.models import Role, Team
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
URL = "/api/v1/items/"


@pytest.fixture
def lead(service_desk):
    return make_person("Priya Nair", Role.AGENT, Role.TEAM_LEAD, team=service_desk)


@pytest.fixture
def make(lead):
    return lambda name, **fields: operations.create_item(actor=person(lead), name=name, **fields)


def test_a_lead_adds_changes_and_retires_an_item_by_form(client, lead, scanners):
    client.force_login(lead)
    page = client.post("/items/new/", {"name": " Scanner  A ", "kind": "hardware", "service": scanners.pk})["Location"]  # fmt: skip
    client.post(f"{page}edit/", {"name": "Scanner A", "kind": "network", "service": ""})
    client.post(f"{page}retire/")

    item = Item.objects.get()
    assert (item.name, item.kind, item.service, item.is_active) == ("Scanner A", "network", None, False)  # fmt: skip
    names = DomainEvent.objects.filter(subject_type="item").order_by("seq").values_list("name", flat=True)  # fmt: skip
    assert list(names) == ["item.created", "item.changed", "item.retired"]
    assert "Scanner" not in str(list(DomainEvent.objects.values_list("data", flat=True)))
    assert "retired it" in client.get(page).content.decode()


def test_an_agent_reads_items_and_changes_none(client, agent, make):
    item = make("Scanner A")
    client.force_login(agent)

    assert "Scanner A" in client.get("/items/").content.decode()
    assert "Scanner A" in client.get("/find/?q=scanner").content.decode()
    assert client.post(f"/items/{item.pk}/retire/").status_code == 403
    assert client.post("/items/new/", {"name": "x", "kind": "other"}).status_code == 403


def test_two_items_of_one_name_are_refused_in_plain_words(client, lead, make):
    make("Scanner A")
    client.force_login(lead)

    answer = client.post("/items/new/", {"name": "Scanner A", "kind": "other"})

    assert answer.status_code == 400
    assert "There is an item of that name." in answer.content.decode()


def test_what_depends_on_an_item_is_found_through_needs_and_parts(make, lead):
    switch = make("Switch")
    point = make("Access point", relations={"needs": [switch.pk]})
    radio = make("Radio", relations={"part_of": [point.pk]})
    scanner = make("Scanner", relations={"needs": [point.pk]})
    make("Camera", relations={"connected": [switch.pk]})
    operations.relate_items(item=switch, actor=person(lead), kind="needs", target_id=scanner.pk)

    def affected(item):
        return [(one["item"].name, one["depth"]) for one in queries.affected(lead, item)]

    assert affected(switch) == [("Access point", 1), ("Scanner", 2)]  # a circle ends
    assert affected(radio) == [("Access point", 1), ("Scanner", 2), ("Switch", 3)]


def test_relations_are_added_and_taken_away_on_the_page(client, lead, make):
    point, scanner = make("Access point"), make("Scanner")
    client.force_login(lead)
    url = f"/items/{scanner.pk}/"

    client.post(f"{url}relate/", {"kind": "needs", "item": point.pk})
    assert "Scanner" in client.get(f"/items/{point.pk}/").content.decode()
    client.post(f"{url}unrelate/{scanner.relations_out.get().pk}/")

    assert not scanner.relations_out.exists()
    assert client.post(f"{url}relate/", {"kind": "needs", "item": scanner.pk}).status_code == 400
    assert client.post(f"{url}relate/", {"kind": "eats", "item": point.pk}).status_code == 400
    with pytest.raises(RuleViolation, match="itself"):
        operations.relate_items(item=scanner, actor=person(lead), kind="needs", target_id=scanner.pk)  # fmt: skip


def test_items_of_a_restricted_service_are_hidden_with_it(client, agent, lead, make):
    hidden = Service.objects.create(name="HR files", slug="hr", is_restricted=True, team=Team.objects.create(name="HR", slug="hr"))  # fmt: skip
    vault = make("CANARY vault", service_id=hidden.pk)
    shelf = make("Shelf", relations={"needs": [vault.pk]})
    client.force_login(agent)

    assert client.get(f"/items/{vault.pk}/").status_code == 404
    for url in ("/items/", "/items/pick/?q=canary", "/find/?q=canary", f"/items/{shelf.pk}/"):
        assert b"CANARY" not in client.get(url, headers={"HX-Request": "true"}).content
    api = api_as(lead, "items:read", "items:write")
    assert api.get(f"{URL}{vault.pk}/").status_code == 404
    answer = api.post(URL, {"name": "x", "needs": [vault.pk]}, format="json")
    assert (answer.status_code, answer.json()["code"]) == (409, "unknown_item")


def test_items_by_api_keep_the_contract(lead, agent, scanners):
    api = api_as(lead, "items:read", "items:write")
    made = api.post(URL, {"name": "Access point", "kind": "network", "service": scanners.pk}, format="json")  # fmt: skip
    other = api.post(URL, {"name": "Scanner", "needs": [made.json()["id"]]}, format="json").json()

    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert other["needs"] == [made.json()["id"]]
    one = f"{URL}{other['id']}/"
    assert api.patch(one, {"needs": []}, format="json").status_code == 428
    changed = api.patch(one, {"needs": [], "kind": "hardware"}, format="json", HTTP_IF_MATCH='"1"')
    assert (changed.json()["needs"], changed.json()["kind"], changed["ETag"]) == ([], "hardware", '"2"')  # fmt: skip
    assert api.patch(one, {"kind": "place"}, format="json", HTTP_IF_MATCH='"1"').status_code == 412
    assert api.patch(one, {"version": 9}, format="json", HTTP_IF_MATCH='"2"').status_code == 400
    assert api.post(f"{one}retire/", {}, format="json").json()["is_active"] is False
    assert [row["name"] for row in api.get(f"{URL}?is_active=true").json()["results"]] == ["Access point"]  # fmt: skip
    assert api_as(agent, "items:read", "items:write").post(URL, {"name": "x"}, format="json").status_code == 403  # fmt: skip


def test_a_list_of_items_takes_the_same_few_statements_however_many(
    client, lead, make, django_assert_num_queries
):
    for number in range(5):
        make(f"Scanner {number}", relations={"needs": list(Item.objects.values_list("pk", flat=True))})  # fmt: skip
    client.force_login(lead)

    with django_assert_num_queries(3):  # session, account with roles and teams, rows
        assert client.get("/items/").content.decode().count("<tr><td>") == 5
    api = api_as(lead, "items:read")
    with django_assert_num_queries(3):  # token with account and roles, rows, relations
        assert len(api.get(URL).json()["results"]) == 5
