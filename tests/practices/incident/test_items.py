"""What an incident is about: items picked on its page and by API."""

import pytest

from practices.configuration import operations as items
from practices.desk.models import Ticket, TicketItem
from practices.incident import operations
from svs.accounts.models import Team
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(by_agent, requester, scanners):
    return operations.log_incident(actor=by_agent, title="Slow", requester=requester, service_id=scanners.pk)  # fmt: skip


@pytest.fixture
def scanner(by_agent, scanners):
    return items.create_item(actor=by_agent, name="Scanner A-014", service_id=scanners.pk)


@pytest.fixture
def vault(by_agent):
    hidden = Service.objects.create(name="HR files", slug="hr", is_restricted=True, team=Team.objects.create(name="HR", slug="hr"))  # fmt: skip
    return items.create_item(actor=by_agent, name="CANARY vault", service_id=hidden.pk)


def about(ticket) -> list[int]:
    return sorted(TicketItem.objects.filter(ticket=ticket).values_list("item_id", flat=True))


def test_an_item_is_picked_and_taken_away_on_the_page_without_javascript(client, agent, incident, scanner):  # fmt: skip
    client.force_login(agent)
    url = f"{incident.get_absolute_url()}items/"
    assert "Scanner A-014" in client.get(f"{url}?q=a-014").content.decode()

    assert client.post(f"{url}change/", {"add": scanner.pk})["Location"] == incident.get_absolute_url()  # fmt: skip
    assert about(incident) == [scanner.pk]
    assert "Scanner A-014" in client.get(incident.get_absolute_url()).content.decode()
    assert incident.ref in client.get(f"/items/{scanner.pk}/").content.decode()
    client.post(f"{url}change/", {"remove": scanner.pk})

    assert about(incident) == []
    events = DomainEvent.objects.filter(name="incident.changed").order_by("seq")
    assert [e.data["after"] for e in events] == [{"items": [scanner.pk]}, {"items": []}]
    assert Ticket.objects.get().version == 3


def test_htmx_gets_the_panel_alone(client, agent, incident, scanner):
    client.force_login(agent)
    url = f"{incident.get_absolute_url()}items/change/"

    answer = client.post(url, {"add": scanner.pk}, headers={"HX-Request": "true"})

    assert answer.content.decode().startswith('<section id="ticket-items">')


def test_a_retired_or_hidden_item_is_refused_and_an_unseen_one_stays(client, agent, by_agent, incident, scanner, vault):  # fmt: skip
    old = items.create_item(actor=by_agent, name="Old")
    items.retire_item(item=old, actor=by_agent)
    TicketItem.objects.create(ticket=incident, item=vault)
    client.force_login(agent)
    url = f"{incident.get_absolute_url()}items/change/"

    for number in (old.pk, vault.pk, 999_999, "x"):
        client.post(url, {"add": number})
    client.post(url, {"add": scanner.pk})

    assert about(incident) == sorted([vault.pk, scanner.pk])
    assert b"CANARY" not in client.get(incident.get_absolute_url()).content
    answer = api_as(agent).get(f"/api/v1/incidents/{incident.ref}/")
    assert answer.json()["items"] == [scanner.pk]


def test_a_requester_neither_sees_nor_changes_items(client, requester, requester_api, incident, scanner):  # fmt: skip
    TicketItem.objects.create(ticket=incident, item=scanner)
    client.force_login(requester)
    url = f"{incident.get_absolute_url()}items/"

    assert client.get(url).status_code == client.post(f"{url}change/", {"remove": scanner.pk}).status_code == 403  # fmt: skip
    assert b"A-014" not in client.get(incident.portal_url).content
    assert requester_api.get(f"/api/v1/incidents/{incident.ref}/").json()["items"] == []


def test_items_by_api_stand_in_the_incident(agent_api, incident, scanner, vault):
    url = "/api/v1/incidents/"
    made = agent_api.post(url, {"title": "x", "items": [scanner.pk]}, format="json")
    refused = agent_api.post(url, {"title": "y", "items": [vault.pk]}, format="json")
    one = f"{url}{incident.ref}/"

    assert (made.status_code, made.json()["items"]) == (201, [scanner.pk])
    assert (refused.status_code, refused.json()["code"]) == (409, "unknown_item")
    assert not Ticket.objects.filter(title="y").exists()
    changed = agent_api.patch(one, {"items": [scanner.pk], "title": "z"}, format="json", HTTP_IF_MATCH='"1"')  # fmt: skip
    assert (changed.status_code, changed.json()["items"], changed.json()["title"]) == (200, [scanner.pk], "z")  # fmt: skip
    assert agent_api.patch(one, {"items": []}, format="json", HTTP_IF_MATCH='"1"').status_code == 412  # fmt: skip
    again = agent_api.patch(one, {"items": [vault.pk]}, format="json", HTTP_IF_MATCH=changed["ETag"])  # fmt: skip
    assert again.status_code == 409
    assert about(incident) == [scanner.pk]
