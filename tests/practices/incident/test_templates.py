"""Templates say from the start what is logged every day."""

import pytest

from practices.desk.models import Ticket
from practices.incident import operations
from practices.incident.models import IncidentTemplate
from svs.accounts.models import Role, RoleAssignment
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from svs.services import operations as services
from svs.services.models import Service
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
URL = "/api/v1/incident-templates/"


@pytest.fixture
def template(by_agent, scanners, network):
    return operations.create_template(
        actor=by_agent, name="Scanner lost its session", title="Scanner loses its session", description="Which hall?",
        service_id=scanners.pk, team_id=network.pk, impact=2, urgency=1,
    )  # fmt: skip


def test_the_log_form_starts_from_it(as_agent, template):
    page = as_agent.get(f"/incidents/log/?template={template.pk}").content.decode()

    assert 'value="Scanner loses its session"' in page
    assert "Which hall?" in page
    assert "Impact medium and urgency high make it priority 2." in page


@pytest.mark.parametrize("asked", ["999999", "x", "-1", "9" * 40, ""])
def test_a_template_that_is_not_there_is_an_empty_form(as_agent, template, asked):
    answer = as_agent.get(f"/incidents/log/?template={asked}")

    assert answer.status_code == 200
    assert "Which hall?" not in answer.content.decode()


def test_it_is_written_and_retired_by_forms(client, administrator, agent, as_agent):
    client.force_login(administrator)
    form = {"name": "Printer", "title": "Printer is dark", "impact": 3, "urgency": 3, "is_active": "on"}  # fmt: skip

    assert client.post("/admin/incident-templates/new/", form).status_code == 302
    again = client.post("/admin/incident-templates/new/", form)
    made = IncidentTemplate.objects.get()
    retired = client.post(f"/admin/incident-templates/{made.pk}/", {**form, "is_active": "", "version": 1})  # fmt: skip

    assert "There is a template of that name." in again.content.decode()
    assert retired.status_code == 302
    client.force_login(agent)
    assert list(client.get("/incidents/log/").context["templates"]) == []
    names = list(DomainEvent.objects.filter(name__startswith="incident_template").order_by("id").values_list("name", flat=True))  # fmt: skip
    assert names == ["incident_template.created", "incident_template.retired"]


def test_a_category_of_another_service_is_refused(by_agent, template, scanners):
    other = Service.objects.create(name="Payroll", slug="payroll")
    category = services.create_category(actor=by_agent, service=other, name="Payslip")

    with pytest.raises(RuleViolation, match="not one of this service"):
        operations.change_template(template=template, actor=by_agent, fields={"category_id": category.pk})  # fmt: skip


def test_the_api_reads_for_agents_and_writes_for_leads(agent, template):
    api = api_as(agent)
    assert [row["name"] for row in api.get(URL).json()["results"]] == [template.name]
    assert api.post(URL, {"name": "x", "title": "x"}, format="json").status_code == 403
    RoleAssignment.objects.create(user=agent, role=Role.TEAM_LEAD)
    lead = api_as(agent)

    made = lead.post(URL, {"name": "Printer", "title": "Printer is dark"}, format="json")
    one = f"{URL}{made.json()['id']}/"
    changed = lead.patch(one, {"is_active": False}, format="json", HTTP_IF_MATCH=made["ETag"])
    late = lead.patch(one, {"title": "x"}, format="json", HTTP_IF_MATCH=made["ETag"])
    unknown = lead.post(URL, {"name": "y", "title": "y", "service": 999999}, format="json")

    assert (made.status_code, changed.status_code, late.status_code, unknown.status_code) == (201, 200, 412, 409)  # fmt: skip
    assert [row["name"] for row in lead.get(f"{URL}?active=false").json()["results"]] == ["Printer"]
    assert not Ticket.objects.exists()


def test_a_template_of_a_hidden_service_is_not_there(agent, by_agent, network):
    hidden = Service.objects.create(name="HR", slug="hr", is_restricted=True)
    operations.create_template(actor=by_agent, name="Leak", title="Leak", service_id=hidden.pk)

    assert api_as(agent).get(URL).json()["results"] == []
