"""Texts that are often sent: written by leads, filled in one pass, never evaluated."""

import pytest
from django.test import Client

from practices.desk.models import CannedReply, Draft, Ticket
from practices.desk.operations import canned as operations
from practices.desk.queries import canned as queries
from practices.desk.rules import texts
from svs.accounts.models import Role, RoleAssignment, Team
from svs.events.models import DomainEvent
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
URL = "/api/v1/canned-replies/"
HOSTILE = [
    "{{ settings.SECRET_KEY }}", "{{7*7}}", "{% load static %}", "{0.__class__}", "{me.__class__}", "{requester!r}", "${7*7}",
    "javascript:alert(1)", "<j:jelly>", "{me", "{}", "{ ref }", "{REF}", "%(ref)s", "#{ref2}", "{settings}",
]  # fmt: skip


@pytest.fixture
def hello(by_agent, agent):
    return operations.create_canned_reply(
        actor=by_agent, user=agent, name="Hello", body="Hello {requester}, about {ref} ({title}) on {service}. {me}, {team}"
    )  # fmt: skip


def picked(client, here, query=""):
    return client.get(f"{here}canned/{query}", headers={"HX-Request": "true"}).content.decode()


def test_it_is_filled_with_what_is_known_of_the_ticket(hello, as_agent, here, ticket):
    assert f"Hello Joost Verhagen, about {ticket.ref} (Scanners lose session) on Warehouse Scanners. Ana Ruiz, Network Operations" in picked(as_agent, here)  # fmt: skip


@pytest.mark.parametrize("payload", HOSTILE)
def test_what_is_no_name_of_ours_stays_as_it_stands(payload):
    assert texts.fill(f"x {payload} y", {"me": "Ana", "ref": "INC-1"}) == f"x {payload} y"


@pytest.mark.parametrize("payload", [*HOSTILE, "{me}", "{ref}"])
def test_what_is_filled_in_is_never_looked_at_again(payload, ticket, agent, hello):
    Ticket.objects.filter(pk=ticket.pk).update(title=payload)
    ticket.refresh_from_db()

    filled = queries.choices(agent, ticket)[0]["text"]

    assert f"({payload})" in filled


def test_a_title_with_markup_is_shown_and_never_run(hello, as_agent, ticket, here):
    Ticket.objects.filter(pk=ticket.pk).update(title='"><script>alert(1)</script>')

    assert "<script>alert" not in picked(as_agent, here)


def test_without_javascript_it_goes_behind_the_draft(hello, as_agent, agent, ticket, here):
    Draft.objects.create(user=agent, ticket=ticket, body="So far", is_internal=True, saved_at=ticket.logged_at)  # fmt: skip

    as_agent.post(f"{here}canned/{hello.pk}/")
    draft = Draft.objects.get()

    assert draft.body.startswith("So far\n\nHello Joost Verhagen")
    assert draft.is_internal


def test_a_team_s_text_is_offered_on_its_tickets_and_to_its_people(by_agent, agent, ticket, colleague, hello, service_desk, network):  # fmt: skip
    for team in (service_desk, network, Team.objects.create(name="Payroll", slug="payroll")):
        operations.create_canned_reply(actor=by_agent, user=agent, name=team.name, body="x", team_id=team.pk)  # fmt: skip

    assert [row["name"] for row in queries.choices(agent, ticket)] == ["Hello", "Network Operations", "Service Desk"]  # fmt: skip
    assert [row["name"] for row in queries.choices(colleague, ticket)] == ["Hello", "Network Operations"]  # fmt: skip
    assert [row["name"] for row in queries.choices(agent, ticket, "network")] == ["Network Operations"]  # fmt: skip


def test_it_is_written_seen_filled_and_retired_by_forms(client, administrator, agent, ticket, as_agent, here):  # fmt: skip
    lead = Client()
    lead.force_login(administrator)
    form = {"name": "Reset", "body": "Reset for {requester}", "is_active": "on"}
    assert lead.post("/admin/canned-replies/new/", form).status_code == 302
    again = lead.post("/admin/canned-replies/new/", form)
    made = CannedReply.objects.get()
    RoleAssignment.objects.create(user=administrator, role=Role.AGENT)
    filled = lead.get(f"/admin/canned-replies/{made.pk}/?with={ticket.ref}").content.decode()
    retired = lead.post(f"/admin/canned-replies/{made.pk}/", {**form, "is_active": "", "version": 1})  # fmt: skip
    late = lead.post(f"/admin/canned-replies/{made.pk}/", {**form, "version": 1})

    assert "There is a text of that name." in again.content.decode()
    assert "Reset for Joost Verhagen" in filled
    assert retired.status_code == 302
    assert late.status_code == 400
    assert "Reset" not in picked(as_agent, here)
    names = DomainEvent.objects.filter(name__startswith="canned_reply").order_by("id").values_list("name", flat=True)  # fmt: skip
    assert list(names) == ["canned_reply.created", "canned_reply.retired"]


def test_the_api_reads_for_agents_and_writes_for_leads(agent, hello, requester_api):
    api = api_as(agent)
    assert [row["name"] for row in api.get(URL).json()["results"]] == ["Hello"]
    assert api.post(URL, {"name": "x", "body": "x"}, format="json").status_code == 403
    assert requester_api.get(URL).json()["results"] == []
    RoleAssignment.objects.create(user=agent, role=Role.TEAM_LEAD)
    lead = api_as(agent)

    made = lead.post(URL, {"name": "Reset", "body": "{me}"}, format="json")
    one = f"{URL}{made.json()['id']}/"
    changed = lead.patch(one, {"is_active": False}, format="json", HTTP_IF_MATCH=made["ETag"])
    late = lead.patch(one, {"body": "x"}, format="json", HTTP_IF_MATCH=made["ETag"])
    twice = lead.post(URL, {"name": "Hello", "body": "x"}, format="json")
    unknown = lead.post(URL, {"name": "y", "body": "y", "team": 999999}, format="json")

    assert made.json()["body"] == "{me}"
    assert [one.status_code for one in (made, changed, late, twice, unknown)] == [201, 200, 412, 409, 409]  # fmt: skip
