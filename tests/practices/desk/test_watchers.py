"""Who watches a ticket reads its public part, and nobody is told of the others."""

import pytest

from practices.desk import access
from practices.desk import operations as desk
from practices.desk.models import Watcher
from practices.desk.operations.watchers import unwatch, watch
from practices.incident import operations
from svs.accounts.models import Role
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def ticket(log, agent, by_agent):
    made = log()
    desk.add_message(ticket_id=made.pk, author=agent, actor=by_agent, body="We look at it.", is_internal=False)  # fmt: skip
    desk.add_message(ticket_id=made.pk, author=agent, actor=by_agent, body="Canary of the desk", is_internal=True)  # fmt: skip
    return made


def test_a_watcher_reads_on_the_portal_what_its_requester_reads(ticket, client, agent, by_agent, outsider):  # fmt: skip
    client.force_login(outsider)
    assert client.get(ticket.portal_url).status_code == 404
    watch(ticket=ticket, actor=by_agent, user=outsider, by=agent)

    assert client.get(ticket.get_absolute_url()).url == ticket.portal_url
    page = client.get(ticket.portal_url).content.decode()
    assert "We look at it." in page
    assert "Canary" not in page
    assert "Send reply" not in page
    assert client.post(f"{ticket.portal_url}reply/", {"body": "Me too"}).status_code == 404
    assert ticket.title in client.get("/help/requests/").content.decode()
    assert client.post(f"{ticket.portal_url}unwatch/").status_code == 302
    assert client.get(ticket.portal_url).status_code == 404


def test_nothing_internal_reaches_a_watcher_by_the_api(ticket, agent, by_agent, outsider):
    watch(ticket=ticket, actor=by_agent, user=outsider, by=agent)
    api = api_as(outsider)

    url = f"/api/v1/incidents/{ticket.ref}/"
    assert "Canary" not in api.get(f"{url}messages/").content.decode()
    assert api.get(url).json()["tags"] == []
    assert api.post(f"{url}note/", {"body": "x"}, format="json").status_code == 403
    assert api.get(f"/api/v1/tickets/{ticket.ref}/tasks/").status_code == 403


def test_neither_requester_nor_watcher_is_told_who_else_watches(ticket, client, agent, by_agent, outsider, requester):  # fmt: skip
    third = make_person("Watching Third")
    for user in (outsider, third):
        watch(ticket=ticket, actor=by_agent, user=user, by=agent)

    for user in (requester, outsider):
        client.force_login(user)
        assert "Watching Third" not in client.get(ticket.portal_url).content.decode()
        assert api_as(user).get(f"/api/v1/tickets/{ticket.ref}/watchers/").status_code == 403
        assert "Watching Third" not in api_as(user).get(f"/api/v1/incidents/{ticket.ref}/").content.decode()  # fmt: skip


def test_the_desk_watches_and_lets_others_watch_on_the_page(ticket, as_agent, agent, outsider):
    url = f"{ticket.get_absolute_url()}watch/"

    as_agent.post(url, {"me": "1"})
    as_agent.post(url, {"person": outsider.email.upper()})
    assert "Nobody here has that" in as_agent.post(url, {"person": "no@where.example"}, headers={"HX-Request": "true"}).content.decode()  # fmt: skip

    assert set(Watcher.objects.values_list("user", flat=True)) == {agent.pk, outsider.pk}
    page = as_agent.get(ticket.get_absolute_url()).content.decode()
    assert "Let Lin Zhao watch it no longer" in page
    as_agent.post(url, {"not_me": "1"})
    as_agent.post(url, {"remove": str(outsider.pk)})
    assert not Watcher.objects.exists()
    told = DomainEvent.objects.filter(name__startswith="ticket.").order_by("id")
    assert [(e.name, e.data["user_id"]) for e in told] == [
        ("ticket.watched", agent.pk), ("ticket.watched", outsider.pk), ("ticket.unwatched", agent.pk), ("ticket.unwatched", outsider.pk),
    ]  # fmt: skip


def test_watching_twice_is_once(ticket, agent, by_agent):
    assert watch(ticket=ticket, actor=by_agent, user=agent, by=agent)
    assert not watch(ticket=ticket, actor=by_agent, user=agent, by=agent)

    assert DomainEvent.objects.filter(name="ticket.watched").count() == 1


def test_only_the_holder_lets_somebody_into_a_restricted_ticket_and_the_log_says_so(ticket, agent, colleague, by_agent, network, outsider):  # fmt: skip
    network.is_restricted = True
    network.save()
    operations.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk, assignee_id=colleague.pk)  # fmt: skip
    mate = make_person("Priya Nair", Role.AGENT, team=network)

    for whom in (agent, outsider):
        with pytest.raises(RuleViolation, match="only who holds it"):
            watch(ticket=ticket, actor=person(mate), user=whom, by=mate)
    watch(ticket=ticket, actor=person(colleague), user=agent, by=colleague)

    ticket.refresh_from_db()
    assert DomainEvent.objects.get(name="ticket.watched").data == {"user_id": agent.pk, "opened": True}  # fmt: skip
    assert access.visible_to(agent).filter(pk=ticket.pk).exists()
    assert access.only_asked(agent, ticket)
    assert not access.may(agent, access.NOTE, ticket)
    assert not access.messages_visible_to(agent, ticket).filter(is_internal=True).exists()
    unwatch(ticket=ticket, actor=person(colleague), user_id=agent.pk)
    assert not access.visible_to(agent).filter(pk=ticket.pk).exists()


def test_an_auditor_adds_nobody(ticket, outsider):
    auditor = api_as(make_person("Kees Audit", Role.AUDITOR))

    assert auditor.post(f"/api/v1/tickets/{ticket.ref}/watchers/", {"user": outsider.pk}, format="json").status_code == 403  # fmt: skip
    assert auditor.post(f"/api/v1/tickets/{ticket.ref}/links/", {}, format="json").status_code == 403  # fmt: skip
    assert not Watcher.objects.exists()


def test_who_left_and_programs_do_not_watch(ticket, agent, by_agent, outsider):
    outsider.is_active = False
    outsider.save()

    with pytest.raises(RuleViolation):
        watch(ticket=ticket, actor=by_agent, user=outsider, by=agent)
