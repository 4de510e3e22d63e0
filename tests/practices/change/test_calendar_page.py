"""The change calendar: what lies in a month, what is to be settled, and that it costs the same however much there is."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from practices.change import operations, states
from practices.change.models import Change
from practices.change.rules import month
from practices.change.rules.conflicts import Frozen
from practices.change.rules.month import Entry
from practices.desk.models import Ticket
from practices.desk.queries.load import open_at
from practices.incident import operations as incidents
from svs.events.actor import person
from svs.services.models import Service, ServiceDependency

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture
def plan_one(by_agent, scanners):
    """A change in the calendar, whatever those who decide would say."""

    def make(title: str = "Roll hall A back", since: float = 24, hours: float = 1, state: str = states.SCHEDULED, **said) -> Ticket:  # fmt: skip
        ticket = operations.draft_change(
            actor=by_agent, title=title, starts_at=MONDAY + since * HOUR, ends_at=MONDAY + (since + hours) * HOUR,
            **{"service_id": scanners.pk, **said},
        )  # fmt: skip
        Ticket.objects.filter(pk=ticket.pk).update(state=state)
        return ticket

    return make


@pytest.fixture
def page(client, agent):
    client.force_login(agent)

    def get(query: str = "") -> str:
        answer = client.get(f"/changes/calendar/?{query}")
        assert answer.status_code == 200
        return answer.content.decode()

    return get


def test_a_month_shows_what_lies_in_it_and_not_what_is_drafted_or_refused(page, plan_one):
    plan_one("Roll hall A back")
    plan_one("Not yet", state=states.DRAFT)
    plan_one("Never", state=states.REFUSED)
    plan_one("In June", since=24 * 100)

    shown = page()

    assert "March 2026, 1 change" in shown
    assert "Roll hall A back" in shown
    assert not any(title in shown for title in ("Not yet", "Never", "In June"))
    assert "In June" in page("month=2026-06")


@pytest.mark.parametrize("query", ["month=2026-13", "month=x&day=y", "day=0001-01-01", "day=9999-12-31", "view=x&state=y&service=z&lasts=-1", "service=999999999", "month=2026-06"])  # fmt: skip
def test_an_address_that_makes_no_sense_is_as_if_it_were_not_said(page, plan_one, query):
    plan_one()

    assert "Change calendar" in page(query)


def test_filters_stand_in_the_address_and_are_taken_away_one_by_one(page, plan_one, owner, scanners):  # fmt: skip
    portal = Service.objects.create(name="Customer Portal", slug="portal", owner=owner)
    plan_one("Scanner thing")
    plan_one("Portal thing", service_id=portal.pk, state=states.IN_APPROVAL)

    shown = page(f"service={portal.pk}&state=waiting&view=month")

    assert "Portal thing" in shown
    assert "Scanner thing" not in shown
    assert 'href="?state=waiting&amp;view=month"' in shown
    assert "Nothing is planned" in page(f"service={portal.pk}&state=done")


def test_only_a_broken_freeze_is_red_and_one_that_was_decided_on_is_not_broken(
    page, plan_one, administrator
):
    ticket = plan_one("Core switch")
    made = operations.make_freeze(
        actor=person(administrator), name="Stocktaking", why="Stock", starts_at=MONDAY + 20 * HOUR, ends_at=MONDAY + 40 * HOUR
    )  # fmt: skip
    shown = page()
    assert "is-clash" in shown
    assert "Inside the Stocktaking until Wed 4 Mar 01:00" in shown

    Change.objects.filter(pk=ticket.pk).update(freezes_known=[made.pk])

    assert "is-clash" not in page()


def test_two_in_each_others_way_are_to_be_settled(page, plan_one, owner, scanners, colleague):
    lines = Service.objects.create(name="Site Connectivity", slug="lines", owner=owner)
    ServiceDependency.objects.create(service=scanners, needs=lines)
    plan_one("One", assignee_id=colleague.pk)
    plan_one("Two", since=24.5, service_id=lines.pk, assignee_id=colleague.pk)

    shown = page()

    assert "Dependent service, 0:30 overlap." in shown
    assert "Tom Becker, twice:" in shown
    assert "is-clash" not in shown


def test_what_a_person_does_not_see_is_not_in_their_calendar(page, plan_one, owner):
    hidden = Service.objects.create(name="Secret", slug="secret", owner=owner, is_restricted=True)
    plan_one("Secret fibre", service_id=hidden.pk)

    shown = page()

    assert "Secret" not in shown
    assert "Nothing is planned in these days." in shown


def test_a_month_costs_as_many_statements_with_many_changes_as_with_few(client, agent, plan_one):
    client.force_login(agent)
    plan_one()

    def cost() -> int:
        with CaptureQueriesContext(connection) as asked:
            assert client.get("/changes/calendar/?month=2026-03").status_code == 200
        return len(asked)

    cost()
    few = cost()
    for n in range(30):
        plan_one(f"Change {n}", since=24 + n * 3)

    assert cost() == few <= 16


def test_a_day_shows_three_and_says_how_many_more_with_what_breaks_a_freeze_among_them():
    def entry(n: int, service: int) -> Entry:
        return Entry(n, f"CHG-{n}", "Title", MONDAY + n * HOUR, MONDAY + (n + 1) * HOUR, states.SCHEDULED, "", service, frozenset({service}))  # fmt: skip

    entries = [entry(n, 1) for n in range(5)] + [entry(5, 2)]
    freeze = Frozen(1, "Stocktaking", MONDAY, MONDAY + 60 * HOUR, frozenset({2}))
    grid = month.grid_of(MONDAY.date(), "UTC")

    weeks = month.month_of(grid, entries, [freeze], month.broken_by(entries, [freeze]), {}, 0, MONDAY.date())  # fmt: skip

    day = next(d for _, days in weeks for d in days if d.day == MONDAY.date())
    assert ([e.ticket_id for e, _, _ in day.entries], day.more) == ([0, 1, 5], 3)
    assert [len(days) for _, days in weeks] == [7] * 6
    assert [(bar.words, bar.before, bar.after) for _, days in weeks for d in days for bar in d.bars] == [
        ("Stocktaking", 1, 0), ("to Wed 21:00", 0, 0), ("", 0, 0),
    ]  # fmt: skip


def test_the_load_of_the_past_is_counted_as_looking_at_each_moment_would(by_agent, scanners, clock):
    lives = []
    for n in range(12):
        clock.move_to(MONDAY + n * HOUR)
        ticket = incidents.log_incident(actor=by_agent, title=f"I{n}", service_id=scanners.pk)
        over = None
        if n % 3:
            over = MONDAY + (n + n % 3) * HOUR
            clock.move_to(over)
            incidents.resolve_incident(ticket=ticket, actor=by_agent, resolution="Done", resolution_code="fixed", cause_code="hardware")  # fmt: skip
        lives.append((MONDAY + n * HOUR, over))
    moments = [MONDAY + n * HOUR / 2 for n in range(-2, 34)]

    found = open_at("incident", [scanners.pk], moments)

    assert found == {at: sum(a <= at and (b is None or b > at) for a, b in lives) for at in moments}
