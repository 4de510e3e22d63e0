"""Outages on their page, on the ticket and in the API: who may, which times make sense, and what the portal is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practices.incident import operations, queries
from practices.incident.models import Outage
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
URL = "/api/v1/outages/"
HOUR = timedelta(hours=1)


def iso(hours: float) -> str:
    return (timezone.now() + hours * HOUR).isoformat()


def picked(hours: float) -> str:
    return (timezone.now() + hours * HOUR).strftime("%Y-%m-%dT%H:%M")


def test_an_agent_says_on_the_incident_that_the_service_is_down_and_up_again(log, as_agent, scanners):  # fmt: skip
    ticket = log()
    url = ticket.get_absolute_url()

    down = as_agent.post(f"{url}service-down/", {"started_at": picked(-1), "words": "No scanning in hall C."})  # fmt: skip
    page = as_agent.get(url).content.decode()
    twice = as_agent.post(f"{url}service-down/", {"started_at": picked(-1)})

    assert (down.status_code, twice.status_code) == (302, 409)
    assert [o.words for o in queries.outages_now()] == ["No scanning in hall C."]
    assert "Service is down since" in page
    assert as_agent.post(f"{url}service-up/").status_code == 302
    assert not queries.outages_now().exists()
    assert Outage.objects.get().ticket == ticket


def test_a_start_that_lies_ahead_comes_back_in_the_form(log, as_agent):
    ticket = log()

    answer = as_agent.post(f"{ticket.get_absolute_url()}service-down/", {"started_at": picked(2)})

    assert answer.status_code == 409
    assert "Only a planned outage starts later than now." in answer.content.decode()


def test_an_incident_without_a_service_offers_no_outage(log, as_agent, agent_api):
    ticket = log(service_id=None)

    assert "Tell the portal" not in as_agent.get(ticket.get_absolute_url()).content.decode()
    answer = agent_api.post(f"/api/v1/incidents/{ticket.ref}/service-down/", {"started_at": iso(-1)}, format="json")  # fmt: skip
    assert (answer.status_code, answer.json()["code"]) == (409, "service_unknown")


def test_an_outage_is_planned_changed_and_cancelled_by_forms(client, owner, scanners):
    client.force_login(owner)
    form = {"service": scanners.pk, "is_planned": "on", "started_at": picked(24), "ended_at": picked(26), "words": "New firmware"}  # fmt: skip

    assert client.post("/outages/new/", form).status_code == 302
    outage = Outage.objects.get()
    url = f"/outages/{outage.pk}/"
    changed = client.post(url, {**form, "words": "Newer firmware", "version": 1})
    late = client.post(url, {**form, "words": "Lost", "version": 1})
    listed = client.get("/outages/").content.decode()

    assert (changed.status_code, late.status_code) == (302, 400)
    assert "Somebody changed this since you opened it" in late.content.decode()
    assert "Lost" in late.content.decode()
    assert "Newer firmware" in listed
    assert client.post(f"{url}end/").status_code == 302
    assert Outage.objects.get().ended_at == outage.ended_at
    assert client.post(f"{url}cancel/").status_code == 302
    assert not Outage.objects.exists()
    assert DomainEvent.objects.filter(name="outage.cancelled").count() == 1


def test_saving_what_was_not_touched_takes_no_seconds_off(client, agent, by_agent, scanners):
    began = timezone.now().replace(second=37) - HOUR
    outage = operations.open_outage(actor=by_agent, service_id=scanners.pk, started_at=began)
    client.force_login(agent)
    shown = began.strftime("%Y-%m-%dT%H:%M")

    client.post(f"/outages/{outage.pk}/", {"service": scanners.pk, "started_at": shown, "words": "Dark", "version": 1})  # fmt: skip

    outage.refresh_from_db()
    assert (outage.words, outage.started_at) == ("Dark", began)


def test_an_owner_opens_outages_of_their_own_services_only(owner, agent, client):
    other = Service.objects.create(name="Payroll", slug="payroll")
    api, body = api_as(owner), {"service": other.pk, "started_at": iso(-1)}

    assert api.post(URL, body, format="json").status_code == 403
    assert api_as(agent).post(URL, body, format="json").status_code == 201
    client.force_login(owner)
    assert client.get(f"/outages/{Outage.objects.get().pk}/").status_code == 403
    form = {"service": other.pk, "started_at": picked(-1)}
    assert client.post("/outages/new/", form).status_code == 400


def test_the_api_opens_changes_ends_and_lists(agent_api, scanners):
    body = {"service": scanners.pk, "started_at": iso(-2), "words": "Dark"}
    made = agent_api.post(URL, body, format="json", HTTP_IDEMPOTENCY_KEY='"one"')
    again = agent_api.post(URL, body, format="json", HTTP_IDEMPOTENCY_KEY='"one"')
    one = f"{URL}{made.json()['id']}/"

    assert (made.status_code, again.status_code, made["ETag"]) == (201, 201, '"1"')
    assert Outage.objects.count() == 1
    assert agent_api.patch(one, {"words": "x"}, format="json").status_code == 428
    changed = agent_api.patch(one, {"words": "Half dark"}, format="json", HTTP_IF_MATCH='"1"')
    assert (changed.status_code, changed["ETag"]) == (200, '"2"')
    assert agent_api.patch(one, {"words": "x"}, format="json", HTTP_IF_MATCH='"1"').status_code == 412  # fmt: skip
    assert [row["words"] for row in agent_api.get(f"{URL}?open=true").json()["results"]] == ["Half dark"]  # fmt: skip
    ended = agent_api.post(f"{one}end/", {"ended_at": iso(-1)}, format="json")
    assert ended.status_code == 200
    assert agent_api.post(f"{one}end/", {}, format="json").status_code == 409
    assert agent_api.get(f"{URL}?open=true").json()["results"] == []
    assert len(agent_api.get(f"{URL}?open=false&planned=false&service={scanners.pk}").json()["results"]) == 1  # fmt: skip
    assert agent_api.delete(one, HTTP_IF_MATCH='"3"').status_code == 409


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"started_at": 1}, "started_at"), ({"started_at": -1, "ended_at": -2}, "ended_at"),
        ({"started_at": -2, "ended_at": 1}, "ended_at"), ({"started_at": -1e5}, "started_at"),
        ({"started_at": 1e5, "is_planned": True}, "started_at"),
    ],
)  # fmt: skip
def test_times_that_make_no_sense_are_a_400_at_their_field(agent_api, scanners, said, field):
    times = {name: iso(value) if name != "is_planned" else value for name, value in said.items()}

    answer = agent_api.post(URL, {"service": scanners.pk, **times}, format="json")

    assert answer.status_code == 400
    assert answer.json()["errors"][0]["pointer"] == f"/{field}"
    assert not Outage.objects.exists()


@pytest.mark.parametrize("field", ["id", "version", "incident", "ticket", "ended_by", "created_at"])
def test_a_field_that_cannot_be_set_is_named(agent_api, scanners, field):  # B15
    body = {"service": scanners.pk, "started_at": iso(-1), field: 1}
    answer = agent_api.post(URL, body, format="json")

    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{field}")


def test_the_incident_behind_it_is_named_only_to_who_sees_it(log, by_agent, agent, scanners, outsider):  # fmt: skip
    ticket = log()
    operations.open_outage_of(ticket=ticket, actor=by_agent, started_at=timezone.now())

    seen = api_as(agent).get(URL).json()["results"][0]
    unseen = api_as(outsider).get(URL).json()["results"][0]

    assert (seen["incident"], unseen["incident"]) == (ticket.ref, None)


def test_the_lists_take_the_same_few_statements_however_many_rows(
    as_agent, agent_api, by_agent, scanners, django_assert_max_num_queries
):
    for hours in range(1, 7):
        operations.open_outage(actor=by_agent, service_id=scanners.pk, started_at=timezone.now() - hours * HOUR)  # fmt: skip

    with django_assert_max_num_queries(2):
        assert len(agent_api.get(URL).json()["results"]) == 6
    with django_assert_max_num_queries(6):
        as_agent.get("/outages/")


def test_an_empty_list_says_that_everything_runs(as_agent):
    assert "Everything runs" in as_agent.get("/outages/").content.decode()
    assert "No outage is over yet" in as_agent.get("/outages/?show=past").content.decode()
