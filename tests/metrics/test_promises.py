"""A promise is in the measure's unit, has a band, and leaves the past alone when it changes."""

from datetime import timedelta

import pytest
import time_machine

from metrics import operations, queries
from metrics.models import Cell, KpiTarget, Signal
from practices.desk.models import Survey
from practices.desk.operations import surveys
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.actor import person
from tests.conftest import api_as
from tests.metrics.conftest import MONDAY, RULE, count, measure_at_work, restored

pytestmark = pytest.mark.django_db


@pytest.fixture
def three_weeks(by_agent, scanners, owner):
    """One week of 30 minutes, two of 90; 60 are promised, and after the second week 120."""
    with time_machine.travel(MONDAY, tick=False) as clock:
        kpi = measure_at_work(scanners, owner)
        for week, minutes in enumerate((30, 90, 90)):
            restored(by_agent, scanners, *([minutes] * 5), start=MONDAY + timedelta(weeks=week))
        count()
        clock.move_to(MONDAY + timedelta(weeks=2))
        operations.change_kpi(kpi=kpi, actor=person(owner), fields={"promise": 7200.0, "at_risk": 5000.0})  # fmt: skip
        yield kpi


def test_each_week_is_judged_by_the_promise_it_had(three_weeks):
    weeks = queries.standing_of(three_weeks).weeks[-3:]

    assert [week.promise.value for week in weeks] == [3600, 3600, 7200]
    assert [week.state for week in weeks] == ["KEPT", "MISSED", "AT_RISK"]


def test_the_page_shows_what_was_promised_before(client, owner, three_weeks):
    client.force_login(owner)

    page = client.get(f"/kpis/{three_weeks.ref}/").content.decode()

    assert "as promised: 2 h or less" in page
    assert "60 min from 7 Sep 2026" in " ".join(page.split())


def test_a_promise_of_today_changed_today_is_one(three_weeks, owner):
    operations.change_kpi(kpi=three_weeks, actor=person(owner), fields={"promise": 6000.0})

    made = list(KpiTarget.objects.order_by("since").values_list("promise", "at_risk"))
    assert made == [(3600.0, None), (6000.0, 5000.0)]


@pytest.mark.parametrize(
    ("measure", "promise", "at_risk", "code"),
    [("lead-time", 40_000_000, None, "bad_promise"), ("availability", 1.5, None, "bad_promise"), ("lead-time", 60, 90, "bad_at_risk"),
     ("availability", 0.99, 0.98, "bad_at_risk"), ("lead-time", 60, -1, "bad_at_risk")],
)  # fmt: skip
def test_a_promise_that_makes_no_sense_is_refused(scanners, owner, measure, promise, at_risk, code):
    with pytest.raises(RuleViolation) as refused:
        operations.propose_kpi(
            actor=person(owner), measure=measure, service_id=scanners.pk, promise=promise, at_risk=at_risk
        )  # fmt: skip

    assert refused.value.code == code


def test_an_owner_promises_a_share_in_the_browser_and_reads_it_back(client, owner, scanners):
    client.force_login(owner)
    form = {
        "service": scanners.pk,
        "measure": "availability",
        "promise": "99,95 %",
        "at_risk": "99.97",
    }

    made = client.post("/kpis/new/", form)
    page = client.get(made["Location"]).content.decode()
    again = client.get(f"{made['Location']}edit/").content.decode()

    assert "99.95 % or more" in page
    assert 'value="99.95 %"' in again
    assert 'value="99.97 %"' in again


@pytest.mark.parametrize(
    ("words", "answer"),
    [("soon", "Write it like 90 %."), ("four hours", "Write it like 90 %."), ("120 %", "lies between 0 and 100 %"), ("0", "lies between 0 and 100 %")],
)  # fmt: skip
def test_a_promise_nobody_can_read_is_said_so_in_place(client, owner, scanners, words, answer):
    client.force_login(owner)

    said = client.post("/kpis/new/", {"service": scanners.pk, "measure": "satisfaction", "promise": words})  # fmt: skip

    assert said.status_code == 400
    assert answer in said.content.decode()


def answered(by_agent, scanners, requester, scores) -> None:
    tickets = restored(by_agent, scanners, *([30] * len(scores)))
    with time_machine.travel(MONDAY + timedelta(days=len(scores)), tick=False):
        for ticket, score in zip(tickets, scores, strict=True):
            ticket.refresh_from_db()
            Survey.objects.create(ticket=ticket, asked_at=MONDAY)
            surveys.answer_survey(ticket=ticket, actor=person(requester), score=score)
    deliver.drain("metrics.cells")


def test_satisfaction_is_missed_when_its_whole_interval_is_and_raises_a_signal_in_per_cent(
    client, by_agent, scanners, owner, requester
):
    answered(by_agent, scanners, requester, [1, 2, 3, 2, 1, 5, 2, 3, 1, 2])
    kpi = measure_at_work(scanners, owner, measure="satisfaction", promise=0.8)
    client.force_login(owner)

    page = client.get(f"/kpis/{kpi.ref}/").content.decode()

    signal = Signal.objects.get()
    assert (signal.value, signal.target, signal.n) == (0.1, 0.8, 10)
    assert "Satisfaction is 10 %" in page
    assert "of 10 answers, between 2 and 40 %" in page
    said = client.get(f"/signals/{signal.pk}/").content.decode()
    assert "was 10 % over four weeks; 80 % is promised" in said


def test_a_few_bad_answers_cannot_tell(by_agent, scanners, owner, requester):
    answered(by_agent, scanners, requester, [5, 5, 4, 2, 3])
    kpi = measure_at_work(scanners, owner, measure="satisfaction", promise=0.8)

    assert kpi.standing == "UNKNOWN"
    assert not Signal.objects.exists()
    assert Cell.objects.get(measure="satisfaction").total == 3


def test_change_success_says_that_there_are_no_changes_and_never_a_share_of_nothing(
    client, scanners, owner
):
    kpi = measure_at_work(scanners, owner, measure="change-success", promise=0.9)
    client.force_login(owner)

    page = client.get(f"/kpis/{kpi.ref}/").content.decode()
    values = api_as(owner, "metrics:read").get(f"/api/v1/kpis/{kpi.ref}/values/").json()

    assert "<h1>No changes yet.</h1>" in page
    assert (values["latest"]["value"], values["latest"]["n"], values["state"]) == (None, 0, "UNKNOWN")  # fmt: skip
    assert "0 %" not in page.split("Week by week")[0]


def test_an_integration_promises_a_share_and_reads_its_interval(scanners, owner, by_agent, requester):  # fmt: skip
    answered(by_agent, scanners, requester, [5, 4, 4, 5, 3])
    api = api_as(owner, "metrics:read", "metrics:write")
    body = {
        "measure": "satisfaction",
        "service": scanners.pk,
        "promise": 0.7,
        "at_risk": 0.9,
        "decision_rule": RULE,
    }

    ref = api.post("/api/v1/kpis/", body, format="json").json()["ref"]
    values = api.get(f"/api/v1/kpis/{ref}/values/").json()

    assert (values["unit"], values["better"], values["promise"], values["at_risk"]) == ("share", "more", 0.7, 0.9)  # fmt: skip
    assert values["state"] == "AT_RISK"
    assert (values["latest"]["value"], values["latest"]["n"]) == (0.8, 5)
    assert values["latest"]["low"] == pytest.approx(0.3755, abs=1e-4)
    assert values["latest"]["mean"] is None


def test_the_catalogue_is_there_for_integrations(owner):
    listed = api_as(owner, "metrics:read").get("/api/v1/measures/").json()

    assert len(listed) == 9
    assert {m["key"] for m in listed if m["closes"]} == {"availability", "backlog-age"}
    assert all(m["formula"] and m["source"] and m["left_out"] for m in listed)
