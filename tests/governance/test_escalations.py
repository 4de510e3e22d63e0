"""What nobody decides goes up rung by rung, the last one is the sponsor, and whoever holds the rung or stands above decides."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from governance.models import Approval, Decision, Escalation
from governance.operations import escalations as operations
from governance.operations import risks
from governance.queries.escalations import subject_of
from improvement import operations as improvements
from improvement.queries import Source
from metrics import operations as metrics
from metrics.models import Signal
from practices.incident import operations as incidents
from svs.accounts.models import Team
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.notices.models import Notice
from svs.permissions.models import Grant
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(by_agent, scanners):
    return incidents.log_incident(actor=by_agent, title="Scanners freeze", service_id=scanners.pk)


@pytest.fixture
def lead(service_desk):
    return make_person("Lea Lead", "team_lead", team=service_desk)


def escalated(by, subject: str, *path, hours: int = 24) -> Escalation:
    return operations.open_escalation(
        actor=person(by), subject=subject_of(by, subject), why="Nobody says which firmware", path=[p.pk for p in path], hours=hours,
    )  # fmt: skip


@pytest.fixture
def escalation(agent, ticket, lead, owner, sponsor) -> Escalation:
    return escalated(agent, ticket.ref, lead, owner, sponsor)


def test_an_agent_escalates_a_ticket_from_its_own_page(client, agent, ticket, owner, sponsor):
    client.force_login(agent)
    page = client.get(ticket.get_absolute_url()).content.decode()
    url = f"/escalations/open/?subject={ticket.ref}"
    form = client.get(url).content.decode()

    answer = client.post(url, {"why": "Nobody says which firmware", "first": owner.pk, "sponsor": sponsor.pk, "hours": "8"})  # fmt: skip

    made = Escalation.objects.get()
    assert url in page.replace("&amp;", "&")
    assert f'<option value="{owner.pk}" selected>' in form
    assert answer["Location"] == f"/escalations/{made.ref}/"
    assert (made.path, made.hours, made.subject_ref) == ([owner.pk, sponsor.pk], 8, ticket.ref)
    assert DomainEvent.objects.get(name="escalation.opened").about_id == ticket.pk
    shown = client.get(f"/escalations/{made.ref}/").content.decode()
    assert "holds it until" in shown
    assert "comes then" in shown


def test_signals_improvements_approvals_and_risks_are_escalated_too(client, owner, scanners, signal, agent):  # fmt: skip
    improvement = improvements.raise_improvement(
        actor=person(owner), source=Source(service=scanners), issue="Slow", expected_impact="Faster", owner_id=owner.pk,
        target_date=timezone.localdate(),
    )  # fmt: skip
    approval = Approval.objects.create(kind="policy", subject_type="policy", subject_id=1, subject_ref="POL-1", title="Passwords", url="/", version=1, asked_at=timezone.now(), asked_by=owner)  # fmt: skip
    risk = risks.raise_risk(actor=person(owner), statement="If it is cut", likelihood=1, impact=1, owner_id=owner.pk)  # fmt: skip

    client.force_login(owner)
    found = {ref: subject_of(owner, ref).type for ref in (f"SIG-{signal.pk}", improvement.ref, approval.ref, risk.ref)}  # fmt: skip

    assert list(found.values()) == ["signal", "improvement", "approval", "risk"]
    for url in (f"/signals/{signal.pk}/", f"/improvements/{improvement.ref}/", f"/risks/{risk.ref}/"):  # fmt: skip
        assert "/escalations/open/?subject=" in client.get(url).content.decode(), url


@pytest.mark.parametrize("ref", ["INC-999999", "SIG-0", "SIG-x", "nothing", "", "APR-1"])
def test_what_is_not_there_cannot_be_escalated(client, agent, ref):
    client.force_login(agent)

    assert client.get("/escalations/open/", {"subject": ref}).status_code == 404


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ((), "path_required"), (("lead",), "sponsor_last"), (("sponsor", "lead"), "sponsor_last"), (("lead", "lead", "sponsor"), "twice_on_path"),
        (("requester", "sponsor"), "unknown_person"),
    ],
)  # fmt: skip
def test_the_last_rung_is_the_sponsor(agent, ticket, request, path, code):
    with pytest.raises(RuleViolation) as refused:
        escalated(agent, ticket.ref, *(request.getfixturevalue(name) for name in path))

    assert refused.value.code == code
    assert not Escalation.objects.exists()


def test_one_thing_is_escalated_once_at_a_time(agent, ticket, escalation, sponsor):
    with pytest.raises(RuleViolation, match="escalated already"):
        escalated(agent, ticket.ref, sponsor)


def test_it_goes_a_rung_up_when_the_time_of_a_rung_is_over(escalation, owner, sponsor):
    start, held = timezone.now(), []
    for hours in (23, 25, 26, 50, 75, 200):
        with time_machine.travel(start + timedelta(hours=hours)):
            operations.take_up()
            escalation.refresh_from_db()
            held.append((escalation.rung, escalation.due_at is None))

    deliver.drain("notices.tell")
    told = Notice.objects.filter(kind="register.yours").order_by("id").values_list("user", flat=True)  # fmt: skip
    assert list(told) == [escalation.path[0], owner.pk, sponsor.pk, sponsor.pk]
    assert held == [(0, False), (1, False), (1, False), (2, False), (2, True), (2, True)]
    assert DomainEvent.objects.filter(name="escalation.raised").count() == 2
    assert DomainEvent.objects.filter(name="escalation.overdue").count() == 1
    assert [e.data["holder_id"] for e in DomainEvent.objects.filter(name="escalation.raised").order_by("id")] == [owner.pk, sponsor.pk]  # fmt: skip


def test_whoever_holds_the_rung_decides_or_anybody_above(client, escalation, lead, owner, sponsor):
    with time_machine.travel(timezone.now() + timedelta(hours=25)):
        operations.take_up()
        client.force_login(lead)
        passed = client.post(f"/escalations/{escalation.ref}/decide/", {"what_was_decided": "8.3"})
        client.force_login(sponsor)
        done = client.post(f"/escalations/{escalation.ref}/decide/", {"what_was_decided": "8.3 in all halls"})  # fmt: skip
        again = client.post(f"/escalations/{escalation.ref}/decide/", {"what_was_decided": "8.4"})

    escalation.refresh_from_db()
    assert (passed.status_code, done.status_code, again.status_code) == (403, 302, 409)
    assert (escalation.state, escalation.decided_by, escalation.what_was_decided) == ("DECIDED", sponsor, "8.3 in all halls")  # fmt: skip
    assert not Decision.objects.exists()


def test_it_becomes_a_decision_of_the_register_where_it_is_said_what_should_change(client, escalation, lead):  # fmt: skip
    client.force_login(lead)
    url, day = f"/escalations/{escalation.ref}/decide/", timezone.localdate() + timedelta(days=28)

    half = client.post(url, {"what_was_decided": "8.3", "expected_effect": "No freezes"})
    client.post(url, {"what_was_decided": "8.3", "expected_effect": "No freezes", "review_date": day.isoformat()})  # fmt: skip

    escalation.refresh_from_db()
    made = Decision.objects.get()
    assert half.status_code == 409
    assert (escalation.decision, made.source, made.owner, made.why) == (made, "escalation", lead, "Nobody says which firmware")  # fmt: skip
    assert escalation.ref in client.get(f"/decisions/{made.ref}/").content.decode()


def test_deciding_on_a_signal_answers_it(owner, signal, sponsor):
    escalation = escalated(owner, f"SIG-{signal.pk}", sponsor)

    operations.decide_escalation(
        escalation=escalation, actor=person(sponsor), what_was_decided="Take 8.4 back", expected_effect="Below an hour",
        review_date=timezone.localdate() + timedelta(days=28),
    )  # fmt: skip

    signal.refresh_from_db()
    assert (signal.answer, signal.answer_ref) == ("decision", Decision.objects.get().ref)


def test_it_is_overtaken_when_what_it_is_about_is_settled(escalation, ticket, by_agent):
    incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=by_agent.user_id)
    incidents.resolve_incident(ticket=ticket, actor=by_agent, resolution="Restarted", resolution_code="fixed", cause_code="unknown")  # fmt: skip

    deliver.drain("governance.overtake")

    escalation.refresh_from_db()
    assert (escalation.state, escalation.due_at, escalation.decided_by) == ("OVERTAKEN", None, None)


def test_a_signal_nobody_answered_in_time_escalates_itself_once(owner, signal, sponsor, scanners):
    with time_machine.travel(timezone.now() + timedelta(days=4)):
        early = operations.escalate_unanswered()
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        late, again = operations.escalate_unanswered(), operations.escalate_unanswered()

    made = Escalation.objects.get()
    assert (early, late, again) == (0, 1, 0)
    assert (made.path, made.subject_type, made.opened_by) == (
        [owner.pk, sponsor.pk],
        "signal",
        None,
    )
    metrics.answer_signal(signal=Signal.objects.get(), actor=person(owner), answer="no_action", reason="It ends on Friday.")  # fmt: skip
    deliver.drain("governance.overtake")
    made.refresh_from_db()
    assert made.state == "OVERTAKEN"


def test_without_a_sponsor_nothing_escalates_itself(owner, signal):
    with time_machine.travel(timezone.now() + timedelta(days=6)):
        assert operations.escalate_unanswered() == 0


def test_what_nobody_decided_in_time_escalates_itself(owner, scanners, sponsor):
    approval = Approval.objects.create(
        kind="policy", subject_type="policy", subject_id=1, subject_ref="POL-1", title="Passwords", url="/", version=1, service=scanners,
        asked_at=timezone.now(), state="EXPIRED", decided_at=timezone.now(),
    )  # fmt: skip

    first = operations.escalate_expired(approval_id=approval.pk)
    again = operations.escalate_expired(approval_id=approval.pk)

    assert (first, again) == (True, False)
    assert Escalation.objects.get().path == [owner.pk, sponsor.pk]


def test_whoever_holds_the_rung_sees_what_it_is_about_until_it_is_over(agent, service_desk, sponsor, by_agent):  # fmt: skip
    people = Team.objects.create(name="People", slug="people", is_restricted=True)
    hr = make_person("Hanna Weiss", "agent", team=people)
    ticket = incidents.log_incident(actor=person(hr), title="Salaries", team_id=people.pk)
    escalation = escalated(hr, ticket.ref, sponsor)

    held = Grant.objects.filter(user=sponsor, subject_type="ticket", subject_id=ticket.pk).count()
    operations.decide_escalation(escalation=escalation, actor=person(sponsor), what_was_decided="Pay")  # fmt: skip

    assert held == 1
    assert not Grant.objects.filter(reason=escalation.ref).exists()


def test_an_escalation_of_a_hidden_ticket_is_not_there(client, colleague, sponsor, lead):
    people = Team.objects.create(name="People", slug="people", is_restricted=True)
    hr = make_person("Hanna Weiss", "agent", team=people)
    ticket = incidents.log_incident(actor=person(hr), title="Salaries", team_id=people.pk)
    escalation = escalated(hr, ticket.ref, sponsor)
    client.force_login(colleague)

    assert client.get(f"/escalations/{escalation.ref}/").status_code == 404
    assert "Salaries" not in client.get("/escalations/?show=all").content.decode()
    assert client.get(f"/escalations/open/?subject={ticket.ref}").status_code == 404
    assert api_as(colleague, "escalations:read").get("/api/v1/escalations/").json()["results"] == []


def test_a_program_opens_and_decides(agent, ticket, lead, sponsor):
    api, theirs = api_as(agent, "escalations:read", "escalations:write"), api_as(lead, "escalations:write")  # fmt: skip
    body = {"subject": ticket.ref, "why": "It waits", "path": [lead.pk, sponsor.pk]}

    made = api.post("/api/v1/escalations/", body, format="json")
    url = f"/api/v1/escalations/{made.json()['ref']}/"
    twice = api.post("/api/v1/escalations/", body, format="json")
    hidden = api.post("/api/v1/escalations/", {**body, "subject": "INC-999999"}, format="json")
    forbidden = api.post(f"{url}decide/", {"what_was_decided": "8.3"}, format="json")
    stale = theirs.post(f"{url}decide/", {"what_was_decided": "8.3"}, format="json", HTTP_IF_MATCH='"99"')  # fmt: skip
    done = theirs.post(f"{url}decide/", {"what_was_decided": "8.3"}, format="json", HTTP_IF_MATCH=made["ETag"])  # fmt: skip

    assert (made.status_code, made.json()["holder"]) == (201, lead.pk)
    assert (twice.status_code, hidden.status_code, forbidden.status_code, stale.status_code) == (409, 404, 403, 412)  # fmt: skip
    assert done.json()["state"] == "DECIDED"


def test_the_list_asks_the_same_however_long_it_is(client, agent, by_agent, scanners, lead, sponsor, django_assert_max_num_queries):  # fmt: skip
    for n in range(5):
        ticket = incidents.log_incident(actor=by_agent, title=f"Freeze {n}", service_id=scanners.pk)
        escalated(agent, ticket.ref, lead, sponsor)
    client.force_login(lead)
    client.get("/escalations/")

    with django_assert_max_num_queries(10):
        page = client.get("/escalations/").content.decode()

    assert "5 are yours to decide" in page


@pytest.mark.django_db(transaction=True)
def test_two_clocks_take_it_up_once(agent, by_agent, scanners, lead, owner, sponsor):
    ticket = incidents.log_incident(actor=by_agent, title="Freeze", service_id=scanners.pk)
    escalation = escalated(agent, ticket.ref, lead, owner, sponsor)
    Escalation.objects.update(due_at=timezone.now() - timedelta(minutes=1))
    together, taken = Barrier(3), []

    def clock() -> None:
        together.wait()
        try:
            taken.append(operations.take_up())
        finally:
            connection.close()

    threads = [Thread(target=clock) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    escalation.refresh_from_db()
    assert (sum(taken), escalation.rung) == (1, 1)
    assert DomainEvent.objects.filter(name="escalation.raised").count() == 1
