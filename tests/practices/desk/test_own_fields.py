"""What an organisation must know of its tickets and SVS does not ask: own fields, typed, checked whoever writes them."""

from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from hypothesis import given
from hypothesis import strategies as st

from practices.automation import rules as automation
from practices.desk.models import OwnField, Ticket
from practices.desk.operations import fields as operations
from practices.desk.queries import fields as queries
from practices.desk.rules import fields as rules
from practices.incident import operations as incidents
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import Actor
from svs.events.models import DomainEvent
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
URL = "/api/v1/incidents/"


@pytest.fixture
def add(by_agent):
    def make(key: str, type: str = "text", **more):
        return operations.add_field(actor=by_agent, kind="incident", key=key, label=key.title(), type=type, **more)  # fmt: skip

    return make


@pytest.fixture
def six(add, agent):
    add("site", "choice", options=["Gdańsk", "Lyon"], is_public=True)
    add("asset")
    add("cost", "number")
    add("since", "date")
    add("vip", "yes_no")
    add("expert", "person")
    return {"site": "Lyon", "asset": "TC-77", "cost": 12.5, "since": "2026-11-20", "vip": True, "expert": agent.pk}  # fmt: skip


def log(api, **body):
    return api.post(URL, {"title": "Slow", **body}, format="json")


def test_a_value_of_every_type_is_taken_shown_and_given_back(six, agent_api, client, agent):
    made = log(agent_api, own=six)
    client.force_login(agent)

    page = client.get(f"/incidents/{made.json()['ref']}/").content.decode()

    assert made.json()["own"] == six
    assert agent_api.get(f"{URL}{made.json()['ref']}/").json()["own"] == six
    for words in ("Lyon", "TC-77", "12.5", "2026-11-20", ">yes<", "Ana Ruiz"):
        assert words in page


@pytest.mark.parametrize(
    ("key", "value"),
    [("site", "Paris"), ("asset", 7), ("asset", "x" * 501), ("cost", "much"), ("cost", True), ("since", "2026-02-30"),
     ("since", "tomorrow"), ("since", 7), ("vip", "perhaps"), ("vip", 1), ("expert", 2**31 - 1), ("expert", "Ana"), ("asset", ["a"]),
     ("asset", {"a": 1}), ("colour", "red"), ("", "x"), ("own__x", "y")],
)  # fmt: skip
def test_a_value_that_makes_no_sense_is_refused_and_nothing_is_logged(six, agent_api, key, value):
    answer = log(agent_api, own={key: value})

    assert answer.status_code in (400, 409)
    assert not Ticket.objects.exists()


def test_a_required_field_is_asked_of_whoever_can_be_asked(add, agent_api, requester, client, agent, by_agent):  # fmt: skip
    add("site", is_required=True)

    assert log(agent_api).status_code == 409
    assert log(agent_api, own={"site": "Lyon"}).status_code == 201
    assert incidents.log_incident(actor=by_agent, title="By mail", requester=requester).own == {}
    client.force_login(agent)
    form = {"caller_email": "a@b.example", "title": "Slow", "impact": 2, "urgency": 2}
    assert client.post("/incidents/log/", form).status_code == 400
    assert client.post("/incidents/log/", {**form, "own_site": "Lyon"}).status_code == 302


def test_changing_one_value_leaves_the_others_and_null_takes_one_away(six, agent_api):
    made = log(agent_api, own={"site": "Lyon", "asset": "TC-77"})
    at = f"{URL}{made.json()['ref']}/"

    changed = agent_api.patch(at, {"own": {"asset": None, "cost": "7,5"}}, format="json", headers={"If-Match": made["ETag"]})  # fmt: skip

    assert changed.json()["own"] == {"site": "Lyon", "cost": 7.5}
    told = DomainEvent.objects.get(name="incident.changed").data
    assert told["after"] == {"own": ["cost", "site"]}
    assert "Lyon" not in str(list(DomainEvent.objects.values_list("data", flat=True)))


def test_the_edit_form_keeps_own_words_and_tells_what_changed_meanwhile(six, agent_api, client, agent, by_agent):  # fmt: skip
    ref = log(agent_api, own={"site": "Lyon"}).json()["ref"]
    ticket = Ticket.objects.get(ref=ref)
    client.force_login(agent)
    said = {"title": "Slow", "impact": "2", "urgency": "2", "own_site": "Gdańsk", "initial-own_site": "Lyon", "version": ticket.version}  # fmt: skip
    incidents.change_incident(ticket=ticket, actor=by_agent, fields={"own": {"asset": "TC-1"}})

    late = client.post(f"/incidents/{ref}/edit/", said)

    assert late.status_code == 409
    assert "TC-1" in late.content.decode()
    assert 'value="Gdańsk" selected' in late.content.decode()


def test_the_requester_reads_only_what_is_meant_for_them(six, agent_api, requester, requester_api):
    ref = log(agent_api, own=six, caller={"email": requester.email}).json()["ref"]

    assert requester_api.get(f"{URL}{ref}/").json()["own"] == {"site": "Lyon"}
    assert requester_api.get(URL).json()["results"][0]["own"] == {"site": "Lyon"}
    listed = requester_api.get("/api/v1/own-fields/").json()["results"]
    assert [row["key"] for row in listed] == ["site"]


def test_a_kind_has_at_most_twenty_fields_in_use(add):
    made = [add(f"f{n}") for n in range(rules.MOST)]
    with pytest.raises(RuleViolation, match="at most 20"):
        add("more")
    retired = operations.change_field(row=made[0], actor=_somebody(), fields={"is_active": False})

    add("more")

    assert retired.is_active is False
    with pytest.raises(RuleViolation, match="at most 20"):
        operations.change_field(row=retired, actor=_somebody(), fields={"is_active": True})


def _somebody() -> Actor:
    return Actor("system")


@pytest.mark.parametrize(
    "wrong",
    [{"key": "Bad Key"}, {"key": "1st"}, {"type": "choice"}, {"type": "choice", "options": ["a", "a"]}, {"options": ["a"]}, {"label": " "},
     {"kind": "dragon"}],
)  # fmt: skip
def test_a_definition_that_makes_no_sense_is_refused(by_agent, wrong):
    with pytest.raises(RuleViolation):
        operations.add_field(actor=by_agent, **{"kind": "incident", "key": "site", "label": "Site", "type": "text", **wrong})  # fmt: skip


def test_a_field_is_set_up_by_the_administrator_on_pages(client, administrator):
    client.force_login(administrator)
    said = {"kind": "incident", "key": "site", "label": "Site", "type": "choice", "options": "Lyon\r\n\r\nGdańsk ", "place": 1, "is_active": "on"}  # fmt: skip

    made = client.post("/admin/own-fields/new/", said)
    again = client.post("/admin/own-fields/new/", said)
    row = OwnField.objects.get()
    edit = client.post(f"/admin/own-fields/{row.pk}/", {**said, "key": "other", "label": "Where", "version": 1})  # fmt: skip
    late = client.post(f"/admin/own-fields/{row.pk}/", {**said, "label": "There", "version": 1})

    assert (made.status_code, again.status_code, edit.status_code, late.status_code) == (302, 400, 302, 400)  # fmt: skip
    row.refresh_from_db()
    assert (row.key, row.label, row.options) == ("site", "Where", ["Lyon", "Gdańsk"])
    assert "own.site" in client.get("/admin/own-fields/").content.decode()


def test_a_field_is_set_up_by_api(administrator, agent):
    api = api_as(administrator, "tickets:read", "admin:write")
    made = api.post("/api/v1/own-fields/", {"kind": "incident", "key": "site", "label": "Site", "type": "text"}, format="json")  # fmt: skip
    at = f"/api/v1/own-fields/{made.json()['id']}/"

    changed = api.patch(at, {"is_public": True}, format="json", headers={"If-Match": made["ETag"]})
    stale = api.patch(at, {"is_public": False}, format="json", headers={"If-Match": made["ETag"]})

    assert changed.json()["is_public"] is True
    assert stale.status_code == 412
    with pytest.raises(StaleVersion):
        operations.change_field(row=OwnField.objects.get(), actor=_somebody(), fields={"label": "x"}, version=1)  # fmt: skip


def test_incidents_are_filtered_by_what_a_field_says(six, agent_api):
    first = log(agent_api, own={"site": "Lyon", "vip": True}).json()["ref"]
    second = log(agent_api, own={"site": "Gdańsk"}).json()["ref"]

    def refs(**asked):
        return [row["ref"] for row in agent_api.get(URL, asked).json()["results"]]

    assert refs(**{"own.site": "Lyon"}) == [first]
    assert refs(**{"own.vip": "yes"}) == [first]
    assert refs(**{"own.site": "Gdańsk"}) == [second]
    for wrong in ({"own.site": "Paris"}, {"own.colour": "red"}, {"own.site__x": "Lyon"}):
        assert agent_api.get(URL, wrong).status_code == 400


def test_a_field_that_requesters_do_not_see_filters_nothing_for_them(six, agent_api, requester, requester_api):  # fmt: skip
    log(agent_api, own=six, caller={"email": requester.email})

    assert requester_api.get(URL, {"own.asset": "TC-77"}).status_code == 400
    assert len(requester_api.get(URL, {"own.site": "Lyon"}).json()["results"]) == 1


values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)
)  # fmt: skip


@given(type=st.sampled_from(["text", "number", "date", "choice", "yes_no", "person"]), value=values)
def test_whatever_comes_is_stored_as_its_type_or_refused(type, value):
    own = rules.Own("key", "Key", type, ("a", "b") if type == "choice" else ())
    try:
        stored = rules.checked([own], {"key": value}, whole=False)["key"]
    except rules.Faults:
        stored = None

    assert stored is None or rules.checked([own], {"key": stored}, whole=False) == {"key": stored}


def test_logging_asks_for_the_fields_once_in_a_while(by_agent, django_assert_max_num_queries):
    queries.fields_of("incident")

    with django_assert_max_num_queries(0):
        queries.fields_of("incident")


def test_a_rule_asks_what_an_own_field_says(six):
    rule = automation.definition(
        "incident.logged",
        [{"field": "own.site", "operator": "is", "value": ["Paris", "lyon"]}, {"field": "own.vip", "operator": "is", "value": "yes"},
         {"field": "own.asset", "operator": "empty"}],
        [{"action": "tag", "tag": "vip"}],
    )  # fmt: skip
    known = {"title": "Slow", "service": None, "team": None, "assignee": None, "priority": 3, "channel": "desk", "state": "NEW", "department": "", "tags": ()}  # fmt: skip

    def matched(**own: str) -> bool:
        return automation.evaluate(rule, automation.Facts(**known, own=own)).matched

    assert matched(site="Lyon", vip="yes")
    assert not matched(site="Lyon", vip="no")
    assert not matched(site="Lyon", vip="yes", asset="TC-1")


def test_a_rule_on_an_own_field_reads_as_a_sentence_and_is_refused_where_there_is_none(six, administrator, client):  # fmt: skip
    said = {
        "name": "Lyon", "trigger": "incident.logged", "conditions": [{"field": "own.site", "operator": "is", "value": "Lyon"}],
        "actions": [{"action": "tag", "tag": "south"}],
    }  # fmt: skip
    api = api_as(administrator, "rules:read", "rules:write")

    made = api.post("/api/v1/rules/", said, format="json")
    unknown = {**said, "conditions": [{"field": "own.colour", "operator": "is", "value": "red"}]}

    assert made.status_code == 201, made.content
    client.force_login(administrator)
    page = client.get(f"/rules/{made.json()['ref']}/").content.decode()
    assert "whose Site is" in page
    assert api.post("/api/v1/rules/", unknown, format="json").status_code in (400, 409)


def test_an_imported_log_fills_own_fields_and_rejects_what_they_cannot_hold(six, tmp_path):
    log = tmp_path / "log.csv"
    log.write_text(
        "case,at,state,where\nA,2026-01-05 09:00,New,Lyon\nB,2026-01-05 09:00,New,Mars\n"
    )
    mapping = tmp_path / "map.toml"
    mapping.write_text(
        'source="old"\nkind="incident"\ntime_format="%Y-%m-%d %H:%M"\n[columns]\ncase="case"\nat="at"\nstate="state"\n'
        '"own.site"="where"\n[states]\nNew={state="NEW"}\n'
    )
    rejects = tmp_path / "rejects.csv"

    call_command(
        "import_tickets", str(log), mapping=str(mapping), rejects=rejects, stdout=StringIO()
    )

    assert [ticket.own for ticket in Ticket.objects.all()] == [{"site": "Lyon"}]
    assert "own.site" in rejects.read_text()
    mapping.write_text(mapping.read_text().replace("own.site", "own.colour"))
    with pytest.raises(CommandError, match=r"own\.colour"):
        call_command(
            "import_tickets", str(log), mapping=str(mapping), rejects=rejects, stdout=StringIO()
        )
