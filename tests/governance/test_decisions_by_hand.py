"""A decision is written down by hand with what it rests on; its owner is reminded, and the register says how many worked."""

from datetime import timedelta
from io import BytesIO

import pytest
import time_machine
from django.utils import timezone
from openpyxl import load_workbook

from governance import operations
from governance.models import Decision
from governance.operations.nagging import nag_owners
from governance.queries import evidence
from governance.queries import register as queries
from metrics.models import PeriodFigure
from practices.incident import operations as incidents
from svs.accounts.models import Team
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.notices.models import Notice
from tests.conftest import api_as, make_person
from tests.metrics.conftest import measure_at_work

pytestmark = pytest.mark.django_db


def in_days(n: int) -> str:
    return (timezone.localdate() + timedelta(days=n)).isoformat()


def said(owner, **changes):
    return {
        "title": "Two boards become one", "why": "They wait for each other.", "expected_effect": "A day less.", "owner": owner.pk,
        "review_date": in_days(28), "cost": "3 days", "commitment": "", **changes,
    }  # fmt: skip


def record(user, owner=None, **fields) -> Decision:
    told = {
        "title": "Two boards become one", "why": "They wait", "expected_effect": "A day less", "owner_id": (owner or user).pk,
        "review_date": timezone.localdate() + timedelta(days=28), **fields,
    }  # fmt: skip
    return operations.record_by_hand(actor=person(user), user=user, **told)


def test_a_board_member_writes_down_what_was_decided_in_a_corridor(client, board, owner):
    client.force_login(board)
    listed = client.get("/decisions/").content.decode()

    answer = client.post("/decisions/record/", said(owner))

    made = Decision.objects.get()
    assert 'href="/decisions/record/"' in listed
    assert answer["Location"] == f"/decisions/{made.ref}/"
    assert (made.source, made.owner, made.cost, made.service) == ("hand", owner, "3 days", None)
    page = client.get(f"/decisions/{made.ref}/").content.decode()
    assert "3 days" in page
    assert "By hand" in page


def test_an_agent_and_a_team_lead_decide_nothing_by_hand(client, agent, owner):
    lead = make_person("Lea Lead", "team_lead")
    for somebody in (agent, lead):
        client.force_login(somebody)
        assert client.post("/decisions/record/", said(owner)).status_code == 403
        assert "/decisions/record/" not in client.get("/decisions/").content.decode()
        api = api_as(somebody, "decisions:write")
        assert api.post("/api/v1/decisions/", said(owner), format="json").status_code == 403


def test_the_owner_of_a_service_decides_on_theirs_and_on_no_other(client, owner, scanners, board):
    other = type(scanners).objects.create(name="Payroll", slug="payroll", owner=board)

    with pytest.raises(RuleViolation, match="Name the service of yours"):
        record(owner)
    with pytest.raises(RuleViolation, match="do not decide on that service"):
        record(owner, service_id=other.pk)
    assert record(owner, service_id=scanners.pk).service == scanners
    client.force_login(owner)
    form = client.get("/decisions/record/").content.decode()
    assert "Warehouse Scanners" in form
    assert "Payroll" not in form


def test_what_it_rested_on_is_kept_as_it_was(client, owner, scanners, by_agent):
    kpi = measure_at_work(scanners, owner, measure="lead-time")
    today = timezone.localdate()
    for n in range(1, 9):
        monday = today - timedelta(days=today.weekday() + 7 * n)
        PeriodFigure.objects.create(measure="lead-time", service=scanners, days=7, since=monday, n=9, total=9 * 3600, base=9, median=3600, p90=7200)  # fmt: skip
    ticket = incidents.log_incident(actor=by_agent, title="Freeze", service_id=scanners.pk)
    picks = {"service": scanners.pk, "kpis": [kpi.ref], "tickets": ticket.ref}

    client.force_login(owner)
    client.post("/decisions/record/", said(owner, **picks))

    made = Decision.objects.get()
    kinds = {item["kind"]: item for item in made.evidence["items"]}
    assert set(kinds) == {"kpi", "ticket"}
    assert (kinds["ticket"]["ref"], kinds["ticket"]["state"]) == (ticket.ref, "NEW")
    assert kinds["kpi"]["target"] == 3600
    page = client.get(f"/decisions/{made.ref}/").content.decode()
    assert ticket.ref in page
    assert "as it was" in page


def test_the_stream_of_a_service_is_kept_as_numbers(owner, scanners, by_agent):
    ticket = incidents.log_incident(actor=by_agent, title="Freeze", service_id=scanners.pk)
    incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=by_agent.user_id)
    incidents.resolve_incident(
        ticket=ticket,
        actor=by_agent,
        resolution="Restarted",
        resolution_code="fixed",
        cause_code="unknown",
    )

    (item,) = evidence.gather(owner, evidence.Picks(stream="incident"), scanners.pk)

    assert (item["kind"], item["cases"], item["service"]) == ("stream", 1, scanners.pk)
    assert evidence.in_words([item])[0]["name"] == "Incident to resolution"


@pytest.mark.parametrize(("picks", "field"), [({"tickets": "INC-999999"}, "tickets"), ({"stream": "request"}, "stream")])  # fmt: skip
def test_evidence_that_is_not_there_is_said_at_its_field(client, board, owner, picks, field):
    client.force_login(board)

    answer = client.post("/decisions/record/", said(owner, **picks))

    assert answer.status_code == 400
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Decision.objects.exists()


def test_evidence_on_what_one_may_not_see_is_not_shown(client, board, agent, owner, scanners, by_agent):  # fmt: skip
    ticket = incidents.log_incident(actor=by_agent, title="Salaries leak", service_id=scanners.pk)
    items = evidence.gather(owner, evidence.Picks(tickets=[ticket.ref]), None)
    made = record(board, items=items)
    people = Team.objects.create(name="People", slug="people", is_restricted=True)
    type(ticket).objects.filter(pk=ticket.pk).update(team=people)
    someone = make_person("Karl Onlooker", "agent")

    client.force_login(someone)
    page = client.get(f"/decisions/{made.ref}/").content.decode()
    told = api_as(someone, "decisions:read").get(f"/api/v1/decisions/{made.ref}/").json()

    assert ticket.ref not in page
    assert "rests on what you may not see" in page
    assert told["evidence"] == {"items": []}


def test_a_program_decides_by_hand_with_evidence(owner, scanners, by_agent):
    ticket = incidents.log_incident(actor=by_agent, title="Freeze", service_id=scanners.pk)
    api = api_as(owner, "decisions:read", "decisions:write")
    body = said(owner, service=scanners.pk, evidence={"tickets": [ticket.ref]})

    made = api.post("/api/v1/decisions/", body, format="json")
    nobody = api.post("/api/v1/decisions/", {k: v for k, v in body.items() if k != "owner"}, format="json")  # fmt: skip
    both = api.post("/api/v1/decisions/", {**body, "signal": 1}, format="json")
    hidden = api.post("/api/v1/decisions/", {**body, "service": 999_999}, format="json")

    assert made.status_code == 201
    assert made.json()["evidence"]["items"][0]["ref"] == ticket.ref
    assert (nobody.status_code, both.status_code, hidden.status_code) == (400, 400, 409)
    assert api.get("/api/v1/decisions/?source=hand").json()["results"][0]["ref"] == made.json()["ref"]  # fmt: skip


def test_the_owner_is_reminded_on_the_day_and_every_week_after(client, board, owner):
    made = record(board, owner)
    start = timezone.now()

    told = []
    for days in (27, 28, 29, 34, 36, 43):
        with time_machine.travel(start + timedelta(days=days)):
            told.append(nag_owners())

    assert told == [0, 1, 0, 0, 1, 1]
    assert DomainEvent.objects.filter(name="decision.review_due").count() == 3
    with time_machine.travel(start + timedelta(days=30)):
        deliver.drain("notices.tell")
        assert Notice.objects.filter(user=owner, kind="register.due").count() == 3
        client.force_login(owner)
        assert "1 decision to look at again" in client.get("/decisions/").content.decode()
    operations.review_decision(decision=made, actor=person(owner), outcome="worked", what_happened="A day less")  # fmt: skip
    with time_machine.travel(start + timedelta(days=60)):
        assert nag_owners() == 0


def test_the_register_is_narrowed_by_what_the_address_asks(client, board, owner, scanners):
    first = record(board, title="Merge the boards")
    second = record(board, owner, title="Buy a spare line", service_id=scanners.pk)
    operations.review_decision(decision=first, actor=person(board), outcome="worse", what_happened="Slower")  # fmt: skip
    client.force_login(owner)

    def shown(asked: str) -> set[str]:
        page = client.get(f"/decisions/?{asked}").content.decode()
        return {d.ref for d in (first, second) if f"/decisions/{d.ref}/" in page}

    assert shown("") == {first.ref, second.ref}
    assert shown("show=worse") == {first.ref}
    assert shown("show=open") == {second.ref}
    assert shown("service=warehouse-scanners") == {second.ref}
    assert shown("mine=1") == {second.ref}
    assert shown("q=spare+line") == {second.ref}
    assert shown(f"q={first.ref}") == {first.ref}
    assert shown("source=approval") == set()
    assert shown("show=nonsense&source=nonsense&page=x") == {first.ref, second.ref}


def test_expected_stands_beside_what_happened_and_the_share_that_worked(client, board):
    for outcome in ("worked", "worked", "no_effect"):
        operations.review_decision(decision=record(board), actor=person(board), outcome=outcome, what_happened="52 minutes since")  # fmt: skip
    with time_machine.travel(timezone.now() - timedelta(days=400)):
        old = record(board)
        operations.review_decision(decision=old, actor=person(board), outcome="worse", what_happened="Slower")  # fmt: skip
    client.force_login(board)

    page = client.get("/decisions/").content.decode()

    assert queries.worked_last_year(board) == {"n": 3, "worked": 2, "percent": 67}
    assert "Of 3 decisions looked at again in the last year 2 worked" in page
    assert page.index("A day less") < page.index("52 minutes since")


def test_the_register_is_taken_away_as_it_was_asked_for(client, board, owner, scanners):
    record(board, title="=cmd()")
    record(board, title="Buy a spare line", service_id=scanners.pk)
    client.force_login(board)

    csv = b"".join(client.get("/decisions/export/csv/?service=warehouse-scanners").streaming_content).decode()  # fmt: skip
    book = load_workbook(BytesIO(b"".join(client.get("/decisions/export/xlsx/").streaming_content)))

    assert "Buy a spare line" in csv
    assert "cmd" not in csv
    rows = list(book.active.values)
    assert [row[6] for row in rows] == ["decision", "Buy a spare line", "'=cmd()"]
    assert client.get("/decisions/export/pdf/").status_code == 404


def test_the_register_asks_the_same_however_long_it_is(client, board, owner, scanners, django_assert_max_num_queries):  # fmt: skip
    for _ in range(5):
        record(board, owner, service_id=scanners.pk)
    client.force_login(owner)
    client.get("/decisions/")

    with django_assert_max_num_queries(12):
        client.get("/decisions/")
    with django_assert_max_num_queries(9):
        api_as(owner, "decisions:read").get("/api/v1/decisions/")
