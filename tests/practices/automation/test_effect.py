"""A rule that helped is found from the data: the same cases before and since, with the interval of the difference."""

import random
from datetime import UTC, datetime, timedelta

import pytest

from practices.automation import operations, queries
from practices.automation.rules.shift import shift_of
from practices.desk.bulk import write as history
from practices.desk.bulk.mapping import Row
from practices.incident import states
from svs.events.actor import SYSTEM_ACTOR
from svs.events.emit import emit
from svs.services.models import Service
from tests.conftest import api_as
from tests.practices.automation.conftest import run_dry

START = datetime(2027, 1, 4, 9, 0, tzinfo=UTC)  # ahead of the database, whose clock judges tokens
ENABLED = START + timedelta(days=30)
NOW = START + timedelta(days=60)


def case(name, at, service, minutes, through_desk):
    """A case that the desk passes on after a while, or that finds its team at once."""
    rows, clock = [], at
    told = [("NEW", "Service Desk" if through_desk else "", 0)]
    if through_desk:
        told.append(("QUEUED", "Network Operations", 90))
    else:
        told.append(("QUEUED", "Network Operations", 0))
    told += [("IN_PROGRESS", "Network Operations", 20), ("RESOLVED", "Network Operations", minutes)]
    for n, (state, team, passed) in enumerate(told):
        clock += timedelta(minutes=passed)
        rows.append(Row(name, n, clock, state, "", "", team if state != "NEW" else "", "", at, "", service, 3, f"{service} fails"))  # fmt: skip
    return history.Case(rows)


@pytest.fixture
def past(scanners, printers, service_desk, network, time_machine):
    """Two services: scanners find their team from a day on, printers never do."""
    time_machine.move_to(NOW, tick=False)
    chance = random.Random(7)
    rows = []
    for n in range(240):
        at = START + timedelta(hours=6 * n)
        for service in ("Warehouse Scanners", "Printers"):
            slow = service == "Printers" or at < ENABLED
            minutes = chance.lognormvariate(0, 0.6) * 60
            rows.append(case(f"{service}-{n}", at, service, minutes, slow))
    history.write(rows, history.Origin("past", states.INCIDENT), history.Names(), history.Report())


def rule_at_work(write, service, network, by_agent, at, name):
    """A rule with its life in the log: enabled a while ago, as the events tell."""
    rule = write(
        name, at_work=False, conditions=[{"field": "service", "operator": "is", "value": service.pk}],
        actions=[{"action": "assign", "team": network.pk}],
    )  # fmt: skip
    run_dry(rule, by_agent)
    emit("rule.enabled", subject=rule, actor=SYSTEM_ACTOR, occurred_at=at, data={"version": 1})
    type(rule).objects.filter(pk=rule.pk).update(state="ENABLED", enabled_at=at)
    rule.refresh_from_db()
    return rule


@pytest.fixture
def printers(owner, network):
    return Service.objects.create(name="Printers", slug="printers", owner=owner, team=network, value_statement="x")  # fmt: skip


def test_the_rule_that_helped_is_found_and_the_one_that_did_not_is_left_out(
    past, write, scanners, printers, network, by_agent, agent
):
    helped = rule_at_work(write, scanners, network, by_agent, ENABLED, "Scanners")
    rule_at_work(write, printers, network, by_agent, ENABLED, "Printers")

    (found,) = queries.rules_that_helped(agent, 3)

    assert (found.rule, found.measure, found.since) == (helped, "lead", ENABLED)
    assert found.shift.high < 0
    assert -130 * 60 < found.shift.shift < -50 * 60
    assert min(found.shift.n_before, found.shift.n_after) > 80
    effect = queries.effect_of(helped)
    assert effect["right_team"]["before"] > effect["right_team"]["after"] == 0


def test_what_was_counted_in_the_night_is_what_is_read(
    past, write, scanners, network, by_agent, agent, django_assert_max_num_queries
):
    rule = rule_at_work(write, scanners, network, by_agent, ENABLED, "Scanners")

    assert operations.measure_effects() == 1
    assert operations.measure_effects() == 0

    rule.refresh_from_db()
    assert rule.effect == queries.effect_of(rule)
    with django_assert_max_num_queries(3):
        assert queries.rules_that_helped(agent, 3)


def test_too_few_cases_say_nothing(past, write, scanners, network, by_agent, agent):
    rule = rule_at_work(write, scanners, network, by_agent, NOW - timedelta(days=8), "Scanners")

    assert queries.effect_of(rule)["lead"] is None
    assert queries.rules_that_helped(agent) == []


def test_page_and_api_show_what_came_of_it(past, write, scanners, network, by_agent, agent, client):
    rule = rule_at_work(write, scanners, network, by_agent, ENABLED, "Scanners")
    client.force_login(agent)

    page = client.get(f"/rules/{rule.ref}/effect/").content.decode()
    api = api_as(agent, "rules:read").get("/api/v1/rules/helped/?with_total=true").json()

    assert "Since it was enabled, the same incidents were restored sooner." in page
    assert (api["results"][0]["rule"], api["total"]) == (rule.ref, 1)
    assert api["results"][0]["high"] < 0


def test_the_shift_is_the_median_difference_with_its_interval():
    chance = random.Random(2)
    before = [chance.gauss(100, 10) for _ in range(400)]
    after = [value - 15 for value in (chance.gauss(100, 10) for _ in range(350))]

    shift = shift_of(before, after)

    assert shift is not None
    assert shift.low < -15 < shift.high < 0
    assert abs(shift.shift + 15) < 2
    assert shift_of(before[:19], after) is None


def test_the_interval_covers_no_difference_as_often_as_it_says():
    chance = random.Random(3)
    misses = 0
    for _ in range(200):
        shift = shift_of([chance.expovariate(1) for _ in range(30)], [chance.expovariate(1) for _ in range(30)])  # fmt: skip
        assert shift is not None
        misses += shift.is_less or shift.is_more

    assert misses <= 20
