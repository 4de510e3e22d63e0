"""An incident that waits until a moment goes on by itself when it has come."""

import threading

import pytest
from django.db import connection, transaction

from practices.desk import states as desk_states
from practices.desk.models import Ticket
from practices.incident import operations
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from tests.practices.incident.conftest import MONDAY, at, timedelta

pytestmark = pytest.mark.django_db
THURSDAY = MONDAY + timedelta(days=3, hours=5)
URL = "/api/v1/incidents/"


def hold(ticket, by_agent, until=THURSDAY):
    return operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor", wake_at=until)


def test_it_goes_on_when_its_moment_has_come_and_not_before(log, by_agent):
    with at():
        ticket = hold(log(), by_agent)
    with at(days=3):
        assert operations.wake_incidents() == 0
    with at(days=3, hours=6):
        assert operations.wake_incidents() == 1
        assert operations.wake_incidents() == 0

    ticket.refresh_from_db()
    assert (ticket.phase, ticket.wake_at) == ("QUEUED", None)
    event = DomainEvent.objects.get(name="incident.resumed")
    assert (event.actor_kind, event.data["woke"]) == ("system", True)


@pytest.mark.parametrize("verb", ["resume", "assign"])
def test_whoever_takes_it_earlier_lets_the_moment_go(log, by_agent, agent, verb):
    with at():
        ticket = hold(log(), by_agent)
        said = {"assignee_id": agent.pk} if verb == "assign" else {}
        moved = getattr(operations, f"{verb}_incident")(ticket=ticket, actor=by_agent, **said)
    assert moved.wake_at is None
    with at(days=4):
        assert operations.wake_incidents() == 0


@pytest.mark.parametrize(
    ("passed", "code"),
    [({"hours": -1}, "wakes_too_early"), ({}, "wakes_too_early"), ({"days": 400}, "wakes_too_late")],
)  # fmt: skip
def test_the_moment_lies_ahead_and_within_a_year(log, by_agent, passed, code):
    with at():
        ticket = log()
        with pytest.raises(RuleViolation) as refused:
            hold(ticket, by_agent, MONDAY + timedelta(**passed))

    assert (refused.value.code, refused.value.field) == (code, "wake_at")
    assert Ticket.objects.get().phase == "QUEUED"


def test_page_list_and_api_say_until_when(log, as_agent, agent_api):
    with at():
        ticket = log()
        page = as_agent.post(f"{ticket.get_absolute_url()}hold/", {"cause": "vendor", "wake_at": "2026-03-05T14:00"})  # fmt: skip
        assert page.status_code == 302

        assert "until Thu 14:00" in as_agent.get("/tickets/all/").content.decode()
        assert "Vendor until Thu 14:00" in as_agent.get(ticket.get_absolute_url()).content.decode()
        told = agent_api.get(f"{URL}{ticket.ref}/").json()
    assert told["wake_at"] == "2026-03-05T14:00:00Z"


def test_a_moment_that_is_over_comes_back_in_the_form_and_a_bad_one_is_a_400(
    log, as_agent, agent_api
):
    with at():
        ticket = log()
        page = as_agent.post(f"{ticket.get_absolute_url()}hold/", {"cause": "vendor", "wake_at": "2026-03-01T14:00"})  # fmt: skip
        bad = agent_api.post(f"{URL}{ticket.ref}/hold/", {"cause": "vendor", "wake_at": "soon"}, format="json")  # fmt: skip
        over = agent_api.post(f"{URL}{ticket.ref}/hold/", {"cause": "vendor", "wake_at": "2026-03-01T14:00:00Z"}, format="json")  # fmt: skip

    assert "That moment is over" in page.content.decode()
    assert (page.status_code, bad.status_code, over.status_code) == (409, 400, 409)


def test_the_chip_names_the_day_of_the_week_only_while_it_is_unmistakable():
    far = MONDAY + timedelta(days=7)

    assert desk_states.waits_for("vendor", THURSDAY, MONDAY) == "Vendor until Thu 14:00"
    assert desk_states.waits_for("vendor", far, MONDAY) == "Vendor until 9 Mar"
    assert desk_states.waits_for("vendor", None, MONDAY) == "Vendor"


def test_more_than_a_batch_wakes_in_one_run_with_the_same_few_statements_to_find_them(
    log, by_agent, monkeypatch
):
    monkeypatch.setattr("practices.desk.operations.timed.BATCH", 3)
    with at():
        for _ in range(7):
            hold(log(), by_agent)
    with at(days=4):
        assert operations.wake_incidents() == 7


@pytest.mark.django_db(transaction=True)
def test_what_somebody_holds_at_that_moment_is_passed_over_and_woken_next_time(log, by_agent):
    with at():
        held, free = hold(log(), by_agent), hold(log(), by_agent)
    taken, go = threading.Event(), threading.Event()

    def take() -> None:
        with transaction.atomic():
            list(Ticket.objects.select_for_update().filter(pk=held.pk))
            taken.set()
            go.wait(10)
        connection.close()

    thread = threading.Thread(target=take)
    thread.start()
    taken.wait(10)
    with at(days=4):
        assert operations.wake_incidents() == 1
        go.set()
        thread.join()
        assert operations.wake_incidents() == 1

    free.refresh_from_db()
    assert free.wake_at is None
