"""A lead writes a rule and runs it dry; an administrator lets it act."""

import pytest

from practices.automation import operations
from practices.automation.models import Rule
from practices.incident import operations as incidents
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import person
from svs.services.models import Service
from tests.conftest import api_as
from tests.practices.automation.conftest import run_dry

pytestmark = pytest.mark.django_db


def test_a_rule_is_written_run_dry_and_enabled_by_forms(
    client, lead, administrator, scanners, network, by_agent
):
    incidents.log_incident(actor=by_agent, title="Scanner freezes", service_id=scanners.pk)
    client.force_login(lead)
    form = {
        "name": "Route scanners", "trigger": "incident.logged", "save": "1",
        "c0-field": "service", "c0-operator": "is", "c0-value": [str(scanners.pk), ""],
        "c1-field": "team", "c1-operator": "empty", "a0-action": "assign", "a0-team": network.pk, "a0-person": "",
        "a1-action": "tag", "a1-tag": "Scanner",
    }  # fmt: skip

    url = client.post("/rules/new/", form)["Location"]
    client.post(f"{url}dry-run/")
    jobs.advance(Rule.objects.get().dry_run_job_id)
    page = client.get(url).content.decode()
    forbidden = client.post(f"{url}enable/")
    client.force_login(administrator)
    enabled = client.post(f"{url}enable/")

    assert "It would have acted on 1 incidents." in page
    assert "Scanner freezes" in page
    assert (forbidden.status_code, enabled.status_code) == (403, 302)
    assert Rule.objects.get().state == "ENABLED"


def test_a_rule_may_not_act_before_this_very_version_was_run_dry(write, administrator, lead):
    rule = write(actions=[{"action": "tag", "tag": "x"}], at_work=False)
    run_dry(rule, person(lead))
    operations.change_rule(
        rule=rule, actor=person(lead), fields={"actions": [{"action": "tag", "tag": "y"}]}
    )

    with pytest.raises(RuleViolation) as refused:
        operations.enable_rule(rule=rule, actor=person(administrator))

    assert refused.value.code == "dry_run_first"


def test_changing_what_an_enabled_rule_does_stops_it_and_renaming_does_not(write, lead):
    rule = write(actions=[{"action": "tag", "tag": "x"}])

    renamed = operations.change_rule(rule=rule, actor=person(lead), fields={"name": "Other"})
    assert renamed.state == "ENABLED"
    changed = operations.change_rule(
        rule=rule, actor=person(lead), fields={"trigger": "incident.reopened"}
    )

    assert (changed.state, changed.version) == ("DRAFT", 2)


def test_a_rule_for_a_service_without_a_value_statement_may_not_act(
    write, routes_scanners, scanners
):
    Service.objects.filter(pk=scanners.pk).update(value_statement="")

    with pytest.raises(RuleViolation) as refused:
        write(**routes_scanners)

    assert refused.value.code == "value_statement"


def test_a_form_shows_again_what_the_rule_says(client, lead, write, routes_scanners, scanners):
    rule = write(**routes_scanners, at_work=False)
    client.force_login(lead)

    page = client.get(f"/rules/{rule.ref}/edit/").content.decode()

    assert f'<option value="{scanners.pk}" selected>' in page
    assert '<option value="empty" selected>' in page


def test_an_integration_writes_and_runs_a_rule_and_reads_the_answer(lead, scanners, network):
    api = api_as(lead, "rules:read", "rules:write")
    body = {
        "name": "Route scanners", "trigger": "incident.logged",
        "conditions": [{"field": "service", "operator": "is", "value": str(scanners.pk)}],
        "actions": [{"action": "assign", "team": network.pk}],
    }  # fmt: skip

    made = api.post("/api/v1/rules/", body, format="json")
    ref = made.json()["ref"]
    asked = api.post(f"/api/v1/rules/{ref}/dry-run/", {}, format="json")
    jobs.advance(Rule.objects.get().dry_run_job_id)
    answer = api.get(f"/api/v1/rules/{ref}/").json()

    assert (made.status_code, asked.status_code) == (201, 202)
    assert answer["dry_run"]["events"] == 0
    assert answer["dry_run_version"] == 1
    assert api.post(f"/api/v1/rules/{ref}/enable/", {}, format="json").status_code == 403


@pytest.mark.parametrize(
    "part",
    [
        {"conditions": [{"field": "team", "operator": "is", "value": "x"}]},
        {"conditions": [{"field": "salary", "operator": "is", "value": "1"}]},
        {"conditions": {"field": "team"}},
        {"actions": [{"action": "assign", "team": 2**40}]},
        {"actions": [{"action": "assign", "cost": 1}]},
        {"trigger": "user.deleted"},
    ],
)
def test_a_body_that_makes_no_sense_is_a_400(lead, part):
    body = {"name": "x", "trigger": "incident.logged", "conditions": [], "actions": [{"action": "tag", "tag": "x"}], **part}  # fmt: skip

    answer = api_as(lead, "rules:read", "rules:write").post("/api/v1/rules/", body, format="json")

    assert answer.status_code == 400


def test_the_list_takes_the_same_statements_however_many_rules(
    client, lead, write, django_assert_max_num_queries
):
    for n in range(8):
        write(f"Rule {n}", actions=[{"action": "tag", "tag": "x"}], at_work=False)
    client.force_login(lead)

    with django_assert_max_num_queries(10):
        assert client.get("/rules/").content.decode().count("Rule ") >= 8
