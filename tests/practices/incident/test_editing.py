"""What an incident says is changed on its page; whoever comes late is told what changed and keeps their words."""

import pytest

from practices.desk.models import Ticket
from practices.incident import operations
from svs.services import operations as services
from svs.services.models import Service

pytestmark = pytest.mark.django_db


@pytest.fixture
def incident(log):
    return log(description="First\nSecond")


@pytest.fixture
def hardware(by_agent, scanners):
    return services.create_category(actor=by_agent, service=scanners, name="Hardware")


def opened(client, ticket) -> dict:
    """What the browser sends back of the form as it was opened."""
    form = client.get(f"{ticket.get_absolute_url()}edit/").context["form"]
    data = {name: form[name].value() for name in form.fields}
    shown = {name: "" if value is None else value for name, value in data.items()}
    return {**shown, **{f"initial-{name}": value for name, value in shown.items() if name != "version"}}  # fmt: skip


def test_every_field_is_changed_and_the_priority_follows(as_agent, incident, hardware):
    url = f"{incident.get_absolute_url()}edit/"
    data = opened(as_agent, incident)

    answer = as_agent.post(url, {**data, "title": "Handhelds freeze", "category": hardware.pk, "impact": 1, "urgency": 1})  # fmt: skip

    assert answer.status_code == 302
    incident.refresh_from_db()
    assert (incident.title, incident.category_id, incident.priority) == ("Handhelds freeze", hardware.pk, 1)  # fmt: skip
    page = as_agent.get(incident.get_absolute_url()).content.decode()
    assert "Hardware" in page
    assert "changed title, impact, urgency, priority, category" in page


def test_a_late_one_is_told_what_changed_and_keeps_their_words(as_agent, incident, by_agent):
    url, data = f"{incident.get_absolute_url()}edit/", opened(as_agent, incident)
    operations.change_incident(ticket=incident, actor=by_agent, fields={"urgency": 1, "title": "Theirs"})  # fmt: skip

    late = as_agent.post(url, {**data, "description": "My long story"})
    page = late.content.decode()

    assert late.status_code == 409
    assert "Somebody changed this since you opened it" in page
    assert "Theirs" in page
    assert "1 High" in page
    assert "My long story" in page
    assert Ticket.objects.get().description == "First\nSecond"
    form = late.context["form"]
    assert late.context["changed"] == [("What is wrong?", "Theirs"), ("Urgency", "1 High")]
    again = {name: form.data[name] for name in form.data}
    assert as_agent.post(url, again).status_code == 302
    assert Ticket.objects.get().description == "My long story"


def test_a_move_meanwhile_is_told_too(as_agent, incident, by_agent):
    url, data = f"{incident.get_absolute_url()}edit/", opened(as_agent, incident)
    operations.hold_incident(ticket=incident, actor=by_agent, cause="vendor")

    late = as_agent.post(url, {**data, "title": "Mine"})

    assert late.status_code == 409
    assert "Nothing in this form" in late.content.decode()


def test_another_service_takes_the_category_away(by_agent, incident, hardware):
    operations.change_incident(ticket=incident, actor=by_agent, fields={"category_id": hardware.pk})
    other = Service.objects.create(name="Payroll", slug="payroll")

    moved = operations.change_incident(ticket=incident, actor=by_agent, fields={"service_id": other.pk})  # fmt: skip

    assert (moved.service_id, moved.category_id) == (other.pk, None)


def test_a_category_of_another_service_comes_back_at_its_field(as_agent, agent_api, incident, by_agent):  # fmt: skip
    other = Service.objects.create(name="Payroll", slug="payroll")
    wrong = services.create_category(actor=by_agent, service=other, name="Payslip").pk
    data = opened(as_agent, incident)

    page = as_agent.post(f"{incident.get_absolute_url()}edit/", {**data, "category": wrong})
    api = agent_api.patch(f"/api/v1/incidents/{incident.ref}/", {"category": wrong}, format="json", HTTP_IF_MATCH='"1"')  # fmt: skip
    new = agent_api.post("/api/v1/incidents/", {"title": "x", "category": wrong}, format="json")

    assert page.status_code == 400
    assert "not one of this service" in page.content.decode()
    assert (api.status_code, new.status_code) == (409, 409)
    assert api.json()["errors"][0]["pointer"] == "/category"


def test_list_and_api_are_narrowed_to_a_category_and_what_stands_below(
    as_agent, agent_api, log, by_agent, scanners, hardware
):
    battery = services.create_category(actor=by_agent, service=scanners, name="Battery", parent_id=hardware.pk)  # fmt: skip
    log("Broken", category_id=hardware.pk), log("Empty", category_id=battery.pk), log("Slow")

    found = agent_api.get(f"/api/v1/incidents/?category={hardware.pk}").json()["results"]
    below = agent_api.get(f"/api/v1/incidents/?category={battery.pk}").json()["results"]
    page = as_agent.get(f"/tickets/all/?filter=1&category={battery.pk}").content.decode()

    assert {row["title"] for row in found} == {"Broken", "Empty"}
    assert [row["category"]["name"] for row in below] == ["Battery"]
    assert "Empty" in page
    assert "Broken" not in page
    assert agent_api.get("/api/v1/incidents/?category=x").status_code == 400
