"""A restored incident may come back for a while, and is closed by itself."""

import pytest
from django.utils import timezone

from practices.incident import operations, queries
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from svs.knobs import registry as knobs
from tests.conftest import api_as
from tests.practices.incident.conftest import at

pytestmark = pytest.mark.django_db


@pytest.fixture
def restored(log, resolve):
    with at():
        return resolve(log())


@pytest.mark.parametrize("closed", [False, True])
def test_it_comes_back_within_the_window_closed_or_not(restored, by_agent, closed):
    with at(days=6):
        if closed:
            operations.close_incident(ticket=restored, actor=by_agent)
        again = operations.reopen_incident(ticket=restored, actor=by_agent)

    assert (again.phase, again.resolved_at, again.closed_at) == ("QUEUED", None, None)


def test_after_the_window_a_new_one_is_logged(restored, by_agent, as_agent):
    with at(days=7, minutes=1):
        with pytest.raises(RuleViolation, match="log a new one"):
            operations.reopen_incident(ticket=restored, actor=by_agent)
        page = as_agent.get(restored.get_absolute_url()).content.decode()

    assert "Log a new one" in page
    assert f"{restored.ref}/reopen/" not in page


def test_the_requester_is_told_the_same_by_a_409(restored, requester):
    api = api_as(requester)

    with at(days=6):
        early = queries.reopens_until(restored) > timezone.now()
    answer = api.post(f"/api/v1/incidents/{restored.ref}/reopen/", {}, format="json")

    assert early
    assert (answer.status_code, answer.json()["code"]) == (409, "reopen_too_late")


def test_it_is_closed_by_the_system_after_so_many_days(restored, log):
    with at(days=4, hours=23):
        log()
        assert operations.close_restored_incidents() == 0
    with at(days=5, minutes=1):
        assert operations.close_restored_incidents() == 1
        assert operations.close_restored_incidents() == 0

    restored.refresh_from_db()
    assert restored.state == "CLOSED"
    assert DomainEvent.objects.get(name="incident.closed").actor_kind == "system"


def test_the_days_are_policy_values(restored, by_agent):
    with at():
        knobs.set_value(key="incident.close_after_days", value=1)
        knobs.set_value(key="incident.reopen_days", value=30)
    with at(days=2):
        assert operations.close_restored_incidents() == 1
    with at(days=29):
        assert operations.reopen_incident(ticket=restored, actor=by_agent).phase == "QUEUED"
    for bad in (0, 366, True, "5", 1.5):
        with pytest.raises(RuleViolation):
            knobs.set_value(key="incident.close_after_days", value=bad)


def test_batches_go_on_until_nothing_is_left(log, resolve, monkeypatch):
    monkeypatch.setattr("practices.desk.operations.timed.BATCH", 2)
    with at():
        for _ in range(5):
            resolve(log())
    with at(days=6):
        assert operations.close_restored_incidents() == 5


def test_the_portal_takes_a_closed_one_back_within_the_window(client, restored, by_agent, requester):  # fmt: skip
    operations.close_incident(ticket=restored, actor=by_agent)
    client.force_login(requester)
    reopen = f"{restored.portal_url}reopen/"

    with at(days=8):
        late = client.get(restored.portal_url).content.decode()
    with at(days=6):
        early = client.get(restored.portal_url).content.decode()
        client.post(reopen, {"words": "It is back"})
    restored.refresh_from_db()

    assert (reopen in early, reopen in late) == (True, False)
    assert restored.phase == "QUEUED"
