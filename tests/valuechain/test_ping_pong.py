"""Two teams that hand cases to each other and back, worked out by hand."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from practices.incident import operations as incidents
from svs.accounts.models import Role, RoleAssignment
from svs.events.actor import person
from tests.conftest import api_as
from valuechain import queries
from valuechain.rules.pingpong import began

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
WEEK = (date(2026, 9, 1), date(2026, 9, 14))


@pytest.fixture
def handed(agent, service_desk, network, scanners):
    """One goes straight, one there and back, one there and back twice; one of no service goes on."""
    by = person(agent)
    desk, net = {"team_id": service_desk.pk}, {"team_id": network.pk}

    def work(title, service, *teams):
        with time_machine.travel(MONDAY, tick=False) as clock:
            ticket = incidents.log_incident(actor=by, title=title, service_id=service and service.pk, team_id=service_desk.pk)  # fmt: skip
            for n, team in enumerate(teams, start=1):
                clock.move_to(MONDAY + timedelta(minutes=10 * n))
                incidents.assign_incident(ticket=ticket, actor=by, **team)
            clock.move_to(MONDAY + timedelta(hours=2))
            incidents.resolve_incident(
                ticket=ticket,
                actor=by,
                resolution="Restarted.",
                resolution_code="fixed",
                cause_code="unknown",
            )
        return ticket

    return [
        work("Straight", scanners, net),
        work("There and back", scanners, net, desk),
        work("Twice", scanners, net, desk, net, desk),
        work("Of no service", None, net),
    ]


def test_a_pair_is_counted_by_its_cases_and_by_every_way_back(handed, agent, service_desk, network, scanners):  # fmt: skip
    [pair] = queries.ping_pong_pairs(agent, *WEEK)

    assert (pair.service_id, pair.service) == (scanners.pk, "Warehouse Scanners")
    assert (pair.home, pair.away) == ("Service Desk", "Network Operations")
    assert (pair.cases, pair.returns, pair.of) == (
        2,
        4,
        3,
    )  # net back to desk 3 times, desk back to net once
    assert pair.seconds == 4 * 600
    assert pair.weeks == (2, 0)


def test_only_pairs_with_one_of_these_teams_are_told(handed, agent, service_desk):
    assert len(queries.ping_pong_pairs(agent, *WEEK, teams=[service_desk.pk])) == 1
    assert queries.ping_pong_pairs(agent, *WEEK, teams=[]) == []


def test_it_takes_one_statement(handed, agent, django_assert_num_queries):
    assert agent.team_ids is not None
    assert agent.held is not None

    with django_assert_num_queries(1):
        queries.ping_pong_pairs(agent, *WEEK)


@pytest.mark.parametrize(
    ("weeks", "day"),
    [
        ((0, 1, 0, 1, 6, 7, 5, 8), date(2026, 9, 29)),
        ((5, 6, 5, 6, 5, 6, 5, 6), None),
        ((0, 0, 0, 0), None),
        ((1, 0, 9), None),
    ],
)
def test_the_week_in_which_it_began_is_found(weeks, day):
    assert began(weeks, date(2026, 9, 1)) == day


def test_the_stream_page_and_the_api_name_the_pair(client, handed, agent):
    client.force_login(agent)

    page = client.get("/streams/incidents/").content.decode()
    answer = api_as(agent, "streams:read").get("/api/v1/streams/incidents/").json()

    assert "Service Desk – Network Operations" in page
    assert answer["ping_pong"][0]["cases"] == 2


def test_who_leads_a_team_sees_its_pairs_beside_the_health_of_its_queue(client, handed, agent):
    client.force_login(agent)
    plain = client.get("/tickets/health/").content.decode()
    RoleAssignment.objects.create(user=agent, role=Role.TEAM_LEAD)

    queue = client.get("/tickets/health/").content.decode()
    told = client.get("/streams/back-and-forth/", headers={"HX-Request": "true"}).content.decode()

    assert "back-and-forth" not in plain
    assert 'hx-get="/streams/back-and-forth/"' in queue
    assert "2 cases of Warehouse Scanners went there and back: 67 % of its cases, 40m away." in told


def test_where_no_case_came_back_the_page_says_so(client, agent):
    client.force_login(agent)

    assert "No case of your teams went" in client.get("/streams/back-and-forth/").content.decode()
