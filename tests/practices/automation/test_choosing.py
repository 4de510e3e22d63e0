"""Whom a rule gives work to: who is there and has the fewest open tickets."""

import threading
import time
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.utils import timezone

from practices.automation import queries, rules
from practices.automation.operations import fire
from practices.incident import operations as incidents
from svs.accounts.models import Absence
from tests.conftest import make_person
from tests.practices.automation.conftest import work

pytestmark = pytest.mark.django_db


@pytest.fixture
def crew(network):
    return [make_person(name, "agent", team=network) for name in ("Kofi Owusu", "Sofia Tran", "Tom Berg")]  # fmt: skip


@pytest.fixture
def spreads(write, network):
    return write(actions=[{"action": "least_open", "team": network.pk}])


def log(by_agent, n=1):
    made = [incidents.log_incident(actor=by_agent, title=f"Scanner {k}") for k in range(n)]
    work()
    for ticket in made:
        ticket.refresh_from_db()
    return made


def test_work_goes_round_evenly(spreads, crew, by_agent, network):
    given = [ticket.assignee for ticket in log(by_agent, 6)]

    assert given == [*crew, *crew]
    assert log(by_agent)[0].team == network


def test_who_has_fewest_open_comes_first(spreads, crew, by_agent):
    first = log(by_agent, 3)
    incidents.resolve_incident(
        ticket=first[1],
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )

    assert log(by_agent)[0].assignee == crew[1]


def test_of_equals_the_one_who_waited_longest(spreads, crew, by_agent, time_machine):
    for ticket in log(by_agent, 3):
        incidents.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="Restarted",
            resolution_code="fixed",
            cause_code="unknown",
        )
    time_machine.move_to(timezone.now() + timedelta(hours=1))
    (by_hand,) = log(by_agent)
    incidents.assign_incident(ticket=by_hand, actor=by_agent, assignee_id=crew[0].pk)
    incidents.resolve_incident(
        ticket=by_hand,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )

    assert log(by_agent)[0].assignee == crew[1]


def test_who_is_away_gets_nothing(spreads, crew, by_agent):
    today = timezone.localdate()
    Absence.objects.create(user=crew[0], since=today - timedelta(days=2), until=today)

    assert [ticket.assignee for ticket in log(by_agent, 2)] == crew[1:]


def test_where_nobody_is_there_it_waits_in_the_queue_of_the_team(spreads, crew, by_agent, network):
    today = timezone.localdate()
    for member in crew:
        Absence.objects.create(user=member, since=today, until=today)

    (ticket,) = log(by_agent)

    assert (ticket.team, ticket.assignee, ticket.state) == (network, None, "QUEUED")


@pytest.mark.django_db(transaction=True)
def test_two_firings_at_once_do_not_pick_the_same_person(write, network, by_agent):
    for name in ("Kofi Owusu", "Sofia Tran"):
        make_person(name, "agent", team=network)
    rule = write(actions=[{"action": "least_open", "team": network.pk}])
    tickets = [incidents.log_incident(actor=by_agent, title=f"Scanner {n}") for n in range(2)]
    picked, both = threading.Event(), []

    def first() -> None:
        with transaction.atomic():
            give(rule, tickets[0])
            picked.set()
            time.sleep(0.3)  # the other one asks while this choice is not committed
        connection.close()

    def second() -> None:
        picked.wait(5)
        with transaction.atomic():
            give(rule, tickets[1])
        connection.close()

    for run in (first, second):
        both.append(threading.Thread(target=run))
        both[-1].start()
    for thread in both:
        thread.join(10)

    for ticket in tickets:
        ticket.refresh_from_db()
    assert {ticket.assignee.name for ticket in tickets} == {"Kofi Owusu", "Sofia Tran"}


def give(rule, ticket) -> None:
    plan = rules.evaluate(queries.definition_of(rule), queries.facts_now(ticket.pk))
    fire.act(rule, plan, fire.Occasion(ticket.pk, None))
