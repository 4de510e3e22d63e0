"""What is noticed on a ticket, a dashboard or a signal is raised in one click and followed to its result."""

from datetime import timedelta

import pytest
from django.utils import timezone

from improvement import operations
from improvement.models import Improvement
from improvement.queries import Source
from practices.desk import queries as desk
from practices.incident import operations as incidents
from svs.errors import RuleViolation, TransitionNotAllowed
from svs.events.actor import person
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


def soon() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


@pytest.fixture
def raised(owner, scanners) -> Improvement:
    return operations.raise_improvement(
        actor=person(owner), source=Source(service=scanners), issue="A faulty scanner waits an hour for a spare",
        expected_impact="Half the time without a scanner.", owner_id=owner.pk,
        target_date=timezone.localdate() + timedelta(days=30),
    )  # fmt: skip


def test_one_is_raised_from_a_ticket_with_what_is_known_filled_in(
    client, agent, by_agent, scanners, owner
):
    ticket = incidents.log_incident(actor=by_agent, title="Scanner freezes", service_id=scanners.pk)
    client.force_login(agent)
    url = f"/improvements/raise/?ticket={ticket.ref}"
    page = client.get(ticket.get_absolute_url()).content.decode()
    form = client.get(url).content.decode()

    done = client.post(url, {"issue": "Scanner freezes", "expected_impact": "None freezes.", "owner": owner.pk, "priority": 2, "target_date": soon()})  # fmt: skip

    assert f'href="{url}"' in page
    assert 'value="Scanner freezes"' in form
    assert f'<option value="{owner.pk}" selected>' in form
    made = Improvement.objects.get()
    assert done["Location"] == f"/improvements/{made.ref}/"
    assert (made.ticket_id, made.service_id, made.raised_by_id) == (
        ticket.pk,
        scanners.pk,
        agent.pk,
    )
    assert f"raised {made.ref}" in [t.get("sentence") for t in desk.conversation(agent, ticket)]
    assert made.issue in client.get(ticket.get_absolute_url()).content.decode()


def test_the_requester_of_the_ticket_does_not_read_of_it(client, by_agent, requester, owner):
    ticket = incidents.log_incident(actor=by_agent, title="Scanner freezes", requester=requester)
    operations.raise_improvement(
        actor=by_agent, source=Source(ticket=ticket), issue="CANARY", expected_impact="x", owner_id=owner.pk,
        target_date=timezone.localdate(),
    )  # fmt: skip
    client.force_login(requester)

    page = client.get(ticket.get_absolute_url()).content.decode()

    assert "CANARY" not in page
    assert "IMP-" not in page
    assert "Raise improvement" not in page


def test_one_raised_on_a_signal_answers_it(client, owner, signal):
    client.force_login(owner)
    url = f"/improvements/raise/?signal={signal.pk}"
    form = client.get(url).content.decode()

    client.post(url, {"issue": "Too slow", "expected_impact": "An hour less.", "owner": owner.pk, "priority": 2, "target_date": soon()})  # fmt: skip

    assert "Mean time to restore of Warehouse Scanners was 2 h 00 min" in form
    made = Improvement.objects.get()
    signal.refresh_from_db()
    assert (signal.answer, signal.answer_ref) == ("improvement", made.ref)
    assert made.service_id == signal.kpi.service_id


def test_an_agent_cannot_answer_a_signal_by_raising_one(client, agent, signal):
    client.force_login(agent)

    assert client.get(f"/improvements/raise/?signal={signal.pk}").status_code == 403


@pytest.mark.parametrize("what", ["ticket=INC-999", "service=none", "signal=7", "signal=x", "signal=²"])  # fmt: skip
def test_a_source_that_is_not_there_is_a_404(client, agent, what):
    client.force_login(agent)

    assert client.get(f"/improvements/raise/?{what}").status_code == 404


def test_it_is_started_and_finished_with_its_result_beside_what_was_expected(client, owner, raised):
    client.force_login(owner)
    url = f"/improvements/{raised.ref}/"

    client.post(f"{url}start/")
    silent = client.post(f"{url}finish/", {"actual_result": " "})
    client.post(f"{url}finish/", {"actual_result": "From 94 to 31 minutes."})

    assert silent.status_code == 409
    raised.refresh_from_db()
    assert raised.state == "DONE"
    page = client.get(url).content.decode()
    assert "Half the time without a scanner." in page
    assert "From 94 to 31 minutes." in page


def test_an_idea_cannot_be_finished_before_it_was_started(owner, raised):
    with pytest.raises(TransitionNotAllowed):
        operations.finish_improvement(
            improvement=raised, actor=person(owner), actual_result="All is well."
        )


def test_dropping_needs_a_reason(owner, raised):
    with pytest.raises(RuleViolation, match="why it is not done"):
        operations.drop_improvement(improvement=raised, actor=person(owner), why_dropped="")


def test_a_target_date_of_yesterday_is_refused(owner, scanners):
    with pytest.raises(RuleViolation) as refused:
        operations.raise_improvement(
            actor=person(owner), source=Source(), issue="x", expected_impact="y", owner_id=owner.pk,
            target_date=timezone.localdate() - timedelta(days=1),
        )  # fmt: skip

    assert refused.value.field == "target_date"


def test_an_overdue_one_says_so_in_the_register(client, owner, raised):
    Improvement.objects.update(target_date=timezone.localdate() - timedelta(days=2))
    client.force_login(owner)

    assert "overdue" in client.get("/improvements/").content.decode()
    assert "overdue since" in client.get(f"/improvements/{raised.ref}/").content.decode()


def test_only_those_concerned_may_move_it(client, agent, raised):
    client.force_login(agent)

    assert client.post(f"/improvements/{raised.ref}/start/").status_code == 403
    assert client.get(f"/improvements/{raised.ref}/edit/").status_code == 403


def test_those_of_a_hidden_service_are_not_there(client, agent, scanners, raised):
    scanners.is_restricted = True
    scanners.save()
    client.force_login(agent)

    assert client.get(f"/improvements/{raised.ref}/").status_code == 404
    assert raised.issue not in client.get("/improvements/?show=all").content.decode()


def test_an_integration_raises_changes_and_finishes_one(owner, signal):
    api = api_as(owner, "improvements:read", "improvements:write")
    body = {"issue": "Too slow", "expected_impact": "An hour less.", "owner": owner.pk, "target_date": soon(), "signal": signal.pk}  # fmt: skip

    made = api.post("/api/v1/improvements/", body, format="json")
    url = f"/api/v1/improvements/{made.json()['ref']}/"
    changed = api.patch(url, {"priority": 1}, format="json", headers={"If-Match": made["ETag"]})
    stale = api.patch(url, {"priority": 2}, format="json", headers={"If-Match": made["ETag"]})
    api.post(f"{url}start/", {}, format="json")
    done = api.post(f"{url}finish/", {"actual_result": "It fell."}, format="json")
    again = api.post("/api/v1/improvements/", body, format="json")

    assert (made.status_code, changed.status_code, stale.status_code) == (201, 200, 412)
    assert (done.json()["state"], done.json()["actual_result"]) == ("DONE", "It fell.")
    assert (again.status_code, again.json()["code"]) == (409, "answered_already")
    assert Improvement.objects.count() == 1


def test_the_register_takes_the_same_statements_however_long(
    client, owner, scanners, django_assert_max_num_queries
):
    for n in range(8):
        operations.raise_improvement(
            actor=person(owner), source=Source(service=scanners), issue=f"Issue {n}", expected_impact="x",
            owner_id=owner.pk, target_date=timezone.localdate(),
        )  # fmt: skip
    client.force_login(owner)

    with django_assert_max_num_queries(6):
        assert client.get("/improvements/").content.decode().count("Issue ") == 8
