"""A promise breaks, the owner is told, and answers: by a decision, an improvement, or a reason."""

from datetime import date

import pytest

from metrics import operations
from metrics.models import Kpi, Signal
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent, Outgoing
from svs.services.models import Service
from tests.conftest import api_as
from tests.metrics.conftest import MONDAY, RULE, count, measure_at_work, restored

pytestmark = pytest.mark.django_db


def test_a_broken_promise_raises_one_signal_however_often_it_is_counted(by_agent, scanners, owner):
    kpi = measure_at_work(scanners, owner, minutes=60)
    restored(by_agent, scanners, 120, 120, 120, 120, 120)
    count()
    restored(by_agent, scanners, 180)
    count()

    signal = Signal.objects.get()
    assert (signal.kpi, signal.value, signal.target, signal.n) == (kpi, 7200.0, 3600, 5)
    assert signal.day == date(2026, 9, 11)


def test_fewer_than_five_cases_say_nothing(by_agent, scanners, owner):
    kpi = measure_at_work(scanners, owner)
    restored(by_agent, scanners, 600, 600, 600, 600)
    count()

    kpi.refresh_from_db()
    assert kpi.standing == Kpi.Standing.UNKNOWN
    assert not Signal.objects.exists()


def test_a_kept_promise_raises_nothing_until_it_breaks(by_agent, scanners, owner):
    kpi = measure_at_work(scanners, owner)
    restored(by_agent, scanners, 30, 30, 30, 30, 30)
    count()
    kpi.refresh_from_db()
    assert kpi.standing == Kpi.Standing.KEPT
    assert not Signal.objects.exists()

    restored(by_agent, scanners, 600, start=MONDAY.replace(day=20))
    count()

    assert Signal.objects.get().n == 6


def test_the_owner_gets_a_mail_with_the_rule_they_set(signal, owner):
    deliver.drain("metrics.tell_owner")

    mail = Outgoing.objects.get()
    assert mail.recipient == owner.email
    assert RULE in mail.body
    assert f"/signals/{signal.pk}/" in mail.body


def test_no_action_needs_a_reason_and_closes_the_signal(client, signal, owner):
    client.force_login(owner)
    page = f"/signals/{signal.pk}/"

    refused = client.post(page, {"reason": "No."})
    done = client.post(page, {"reason": "Heat closed two halls, it ends on Friday."})

    assert (refused.status_code, done.status_code) == (400, 302)
    signal.refresh_from_db()
    assert (signal.answer, signal.answered_by) == ("no_action", owner)
    assert "Heat closed two halls" in client.get(page).content.decode()
    assert DomainEvent.objects.filter(name="signal.answered").count() == 1


def test_a_signal_is_answered_once(signal, owner):
    operations.answer_signal(signal=signal, actor=person(owner), answer="decision", ref="DEC-1")

    with pytest.raises(RuleViolation, match="has been answered"):
        operations.answer_signal(
            signal=signal, actor=person(owner), answer="improvement", ref="IMP-1"
        )


def test_an_agent_sees_the_signal_but_does_not_answer_it(client, signal, agent):
    client.force_login(agent)
    page = client.get(f"/signals/{signal.pk}/")

    assert page.status_code == 200
    assert "No action, and why" not in page.content.decode()
    assert client.post(f"/signals/{signal.pk}/", {"reason": "I do not care."}).status_code == 403


def test_a_measure_without_outcome_owner_rule_and_promise_is_not_put_to_work(scanners, owner):
    kpi = operations.propose_kpi(actor=person(owner), measure="lead-time", service_id=scanners.pk)

    with pytest.raises(RuleViolation) as refused:
        operations.activate_kpi(kpi=kpi, actor=person(owner))

    for missing in ("outcome", "owns", "decision rule", "promises nothing"):
        assert missing in refused.value.message


def test_a_measure_of_a_service_without_a_value_statement_is_not_put_to_work(owner, scanners):
    Service.objects.filter(pk=scanners.pk).update(value_statement="")
    scanners.refresh_from_db()

    with pytest.raises(RuleViolation) as refused:
        measure_at_work(scanners, owner)

    assert refused.value.code == "value_statement"


def test_a_service_has_each_measure_once(scanners, owner):
    measure_at_work(scanners, owner)

    with pytest.raises(RuleViolation, match="already"):
        measure_at_work(scanners, owner)


def test_an_integration_proposes_a_measure_reads_it_and_puts_it_to_work(owner, scanners, signal):
    api = api_as(owner, "metrics:read", "metrics:write")
    body = {
        "measure": "lead-time", "service": scanners.pk, "outcome": signal.kpi.outcome_id, "owner": owner.pk,
        "decision_rule": RULE, "promise": 1800,
    }  # fmt: skip

    made = api.post("/api/v1/kpis/", body, format="json")
    ref = made.json()["ref"]
    changed = api.patch(
        f"/api/v1/kpis/{ref}/", {"decision_rule": RULE + " At once."}, format="json",
        headers={"If-Match": made["ETag"]},
    )  # fmt: skip
    at_work = api.post(f"/api/v1/kpis/{ref}/activate/", {}, format="json")
    values = api.get(f"/api/v1/kpis/{ref}/values/").json()

    assert [made.status_code, changed.status_code, at_work.status_code] == [201, 200, 200]
    assert at_work.json()["standing"] == "MISSED"
    assert values["latest"] == {
        "n": 6, "value": 7200.0, "low": None, "high": None, "mean": 7200.0, "median": 7200.0, "p90": 7200.0,
    }  # fmt: skip
    stale = api.patch(f"/api/v1/kpis/{ref}/", {}, format="json", headers={"If-Match": '"1"'})
    assert stale.status_code == 412


def test_an_owner_cannot_propose_a_measure_for_a_service_of_somebody_else(owner, scanners):
    other = Service.objects.create(name="Payroll", slug="payroll")
    api = api_as(owner, "metrics:read", "metrics:write")

    answer = api.post("/api/v1/kpis/", {"measure": "lead-time", "service": other.pk}, format="json")

    assert answer.status_code == 409
    assert answer.json()["code"] == "unknown_service"
