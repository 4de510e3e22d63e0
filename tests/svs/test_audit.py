"""Auditors find every change: filtered, in words, paged by key, in a chain that shows tampering."""

import csv
import io

import pytest
from django.db import connection

from practices.incident import operations as incidents
from svs.accounts import operations as accounts
from svs.events import audit
from svs.events.actor import person as as_person
from svs.events.emit import emit
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def auditor():
    return make_person("Ute Auditor", "auditor")


@pytest.fixture
def as_auditor(client, auditor):
    client.force_login(auditor)
    return client


@pytest.fixture
def ticket(by_agent, scanners, requester):
    logged = incidents.log_incident(actor=by_agent, title="Secret words", service_id=scanners.pk, requester=requester)  # fmt: skip
    incidents.assign_incident(ticket=logged, actor=by_agent, assignee_id=by_agent.user_id)
    return logged


def events_in(client, query: str) -> set[str]:
    page = client.get(f"/admin/audit/?format=csv&{query}")
    rows = list(csv.DictReader(io.StringIO(b"".join(page.streaming_content).decode())))
    return {row["event"] for row in rows}


def test_every_filter_narrows_and_none_shows_a_title(as_auditor, auditor, agent, ticket, scanners, owner):  # fmt: skip
    accounts.change_person(person=agent, actor=as_person(auditor), fields={"job": "Head"})
    today = DomainEvent.objects.latest("pk").recorded_at.date()

    assert events_in(as_auditor, f"subject={ticket.ref}") == {"incident.logged", "incident.assigned"}  # fmt: skip
    assert events_in(as_auditor, f"subject=person+{agent.pk}") == {"person.changed"}
    assert events_in(as_auditor, f"actor={auditor.email}") == {"person.changed"}
    assert events_in(as_auditor, "event=incident.assigned") == {"incident.assigned"}
    assert events_in(as_auditor, "event=person.") == {"person.changed"}
    assert events_in(as_auditor, f"service={scanners.pk}") == {"incident.logged", "incident.assigned"}  # fmt: skip
    assert events_in(as_auditor, "historical=yes") == set()
    assert len(events_in(as_auditor, f"since={today}&until={today}")) == 3
    assert events_in(as_auditor, "until=2020-01-01") == set()
    page = as_auditor.get("/admin/audit/").content.decode()
    assert "Secret words" not in page
    assert "changed the person" in page
    assert f"handed it to {agent.name}" in page


@pytest.mark.parametrize(
    ("query", "words"),
    [("subject=INC-999999", "There is no such subject"), ("actor=nobody@example.org", "Nobody of that address"), ("event=nothing", "There is no event")],
)  # fmt: skip
def test_a_filter_that_names_nothing_says_so_instead_of_showing_everything(as_auditor, ticket, query, words):  # fmt: skip
    page = as_auditor.get(f"/admin/audit/?{query}").content.decode()

    assert words in page
    assert "incident.logged</div>" not in page


@pytest.mark.parametrize("query", ["before=x", "before=99999999999999999999", "since=2026-99-99", "service=x", "subject=KPI-99999999999999", "historical=maybe", "until=9999-12-31"])  # fmt: skip
def test_what_cannot_be_read_breaks_nothing(as_auditor, ticket, query):
    assert as_auditor.get(f"/admin/audit/?{query}").status_code == 200


def test_pages_follow_each_other_by_key_without_gap_or_repeat(as_auditor, by_agent, scanners, monkeypatch):  # fmt: skip
    monkeypatch.setattr(audit, "PAGE", 3)
    for _ in range(8):
        emit("service.changed", subject=scanners, actor=by_agent, service_id=scanners.pk)
    seen: list[int] = []
    before = None
    for _ in range(3):
        rows = list(audit.events(audit.Asked(), before=before)[:3])
        seen += [row.pk for row in rows]
        before = rows[-1].pk if rows else None

    assert seen == sorted(DomainEvent.objects.values_list("pk", flat=True), reverse=True)
    assert "before=" in as_auditor.get("/admin/audit/").content.decode()


def test_a_page_takes_a_fixed_number_of_statements(as_auditor, by_agent, scanners, django_assert_max_num_queries):  # fmt: skip
    for n in range(30):
        logged = incidents.log_incident(actor=by_agent, title=f"No {n}", service_id=scanners.pk)
        incidents.assign_incident(ticket=logged, actor=by_agent, assignee_id=by_agent.user_id)

    with django_assert_max_num_queries(9):
        as_auditor.get("/admin/audit/")


def test_the_chain_of_one_subject_is_shown_whole_and_an_altered_event_is_named(as_auditor, ticket):
    whole = as_auditor.get(f"/admin/audit/ticket/{ticket.pk}/").content.decode()
    with connection.cursor() as cursor:
        cursor.execute("alter table events_domainevent disable trigger append_only")
        cursor.execute("update events_domainevent set data = '{}' where subject_id = %s and seq = 1", [ticket.pk])  # fmt: skip
        cursor.execute("alter table events_domainevent enable trigger append_only")
    altered = as_auditor.get(f"/admin/audit/ticket/{ticket.pk}/").content.decode()

    assert "The chain holds" in whole
    assert ticket.ref in whole
    assert "altered at no. 1" in " ".join(altered.split())
    assert as_auditor.get("/admin/audit/ticket/999999/").status_code == 404


def test_the_csv_runs_no_formula_and_says_when_it_stopped(as_auditor, by_agent, scanners, monkeypatch):  # fmt: skip
    monkeypatch.setattr(audit, "MOST_EXPORTED", 2)
    make_person("=cmd()", "agent")
    accounts.add_person(actor=by_agent, email="x@example.org", name="=HYPERLINK(1)")
    for _ in range(3):
        emit("service.changed", subject=scanners, actor=by_agent)

    text = b"".join(as_auditor.get("/admin/audit/?format=csv").streaming_content).decode()
    one = b"".join(as_auditor.get("/admin/audit/?format=csv&event=person.added").streaming_content).decode()  # fmt: skip

    assert text.count("service.changed") == 2
    assert "Stopped after 2 rows" in text
    assert "'=HYPERLINK(1)" in one


def test_a_program_reads_the_log_with_the_same_filters(auditor, agent, ticket):
    api = api_as(auditor, "audit:read")

    listed = api.get(f"/api/v1/events/?subject={ticket.ref}&page_size=1").json()
    older = api.get(listed["next"]).json()

    assert [row["name"] for row in listed["results"]] == ["incident.assigned"]
    assert [row["name"] for row in older["results"]] == ["incident.logged"]
    assert older["next"] is None
    assert listed["results"][0]["subject"] == ticket.ref
    assert "Secret words" not in str(listed)
    assert api.get("/api/v1/events/?subject=INC-999999").json()["results"] == []
    assert api.get("/api/v1/events/?subject=everything").status_code == 400
    assert api.get("/api/v1/events/?before=x").status_code == 400
    assert api_as(agent, "audit:read").get("/api/v1/events/").status_code == 403
