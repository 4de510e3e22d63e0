"""A draft of a promise is held over past tickets: how many would have met it, which flip, and nothing is written."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from hypothesis import given, settings
from hypothesis import strategies as st

from practices.desk import queries
from practices.desk.models import Ticket
from practices.desk.queries import trying
from practices.desk.queries.trying import Draft, try_draft
from practices.incident import operations
from practices.service_level.models import Calendar, Target
from practices.service_level.rules import ALWAYS, Hours, seconds_between
from practices.service_level.rules.counter import Counter
from svs.events.models import DomainEvent
from tests.conftest import api_as
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db
DONE = {"resolution": "Restarted", "resolution_code": "fixed", "cause_code": "unknown"}
DRAFT = Draft("incident", 3, "resolution", 4 * HOUR, date(2026, 3, 1), date(2026, 3, 31))


@pytest.fixture
def past(by_agent, agent, scanners) -> list[Ticket]:
    """Five restored after 1, 2, 3, 5 and 9 hours of work, an hour of wait in each, on a promise of 6."""
    Calendar.objects.create(
        name="Office", time_zone="Europe/Amsterdam", is_default=True, hours={str(day): [["08:00", "18:00"]] for day in range(5)}
    )  # fmt: skip
    Target.objects.create(kind="incident", priority=3, seconds=6 * HOUR)
    made = []
    for hours in (1, 2, 3, 5, 9):
        at = local(2026, 3, 2, 9)
        with time_machine.travel(at, tick=False):
            ticket = operations.log_incident(actor=by_agent, title=f"Took {hours}", service_id=scanners.pk)  # fmt: skip
            operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
        with time_machine.travel(local(2026, 3, 2, 10), tick=False):
            operations.resume_incident(ticket=ticket, actor=by_agent)
            operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
        left = timedelta(hours=hours if hours < 8 else hours + 14)
        with time_machine.travel(local(2026, 3, 2, 10) + left, tick=False):
            operations.resolve_incident(ticket=ticket, actor=by_agent, **DONE)
        made.append(ticket)
    return made


def test_a_draft_is_held_against_what_was_met(past, administrator, owner, django_assert_max_num_queries):  # fmt: skip
    before = DomainEvent.objects.count()
    queries.clock_chip({"due_at": None, "due_seconds": None, "phase": "DONE"}, local(2026, 3, 2))
    with django_assert_max_num_queries(
        12
    ):  # six of its own, the rest reads calendars and roles once
        tried = try_draft(owner, DRAFT)

    assert (tried.total, tried.looked_at, tried.would_meet, tried.promised, tried.met) == (5, 5, 3, 5, 4)  # fmt: skip
    assert [flip.ref for flip in tried.lost] == [past[3].ref]
    assert (tried.gained, tried.share, tried.share_met) == ([], 60, 80)
    assert (tried.median, tried.p90, tried.p95) == (3 * HOUR, 9 * HOUR, 9 * HOUR)
    assert sum(count for _, count, _ in tried.bars) == 5
    assert sum(count for _, count, kept in tried.bars if kept) == 3
    assert DomainEvent.objects.count() == before


def test_a_laxer_draft_shows_what_would_have_been_kept(past, owner):
    tried = try_draft(owner, Draft("incident", 3, "resolution", 10 * HOUR, DRAFT.since, DRAFT.until))  # fmt: skip

    assert [flip.ref for flip in tried.gained] == [past[4].ref]
    assert tried.would_meet == 5


def test_other_hours_are_a_draft_too(past, owner):
    always = Calendar.objects.create(name="Always", hours={str(day): [["00:00", "24:00"]] for day in range(7)})  # fmt: skip
    tried = try_draft(owner, Draft(**{**DRAFT.__dict__, "calendar_id": always.pk}))

    assert tried.p95 == 23 * HOUR


def test_of_very_many_an_even_sample_is_taken(past, owner, monkeypatch):
    monkeypatch.setattr(trying, "MOST", 2)
    tried = try_draft(owner, DRAFT)

    assert tried.is_sample
    assert (tried.total, tried.looked_at <= 2) == (5, True)


def test_an_administrator_counts_what_they_may_not_read(past, administrator):
    tried = try_draft(administrator, DRAFT)

    assert (tried.looked_at, tried.lost_count, tried.lost) == (5, 1, [])


def test_first_answers_are_tried_too(past, owner):
    Ticket.objects.filter(pk=past[0].pk).update(responded_at=local(2026, 3, 2, 12))
    tried = try_draft(owner, Draft("incident", 3, "response", 2 * HOUR, DRAFT.since, DRAFT.until))

    assert (tried.looked_at, tried.would_meet, tried.median) == (1, 0, 3 * HOUR)


def test_the_page_shows_it_and_leads_an_administrator_to_the_table(past, client, administrator, owner):  # fmt: skip
    said = "time=4h&kind=incident&priority=3&measure=resolution&since=2026-03-01&until=2026-03-31"
    client.force_login(owner)
    page = client.get(f"/service-levels/try/?{said}").content.decode()
    client.force_login(administrator)
    admin = client.get(f"/service-levels/try/?{said}").content.decode()
    table = client.get("/admin/targets/?incident_3_resolution=4h").content.decode()

    assert "3 of 5 would have met it: 60 %." in page
    assert "4 of the 5 that were promised a time met theirs: 80 %." in page
    assert past[3].ref in page
    assert "Adopt from a date" not in page
    assert "/admin/targets/?incident_3_resolution=4h" in admin
    assert past[3].ref not in admin
    assert 'value="4h"' in table


@pytest.mark.parametrize("said", ["time=soon", "time=4h", "time=4h&since=2026-03-31&until=2026-03-01", "time=4h&since=0001-01-01&until=9999-12-31", "time=4h&kind=wish&priority=9"])  # fmt: skip
def test_a_draft_that_makes_no_sense_is_told_so(client, administrator, said):
    client.force_login(administrator)

    assert client.get(f"/service-levels/try/?{said}").status_code == 400


def test_the_api_tells_the_same_and_refuses_nonsense(past, owner):
    api = api_as(owner, "services:read")
    body = {"kind": "incident", "priority": 3, "measure": "resolution", "seconds": 4 * HOUR, "since": "2026-03-01", "until": "2026-03-31"}  # fmt: skip
    told = api.post("/api/v1/targets/try/", body, format="json").json()

    assert (told["would_meet"], told["looked_at"], told["met"], told["p90"]) == (3, 5, 4, 9 * HOUR)
    for wrong in ({"kind": "wish"}, {"since": "0001-01-01"}, {"until": "2026-01-01"}, {"service": 2**31 - 1}, {"seconds": 1}, {"calendar": 2**31 - 1}):  # fmt: skip
        assert api.post("/api/v1/targets/try/", {**body, **wrong}, format="json").status_code in (400, 409)  # fmt: skip


OFFICE = Hours("Europe/Amsterdam", (((8 * HOUR, 12 * HOUR), (13 * HOUR, 18 * HOUR)),) * 5 + ((), ()))  # fmt: skip


@settings(max_examples=100, deadline=None)
@given(st.lists(st.integers(0, 40 * 86_400), min_size=2, max_size=2), st.booleans())
def test_what_is_looked_up_is_what_is_counted(seconds, always):
    hours, first = ALWAYS if always else OFFICE, datetime.fromisoformat("2026-03-10T00:00:00+00:00")
    a, b = (first + timedelta(seconds=n) for n in sorted(seconds))

    counted = Counter(hours, first, first + timedelta(days=41)).between(a, b)

    assert counted == pytest.approx(seconds_between(hours, a, b), abs=1e-3)
