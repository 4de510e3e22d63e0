"""An administrator adds people, gives and takes what they may, and shuts them out at once."""

from threading import Barrier, Thread

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from practices.desk.models import Ticket
from practices.incident import operations as incidents
from svs.accounts import operations
from svs.accounts.models import (
    Absence,
    ApiClient,
    Membership,
    Role,
    RoleAssignment,
    Session,
    Team,
    User,
)
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import person as as_person
from svs.events.models import DomainEvent, Job, Outgoing
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def as_admin(client, administrator):
    client.force_login(administrator)
    return client


def names() -> list[str]:
    return list(DomainEvent.objects.order_by("id").values_list("name", flat=True))


def test_somebody_new_comes_with_roles_teams_and_a_link(as_admin, network):
    form = {"name": "Noor Bakker", "email": "Noor.Bakker@example.org", "roles": ["agent"], "teams": [network.pk], "invite": "on"}  # fmt: skip

    answer = as_admin.post("/admin/people/new/", form)

    noor = User.objects.get(email="noor.bakker@example.org")
    assert answer["Location"] == f"/admin/people/{noor.pk}/"
    assert noor.roles() == {"agent", "requester"}
    assert [team.pk for team in noor.teams.all()] == [network.pk]
    assert names() == ["person.added", "role.given", "person.joined", "person.invited"]
    assert "/set-password/" in Outgoing.objects.get(recipient=noor.email).body
    assert "Noor" not in str(list(DomainEvent.objects.values_list("data", flat=True)))


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"email": "no address"}, "valid email"), ({"name": " "}, "required"), ({"email": "ana.ruiz@northwind.example"}, "Somebody has"),
        ({"time_zone": "Mars/Olympus"}, "not one of"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_beside_its_field(as_admin, agent, change, words):
    answer = as_admin.post("/admin/people/new/", {"name": "N", "email": "n@example.org", **change})

    assert answer.status_code == 400
    assert words in answer.content.decode()


def test_the_list_is_searched_and_filtered_in_a_fixed_number_of_statements(
    as_admin, agent, colleague, requester, network, django_assert_max_num_queries
):
    requester.is_active = False
    requester.save()

    def shown(query: str) -> str:
        return as_admin.get(f"/admin/people/?{query}").content.decode()

    assert "Ana Ruiz" in shown("q=ruiz")
    assert "Tom Becker" not in shown("q=ruiz")
    assert "Tom Becker" in shown(f"team={network.pk}&role=agent")
    assert "Ana Ruiz" not in shown(f"team={network.pk}")
    assert "Joost" not in shown("")
    assert "Joost" in shown("active=no")
    assert "Nobody fits" in shown("q=zzz")
    for n in range(8):
        make_person(f"More {n}", Role.AGENT, team=network)
    with django_assert_max_num_queries(8):
        shown("active=all")


def test_deactivating_names_what_they_hold_and_hands_it_back(
    as_admin, agent, service_desk, by_agent
):
    ticket = incidents.log_incident(actor=by_agent, title="Slow", team_id=service_desk.pk)
    incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)

    asked = as_admin.get(f"/admin/people/{agent.pk}/deactivate/").content.decode()
    as_admin.post(f"/admin/people/{agent.pk}/deactivate/", {"hand_back": "1"})

    assert ticket.ref in asked
    assert "Slow" not in asked
    ticket = Ticket.objects.get()
    assert (ticket.assignee_id, ticket.team_id, ticket.phase) == (None, service_desk.pk, "QUEUED")
    event = DomainEvent.objects.get(name="person.deactivated")
    assert event.data["handed_back"] == 1


def test_whoever_is_deactivated_is_out_at_once_and_stays_out_until_they_sign_in_again(
    as_admin, agent, agent_api
):
    """B12, B78: session and token are refused with the next call; being let in again revives neither."""
    browser = Client()
    browser.force_login(agent)
    assert browser.get("/tickets/").status_code == 200
    assert agent_api.get("/api/v1/incidents/").status_code == 200

    as_admin.post(f"/admin/people/{agent.pk}/deactivate/")
    refused = (browser.get("/api/v1/incidents/").status_code, agent_api.get("/api/v1/incidents/").status_code)  # fmt: skip
    as_admin.post(f"/admin/people/{agent.pk}/activate/")

    assert refused == (401, 401)
    assert browser.get("/api/v1/incidents/").status_code == 401
    assert agent_api.get("/api/v1/incidents/").status_code == 401
    assert not Session.objects.filter(user=agent).exists()
    assert ApiClient.objects.get().revoked_at


def test_a_revoked_or_expired_token_is_refused_with_the_next_call(agent, agent_api):
    """B12."""
    assert agent_api.get("/api/v1/incidents/").status_code == 200

    ApiClient.objects.update(expires_at=timezone.now())

    assert agent_api.get("/api/v1/incidents/").status_code == 401


def test_a_role_that_is_taken_ends_their_sessions(as_admin, agent):
    """B78: role loss."""
    browser = Client()
    browser.force_login(agent)
    held = RoleAssignment.objects.get(user=agent)

    as_admin.post(f"/admin/people/{agent.pk}/roles/{held.pk}/take/")

    assert browser.get("/api/v1/incidents/").status_code == 401
    assert names() == ["role.taken"]


def test_nobody_deactivates_themself_nor_the_last_administrator(as_admin, administrator):
    held = RoleAssignment.objects.get(user=administrator)

    himself = as_admin.post(f"/admin/people/{administrator.pk}/deactivate/")
    last = as_admin.post(f"/admin/people/{administrator.pk}/roles/{held.pk}/take/", follow=True)

    assert himself.status_code == 409
    assert "This is the last administrator." in last.content.decode()
    assert User.objects.get(pk=administrator.pk).is_active
    assert RoleAssignment.objects.filter(pk=held.pk).exists()


@pytest.mark.django_db(transaction=True)
def test_two_administrators_cannot_take_each_other_out_at_once(administrator):
    other = make_person("Grace Okafor", Role.ADMINISTRATOR)
    barrier, said = Barrier(2), []

    def shut_out(who: User, by: User) -> None:
        barrier.wait()
        try:
            operations.deactivate_person(person=who, actor=as_person(by))
        except RuleViolation as violation:
            said.append(violation.code)
        finally:
            connection.close()

    pair = [Thread(target=shut_out, args=args) for args in ((other, administrator), (administrator, other))]  # fmt: skip
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()

    assert said == ["last_administrator"]
    assert User.objects.filter(is_active=True).count() == 1


def test_a_role_is_given_for_one_service_only(as_admin, owner, scanners):
    RoleAssignment.objects.all().exclude(role=Role.ADMINISTRATOR).delete()

    as_admin.post("/admin/roles/", {"email": owner.email, "role": "service_owner", "scope": f"service:{scanners.pk}"})  # fmt: skip
    wrong = as_admin.post("/admin/roles/", {"email": owner.email, "role": "agent", "scope": f"service:{scanners.pk}"})  # fmt: skip

    assert User.objects.get(pk=owner.pk).scopes_of("service_owner", "service") == {scanners.pk}
    assert wrong.status_code == 400
    assert "cannot be narrowed" in wrong.content.decode()
    assert "Warehouse Scanners" in as_admin.get("/admin/roles/").content.decode()


def test_a_team_gets_people_and_a_lead_and_is_retired_only_when_its_work_has_a_place(
    as_admin, administrator, agent, service_desk, network, by_agent
):
    ticket = incidents.log_incident(actor=by_agent, title="Slow", team_id=network.pk)
    as_admin.post("/admin/teams/network-operations/members/", {"email": agent.email, "is_lead": "on"})  # fmt: skip

    refused = as_admin.post("/admin/teams/network-operations/retire/", {})
    done = as_admin.post("/admin/teams/network-operations/retire/", {"to_team": service_desk.pk})
    jobs.finish(Job.objects.get().pk)

    assert Membership.objects.get(team=network).is_lead
    assert "It holds 1 open tickets" in refused.content.decode()
    assert (refused.status_code, done.status_code) == (409, 302)
    assert not Team.objects.get(pk=network.pk).is_active
    assert Ticket.objects.get(pk=ticket.pk).team_id == service_desk.pk
    assert Job.objects.get().state == Job.State.DONE


def test_an_absence_counts_and_two_cannot_overlap(as_admin, agent, service_desk):
    from svs.accounts.queries import present_agents  # noqa: PLC0415

    day = timezone.localdate()
    for _ in range(2):
        answer = as_admin.post(f"/admin/people/{agent.pk}/absences/", {"since": day, "until": day})

    assert "They are away then already." in answer.content.decode()
    assert present_agents(service_desk.pk, day) == []
    as_admin.post(f"/admin/people/{agent.pk}/absences/{Absence.objects.get().pk}/remove/")
    assert present_agents(service_desk.pk, day) == [agent.pk]


def test_an_auditor_reads_and_changes_nothing(client, agent):
    auditor = make_person("Ute Auditor", Role.AUDITOR)
    client.force_login(auditor)

    page = client.get(f"/admin/people/{agent.pk}/")

    assert page.status_code == 200
    assert "Save person" not in page.content.decode()
    assert client.post(f"/admin/people/{agent.pk}/", {}).status_code == 403
    assert client.post(f"/admin/people/{agent.pk}/deactivate/").status_code == 403


def test_being_an_administrator_shows_no_restricted_ticket(
    as_admin, administrator, by_agent, network, caplog
):
    """B13: the right to administer is no right to data; what was refused stands in the request log."""
    Team.objects.filter(pk=network.pk).update(is_restricted=True)
    ticket = incidents.log_incident(actor=by_agent, title="Salary of the director", team_id=network.pk)  # fmt: skip

    with caplog.at_level("INFO", "svs.request"):
        page = as_admin.get(f"/incidents/{ticket.ref}/")
    call = api_as(administrator).get(f"/api/v1/incidents/{ticket.ref}/")
    audit = as_admin.get(f"/admin/audit/?subject={ticket.ref}").content.decode()

    assert (page.status_code, call.status_code) == (404, 404)
    assert ticket.ref in audit
    assert "Salary" not in audit
    assert f'href="/incidents/{ticket.ref}/"' not in audit
    refused = next(record for record in caplog.records if record.path == f"/incidents/{ticket.ref}/")  # fmt: skip
    assert (refused.status, refused.user) == (404, administrator.pk)
