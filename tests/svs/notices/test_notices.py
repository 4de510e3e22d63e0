"""Who works on a ticket or watches it is told of what others do, once, by the ways they chose, as long as they may see it."""

import pytest

from practices.desk.models import Watcher
from practices.incident import operations as incidents
from svs import extensions
from svs.accounts.models import Membership, Role
from svs.events import outgoing
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.emit import emit
from svs.events.models import DomainEvent, Outgoing
from svs.notices import operations, told
from svs.notices.models import Choice, Notice
from tests.conftest import make_person
from tests.svs.notices.telling import answer, give, mails_to, note, tell, told_to

pytestmark = pytest.mark.django_db


def test_who_is_given_a_ticket_is_told_here_and_by_mail(ticket, by_agent, agent, colleague):
    give(ticket, by_agent, colleague)

    assert told_to(colleague) == ["ticket.given"]
    (mail,) = mails_to(colleague)
    assert mail.subject == f"{ticket.ref}: {agent.name} gave it to you"
    assert ticket.title in mail.body
    assert f"/incidents/{ticket.ref}/" in mail.body
    assert "Reply-To" not in mail.headers
    assert mail.headers["Auto-Submitted"] == "auto-generated"


def test_nobody_is_told_of_their_own_act(ticket, by_agent, agent):
    give(ticket, by_agent, agent)
    note(ticket, agent)

    assert told_to(agent) == []


def test_a_ticket_in_a_teams_queue_is_told_to_its_agents_only(ticket, by_agent, colleague, network):
    member = make_person("Nobody Special", team=network)
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk)

    assert told_to(colleague) == ["ticket.queued"]
    assert mails_to(colleague) == []
    assert told_to(member) == []


def test_an_answer_of_the_requester_reaches_the_holder_the_watchers_and_else_the_team(ticket, by_agent, agent, colleague, requester, network):  # fmt: skip
    watcher = make_person("Ben Moreau", Role.AGENT)
    incidents.assign_incident(ticket=ticket, actor=by_agent, team_id=network.pk)
    answer(ticket, requester)
    assert told_to(colleague) == ["ticket.queued", "ticket.answered"]

    ticket.refresh_from_db()
    give(ticket, by_agent, agent)
    Watcher.objects.create(ticket=ticket, user=watcher)
    answer(ticket, requester)
    assert told_to(watcher) == ["ticket.answered"]
    assert told_to(agent) == ["ticket.answered"]
    assert told_to(colleague) == ["ticket.queued", "ticket.answered"]
    assert told_to(requester) == []


def test_a_note_is_told_to_who_watches_and_reads_notes_and_to_nobody_else(
    ticket, agent, colleague, requester, outsider
):
    for user in (colleague, requester, outsider):
        Watcher.objects.create(ticket=ticket, user=user)

    note(ticket, agent, "CANARY-77")

    assert told_to(colleague) == ["ticket.noted"]
    assert told_to(requester) == told_to(outsider) == []
    assert not Outgoing.objects.filter(body__contains="CANARY").exists()


def test_who_is_named_in_a_note_hears_of_that_and_not_twice(ticket, agent, colleague):
    note(ticket, agent, f"@{colleague.name} have a look, please.")

    assert told_to(colleague) == ["ticket.mentioned"]
    assert "named you in a note" in mails_to(colleague)[0].subject


def test_a_clock_that_runs_out_is_told_to_whom_the_policy_names(
    ticket, colleague, outsider, client
):
    data = {"measure": "resolution", "percent": 75, "who": [colleague.pk, outsider.pk]}
    for name, more in (("ticket.clock_warned", {}), ("ticket.clock_breached", {"percent": 100})):
        emit(name, subject=("ticket", ticket.pk), actor=SYSTEM_ACTOR, data={**data, **more})

    assert told_to(colleague) == ["ticket.warned", "ticket.breached"]
    assert told_to(outsider) == []  # who may not see it
    client.force_login(colleague)
    page = client.get("/notices/").content.decode()
    assert "75 % of the time for a solution is used" in page
    assert "The promised time for a solution is over" in page


def test_a_restricted_ticket_is_told_to_its_team_only(
    ticket, agent, by_agent, colleague, network, service_desk
):
    Watcher.objects.create(ticket=ticket, user=colleague)
    service_desk.is_restricted = True
    service_desk.save()
    incidents.assign_incident(
        ticket=ticket, actor=by_agent, team_id=service_desk.pk, assignee_id=agent.pk
    )
    other = make_person("Priya Nair", Role.AGENT, team=service_desk)
    Watcher.objects.create(ticket=ticket, user=other)

    note(ticket, agent)

    assert told_to(colleague) == []
    assert told_to(other) == ["ticket.noted"]


def test_whether_they_may_see_it_is_asked_again_when_mail_leaves_and_when_they_read(ticket, by_agent, colleague, service_desk, client, settings):  # fmt: skip
    settings.EMAIL_HOST = "127.0.0.1"
    give(ticket, by_agent, colleague)
    assert told_to(colleague) == ["ticket.given"]
    (mail,) = mails_to(colleague)
    assert outgoing._may_leave(mail)

    ticket.refresh_from_db()
    service_desk.is_restricted = True
    service_desk.save()
    ticket.team, ticket.assignee = service_desk, None
    ticket.save()

    assert not outgoing._may_leave(
        Outgoing.objects.select_related("event", "reader").get(pk=mail.pk)
    )
    client.force_login(colleague)
    page = client.get("/notices/").content.decode()
    assert ticket.title not in page
    assert ticket.ref not in page
    assert "may not read any more" in page


def test_telling_twice_tells_once(ticket, by_agent, colleague):
    give(ticket, by_agent, colleague)
    event = DomainEvent.objects.get(name="incident.assigned")

    for _ in range(3):
        operations.tell(event)

    assert Notice.objects.filter(user=colleague).count() == 1
    assert len(mails_to(colleague)) == 1


def test_one_event_is_one_notice_for_one_person(ticket, by_agent, colleague, network):
    Watcher.objects.create(ticket=ticket, user=colleague)
    incidents.assign_incident(
        ticket=ticket, actor=by_agent, team_id=network.pk, assignee_id=colleague.pk
    )
    tell()

    assert Notice.objects.filter(user=colleague).count() == 1


def test_who_left_is_told_nothing(ticket, by_agent, colleague):
    Watcher.objects.create(ticket=ticket, user=colleague)
    colleague.is_active = False
    colleague.save()
    note(ticket, make_person("Ben Moreau", Role.AGENT))

    assert told_to(colleague) == []


def test_each_chooses_by_which_ways_they_hear(ticket, by_agent, colleague, client):
    client.force_login(colleague)
    page = client.get("/account/").content.decode()
    assert "A ticket is given to me" in page

    client.post("/account/notices/", {"app:ticket.noted": "on", "mail:ticket.noted": "on"})
    give(ticket, by_agent, colleague)
    note(ticket, make_person("Ben Moreau", Role.AGENT))

    assert told_to(colleague) == ["ticket.noted"]
    assert [mail.purpose for mail in mails_to(colleague)] == ["notice:ticket.noted"]
    assert DomainEvent.objects.filter(name="notices.chosen").count() == 1
    assert not Choice.objects.filter(kind="ticket.reopened", in_app=True).exists()


def test_by_mail_only_is_by_mail_only(ticket, by_agent, colleague):
    operations.choose(
        user=colleague, actor=person(colleague), choices={"ticket.given": (False, True)}
    )
    give(ticket, by_agent, colleague)

    assert told_to(colleague) == []
    assert len(mails_to(colleague)) == 1


def test_telling_a_large_team_costs_few_statements(
    by_agent, requester, scanners, network, django_assert_max_num_queries
):
    for n in range(40):
        make_person(f"Agent {n}", Role.AGENT, team=network)
    ticket = incidents.log_incident(
        actor=by_agent, title="x", service_id=scanners.pk, requester=requester
    )
    event = DomainEvent.objects.get(name="incident.logged", subject_id=ticket.pk)
    event.data = {**event.data, "team_id": network.pk, "assignee_id": None}

    with django_assert_max_num_queries(12):
        operations.tell(event)

    assert Notice.objects.count() == 40


def test_a_rule_that_acts_is_named_by_its_number(ticket, colleague, client):
    rule = SYSTEM_ACTOR.as_rule("RULE-4 v1", (4,))
    give(ticket, rule, colleague)
    tell()
    client.force_login(colleague)

    assert "RULE-4 v1 gave it to you" in client.get("/notices/").content.decode()


def test_every_kind_that_is_told_was_declared():
    kinds = {source.kind for sources in told._sources.values() for source in sources}

    assert kinds <= extensions.notice_kinds.keys()


def test_requesters_that_watch_hear_of_replies_and_not_of_notes(ticket, agent, outsider):
    Watcher.objects.create(ticket=ticket, user=outsider)
    Membership.objects.filter(user=outsider).delete()
    answer(ticket, agent, "Restart it.")
    note(ticket, agent)
    tell()

    assert set(told_to(outsider)) <= {"ticket.replied"}
