"""What teams wait for from each other, and how their queues stand for those who lead them."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from practices.desk.models import Ticket, TicketLink
from practices.desk.queries.between import between
from practices.incident import operations
from svs.accounts.models import Role, RoleAssignment, Team
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def hand(by_agent):
    def over(ticket, *teams: Team):
        for team in teams:
            operations.assign_incident(
                ticket=ticket, actor=by_agent, team_id=team.pk, assignee_id=None
            )
        return ticket

    return over


@pytest.fixture
def log(log, service_desk):
    return partial(log, team_id=service_desk.pk)


@pytest.fixture
def as_lead(client, agent):
    RoleAssignment.objects.create(user=agent, role=Role.TEAM_LEAD)
    client.force_login(agent)
    return client


def told(others) -> dict[str, tuple[int, int]]:
    return {other.name: (other.handed, other.parts) for other in others}


def test_what_was_handed_over_is_waited_for_until_it_comes_back(
    agent, log, hand, service_desk, network
):
    data = Team.objects.create(name="Data Integration", slug="data")
    hand(log("Theirs now"), network)
    hand(log("Went on to a third"), network, data)
    hand(log("Came back"), network, service_desk)
    log("Never left")

    ours, theirs = between(agent, service_desk.pk), between(agent, network.pk)

    assert told(ours.ours) == {"Network Operations": (1, 0)}
    assert told(ours.theirs) == {"Network Operations": (1, 0)}  # what came back waits for us
    assert told(theirs.ours) == {"Service Desk": (1, 0), "Data Integration": (1, 0)}
    assert told(theirs.theirs) == {"Service Desk": (1, 0)}


def test_a_parent_waits_for_its_children_elsewhere(agent, log, by_agent, service_desk, network):
    parent, child = log("Parent"), log("Child", team_id=network.pk)
    operations.make_child(ticket=child, parent=parent, actor=by_agent)
    TicketLink.objects.create(
        kind="relates", source=log("Other", team_id=network.pk), target=parent
    )

    assert told(between(agent, service_desk.pk).ours) == {"Network Operations": (0, 1)}
    assert told(between(agent, network.pk).theirs) == {"Service Desk": (0, 1)}


def test_the_numbers_are_the_lists_behind_them_and_count_only_what_is_seen(
    as_agent, agent, log, hand, by_agent, service_desk, network, django_assert_num_queries
):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    for n in range(3):
        hand(log(f"Theirs {n}"), network)
    hand(log("Hidden"), secret)
    operations.make_child(
        ticket=log("Part", team_id=network.pk), parent=log("Whole"), actor=by_agent
    )

    _ = agent.team_ids, agent.held  # come with the person on every request
    with django_assert_num_queries(2):
        found = between(agent, service_desk.pk).ours
    assert told(found) == {"Network Operations": (3, 1)}

    handed = as_agent.get(f"/tickets/all/?open=true&team={network.pk}&from_team={service_desk.pk}")
    parts = as_agent.get(
        f"/tickets/all/?open=true&team={network.pk}&part_of_team={service_desk.pk}"
    )
    assert len(handed.context["rows"]) == 3
    assert [row["title"] for row in parts.context["rows"]] == ["Part"]
    band = as_agent.get("/tickets/teams/service-desk/between/", headers=HX).content.decode()
    assert "3 handed over" in band
    assert "1 part of ours" in band
    assert as_agent.get("/tickets/teams/hr-cases/between/", headers=HX).status_code == 404


def test_leads_see_age_load_and_what_nobody_touches(as_lead, agent, log, by_agent, service_desk):
    now = timezone.now()
    idle = make_person("Sofia Tran", Role.AGENT, team=service_desk)
    for title, days in (("Fresh", 0), ("Old", 5), ("Oldest", 40)):
        ticket = log(title)
        Ticket.objects.filter(pk=ticket.pk).update(logged_at=now - timedelta(days=days), updated_at=now - timedelta(days=days))  # fmt: skip
    held = log("Held")
    operations.assign_incident(ticket=held, actor=by_agent, assignee_id=agent.pk)
    operations.hold_incident(ticket=held, actor=by_agent, cause="vendor")
    Ticket.objects.filter(title="Old").update(due_at=now - timedelta(hours=1))

    page = as_lead.get("/tickets/health/")

    assert {k: page.context["n"][k] for k in ("all", "breached", "nobody", "waiting")} == {"all": 4, "breached": 1, "nobody": 3, "waiting": 1}  # fmt: skip
    assert {band.words: (band.n, band.broken) for band in page.context["bands"] if band.n} == {
        "under a day": (2, 0), "3 to 7 days": (1, 1), "over 30 days": (1, 0)
    }  # fmt: skip
    assert [(row["name"], row["held"], row["waiting"]) for row in page.context["people"]] == [(agent.name, 1, 1), (idle.name, 0, 0)]  # fmt: skip
    assert [row["title"] for row in page.context["oldest"]][:2] == ["Oldest", "Old"]
    words = " ".join(page.content.decode().split())
    assert "4 tickets are open" in words
    assert "1 past their promise" in words


def test_each_age_leads_to_its_tickets(as_lead, log, service_desk):
    Ticket.objects.filter(pk=log("Old").pk).update(logged_at=timezone.now() - timedelta(days=5))
    log("Fresh")

    rows = as_lead.get(
        "/tickets/all/?open=true&team=mine&logged_after=7d&logged_before=3d"
    ).context["rows"]

    assert [row["title"] for row in rows] == ["Old"]


def test_health_counts_nothing_that_is_hidden_and_takes_the_same_statements(
    as_lead, agent, log, network, django_assert_max_num_queries
):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    for n in range(6):
        log(f"Number {n}")
        log(f"Hidden {n}", team_id=secret.pk)
    as_lead.get("/tickets/health/")

    with django_assert_max_num_queries(12):
        page = as_lead.get("/tickets/health/")
    assert page.context["n"]["all"] == 6
    assert as_lead.get("/tickets/teams/hr-cases/health/").status_code == 404
    assert as_lead.get("/tickets/teams/network-operations/health/").context["n"]["all"] == 0


def test_who_leads_nobody_does_not_look(as_agent):
    assert as_agent.get("/tickets/health/").status_code == 403
