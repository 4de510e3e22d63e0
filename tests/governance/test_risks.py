"""A risk is weighed, accepted until a day by whoever has the right, and nobody's any more the day after."""

from datetime import timedelta
from threading import Barrier, Thread

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from governance.models import Approval, Risk
from governance.operations import risks as operations
from governance.operations.nagging import nag_owners
from governance.queries.cases import risk_case
from governance.rules import risks as rules
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.notices.models import Notice
from tests.conftest import api_as, make_person
from tests.governance.asked import right, step, vote

pytestmark = pytest.mark.django_db
LINE = "If the second line is cut, payroll is a day late."


def in_days(n: int):
    return timezone.localdate() + timedelta(days=n)


@pytest.fixture
def risk(agent, owner, scanners) -> Risk:
    return operations.raise_risk(
        actor=person(agent), statement=LINE, likelihood=2, impact=4, owner_id=agent.pk, service_id=scanners.pk, treatment="A spare router",
    )  # fmt: skip


@pytest.fixture
def owner_decides(owner):
    right(step("owner"), subject="risk")
    return owner


def asked(risk: Risk, by, days: int = 90) -> Approval:
    operations.ask_acceptance(risk=risk, actor=person(by), until=in_days(days))
    return Approval.objects.filter(kind="risk", subject_id=risk.pk).latest("id")


def test_anybody_with_a_role_raises_one_and_sees_where_it_stands(client, agent, scanners):
    client.force_login(agent)

    answer = client.post("/risks/raise/", {"statement": LINE, "likelihood": "2", "impact": "4", "owner": agent.pk, "service": scanners.pk})  # fmt: skip

    made = Risk.objects.get()
    assert answer["Location"] == f"/risks/{made.ref}/"
    page = client.get(f"/risks/{made.ref}/").content.decode()
    assert "Medium, 2 × 4" in page
    assert "is-here" in page
    listed = client.get("/risks/").content.decode()
    assert 'href="?at=2-4">1</a>' in listed
    assert LINE in client.get("/risks/?at=2-4").content.decode()
    assert LINE not in client.get("/risks/?at=5-5").content.decode()


@pytest.mark.parametrize(
    ("likelihood", "impact", "level"),
    [(1, 1, 1), (2, 2, 1), (1, 5, 2), (3, 3, 2), (2, 5, 3), (3, 5, 3), (4, 4, 4), (5, 5, 4)],
)
def test_how_heavy_it_is(likelihood, impact, level):
    assert rules.level_of(likelihood, impact) == level


def test_whoever_decides_is_told_its_weight_and_the_tier_of_its_service(risk, scanners):
    case = risk_case(risk.pk)

    assert (case.risk, case.tier, case.service_id) == (2, scanners.tier, scanners.pk)
    risk.service = None
    risk.save()
    assert risk_case(risk.pk).tier == 1


def test_it_is_accepted_until_a_day_by_whoever_has_the_right(client, risk, agent, owner_decides):
    client.force_login(agent)
    client.post(f"/risks/{risk.ref}/ask/", {"until": in_days(90).isoformat()})
    approval = Approval.objects.get(kind="risk")

    vote(approval, owner_decides, words="With the spare router on site")

    risk.refresh_from_db()
    assert (risk.state, risk.accept_until, risk.accepted_by) == ("ACCEPTED", in_days(90), owner_decides)  # fmt: skip
    assert "spare router on site" in client.get(f"/risks/{risk.ref}/").content.decode()


def test_nobody_accepts_their_own_risk(risk, owner, agent, owner_decides, sponsor):
    operations.edit_risk(risk=risk, actor=person(owner), fields={"likelihood": 3})

    approval = asked(risk, agent)

    assert {owner.pk, agent.pk} <= set(approval.parties)
    with pytest.raises(RuleViolation):
        vote(approval, owner)


@pytest.mark.parametrize(("days", "words"), [(0, "a day to come"), (366, "a year at most")])
def test_it_is_accepted_for_a_year_at_most(client, risk, agent, days, words):
    client.force_login(agent)

    answer = client.post(f"/risks/{risk.ref}/ask/", {"until": in_days(days).isoformat()})

    assert answer.status_code == 409
    assert words in answer.content.decode()
    assert not Approval.objects.filter(kind="risk").exists()


def test_a_refused_risk_stays_open_with_what_was_said(risk, agent, owner_decides):
    vote(asked(risk, agent), owner_decides, "reject", words="Buy the line")

    risk.refresh_from_db()
    assert (risk.state, risk.asked_number, risk.accept_until) == ("OPEN", None, None)
    assert risk.answer.endswith("Buy the line")


@pytest.mark.parametrize("fields", [{"likelihood": 5}, {"impact": 5}, {"statement": "If both are cut."}])  # fmt: skip
def test_another_weight_or_statement_voids_its_acceptance(risk, agent, owner_decides, fields):
    vote(asked(risk, agent), owner_decides)
    risk.refresh_from_db()

    operations.edit_risk(risk=risk, actor=person(agent), fields={"treatment": "Two spare routers"})
    risk.refresh_from_db()
    untouched = risk.state
    operations.edit_risk(risk=risk, actor=person(agent), fields=fields)

    risk.refresh_from_db()
    assert (untouched, risk.state) == ("ACCEPTED", "OPEN")
    assert DomainEvent.objects.filter(name="risk.voided").count() == 1


def test_its_acceptance_ends_the_day_after_and_both_are_told(risk, agent, owner_decides):
    vote(asked(risk, agent, days=10), owner_decides)
    start = timezone.now()

    with time_machine.travel(start + timedelta(days=10)):
        on_the_day = operations.expire_acceptances()
    with time_machine.travel(start + timedelta(days=11)):
        after, again = operations.expire_acceptances(), operations.expire_acceptances()

    risk.refresh_from_db()
    assert (on_the_day, after, again) == (0, 1, 0)
    assert risk.state == "EXPIRED"
    assert DomainEvent.objects.filter(name="risk.expired").count() == 1
    from governance.queries import registered  # noqa: PLC0415

    assert set(registered.around_risk(risk.pk)) == {agent.pk, owner_decides.pk}


def test_its_owner_is_told_two_weeks_before_it_ends_and_may_ask_anew(risk, agent, owner_decides):
    vote(asked(risk, agent, days=30), owner_decides)

    with time_machine.travel(timezone.now() + timedelta(days=17)):
        told = (nag_owners(), nag_owners())
        vote(asked(risk, agent, days=200), owner_decides)

    risk.refresh_from_db()
    assert told == (1, 0)
    assert (risk.state, risk.accept_until) == ("ACCEPTED", in_days(217))


def test_it_is_closed_with_words_and_asked_about_no_more(client, risk, agent, owner_decides):
    approval = asked(risk, agent)
    client.force_login(agent)

    silent = client.post(f"/risks/{risk.ref}/close/", {"closed_words": " "})
    client.post(f"/risks/{risk.ref}/close/", {"closed_words": "The line was bought."})

    risk.refresh_from_db()
    approval.refresh_from_db()
    assert silent.status_code == 409
    assert (risk.state, risk.closed_words, approval.state) == ("CLOSED", "The line was bought.", "WITHDRAWN")  # fmt: skip
    assert client.post(f"/risks/{risk.ref}/ask/", {"until": in_days(9).isoformat()}).status_code == 409  # fmt: skip


def test_risks_of_a_hidden_service_are_not_there(client, risk, scanners):
    scanners.is_restricted = True
    scanners.save()
    someone = make_person("Karl Onlooker", "agent")
    client.force_login(someone)

    assert client.get(f"/risks/{risk.ref}/").status_code == 404
    listed = client.get("/risks/").content.decode()
    assert LINE not in listed
    assert "Warehouse Scanners" not in listed
    assert api_as(someone, "risks:read").get("/api/v1/risks/").json()["results"] == []


def test_somebody_else_changes_nothing(client, risk, board):
    client.force_login(board)

    for verb in ("edit", "ask", "withdraw", "close"):
        assert client.post(f"/risks/{risk.ref}/{verb}/").status_code == 403


def test_a_program_raises_asks_and_closes(agent, scanners):
    right(subject="risk")  # nobody has to be asked
    api = api_as(agent, "risks:read", "risks:write")
    body = {"statement": LINE, "likelihood": 1, "impact": 2, "owner": agent.pk, "service": scanners.pk}  # fmt: skip

    made = api.post("/api/v1/risks/", body, format="json")
    url = f"/api/v1/risks/{made.json()['ref']}/"
    asked_ = api.post(f"{url}ask/", {"until": in_days(30).isoformat()}, format="json")
    edited = api.patch(url, {"impact": 5}, format="json", HTTP_IF_MATCH=asked_["ETag"])
    stale = api.patch(url, {"impact": 4}, format="json", HTTP_IF_MATCH=asked_["ETag"])
    closed = api.post(f"{url}close/", {"closed_words": "Gone"}, format="json")
    nobody = api.post("/api/v1/risks/", {**body, "owner": 999_999}, format="json")

    assert (made.status_code, made.json()["level"]) == (201, 1)
    assert asked_.json()["state"] == "ACCEPTED"
    assert (edited.json()["state"], stale.status_code, closed.json()["state"]) == ("OPEN", 412, "CLOSED")  # fmt: skip
    assert nobody.status_code == 409


def test_the_list_asks_the_same_however_long_it_is(client, agent, scanners, django_assert_max_num_queries):  # fmt: skip
    for n in range(5):
        operations.raise_risk(actor=person(agent), statement=f"Risk {n}", likelihood=n + 1, impact=2, owner_id=agent.pk, service_id=scanners.pk)  # fmt: skip
    client.force_login(agent)
    client.get("/risks/")

    with django_assert_max_num_queries(10):
        client.get("/risks/")


@pytest.mark.django_db(transaction=True)
def test_two_clocks_end_an_acceptance_once(risk, agent, owner):
    Risk.objects.filter(pk=risk.pk).update(state="ACCEPTED", accept_until=in_days(-2), accepted_at=timezone.now(), accepted_by=owner)  # fmt: skip
    together, ended = Barrier(2), []

    def end() -> None:
        together.wait()
        try:
            ended.append(operations.expire_acceptances())
        finally:
            connection.close()

    threads = [Thread(target=end) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sum(ended) == 1
    assert DomainEvent.objects.filter(name="risk.expired").count() == 1


def test_notices_of_it_lead_to_its_page(risk, agent, owner_decides):
    from svs.extensions import subjects, titles  # noqa: PLC0415

    assert subjects["risk"](agent, {risk.pk})[risk.pk].url == f"/risks/{risk.ref}/"
    assert titles["risk"](agent, {risk.pk}) == {risk.pk: LINE}
    assert not Notice.objects.exists()
