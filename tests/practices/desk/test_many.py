"""One verb on many tickets: all or nothing for who may, told one by one for what their lifecycle allows."""

import pytest

from practices.desk.models import Ticket
from practices.incident import operations
from svs.accounts.models import Role, Team
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person
from tests.practices.incident.conftest import RESTORED

pytestmark = pytest.mark.django_db
URL = "/api/v1/tickets/bulk/"


@pytest.fixture
def hidden(log):
    closed = Team.objects.create(name="People", slug="people", is_restricted=True)
    return log("Salary", team_id=closed.pk, service_id=None)


def ask(api, tickets, verb, **words):
    refs = [t if isinstance(t, str) else t.ref for t in tickets]
    return api.post(URL, {"refs": refs, "verb": verb, **words}, format="json")


def test_each_is_done_by_its_own_operation_and_told_for_itself(log, agent_api, by_agent, resolve):
    fine, other, over = log("One"), log("Two"), resolve(log("Three"))

    told = ask(agent_api, [over, fine, other], "hold", cause="vendor").json()

    assert [(i["ref"], i["status"]) for i in told["items"]] == [
        (over.ref, "refused"), (fine.ref, "done"), (other.ref, "done"),
    ]  # fmt: skip
    assert told["items"][0]["words"] == "You cannot hold this while it is resolved."
    assert (told["done"], told["unchanged"], told["refused"]) == (2, 0, 1)
    assert set(DomainEvent.objects.filter(name="incident.held").values_list("subject_id", flat=True)) == {fine.pk, other.pk}  # fmt: skip


WORDS = {
    "assign": {}, "move": {}, "hold": {"cause": "vendor"}, "resume": {}, "resolve": RESTORED, "reopen": {}, "close": {},
    "prioritise": {"priority": 1}, "tag": {"tag": "8.4"}, "undo": {}, "link": {"to": "INC-1"},
}  # fmt: skip


@pytest.mark.parametrize("verb", list(WORDS))
def test_one_that_is_hidden_is_not_found_and_nothing_is_done(log, agent_api, hidden, agent, network, verb):  # fmt: skip
    seen, before = log(), DomainEvent.objects.count()
    words = {"assign": {"assignee": agent.pk}, "move": {"team": network.pk}}.get(verb, WORDS[verb])

    with_hidden = ask(agent_api, [seen, hidden], verb, **words)
    with_missing = ask(agent_api, [seen, "INC-999999"], verb, **words)

    assert with_hidden.status_code == with_missing.status_code == 404
    assert {k: v for k, v in with_hidden.json().items() if k != "request_id"} == {
        k: v for k, v in with_missing.json().items() if k != "request_id"
    }
    assert DomainEvent.objects.count() == before


def test_one_that_is_forbidden_forbids_all(log, requester_api, requester, scanners, by_agent):
    owner_api = api_as(scanners.owner)
    tickets = [log("One"), log("Two")]
    before = DomainEvent.objects.count()

    assert ask(requester_api, tickets, "tag", tag="mine").status_code == 403
    assert ask(owner_api, tickets, "hold", cause="vendor").status_code == 403
    assert ask(api_as(make_person("Aud", Role.AUDITOR)), tickets, "tag", tag="x").status_code == 403
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize(
    ("verb", "words", "pointer"),
    [
        ("tag", {"tag": "x", "cause": "vendor"}, "/cause"), ("tag", {}, "/tag"), ("tag", {"tag": 8}, "/tag"),
        ("hold", {"cause": "weather"}, "/cause"), ("prioritise", {"priority": 5}, "/priority"),
        ("resume", {"version": 1}, "/version"), ("delete", {}, "/verb"), (["tag"], {}, "/verb"), ("resolve", {}, "/cause_code"),
    ],
)  # fmt: skip
def test_words_that_do_not_belong_to_the_verb_are_refused_by_name(log, agent_api, verb, words, pointer):  # fmt: skip
    answer = ask(agent_api, [log()], verb, **words)

    assert answer.status_code == 400
    assert pointer in [error["pointer"] for error in answer.json()["errors"]]


@pytest.mark.parametrize(
    "body", [[], "x", {"verb": "resume"}, {"verb": "resume", "refs": []}, {"verb": "resume", "refs": "INC-1"},
             {"verb": "resume", "refs": [1]}, {"verb": "resume", "refs": ["INC-1"] * 201}],
)  # fmt: skip
def test_bad_lists_are_refused(agent_api, body):
    assert agent_api.post(URL, body, format="json").status_code == 400


def test_a_method_in_disguise_is_ignored(log, agent_api):
    answer = agent_api.post(f"{URL}?_method=DELETE", {"refs": [log().ref], "verb": "resume"}, format="json")  # fmt: skip

    assert answer.status_code == 400
    assert agent_api.delete(URL, HTTP_X_HTTP_METHOD_OVERRIDE="POST").status_code == 405


def test_the_same_key_does_it_once(log, agent_api):
    tickets = [log("One"), log("Two")]
    body = {"refs": [t.ref for t in tickets], "verb": "hold", "cause": "vendor"}
    first = agent_api.post(URL, body, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = agent_api.post(URL, body, format="json", HTTP_IDEMPOTENCY_KEY="k")

    assert first.json() == again.json()
    assert DomainEvent.objects.filter(name="incident.held").count() == 2


def test_what_is_so_already_is_unchanged_and_named_twice_is_done_once(log, agent_api):
    ticket = log()
    assert ask(agent_api, [ticket, ticket], "tag", tag="Wi-Fi").json()["done"] == 1

    assert ask(agent_api, [ticket], "tag", tag="wi-fi").json()["unchanged"] == 1


def test_a_child_that_was_resolved_with_its_parent_is_done(log, agent_api, by_agent):
    parent, child = log("Parent"), log("Child")
    operations.make_child(ticket=child, parent=parent, actor=by_agent)

    told = ask(agent_api, [child, parent], "resolve", **RESTORED).json()

    assert told["done"] == 2
    assert DomainEvent.objects.filter(name="incident.resolved").count() == 2


def test_all_of_them_are_taken_back_but_the_one_that_went_on(log, agent_api, by_agent, colleague, resolve):  # fmt: skip
    tickets = [log(f"{n}") for n in range(3)]
    ask(agent_api, tickets, "resolve", **RESTORED)
    ask(api_as(colleague), tickets[:1], "close")

    told = ask(agent_api, tickets, "undo").json()

    assert [item["status"] for item in told["items"]] == ["refused", "done", "done"]
    assert told["items"][0]["words"] == "Somebody else did this: only they can take it back."
    phases = [Ticket.objects.get(pk=t.pk).phase for t in tickets]
    assert phases == ["DONE", "QUEUED", "QUEUED"]


def test_to_a_team_lets_go_of_who_holds_it(log, agent_api, by_agent, agent, service_desk, network):
    ticket = operations.assign_incident(ticket=log(team_id=service_desk.pk), actor=by_agent, assignee_id=agent.pk)  # fmt: skip

    assert ask(agent_api, [ticket], "move", team=network.pk).json()["done"] == 1
    assert ask(agent_api, [ticket], "move", team=999).status_code == 409
    ticket.refresh_from_db()
    assert (ticket.team_id, ticket.assignee_id) == (network.pk, None)


def test_two_hundred_cost_the_same_for_each(log, agent_api, django_assert_max_num_queries):
    tickets = [log(f"{n}") for n in range(20)]

    with django_assert_max_num_queries(20 * 12 + 12):
        assert ask(agent_api, tickets, "hold", cause="vendor").json()["done"] == 20


def test_all_are_linked_to_one_and_a_hidden_one_is_not_found(log, agent_api, hidden):
    one, other, target = log("One"), log("Other"), log("Target")

    told = ask(agent_api, [one, other, target], "link", to=target.ref).json()
    again = ask(agent_api, [one], "link", to=target.ref).json()

    assert [item["status"] for item in told["items"]] == ["done", "done", "refused"]
    assert told["items"][2]["words"] == "A ticket is not linked to itself."
    assert again["items"][0]["status"] == "unchanged"
    assert ask(agent_api, [one], "link", to=hidden.ref).status_code == 404
    assert DomainEvent.objects.filter(name="ticket.linked").count() == 2
