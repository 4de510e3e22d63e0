"""One box: words, phrases, filters and numbers, as far as somebody may read."""

from datetime import timedelta

import pytest
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Message, Ticket, Watcher
from practices.desk.operations import words
from practices.desk.rules import search as rules
from practices.incident import operations
from svs.accounts.models import Role, Team
from svs.events.actor import person
from svs.permissions.models import Grant
from svs.services.models import Service
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
URL = "/api/v1/search/"


@pytest.fixture
def log(by_agent, requester, scanners):
    def make(title: str, **fields):
        return operations.log_incident(actor=by_agent, title=title, requester=requester, service_id=scanners.pk, **fields)  # fmt: skip

    return make


@pytest.fixture
def say(by_agent, agent):
    def write(ticket, body: str, *, is_internal: bool = False):
        return desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body=body, is_internal=is_internal)  # fmt: skip

    return write


@pytest.fixture
def found(agent_api):
    def look(text: str, api=agent_api):
        return [row["ref"] for row in api.get(URL, {"q": text}).json()["results"]]

    return look


def test_the_box_is_read_into_words_phrases_and_filters():
    asked = rules.read(
        'scanner "hall B" -test service:payroll is:open team:"Network Operations" p:1'
    )

    assert asked.words == ("scanner",)
    assert asked.phrases == ("hall B",)
    assert asked.without == ("test",)
    assert asked.filters == (
        ("service", "payroll"), ("is", "open"), ("team", "Network Operations"), ("priority", "1")
    )  # fmt: skip
    assert rules.read("inc-1042").is_ref


def test_more_than_eight_words_are_not_looked_for():
    assert len(rules.read("word " * 5000).words) == 8


def test_a_word_in_the_title_stands_before_one_in_the_talk(log, say, found):
    told, titled = log("Something else"), log("Printer jams")
    say(told, "It may be the printer.")

    assert found("printers") == [titled.ref, told.ref]


def test_a_phrase_a_word_that_must_not_stand_there_and_a_part_of_it(log, found):
    first, second = log("Badge reader at dock 4"), log("Reader of the badge at dock 5")

    assert found('"badge reader"') == [first.ref]
    assert found("badge -4") == [second.ref]


def test_filters_narrow_and_an_unknown_one_is_told(log, found, agent_api, by_agent, network, agent):
    held, other = log("Scanner dark", team_id=network.pk), log("Scanner slow")
    operations.assign_incident(ticket=held, actor=by_agent, assignee_id=agent.pk)

    assert found("scanner team:network") == [held.ref]
    assert found("scanner assignee:me is:open service:warehouse") == [held.ref]
    assert found("scanner is:unassigned") == [other.ref]
    assert found("is:closed") == []
    answer = agent_api.get(URL, {"q": "scanner colour:red is:blue"}).json()
    assert len(answer["faults"]) == 2


def test_broken_promises_are_the_same_in_the_box_as_in_lists(log, found, agent_api):
    past, before = timezone.now() - timedelta(hours=1), timezone.now() - timedelta(hours=2)
    Ticket.objects.filter(pk=log("Late").pk).update(due_at=past)
    Ticket.objects.filter(pk=log("Late, then held").pk).update(due_at=before, due_paused_at=past)
    Ticket.objects.filter(pk=log("Held in time").pk).update(due_at=past, due_paused_at=before)
    log("In time")

    listed = agent_api.get("/api/v1/tickets/", {"due": "breached"}).json()["results"]
    assert {row["title"] for row in listed} == {"Late", "Late, then held"}
    assert sorted(found("is:breached")) == sorted(row["ref"] for row in listed)


def test_a_mistyped_word_finds_what_was_meant_and_says_so(log, agent_api, client, agent):
    ticket = log("Scanners lose their session")
    words.learn_words()

    answer = agent_api.get(URL, {"q": "scaners sesion"}).json()

    assert [row["ref"] for row in answer["results"]] == [ticket.ref]
    assert answer["instead"] == {"scaners": "scanner", "sesion": "session"}
    client.force_login(agent)
    page = client.get("/tickets/search/", {"q": "scaners"}).content.decode()
    assert "this is what holds “scanner”" in page


def test_what_is_said_anew_is_found_anew(log, say, found, by_agent):
    ticket = log("Printer jams")
    say(ticket, "The fuser is worn")
    operations.change_incident(ticket=ticket, actor=by_agent, fields={"title": "Plotter jams"})

    assert found("printer") == []
    assert found("plotter") == [ticket.ref]
    Message.objects.update(body="The drum is worn")
    assert found("fuser") == []
    assert found("drum") == [ticket.ref]
    Message.objects.all().delete()
    assert found("drum") == []


def test_an_internal_note_is_found_by_the_desk_alone(log, say, found, requester):
    ticket = log("Printer jams")
    say(ticket, "He dropped the canary himself", is_internal=True)
    words.learn_words()
    api = api_as(requester)

    assert found("canary") == [ticket.ref]
    for typed in ("canary", "canarys", "printer canary"):
        answer = api.get(URL, {"q": typed}).json()
        assert (answer["results"], answer["count"], answer["instead"]) == ([], 0, {})
    assert found("printer", api) == [ticket.ref]


def test_a_reply_that_may_still_be_taken_back_is_not_found(log, agent, found):
    ticket = log("Printer jams")
    Message.objects.create(
        ticket=ticket, author=agent, is_internal=False, body="canary", created_at=timezone.now(), leaves_at=timezone.now()
    )  # fmt: skip
    assert found("canary") == []

    Message.objects.update(leaves_at=None)

    assert found("canary") == [ticket.ref]


def test_hidden_tickets_are_neither_found_nor_counted_nor_jumped_to(
    log, found, agent, client, by_agent
):
    hidden = Service.objects.create(name="HR", slug="hr", tier=1, is_restricted=True, team=None)
    ticket = operations.log_incident(
        actor=by_agent, title="Canary of somebody", service_id=hidden.pk
    )
    words.learn_words()
    client.force_login(agent)

    assert found("canary") == []
    assert found("canarie") == []
    assert client.get("/tickets/search/", {"q": ticket.ref}).status_code == 200
    assert ticket.ref not in client.get("/find/", {"q": "canary"}).content.decode()


@pytest.mark.parametrize("known_by", ["asking", "watching", "grant"])
def test_an_agent_who_does_not_read_the_notes_of_a_ticket_does_not_search_them(
    known_by, log, found, agent, colleague, requester, client
):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    ticket = log("Contract ends", team_id=secret.pk)
    if known_by == "asking":
        Ticket.objects.filter(pk=ticket.pk).update(requester=agent)
    elif known_by == "watching":
        Watcher.objects.create(ticket=ticket, user=agent)
    else:
        Grant.objects.create(user=agent, subject_type="ticket", subject_id=ticket.pk, verb="view")
    for body, is_internal in (("The canary is let go", True), ("We answer on Friday", False)):
        desk.add_message(ticket_id=ticket.pk, author=colleague, actor=person(colleague), body=body, is_internal=is_internal)  # fmt: skip
    client.force_login(agent)

    assert found("friday") == [ticket.ref]
    assert found("canary") == []
    assert "let go" not in client.get("/tickets/search/", {"q": "canary"}).content.decode()
    assert ticket.ref not in client.get("/find/", {"q": "canary"}).content.decode()


def test_an_agent_who_only_asked_does_not_find_it_by_its_tags(log, found, agent):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    log("Contract ends", team_id=secret.pk)
    worked = log("Printer jams")
    Ticket.objects.update(requester=agent, tags=["dismissal"])

    assert found("tag:dismissal") == [worked.ref]


def test_a_requester_cannot_ask_who_holds_what(log, requester, agent, by_agent, found):
    operations.assign_incident(ticket=log("Printer jams"), actor=by_agent, assignee_id=agent.pk)
    answer = api_as(requester).get(URL, {"q": "printer assignee:ana"}).json()

    assert answer["faults"] == ["“assignee:ana” is not known here."]
    assert answer["count"] == 1
    assert answer["results"][0]["priority"] is None


def test_a_number_leads_straight_to_its_ticket(log, client, agent):
    ticket = log("Printer jams")
    client.force_login(agent)

    assert client.get("/tickets/search/", {"q": ticket.ref.lower()})["Location"] == ticket.get_absolute_url()  # fmt: skip


def test_the_palette_finds_while_one_types(log, client, agent):
    ticket = log("Scanners lose their session")
    client.force_login(agent)

    for typed in ("sca", "scann", "scanners lo"):
        assert ticket.ref in client.get("/find/", {"q": typed}).content.decode()


def test_what_was_found_is_shown_as_text_never_as_markup(log, say, client, agent):
    say(log("<b>Printer</b>"), "printer <script>alert(1)</script> fuser")
    client.force_login(agent)

    page = client.get("/tickets/search/", {"q": "fuser"}).content.decode()

    assert "<mark>fuser</mark>" in page
    assert "<script>alert" not in page
    assert "&lt;b&gt;Printer" in page


@pytest.mark.parametrize("typed", ["'", '"', "a:b:c", "((", "!!", "\\", "&|", ":*", "%", "is:", "-", "\x00", "'; select pg_sleep(9) --", "😀", "te\u202est"])  # fmt: skip
def test_whatever_is_typed_is_answered(typed, agent_api, client, agent, log):
    log("Printer jams")
    client.force_login(agent)

    assert client.get("/tickets/search/", {"q": typed}).status_code in (200, 400)
    assert client.get("/find/", {"q": typed}).status_code in (200, 400)
    assert agent_api.get(URL, {"q": typed}).status_code in (200, 400)


def test_a_search_takes_the_same_few_statements_however_much_is_found(
    log, say, client, agent, django_assert_max_num_queries
):
    for n in range(30):
        say(log(f"Printer {n} jams"), "The printer again")
    client.force_login(agent)

    with django_assert_max_num_queries(6):
        page = client.get("/tickets/search/", {"q": "printer"}).content.decode()
    assert "30 tickets" in page
    assert "?page=2" in page


def test_an_owner_without_the_desk_reads_no_notes_in_search(log, say, scanners, found):
    owner = make_person("Olga Owner", Role.SERVICE_OWNER)
    Service.objects.update(owner=owner)
    say(log("Printer jams"), "canary", is_internal=True)

    assert found("canary", api_as(owner)) == []
    assert len(found("printer", api_as(owner))) == 1
