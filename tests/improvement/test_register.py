"""What is noticed on a ticket, a dashboard or a signal is raised in one click and followed to its result."""

from datetime import timedelta

import pytest
from django.utils import timezone

from improvement import operations
from improvement.models import Improvement
from improvement.queries import Source
from practices.desk import queries as desk
from practices.incident import operations as incidents
from svs.errors import RuleViolation
from svs.events.actor import person
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


def one(owner, service, issue: str) -> Improvement:
    return operations.raise_improvement(
        actor=person(owner), source=Source(service=service), issue=issue, expected_impact="Better.", owner_id=owner.pk,
        target_date=timezone.localdate(),
    )  # fmt: skip


def soon() -> str:
    return (timezone.localdate() + timedelta(days=30)).isoformat()


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
    assert f"raised {made.ref}" in str(desk.conversation(agent, ticket).turns)
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


def test_an_assessed_one_has_a_rank_and_a_place(client, owner, raised):
    client.force_login(owner)
    url = f"/improvements/{raised.ref}/"

    form = client.get(f"{url}assess/").content.decode()
    silent = client.post(f"{url}assess/", {"impact": 4, "effort": 9, "risk": 2})
    client.post(f"{url}assess/", {"impact": 4, "effort": 2, "risk": 2})

    raised.refresh_from_db()
    assert "A promise is kept that is broken now" in form
    assert silent.status_code == 400
    assert (raised.state, raised.rank) == ("ASSESSED", 1.6)
    page = client.get(url).content.decode()
    assert "4 ÷ 2 × (6 − 2) ÷ 5 = 1.60" in page
    assert "1 of 1 open" in page


def test_the_register_is_ordered_by_rank_and_what_has_none_stands_last(client, owner, scanners):
    for name, points in (("Small", (1, 5, 5)), ("None", None), ("Great", (5, 1, 1)), ("Fair", (4, 2, 2))):  # fmt: skip
        made = one(owner, scanners, name)
        if points:
            operations.assess_improvement(improvement=made, actor=person(owner), **dict(zip(("impact", "effort", "risk"), points, strict=True)))  # fmt: skip
    client.force_login(owner)

    page = client.get("/improvements/").content.decode()

    places = [page.index(f">{name}</a>") for name in ("Great", "Fair", "Small", "None")]
    assert places == sorted(places)
    assert "impact ÷ effort × (6 − risk) ÷ 5" in page
    assert "Reinertsen" in page


def test_filters_stand_in_the_address_and_leave_with_the_csv(client, owner, agent, scanners):
    one(owner, scanners, "=HYPERLINK(1)")
    late = one(owner, scanners, "Late")
    Improvement.objects.filter(pk=late.pk).update(target_date=timezone.localdate() - timedelta(days=1))  # fmt: skip
    one(agent, None, "Of nobody")
    client.force_login(owner)

    def shown(query: str) -> set[str]:
        page = client.get(f"/improvements/?{query}").content.decode()
        return {name for name in ("Late", "HYPERLINK", "Of nobody") if name in page}

    assert shown("") == {"Late", "HYPERLINK", "Of nobody"}
    assert shown("overdue=1") == {"Late"}
    assert shown("mine=1") == {"Late", "HYPERLINK"}
    assert shown("service=warehouse-scanners&sort=due") == {"Late", "HYPERLINK"}
    assert shown(f"owner={agent.pk}") == {"Of nobody"}
    assert shown("show=kept") == set()
    assert shown("show=x&sort=y&owner=z&page=-1") == {"Late", "HYPERLINK", "Of nobody"}
    lines = client.get("/improvements/register.csv?mine=1").content.decode().splitlines()
    assert len(lines) == 3
    assert any(line.split(",")[1] == "'=HYPERLINK(1)" for line in lines)


def test_a_filter_without_a_hit_leads_back_to_all(client, owner, raised):
    client.force_login(owner)

    page = client.get("/improvements/?show=kept").content.decode()

    assert "No improvement fits these filters." in page


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

    assert client.post(f"/improvements/{raised.ref}/assess/").status_code == 403
    assert client.get(f"/improvements/{raised.ref}/edit/").status_code == 403


def test_those_of_a_hidden_service_are_not_there(client, agent, scanners, raised):
    scanners.is_restricted = True
    scanners.save()
    client.force_login(agent)

    assert client.get(f"/improvements/{raised.ref}/").status_code == 404
    assert raised.issue not in client.get("/improvements/?show=all").content.decode()


def test_an_integration_raises_changes_and_assesses_one(owner, signal):
    api = api_as(owner, "improvements:read", "improvements:write")
    body = {"issue": "Too slow", "expected_impact": "An hour less.", "owner": owner.pk, "target_date": soon(), "signal": signal.pk}  # fmt: skip

    made = api.post("/api/v1/improvements/", body, format="json")
    url = f"/api/v1/improvements/{made.json()['ref']}/"
    changed = api.patch(url, {"priority": 1}, format="json", headers={"If-Match": made["ETag"]})
    stale = api.patch(url, {"priority": 2}, format="json", headers={"If-Match": made["ETag"]})
    points = {"impact": 3, "effort": 3, "risk": 1}
    late = api.post(f"{url}assess/", points, format="json", headers={"If-Match": made["ETag"]})
    ranked = api.post(f"{url}assess/", points, format="json")
    again = api.post("/api/v1/improvements/", body, format="json")

    assert (made.status_code, changed.status_code, stale.status_code, late.status_code) == (201, 200, 412, 412)  # fmt: skip
    assert (ranked.json()["state"], ranked.json()["rank"]) == ("ASSESSED", 1.0)
    assert (again.status_code, again.json()["code"]) == (409, "answered_already")
    assert Improvement.objects.count() == 1


def test_the_register_takes_the_same_statements_however_long(
    client, owner, scanners, django_assert_max_num_queries
):
    for n in range(8):
        one(owner, scanners, f"Issue {n}")
    client.force_login(owner)

    with django_assert_max_num_queries(10):
        assert client.get("/improvements/").content.decode().count("Issue ") == 8
