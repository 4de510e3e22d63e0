"""The incident's pages: who may open them, and the whole line worked by form, without JavaScript."""

import pytest

from practices.desk import operations as desk
from practices.desk.models import Ticket
from practices.incident import operations
from svs.accounts.models import User

pytestmark = pytest.mark.django_db
RESTORED = {"resolution": "Route restored", "resolution_code": "fixed", "cause_code": "hardware"}


@pytest.fixture
def incident(by_agent, requester, scanners, network):
    return operations.log_incident(
        actor=by_agent,
        title="Scanners lose session",
        requester=requester,
        service_id=scanners.pk,
        team_id=network.pk,
    )


@pytest.fixture
def as_agent(client, agent):
    client.force_login(agent)
    return client


def test_the_signed_out_are_sent_to_sign_in(client, incident):
    answer = client.get(incident.get_absolute_url())

    assert answer.status_code == 302
    assert answer["Location"].startswith("/sign-in/?next=/incidents/INC-")


def test_an_incident_is_logged_for_a_new_caller_worked_and_closed_by_forms(
    as_agent, agent, scanners
):
    form = {
        "caller_email": "new.caller@northwind.example", "caller_name": "Noor Bakker", "title": "No label printer",
        "service": scanners.pk, "impact": 2, "urgency": 1,
    }  # fmt: skip
    url = as_agent.post("/incidents/log/", form)["Location"]
    for verb, data in [
        ("assign", {"assignee": agent.pk}), ("reply", {"body": "We look at it"}), ("note", {"body": "Dock 4"}),
        ("hold", {"cause": "vendor"}), ("resume", {}), ("resolve", RESTORED),
        ("reopen", {}), ("resolve", {**RESTORED, "resolution": "Route restored for good"}), ("close", {}),
    ]:  # fmt: skip
        answer = as_agent.post(f"{url}{verb}/", data)
        assert answer.status_code == 302, (verb, answer.content)

    ticket = Ticket.objects.get()
    assert (ticket.state, ticket.requester.name) == ("CLOSED", "Noor Bakker")
    assert "Route restored for good" in as_agent.get(url).content.decode()


def test_a_form_that_says_nothing_comes_back_with_the_reason(as_agent, incident):
    answer = as_agent.post(f"{incident.get_absolute_url()}resolve/", {"resolution": " "})

    assert answer.status_code == 409
    assert "This field is required" in answer.content.decode()


def test_a_move_that_is_no_longer_possible_says_so(as_agent, incident):
    as_agent.post(f"{incident.get_absolute_url()}hold/", {"cause": "vendor"})

    answer = as_agent.post(f"{incident.get_absolute_url()}close/")

    assert answer.status_code == 409


def test_the_requester_reads_the_conversation_without_the_notes(
    client, agent, as_agent, requester, incident
):
    as_agent.post(f"{incident.get_absolute_url()}note/", {"body": "CANARY"})
    client.force_login(requester)

    page = client.get(incident.get_absolute_url(), follow=True)

    assert page.status_code == 200
    assert "CANARY" not in page.content.decode()
    assert "Add internal note" not in page.content.decode()
    assert client.post(f"{incident.get_absolute_url()}note/", {"body": "x"}).status_code == 403


def test_a_hidden_incident_is_not_there(client, outsider, incident):
    client.force_login(outsider)

    assert client.get(incident.get_absolute_url()).status_code == 404
    assert incident.title not in client.get("/tickets/all/").content.decode()


def test_what_people_write_is_shown_and_never_run(as_agent, by_agent):
    operations.log_incident(
        actor=by_agent,
        title="<script>alert(1)</script>",
        description="<img src=x onerror=alert(1)>",
    )

    ticket = Ticket.objects.get()
    for url in ("/tickets/all/", ticket.get_absolute_url()):
        assert "<script>alert" not in as_agent.get(url).content.decode()
        assert "<img src=x" not in as_agent.get(url).content.decode()


def test_the_queue_takes_the_same_few_statements_however_many_rows(
    as_agent, agent, by_agent, network, django_assert_max_num_queries
):
    from svs.accounts.models import Membership  # noqa: PLC0415

    Membership.objects.create(user=agent, team=network)
    for number in range(8):
        operations.log_incident(actor=by_agent, title=f"Incident {number}", team_id=network.pk)

    with django_assert_max_num_queries(6):
        assert as_agent.get("/tickets/").content.decode().count('class="c-ticket"') == 8


def test_sign_in_slows_guessing_down_and_says_nothing_about_accounts(client, agent):
    User.objects.filter(pk=agent.pk).update(is_active=True)
    known = [
        client.post("/sign-in/", {"username": agent.email, "password": "wrong"}) for _ in range(5)
    ]
    unknown = client.post(
        "/sign-in/", {"username": "nobody@northwind.example", "password": "wrong"}
    )

    assert {answer.status_code for answer in known} == {200}
    assert unknown.status_code == 200
    blocked = client.post("/sign-in/", {"username": agent.email, "password": "wrong"})
    assert (blocked.status_code, blocked["Retry-After"]) == (429, "60")


@pytest.mark.parametrize(
    "path", ["/sign-in/", "/healthz", "/no-such-page/", "/api/v1/incidents/", "/static/no.css"]
)
def test_every_answer_carries_the_security_headers(client, path):
    answer = client.get(path)

    assert "script-src 'self'" in answer["Content-Security-Policy"]
    assert "unsafe" not in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "DENY"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Referrer-Policy"] == "same-origin"
    assert answer["X-Request-ID"]


def test_a_long_story_shows_its_newest_turns_and_all_of_it_when_asked(client, agent, by_agent):
    ticket = operations.log_incident(actor=by_agent, title="A long story")
    for n in range(40):
        desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body=f"Turn {n}.", is_internal=False)  # fmt: skip
    client.force_login(agent)
    short, whole = (
        client.get(f"/incidents/{ticket.ref}/{q}").content.decode() for q in ("", "?all")
    )

    assert "Turn 39." in short
    assert "Turn 3." not in short
    assert "Show 16 earlier" in short
    assert all(f"Turn {n}." in whole for n in range(40))
    assert "Show 1" not in whole


def test_handed_to_its_own_team_alone_it_is_back_in_the_queue(as_agent, incident, agent, network):
    url = f"{incident.get_absolute_url()}assign/"
    as_agent.post(url, {"assignee": agent.pk})

    as_agent.post(url, {"team": network.pk})
    incident.refresh_from_db()

    assert (incident.team, incident.assignee, incident.state) == (network, None, "QUEUED")
