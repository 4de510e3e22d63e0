"""A rule is written as a sentence, row by row, with or without JavaScript; who may do what with it; where rules clash."""

import pytest

from practices.automation.models import Rule
from practices.incident import operations as incidents
from svs.events.actor import person
from tests.conftest import api_as
from tests.practices.automation.conftest import run_dry, work

pytestmark = pytest.mark.django_db


def test_rows_are_added_and_taken_away_by_buttons_and_nothing_is_stored(client, lead, scanners):
    client.force_login(lead)
    form = {"name": "Route", "trigger": "incident.logged", "more_condition": "service", "more_action": "tag"}  # fmt: skip

    added = client.post("/rules/new/", {**form, "add": "condition"}).content.decode()
    form |= {"c0-field": "service", "c0-operator": "is", "c0-value": [str(scanners.pk)]}
    more = client.post("/rules/new/", {**form, "add": "value-0"}).content.decode()
    acted = client.post("/rules/new/", {**form, "add": "action"}).content.decode()
    dropped = client.post("/rules/new/", {**form, "drop": "condition-0"}).content.decode()

    assert 'name="c0-operator"' in added
    assert more.count('name="c0-value"') == 2
    assert f'<option value="{scanners.pk}" selected>' in more
    assert 'name="a0-tag"' in acted
    assert 'name="c0-operator"' not in dropped
    assert not Rule.objects.exists()


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"c0-field": "title", "c0-operator": "matches", "c0-value": r"(a)\1"}, "looks back"),
        ({"c0-field": "title", "c0-operator": "matches", "c0-value": "a" * 5000}, "at most 200"),
        ({"c0-field": "service", "c0-operator": "is", "c0-value": "x"}, "service needs a number"),
        ({"c0-field": "service", "c0-operator": "is", "c0-value": ""}, "takes one to 20 values"),
        ({"c0-field": "service", "c0-operator": "roars", "c0-value": "1"}, "cannot ask whether"),
        ({"a0-action": "note", "a0-text": "{0.__class__}"}, "is not known here"),
        ({"a0-action": "assign", "a0-team": "²"}, "makes no sense"),
        ({"a0-action": "assign", "a0-team": ""}, "assign takes"),
        ({"trigger": "time.ours", "number": "-1", "unit": "days"}, "Say after how many hours"),
        ({"trigger": "time.clock", "share": "76", "measure": "resolution"}, "Say which clock"),
        ({"trigger": ""}, "Say when the rule is asked"),
        ({"name": " "}, "Give the rule a name"),
    ],
)
def test_what_makes_no_sense_is_said_in_words_and_kept_on_the_page(client, lead, row, words):
    client.force_login(lead)
    form = {"name": "Route", "trigger": "incident.logged", "save": "1", "a0-action": "tag", "a0-tag": "x", **row}  # fmt: skip

    answer = client.post("/rules/new/", form)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not Rule.objects.exists()


def test_a_rule_on_time_and_its_other_parts_come_back_as_they_were_written(client, lead, network):
    client.force_login(lead)
    form = {
        "name": "Nag", "trigger": "time.requester", "number": "3", "unit": "days", "save": "1", "stop_after": "on",
        "c0-field": "priority", "c0-operator": "is_not", "c0-value": ["1", "2"], "a0-action": "least_open", "a0-team": network.pk,
    }  # fmt: skip

    url = client.post("/rules/new/", form)["Location"]
    page, again = (client.get(u).content.decode() for u in (url, f"{url}edit/"))

    rule = Rule.objects.get()
    assert (rule.timing, rule.stop_after) == ({"hours": 72}, True)
    assert rule.conditions == [{"field": "priority", "operator": "is_not", "value": [1, 2]}]
    assert "has heard nothing from its requester for 3 days" in page
    assert "P1 or P2" in page
    assert 'value="3"' in again
    assert again.count('name="c0-value"') == 2


def test_what_the_api_gives_can_be_sent_back(lead, scanners, network):
    api = api_as(lead, "rules:read", "rules:write")
    body = {
        "name": "Route", "trigger": "time.clock", "timing": {"measure": "response", "share": 90}, "stop_after": True,
        "conditions": [{"field": "service", "operator": "is_not", "values": [str(scanners.pk), str(scanners.pk)]},
                       {"field": "text", "operator": "matches", "values": ["freeze|hang", "dock"]},
                       {"field": "team", "operator": "filled"}],
        "actions": [{"action": "fallback"}, {"action": "reply", "text": "{ref}"}],
    }  # fmt: skip

    made = api.post("/api/v1/rules/", body, format="json")
    shown = made.json()
    kept = api.patch(
        f"/api/v1/rules/{shown['ref']}/", {name: shown[name] for name in body}, format="json", HTTP_IF_MATCH=made["ETag"]
    )  # fmt: skip

    assert (made.status_code, kept.status_code, kept.json()["version"]) == (201, 200, 1)
    assert shown["conditions"][0] == {"field": "service", "operator": "is_not", "value": str(scanners.pk)}  # fmt: skip


def test_only_administrators_order_rules_and_touch_those_at_work(
    client, lead, administrator, agent, write
):
    first = write("First", actions=[{"action": "tag", "tag": "x"}])
    second = write("Second", actions=[{"action": "tag", "tag": "y"}], at_work=False)
    asked = [f"/rules/{second.ref}/up/", f"/rules/{first.ref}/disable/", f"/rules/{first.ref}/stop-after/", f"/rules/{first.ref}/edit/"]  # fmt: skip

    for user in (agent, lead):
        client.force_login(user)
        assert [client.post(url).status_code for url in asked] == [403] * 4
    api = api_as(lead, "rules:read", "rules:write")
    assert api.post(f"/api/v1/rules/{second.ref}/up/", {}, format="json").status_code == 403
    client.force_login(administrator)
    client.post(asked[0])

    assert list(Rule.objects.order_by("position").values_list("name", flat=True)) == ["Second", "First"]  # fmt: skip


def test_a_rule_may_end_the_asking(write, by_agent, scanners, administrator, client):
    first = write("First", actions=[{"action": "tag", "tag": "first"}])
    write("Second", actions=[{"action": "tag", "tag": "second"}])
    client.force_login(administrator)
    client.post(f"/rules/{first.ref}/stop-after/")
    ticket = incidents.log_incident(actor=by_agent, title="Scanner freezes", service_id=scanners.pk)

    work()

    ticket.refresh_from_db()
    first.refresh_from_db()
    assert ticket.tags == ["first"]
    assert (first.version, first.state) == (1, "ENABLED")


def test_two_rules_that_set_the_same_field_are_shown_to_clash_until_it_is_settled(
    client, write, by_agent, scanners, network, service_desk, administrator
):
    for n in range(3):
        incidents.log_incident(actor=by_agent, title=f"Scanner {n}", service_id=scanners.pk)
    first = write("First", actions=[{"action": "assign", "team": network.pk}])
    write("Quiet", actions=[{"action": "tag", "tag": "x"}])
    later = write("Later", actions=[{"action": "assign", "team": service_desk.pk}], at_work=False)
    run_dry(later, person(administrator))
    client.force_login(administrator)

    clash = client.get(f"/rules/{later.ref}/").content.decode()
    client.post(f"/rules/{first.ref}/stop-after/", {"back": later.ref})
    settled = client.get(f"/rules/{later.ref}/").content.decode()

    assert later.dry_run["others"][str(first.pk)] == {"tickets": 3, "clash": 3, "field": "team"}
    assert "Both hand it over (3); this one, the later, wins" in clash
    assert f"Stop after {first.ref}" in clash
    assert "Both act, on different fields" in clash
    assert "The earlier one ends the asking" in settled


def test_the_page_of_a_rule_takes_the_same_statements_however_much_it_found(
    client, agent, write, by_agent, scanners, network, django_assert_max_num_queries
):
    for n in range(30):
        ticket = incidents.log_incident(
            actor=by_agent, title=f"Scanner {n}", service_id=scanners.pk
        )
        incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk)
    rule = write(actions=[{"action": "assign", "team": network.pk}])
    client.force_login(agent)

    with django_assert_max_num_queries(30):
        page = client.get(f"/rules/{rule.ref}/").content.decode()

    assert page.count('class="ref">INC-') == 20
    assert "In 30 a person later did the same" in page
