"""The owner's dashboard says in a sentence whether the service delivers, and why."""

import pytest

from metrics import rules
from tests.conftest import api_as
from tests.metrics.conftest import count, measure_at_work, restored

pytestmark = pytest.mark.django_db
DASHBOARD = "/services/warehouse-scanners/"


@pytest.fixture
def as_owner(client, owner):
    client.force_login(owner)
    return client


def test_a_broken_promise_is_said_first_with_the_value_statement_above(as_owner, scanners, signal):
    page = as_owner.get(DASHBOARD).content.decode()

    assert scanners.value_statement in page
    assert "<em>Not delivering</em> for 2 weeks" not in page
    assert (
        "<em>Not delivering</em>: mean time to restore is 2 h 00 min, 60 min is promised." in page
    )
    assert "Worst signal" in page


def test_a_kept_promise_is_delivering(as_owner, by_agent, scanners, owner):
    restored(by_agent, scanners, 30, 30, 30, 30, 30)
    count()
    measure_at_work(scanners, owner)

    page = as_owner.get(DASHBOARD).content.decode()

    assert "Delivering: mean time to restore is 30 min, within the 60 min promised." in page
    assert "Worst signal" not in page


def test_without_measures_nobody_can_say(as_owner, scanners):
    assert "Nobody can say yet: no measure is at work" in as_owner.get(DASHBOARD).content.decode()


def test_the_api_says_the_same_as_the_page(owner, signal):
    answer = api_as(owner, "metrics:read").get("/api/v1/dashboards/warehouse-scanners/").json()

    assert answer["verdict"].startswith("Not delivering: mean time to restore is 2 h 00 min")
    assert answer["measures"][0]["latest"]["n"] == 6
    assert [s["id"] for s in answer["open_signals"]] == [signal.pk]


def test_a_restricted_service_is_not_there_for_outsiders_and_not_in_the_list(
    client, agent, scanners, signal
):
    scanners.is_restricted = True
    scanners.save()
    client.force_login(agent)

    assert client.get(DASHBOARD).status_code == 404
    assert scanners.name not in client.get("/services/").content.decode()
    assert client.get(f"/kpis/{signal.kpi.ref}/").status_code == 404
    assert client.get(f"/signals/{signal.pk}/").status_code == 404
    assert scanners.name not in client.get("/signals/").content.decode()


def test_the_dashboard_takes_the_same_statements_however_long_the_history(
    as_owner, by_agent, scanners, signal, django_assert_max_num_queries
):
    restored(by_agent, scanners, *([45] * 20))
    count()

    with django_assert_max_num_queries(16):
        as_owner.get(DASHBOARD)
    with django_assert_max_num_queries(12):
        as_owner.get("/services/")


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(None, "–"), (59 * 60, "59 min"), (2 * 3600, "2 h 00 min"), (49 * 3600, "2 d 1 h")],
)
def test_times_are_said_as_people_say_them(seconds, words):
    assert rules.words_for(seconds) == words
