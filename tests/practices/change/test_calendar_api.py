"""Freezes, maintenance windows, conflicts and the feed, as programs reach them."""

import base64
from datetime import time, timedelta

import pytest
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from icalendar import Calendar

from practices.change import operations, states
from practices.change.models import MaintenanceWindow
from practices.desk.models import Ticket
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as, token_for

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


def ahead(hours: float) -> str:
    return (timezone.now() + hours * HOUR).isoformat()


def test_a_freeze_by_the_api_is_made_changed_and_cancelled(administrator, scanners):
    api = api_as(administrator)
    body = {"name": "Stocktaking", "why": "Stock", "starts_at": ahead(20), "ends_at": ahead(48), "services": [scanners.pk]}  # fmt: skip
    made = api.post("/api/v1/freezes/", body, format="json")
    here = f"/api/v1/freezes/{made.json()['id']}/"
    assert (made.status_code, made.json()["state"], made.json()["services"]) == (201, "ahead", [scanners.pk])  # fmt: skip

    assert api.patch(here, {"ends_at": ahead(19)}, format="json", HTTP_IF_MATCH=made["ETag"]).status_code == 400  # fmt: skip
    changed = api.patch(here, {"services": []}, format="json", HTTP_IF_MATCH=made["ETag"])
    assert changed.json()["every_service"]
    assert api.delete(here, HTTP_IF_MATCH=made["ETag"]).status_code == 412
    assert api.delete(here, HTTP_IF_MATCH=changed["ETag"]).status_code == 204
    assert api.get("/api/v1/freezes/?open=true").json()["results"] == []
    assert api.get(here).json()["state"] == "cancelled"


def test_an_owner_agrees_on_windows_of_their_services_only(client, owner, scanners, administrator):
    other = Service.objects.create(name="Payroll", slug="payroll", owner=administrator)
    api = api_as(owner)
    body = {"service": scanners.pk, "weekday": 1, "opens": "22:00", "closes": "01:00"}

    made = api.post("/api/v1/maintenance-windows/", body, format="json")

    assert (made.status_code, made.json()["time_zone"]) == (201, "UTC")
    assert api.post("/api/v1/maintenance-windows/", {**body, "service": other.pk}, format="json").status_code == 403  # fmt: skip
    assert api.post("/api/v1/maintenance-windows/", {**body, "closes": "22:00"}, format="json").status_code == 400  # fmt: skip
    assert api.post("/api/v1/maintenance-windows/", body, format="json").status_code == 409
    client.force_login(owner)
    assert "Tue 22:00 to 01:00 of the next day" in client.get("/changes/windows/").content.decode()
    number = made.json()["id"]
    client.post(f"/changes/windows/{number}/", {"service": scanners.pk, "weekday": "2", "opens": "10:00", "closes": "11:00", "version": "1"})  # fmt: skip
    window = MaintenanceWindow.objects.get()
    assert (window.weekday, window.opens) == (2, time(10))
    client.post(f"/changes/windows/{number}/end/")
    assert not MaintenanceWindow.objects.exists()
    assert DomainEvent.objects.latest("id").name == "maintenance_window.ended"


def test_the_api_tells_what_is_in_the_way_and_when_it_is_free(
    agent_api, agent, scanners, by_agent, administrator
):
    now = timezone.now()
    ticket = operations.draft_change(
        actor=by_agent, title="Roll back", service_id=scanners.pk, starts_at=now + 24 * HOUR, ends_at=now + 25 * HOUR
    )  # fmt: skip
    operations.make_freeze(
        actor=person(administrator), name="Count", why="Stock", starts_at=now + 24.5 * HOUR, ends_at=now + 30 * HOUR
    )  # fmt: skip

    found = agent_api.get(f"/api/v1/changes/{ticket.ref}/conflicts/").json()

    assert [(one["kind"], one["forbids"], one["change"]) for one in found["conflicts"]] == [("freeze", True, None)]  # fmt: skip
    first = parse_datetime(found["slots"][0]["starts_at"])
    assert now <= first <= now + timedelta(minutes=6)
    assert agent_api.get("/api/v1/changes/CHG-999999/conflicts/").status_code == 404


@pytest.fixture
def planned(by_agent, scanners):
    """A change that stands in the calendar tomorrow."""

    def make(title: str, service: Service = scanners) -> Ticket:
        now = timezone.now()
        ticket = operations.draft_change(
            actor=by_agent, title=title, service_id=service.pk, starts_at=now + 24 * HOUR, ends_at=now + 25 * HOUR
        )  # fmt: skip
        Ticket.objects.filter(pk=ticket.pk).update(state=states.SCHEDULED)
        return ticket

    return make


def sent(client, scheme: str, secret: str):
    return client.get("/changes/calendar.ics", headers={"Authorization": f"{scheme} {secret}"})


def basic(token: str) -> str:
    return base64.b64encode(f"calendar:{token}".encode()).decode()


def test_a_calendar_program_reads_with_a_token_what_its_person_sees(
    client, agent, planned, administrator, owner
):
    hidden = Service.objects.create(name="Secret", slug="secret", owner=owner, is_restricted=True)
    shown = planned("Roll hall A back")
    planned("Secret fibre", hidden)
    operations.make_freeze(
        actor=person(administrator), name="Stocktaking", why="Stock is counted.", starts_at=timezone.now() + HOUR,
        ends_at=timezone.now() + 2 * HOUR, service_ids=[hidden.pk],
    )  # fmt: skip

    answer = sent(client, "Basic", basic(token_for(agent)))

    assert (answer.status_code, answer["Content-Type"]) == (200, "text/calendar; charset=utf-8")
    read = Calendar.from_ical(answer.content)
    said = sorted(str(event["SUMMARY"]) for event in read.walk("VEVENT"))
    assert said == [f"{shown.ref} Roll hall A back", "Freeze: Stocktaking"]
    assert b"Secret" not in answer.content
    assert sent(client, "Bearer", token_for(agent)).status_code == 200


@pytest.mark.parametrize("scheme", ["Bearer", "Basic", "Digest"])
@pytest.mark.parametrize("secret", ["", "svs_nonsense", "%%%", "a" * 3000])
def test_a_feed_without_a_good_token_is_nobodys(client, db, scheme, secret):
    answer = sent(client, scheme, secret)

    assert (answer.status_code, answer.content) == (401, b"Sign in, or send a token.")


def test_a_token_for_something_else_or_of_a_requester_reads_no_feed(client, agent, requester):
    assert sent(client, "Basic", basic(token_for(agent, "knowledge:read"))).status_code == 401
    assert sent(client, "Basic", basic(token_for(requester))).status_code == 403


def test_a_token_in_the_address_is_no_token(client, agent):
    assert client.get(f"/changes/calendar.ics?token={token_for(agent)}").status_code == 401
