"""The observed flow of four incidents, worked out by hand, number by number. Lengths in minutes."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine

from practices.incident import operations as incidents
from svs.events.actor import person
from svs.services.models import Service
from tests.conftest import api_as
from valuechain import queries
from valuechain.queries import Filter
from valuechain.rules import layout
from valuechain.rules.flow import Flow, Move, Node, share_of_moves

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 9, 7, 8, 0, tzinfo=UTC)
WEEK = Filter(date(2026, 9, 7), date(2026, 9, 13))
MAP = "/streams/incidents/"


@pytest.fixture
def four(agent, colleague, service_desk, network, scanners):
    """A is handed on; B waits for a vendor; C goes there and back; D is reopened."""
    by = person(agent)

    def work(title, team, *steps):
        with time_machine.travel(MONDAY, tick=False) as clock:
            ticket = incidents.log_incident(
                actor=by, title=title, service_id=scanners.pk, team_id=team and team.pk
            )
            for minute, verb, given in steps:
                clock.move_to(MONDAY + timedelta(minutes=minute))
                getattr(incidents, f"{verb}_incident")(ticket=ticket, actor=by, **given)
        return ticket

    held, handed = {"assignee_id": agent.pk}, {"team_id": network.pk}
    tom = {"assignee_id": colleague.pk}
    done = {"resolution": "Restarted.", "resolution_code": "fixed", "cause_code": "software"}
    return [
        work("A", service_desk, (10, "assign", held), (30, "assign", handed), (50, "assign", tom), (110, "resolve", done)),
        work("B", None, (5, "assign", handed), (15, "assign", tom), (25, "hold", {"cause": "vendor"}), (85, "resume", {}), (95, "resolve", done)),
        work("C", service_desk, (10, "assign", handed), (20, "assign", {"team_id": service_desk.pk}), (30, "assign", held), (40, "resolve", done)),
        work("D", service_desk, (10, "assign", held), (20, "resolve", done), (40, "reopen", {}), (50, "resolve", done)),
    ]  # fmt: skip


def minutes(spread):
    return (spread.n, spread.total / 60, spread.median / 60)


def test_every_team_holds_what_it_held(four, agent, service_desk, network):
    nodes = {node.name: node for node in queries.flow(agent, WEEK).nodes}

    desk, net, nobody = nodes["Service Desk"], nodes["Network Operations"], nodes["Nobody yet"]
    assert (desk.cases, net.cases, nobody.cases) == (3, 3, 1)
    assert minutes(desk.active) == (4, 50, 10)  # 20, 10, 10, 10
    assert minutes(net.active) == (3, 80, 10)  # 60, 10, 10
    assert minutes(desk.waits["queue"]) == (4, 40, 10)
    assert minutes(net.waits["queue"]) == (3, 40, 10)  # 20, 10, 10
    assert minutes(net.waits["vendor"]) == (1, 60, 60)
    assert minutes(nobody.waits["queue"]) == (1, 5, 5)
    assert nobody.active is None


def test_every_move_is_counted_once_and_ways_back_are_told(four, agent, service_desk, network):
    desk, net = str(service_desk.pk), str(network.pk)

    moves = {(m.source, m.target): m for m in queries.flow(agent, WEEK).moves}

    assert {ends: move.count for ends, move in moves.items()} == {
        ("start", desk): 3, ("start", "0"): 1, ("0", net): 1, (desk, net): 2, (net, desk): 1,
        (net, "end"): 2, (desk, "end"): 3, ("end", desk): 1,
    }  # fmt: skip
    assert (moves[desk, net].wait, moves[desk, net].active) == (30 * 60, 0)
    assert moves[net, desk].back == 1
    assert moves[net, desk].is_rework
    assert moves["end", desk].active == 10 * 60


def test_the_whole_is_the_sum_of_its_parts(four, agent):
    found = queries.flow(agent, WEEK)

    assert (found.cases, found.handoffs) == (4, 3)
    assert (found.active / 60, found.wait / 60) == (130, 145)
    assert found.efficiency == pytest.approx(100 * 130 / 275)
    assert found.lead_median == 72.5 * 60  # 40, 50, 95, 110
    worst = found.bottlenecks()[0]
    assert (worst.node.name, worst.cause) == ("Network Operations", "vendor")
    assert worst.share == pytest.approx(100 * 60 / 145)


def test_the_map_by_state_tells_the_states(four, agent):
    found = queries.flow(agent, Filter(WEEK.since, WEEK.until, by="state"))

    nodes = {node.name: node for node in found.nodes}
    assert minutes(nodes["On hold"].waits["vendor"]) == (1, 60, 60)
    assert minutes(nodes["New"].waits["queue"]) == (4, 35, 10)
    assert found.active / 60 == 130


def test_the_page_says_where_the_time_goes_and_draws_it(client, four, agent):
    client.force_login(agent)

    page = client.get(MAP).content.decode()

    assert "Half of them are restored within 1h 12m." in page
    assert "41 % of all waiting is vendor at Network Operations." in page
    assert '<svg class="map stream"' in page
    assert "4 incidents restored from" in page


def test_the_api_says_the_same_numbers(four, agent):
    answer = api_as(agent, "streams:read").get("/api/v1/streams/incidents/").json()

    assert (answer["cases"], answer["handoffs"], answer["unit"]) == (4, 3, "stretch")
    assert (answer["active"], answer["wait"]) == (130 * 60, 145 * 60)
    assert answer["until"] == "2026-09-07"
    assert sum(move["count"] for move in answer["moves"]) == 14


@pytest.mark.parametrize("wrong", ["service=x", "priority=9", "since=2026-13-01", "by=colour", "team=99999999999", "since=2026-09-08&until=2026-09-01"])  # fmt: skip
def test_a_filter_that_makes_no_sense_is_said(client, four, agent, wrong):
    client.force_login(agent)

    assert client.get(f"{MAP}?{wrong}").status_code == 400
    assert api_as(agent, "streams:read").get(f"/api/v1/streams/incidents/?{wrong}").status_code == 400  # fmt: skip


def test_nobody_sees_cases_in_the_map_that_they_do_not_see_elsewhere(
    client, four, agent, colleague, service_desk, network, owner
):
    network.is_restricted = True
    network.save()

    seen = queries.flow(agent, WEEK)  # A and B belong to Network Operations now
    assert seen.cases == 2
    assert queries.flow(colleague, WEEK).cases == 4
    assert queries.flow(owner, WEEK).cases == 4
    Service.objects.update(owner=None)
    assert queries.flow(owner, WEEK).cases == 0


def test_the_cases_behind_a_move_are_listed(client, four, agent, service_desk, network):
    client.force_login(agent)

    page = client.get(f"{MAP}cases/?from={service_desk.pk}&to={network.pk}").content.decode()

    assert {t.ref for t in four if t.ref in page} == {four[0].ref, four[2].ref}
    assert client.get(f"{MAP}cases/?from=x&to=1").status_code == 404


def test_names_that_a_spreadsheet_would_run_are_guarded(client, four, agent, network):
    network.name = "=HYPERLINK(1)"
    network.save()
    client.force_login(agent)

    sheet = client.get(f"{MAP}moves.csv").content.decode()

    assert "'=HYPERLINK(1)" in sheet
    assert ",=HYPERLINK" not in sheet
    assert len(sheet.splitlines()) == 9


def test_without_a_restored_incident_the_map_says_so(client, agent):
    client.force_login(agent)

    assert "Nothing to observe yet" in client.get(MAP).content.decode()


def test_the_map_takes_the_same_statements_however_many_cases(
    client, four, agent, django_assert_max_num_queries
):
    client.force_login(agent)

    with django_assert_max_num_queries(20):
        client.get(MAP)


def test_the_dashboard_of_the_service_shows_what_it_waits_for(client, four, owner):
    client.force_login(owner)

    page = client.get("/services/warehouse-scanners/").content.decode()
    shown = client.get("/streams/waits/warehouse-scanners/", headers={"HX-Request": "true"})

    assert 'hx-get="/streams/waits/warehouse-scanners/"' in page
    assert "Vendor" in shown.content.decode()
    assert "41 %" in shown.content.decode()


def test_the_same_numbers_give_the_same_picture():
    nodes = [Node(key, f"Team {key}", cases=9 - n, entered=n * 60.0) for n, key in enumerate("abc")]
    moves = [Move("start", "a", 9, 0, 0, 0), Move("a", "b", 5, 0, 0, 0), Move("b", "a", 3, 0, 0, 3), Move("b", "end", 2, 0, 0, 0)]  # fmt: skip
    flow = Flow(nodes, moves, 9, 60, 90, 5)

    first, second = layout.draw(flow, moves), layout.draw(flow, list(moves))

    assert first == second
    at = {box.node.key: box for box in first.boxes}
    assert at["a"].x < at["b"].x
    assert len(first.arrows) == 4
    assert share_of_moves(moves[:1], moves) == 47
