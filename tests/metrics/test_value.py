"""The sponsor sees in a sentence whether the outcomes are reached, which services carry them, and what nobody answered."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from metrics import rules
from metrics.models import Signal
from svs.services.models import Outcome, Service, ServiceOutcome
from tests.conftest import api_as
from tests.metrics.conftest import count, measure_at_work, restored

pytestmark = pytest.mark.django_db
PAGE = "/value/"


@pytest.fixture
def two_outcomes(by_agent, scanners, owner, network):
    """Same-day orders are missed by the scanners; work from the first minute is kept by payroll."""
    payroll = Service.objects.create(
        name="Payroll", slug="payroll", owner=owner, team=network,
        value_statement="Drivers and pickers are paid right and on time, so that they stay with us.",
    )  # fmt: skip
    restored(by_agent, scanners, *([120] * 6))
    restored(by_agent, payroll, *([20] * 6))
    count()
    missed = measure_at_work(scanners, owner)
    work = Outcome.objects.create(slug="work", name="People can work", team=network)
    kept = measure_at_work(payroll, owner, outcome=work)
    for kpi in (missed, kept):
        ServiceOutcome.objects.create(service=kpi.service, outcome=kpi.outcome)
    return missed, kept


@pytest.fixture
def as_sponsor(client, sponsor):
    client.force_login(sponsor)
    return client


def test_it_is_the_first_screen_of_a_sponsor(as_sponsor):
    assert as_sponsor.get("/")["Location"] == PAGE


def test_one_sentence_then_each_outcome_with_its_number_and_its_services(as_sponsor, two_outcomes):
    page = " ".join(as_sponsor.get(PAGE).content.decode().split())

    assert "<h1>One of two outcomes is reached, and <em>“Orders leave the same day” is not</em>.</h1>" in page  # fmt: skip
    assert "Warehouse Scanners</a>: not delivering: mean time to restore is 2 h 00 min, 60 min is promised." in page  # fmt: skip
    assert "Not reached" in page
    assert "Room for 3 more." in page
    assert "28 days to Sat 12 Sep 2026, the last with data" in page


def test_an_outcome_is_as_good_as_its_worst_measure(as_sponsor, two_outcomes, owner):
    missed, _ = two_outcomes
    measure_at_work(missed.service, owner, measure="lead-time", minutes=600)

    answer = api_as(owner, "metrics:read").get("/api/v1/value/").json()

    first = next(one for one in answer["outcomes"] if one["name"] == "Orders leave the same day")
    assert (first["state"], first["measure"]["ref"]) == ("MISSED", missed.ref)


def test_unanswered_signals_stand_with_their_age_and_overdue_ones_say_so(as_sponsor, two_outcomes):
    Signal.objects.update(
        raised_at=timezone.now() - timedelta(days=9), due_at=timezone.now() - timedelta(days=4)
    )

    page = as_sponsor.get(PAGE).content.decode()

    assert "9 days" in page
    assert "overdue since" in page
    assert 'class="is-bad"' in page


def test_who_may_answer_is_led_to_the_answer(client, owner, two_outcomes):
    client.force_login(owner)

    assert "Answer: mean time to restore" in client.get(PAGE).content.decode()


@pytest.mark.parametrize(("period", "days"), [("quarter", 91), ("year", 364), ("never", 28)])
def test_a_longer_period_counts_its_own_cases(as_sponsor, by_agent, two_outcomes, period, days):
    restored(by_agent, two_outcomes[0].service, *([5] * 40), start=timezone.now().replace(month=7, day=1))  # fmt: skip
    count()

    page = as_sponsor.get(f"{PAGE}?period={period}").content.decode()

    assert f"{days} days to" in page
    assert ("None of two" in page or "One of two" in page) == (days == 28)


@pytest.mark.parametrize("period", ["month", "quarter", "year"])
def test_an_integration_reads_every_measure_over_every_period(
    owner, by_agent, two_outcomes, period
):
    service = two_outcomes[0].service
    for measure in rules.MEASURES.values():
        if measure.key != two_outcomes[0].measure:
            outcome = Outcome.objects.create(name=measure.name, slug=measure.key, team=service.team)
            promise = 3600 if measure.is_time else 0.9
            measure_at_work(service, owner, measure=measure.key, promise=promise, outcome=outcome)
    restored(by_agent, service, *([30] * 6), start=timezone.now().replace(month=7, day=1))
    count()

    answer = api_as(owner, "metrics:read").get("/api/v1/value/", {"period": period})

    assert (answer.status_code, answer.json()["period"]) == (200, period)
    shown = {one["name"]: one["measure"]["latest"] for one in answer.json()["outcomes"]}
    assert shown["Lead time"]["n"] == (6 if period == "month" else 12)
    assert shown["Right first time"]["value"] == 1
    assert shown["Change success rate"]["value"] is None


def test_a_restricted_service_says_nothing_to_outsiders(as_sponsor, two_outcomes):
    Service.objects.filter(slug="warehouse-scanners").update(is_restricted=True)

    page = as_sponsor.get(PAGE).content.decode()

    assert "Warehouse Scanners" not in page
    assert "No measure at work is tied to it yet" in page


def test_an_empty_start_says_what_to_do(as_sponsor):
    page = as_sponsor.get(PAGE).content.decode()

    assert "No outcome is named yet" in page
    assert "Name the three to five results" in page


def test_it_takes_the_same_statements_however_many_outcomes_services_and_measures(
    as_sponsor, by_agent, two_outcomes, owner, network, django_assert_max_num_queries
):
    for n in range(3):
        outcome = Outcome.objects.create(slug=f"o{n}", name=f"Outcome {n}", team=network)
        service = Service.objects.create(
            name=f"Service {n}", slug=f"s{n}", owner=owner, value_statement=two_outcomes[1].service.value_statement
        )  # fmt: skip
        ServiceOutcome.objects.create(service=service, outcome=outcome)
        measure_at_work(service, owner, outcome=outcome)

    for period in ("month", "year"):
        with django_assert_max_num_queries(15):
            as_sponsor.get(f"{PAGE}?period={period}")


def test_the_guide_knows_a_measure_at_work_and_a_number_behind_it(administrator, by_agent, scanners, owner):  # fmt: skip
    from svs.extensions import guide_steps  # noqa: PLC0415 -- what the rooms registered

    steps = {step.key: step for step in guide_steps.items}
    assert not steps["measure"].done(administrator)
    measure_at_work(scanners, owner)
    assert steps["measure"].done(administrator)
    assert not steps["dashboard"].done(administrator)
    with time_machine.travel(timezone.now(), tick=False):
        restored(by_agent, scanners, 5)
        count()
    assert steps["dashboard"].done(administrator)
    assert steps["dashboard"].url(administrator) == "/services/warehouse-scanners/"
