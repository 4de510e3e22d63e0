"""The portal: people ask for help, follow it and answer, and nothing internal reaches them."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Message, Survey, Ticket
from practices.desk.operations import surveys
from practices.desk.operations.tags import tag_ticket
from practices.incident import operations
from practices.incident.models import Outage
from svs.accounts.models import Role, Team, User
from svs.events import deliver
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.services.models import Service
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
RESTORED = {"resolution": "Back to 8.3", "resolution_code": "fixed", "cause_code": "change"}
PAGES = ("/help/", "/help/ask/", "/help/requests/", "/help/status/")


@pytest.fixture
def me(client, requester):
    client.force_login(requester)
    return client


@pytest.fixture
def mine(by_agent, requester, scanners, network):
    return operations.log_incident(
        actor=by_agent, title="Scanners lose session", requester=requester, service_id=scanners.pk, team_id=network.pk
    )  # fmt: skip


@pytest.fixture
def restored(mine, by_agent):
    operations.resolve_incident(ticket=mine, actor=by_agent, **RESTORED)
    deliver.drain("incident.write_to_requester")
    return Ticket.objects.get(pk=mine.pk)


@pytest.fixture
def outage(by_agent, outsider, scanners):
    behind = operations.log_incident(actor=by_agent, title="CANARY firmware", requester=outsider, service_id=scanners.pk)  # fmt: skip
    return Outage.objects.create(
        service=scanners, ticket=behind, started_at=timezone.now() - timedelta(hours=1), words="Hall A freezes."
    )  # fmt: skip


def text(answer) -> str:
    return answer.content.decode()


def test_a_requester_lands_on_the_portal_and_staff_on_their_work(client, requester, agent):
    client.force_login(requester)
    assert client.get("/")["Location"] == "/help/"
    client.force_login(agent)
    assert client.get("/")["Location"] == "/tickets/mine/"
    assert "Ask for help" in text(client.get("/tickets/mine/"))
    assert client.get("/help/").status_code == 200


@pytest.mark.parametrize(("hour", "part"), [(8, "morning"), (13, "afternoon"), (20, "evening")])
def test_the_portal_greets_by_name_and_the_time_of_day_where_people_are(client, requester, hour, part):  # fmt: skip
    User.objects.filter(pk=requester.pk).update(time_zone="Europe/Amsterdam")
    with time_machine.travel(datetime(2026, 3, 2, hour - 1, 30, tzinfo=UTC)):
        client.force_login(requester)
        assert f"Good {part}, Joost." in text(client.get("/help/"))


def test_words_from_the_first_page_come_along_and_become_a_request(me, requester, scanners):
    assert 'value="Scanner freezes"' in text(me.get("/help/ask/?q=Scanner+freezes"))

    answer = me.post("/help/ask/", {"title": "Scanner freezes", "description": "Since noon", "service": scanners.pk})  # fmt: skip

    ticket = Ticket.objects.get()
    assert answer["Location"] == f"/help/requests/{ticket.ref}/"
    assert (ticket.requester, ticket.channel, ticket.service) == (requester, "portal", scanners)
    assert (ticket.impact, ticket.urgency, ticket.team, ticket.state) == (2, 2, None, "NEW")
    assert "Since noon" in text(me.get(answer["Location"]))


def test_whoever_asks_sets_neither_priority_nor_team_nor_state_nor_requester(me, requester, outsider, network):  # fmt: skip
    me.post("/help/ask/", {"title": "x", "priority": 1, "impact": 1, "urgency": 1, "team": network.pk, "state": "CLOSED", "requester": outsider.pk})  # fmt: skip

    ticket = Ticket.objects.get()
    assert (ticket.requester, ticket.impact, ticket.team, ticket.state) == (requester, 2, None, "NEW")  # fmt: skip


def test_a_hidden_service_is_neither_offered_nor_taken(me, by_agent):
    hidden = Service.objects.create(name="CANARY files", slug="hr", is_restricted=True)
    Outage.objects.create(service=hidden, started_at=timezone.now() - timedelta(hours=1), words="CANARY")  # fmt: skip
    Outage.objects.create(service=hidden, started_at=timezone.now() + timedelta(hours=9), ended_at=timezone.now() + timedelta(hours=10), is_planned=True)  # fmt: skip
    past = Outage.objects.create(service=hidden, started_at=timezone.now() - timedelta(days=2), ended_at=timezone.now() - timedelta(days=1))  # fmt: skip

    assert me.post("/help/ask/", {"title": "x", "service": hidden.pk}).status_code == 400
    assert me.post(f"/help/outages/{past.pk - 1}/affected/").status_code == 404
    for page in PAGES:
        assert "CANARY" not in text(me.get(page))


def test_progress_stands_in_plain_words(me, mine, by_agent, agent):
    url = f"/help/requests/{mine.ref}/"
    assert "It waits its turn with Network Operations." in text(me.get(url))
    operations.assign_incident(ticket=mine, actor=by_agent, assignee_id=agent.pk)
    assert "Ana Ruiz is working on it." in text(me.get(url))
    operations.hold_incident(ticket=mine, actor=by_agent, cause="vendor")
    assert "We wait for a supplier." in text(me.get("/help/"))
    operations.resolve_incident(ticket=mine, actor=by_agent, **RESTORED)
    assert "Back to 8.3" in text(me.get(url))


def test_nothing_internal_reaches_the_requester_anywhere(me, requester, mine, by_agent, agent, outsider, outage):  # fmt: skip
    User.objects.filter(pk=agent.pk).update(phone="+31 CANARY", job="CANARY")
    User.objects.filter(pk=agent.pk).update(email="canary@northwind.example")
    others = operations.log_incident(actor=by_agent, title="CANARY of another", requester=outsider, service_id=mine.service_id)  # fmt: skip
    desk.add_message(ticket_id=mine.pk, author=agent, actor=by_agent, body="CANARY note", is_internal=True)  # fmt: skip
    tag_ticket(ticket=mine, actor=by_agent, tag="canary")
    operations.assign_incident(ticket=mine, actor=by_agent, assignee_id=agent.pk)
    me.post(f"/help/outages/{outage.pk}/affected/")
    child = Ticket.objects.get(channel="portal")
    api, seen = api_as(requester, "tickets:read", "services:read"), []

    for ticket in (mine, child):
        seen += [me.get(ticket.portal_url), me.get(ticket.get_absolute_url(), follow=True)]
        base = f"/api/v1/incidents/{ticket.ref}/"
        seen += [api.get(base), api.get(f"{base}messages/")]
    seen += [me.get(page) for page in (*PAGES, "/find/?q=canary", "/tickets/all/")]
    seen += [api.get("/api/v1/incidents/"), api.get("/api/v1/services/")]
    for answer in seen:
        assert answer.status_code in (200, 302)
        assert "canary" not in text(answer).casefold().replace('value="canary"', "").replace(
            "/find/?q=canary", ""
        )
    assert others.ref not in "".join(map(text, seen))
    assert outage.ticket.ref not in "".join(map(text, seen))


def test_a_requester_who_opens_the_desks_page_is_led_to_the_portal(me, mine):
    assert me.get(mine.get_absolute_url())["Location"] == mine.portal_url
    assert me.get("/tickets/all/")["Location"] == "/help/requests/"
    assert me.post(f"{mine.get_absolute_url()}reply/", {"body": " "})["Location"] == mine.portal_url


def test_a_request_of_somebody_else_is_not_there(client, outsider, agent, mine):
    for person_ in (outsider, agent):  # an agent reads it on the desk's page
        client.force_login(person_)
        assert client.get(mine.portal_url).status_code == 404
        for verb, data in (("reply", {"body": "x"}), ("reopen", {"words": "x"}), ("survey", {"score": 5})):  # fmt: skip
            assert client.post(f"{mine.portal_url}{verb}/", data).status_code == 404
    assert not Message.objects.exists()
    client.force_login(outsider)
    assert mine.title not in text(client.get("/help/requests/"))


def test_a_reply_is_public_and_its_own(me, mine, requester):
    me.post(f"{mine.portal_url}reply/", {"body": "It froze again", "is_internal": "true"})

    message = Message.objects.get()
    assert (message.author, message.is_internal) == (requester, False)
    assert "It froze again" in text(me.get(mine.portal_url))
    assert me.post(f"{mine.portal_url}reply/", {"body": " "}).status_code == 409


def test_an_answer_lets_go_on_what_waited_for_it_and_nothing_else(me, mine, by_agent):
    for cause, phase in (("vendor", "WAITING"), ("requester", "QUEUED")):
        operations.hold_incident(ticket=mine, actor=by_agent, cause=cause)
        me.post(f"{mine.portal_url}reply/", {"body": f"Here it is, not at the {cause}"})
        deliver.drain("incident.go_on")
        mine.refresh_from_db()
        assert mine.phase == phase
        if phase == "WAITING":
            operations.resume_incident(ticket=mine, actor=by_agent)


def test_what_is_not_solved_is_opened_again_with_words_while_it_may(me, restored):
    assert me.post(f"{restored.portal_url}reopen/", {"words": ""}).status_code == 409
    me.post(f"{restored.portal_url}reopen/", {"words": "It still freezes"})

    restored.refresh_from_db()
    assert restored.phase != "DONE"
    assert "It still freezes" in text(me.get(restored.portal_url))
    assert "It is not solved" not in text(me.get(restored.portal_url))


def test_after_the_reopen_window_the_page_says_so_and_nothing_changes(me, requester, restored):
    with time_machine.travel(timezone.now() + timedelta(days=8)):
        me.force_login(requester)
        assert "It is not solved" not in text(me.get(restored.portal_url))
        answer = me.post(f"{restored.portal_url}reopen/", {"words": "It still freezes"})

    assert answer.status_code == 409
    assert not Message.objects.exists()
    assert Ticket.objects.get().phase == "DONE"


def test_the_survey_stands_in_place_and_is_answered_once(me, restored):
    assert "Very good" in text(me.get(restored.portal_url))
    assert "Say how it went" in text(me.get("/help/"))
    assert me.post(f"{restored.portal_url}survey/", {"score": 9}).status_code == 409
    me.post(f"{restored.portal_url}survey/", {"score": 4, "words": "Quick"})
    me.post(f"{restored.portal_url}survey/", {"score": 1})

    assert (Survey.objects.get().score, Survey.objects.get().words) == (4, "Quick")
    assert "4 of 5" in text(me.get(restored.portal_url))
    assert "Say how it went" not in text(me.get("/help/"))


def test_this_affects_me_logs_a_child_once_without_showing_what_is_behind(me, requester, outage):
    assert "Hall A freezes." in text(me.get("/help/"))
    first = me.post(f"/help/outages/{outage.pk}/affected/")["Location"]
    again = me.post(f"/help/outages/{outage.pk}/affected/")["Location"]

    ticket = Ticket.objects.get(requester=requester)
    assert first == again == ticket.portal_url
    assert list(ticket.links_out.values_list("kind", "target")) == [("child_of", outage.ticket_id)]
    assert ticket.channel == "portal"
    assert f"You told us: {ticket.ref}" in text(me.get("/help/"))
    assert outage.ticket.ref not in text(me.get("/help/")) + text(me.get(first))


def test_an_outage_whose_incident_is_over_or_unknown_can_be_told_of_once(me, by_agent, requester, outage, scanners):  # fmt: skip
    operations.resolve_incident(ticket=outage.ticket, actor=by_agent, **RESTORED)
    Outage.objects.filter(pk=outage.pk).update(ended_at=None)
    portal = Service.objects.create(name="Customer Portal", slug="customer-portal")
    bare = Outage.objects.create(service=portal, started_at=timezone.now() - timedelta(hours=1))

    for number in (outage.pk, outage.pk, bare.pk, bare.pk):
        assert me.post(f"/help/outages/{number}/affected/").status_code == 302

    assert Ticket.objects.filter(requester=requester).count() == 2


def test_whose_incident_is_behind_the_outage_told_us_already(me, mine):
    outage = Outage.objects.create(service=mine.service, ticket=mine, started_at=timezone.now())

    assert f"You told us: {mine.ref}" in text(me.get("/help/"))
    assert me.post(f"/help/outages/{outage.pk}/affected/")["Location"] == mine.portal_url
    assert Ticket.objects.count() == 1


def test_the_status_page_tells_now_soon_and_the_last_thirty_days(me, scanners):
    now = timezone.now()
    for days, length, words in ((-2, 3, "Yesterday or so"), (-40, 3, "Long ago"), (2, 3, "Soon")):
        start = now + timedelta(days=days)
        Outage.objects.create(service=scanners, started_at=start, ended_at=start + timedelta(hours=length), words=words, is_planned=days > 0)  # fmt: skip

    page = text(me.get("/help/status/"))
    assert "Everything works" in page
    assert "Yesterday or so" in page
    assert "3h 00m" in page
    assert "Soon" in page
    assert "Maintenance planned" in page
    assert "Long ago" not in page


def test_the_pages_take_the_same_few_statements_however_much_there_is(
    client, requester, by_agent, scanners, django_assert_max_num_queries
):
    for number in range(12):
        operations.log_incident(actor=by_agent, title=f"Request {number}", requester=requester, service_id=scanners.pk)  # fmt: skip
        Outage.objects.create(service=scanners, started_at=timezone.now() - timedelta(hours=number + 1))  # fmt: skip
        Outage.objects.create(service=scanners, started_at=timezone.now() - timedelta(days=number + 1), ended_at=timezone.now() - timedelta(days=number))  # fmt: skip
    client.force_login(requester)

    for page, most in (("/help/", 13), ("/help/requests/", 4), ("/help/status/", 9), (Ticket.objects.first().portal_url, 5)):  # fmt: skip
        with django_assert_max_num_queries(most):
            assert client.get(page).status_code == 200


def test_looking_writes_nothing(client, requester, restored, outage):
    client.force_login(requester)
    before = DomainEvent.objects.count()
    from django.db import connection  # noqa: PLC0415
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    with CaptureQueriesContext(connection) as seen:
        for page in (*PAGES, restored.portal_url) * 2:
            assert client.get(page).status_code == 200
            assert client.head(page).status_code in (200, 405)

    assert [q["sql"] for q in seen if not q["sql"].strip().upper().startswith(("SELECT", "WITH", "DECLARE", "FETCH", "CLOSE", "SAVEPOINT", "RELEASE"))] == []  # fmt: skip
    assert DomainEvent.objects.count() == before


@pytest.mark.parametrize("field", ["status", "state", "priority", "assignee", "team", "impact", "urgency", "due_at", "sla_due_at", "requester", "caller", "internal", "created_at", "number", "id", "version", "parent", "items", "external_id"])  # fmt: skip
def test_a_program_asks_for_help_and_a_field_that_is_not_its_to_set_is_named(requester, scanners, field):  # fmt: skip
    api = api_as(requester)

    answer = api.post("/api/v1/help/", {"title": "x", field: 1}, format="json")
    assert (answer.status_code, answer.json()["errors"][0]["pointer"]) == (400, f"/{field}")
    assert not Ticket.objects.exists()


def test_help_by_api_is_a_request_of_whoever_asks(requester, scanners):
    hidden = Service.objects.create(name="HR files", slug="hr", is_restricted=True)
    api = api_as(requester)

    answer = api.post("/api/v1/help/", {"title": "Frozen", "service": scanners.pk}, format="json", HTTP_IDEMPOTENCY_KEY='"a"')  # fmt: skip
    again = api.post("/api/v1/help/", {"title": "Frozen", "service": scanners.pk}, format="json", HTTP_IDEMPOTENCY_KEY='"a"')  # fmt: skip

    assert (answer.status_code, answer.json()["channel"]) == (201, "portal")
    assert Ticket.objects.get().requester == requester
    assert again.json()["ref"] == answer.json()["ref"]
    assert api.post("/api/v1/help/", {"title": "x", "service": hidden.pk}, format="json").status_code == 409  # fmt: skip
    assert Ticket.objects.count() == 1


def test_the_survey_by_api_is_the_requesters_alone(requester, agent, owner, restored):
    url = f"/api/v1/incidents/{restored.ref}/survey/"
    for other in (agent, owner):
        assert api_as(other).post(url, {"score": 1}, format="json").status_code == 404
    api = api_as(requester)

    assert api.post(url, {"score": 6}, format="json").status_code == 400
    answer = api.post(url, {"score": 5, "words": "Quick"}, format="json")
    assert (answer.status_code, answer.json()["score"], answer.json()["words"]) == (201, 5, "Quick")
    assert api.post(url, {"score": 5}, format="json").json()["code"] == "survey_answered"


def test_staff_who_asked_read_their_own_request_on_the_portal(client, by_agent, network):
    priya = make_person("Priya Nair", Role.AGENT, team=network)
    ticket = operations.log_incident(actor=by_agent, title="My badge", requester=priya)
    client.force_login(priya)

    assert client.get(ticket.portal_url).status_code == 200
    assert client.get(ticket.get_absolute_url()).status_code == 200


def test_a_person_may_not_answer_for_the_desk(requester, restored):
    surveys.answer_survey(ticket=restored, actor=person(requester), score=3)

    assert DomainEvent.objects.get(name="survey.answered").actor_user_id == requester.pk


def test_an_agent_who_asked_a_restricted_team_is_a_requester_there(
    client, agent, colleague, by_agent
):  # B6
    secret = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    theirs = operations.log_incident(
        actor=by_agent, title="My pay", requester=agent, team_id=secret.pk
    )
    desk.add_message(ticket_id=theirs.pk, author=colleague, actor=by_agent, body="CANARY they are leaving", is_internal=True)  # fmt: skip
    client.force_login(agent)

    page = client.get(theirs.get_absolute_url(), follow=True)
    said = client.get(f"/api/v1/incidents/{theirs.ref}/messages/")
    moved = client.post(f"{theirs.get_absolute_url()}resolve/", RESTORED)

    assert page.redirect_chain == [(theirs.portal_url, 302)]
    assert b"CANARY" not in page.content + said.content
    assert moved.status_code == 403
