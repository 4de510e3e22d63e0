"""Lists that are kept: one's own and a team's, in the side bar with what they hold."""

from functools import partial

import pytest

from practices.desk.models import SavedView
from practices.desk.operations import saved
from svs.accounts.models import Membership, Role, Team
from svs.errors import RuleViolation
from svs.events.actor import person
from svs.events.models import DomainEvent
from svs.web.navigation import groups_of
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
HX = {"HX-Request": "true"}


@pytest.fixture
def log(log, network):
    """Log into the queue of the network team, unless said otherwise."""
    return partial(log, team_id=network.pk)


@pytest.fixture
def keep(agent, by_agent):
    def make(
        name: str = "Urgent", query: str = "open=true&priority=1&priority=2", user=agent, **said
    ):
        return saved.save_view(actor=by_agent, user=user, name=name, query=query, **said)

    return make


def test_a_list_is_kept_as_it_is_asked_for_and_opens_so(as_agent, agent, log):
    log("Urgent", impact=1, urgency=1)
    log("Not urgent", impact=3, urgency=3)

    answer = as_agent.post("/tickets/views/new/", {"name": " Mine ", "query": "priority=1&priority=2&open=true&sort=-logged&columns=tags"})  # fmt: skip

    view = SavedView.objects.get()
    assert answer["Location"] == f"/tickets/views/{view.pk}/"
    assert (view.name, view.owner, view.team) == ("Mine", agent, None)
    page = as_agent.get(f"/tickets/views/{view.pk}/")
    assert [row["title"] for row in page.context["rows"]] == ["Urgent"]
    assert not page.context["is_changed"]
    assert 'class="c-tags"' in page.content.decode()
    assert DomainEvent.objects.filter(name="saved_view.made").exists()


def test_what_is_asked_beyond_a_view_can_be_kept_too(as_agent, keep, log):
    view = keep()
    log("Third", impact=2, urgency=2)

    page = as_agent.get(f"/tickets/views/{view.pk}/?open=true&priority=3")
    assert page.context["is_changed"]
    assert [row["title"] for row in page.context["rows"]] == ["Third"]

    as_agent.post(f"/tickets/views/{view.pk}/keep/", {"query": "open=true&priority=3"})
    view.refresh_from_db()
    assert (view.query, view.version) == ("open=true&priority=3", 2)


def test_what_cannot_be_asked_is_not_kept(as_agent, keep):
    assert (
        as_agent.post(
            "/tickets/views/new/", {"name": "x", "query": "requester__password=a"}
        ).status_code
        == 400
    )
    as_agent.post(f"/tickets/views/{keep().pk}/keep/", {"query": "priority=9"})

    assert SavedView.objects.get().query == "open=true&priority=1&priority=2"


def test_a_view_that_asks_what_is_gone_says_so(as_agent, keep):
    answer = as_agent.get(f"/tickets/views/{keep(query='own.gone=1').pk}/")

    assert answer.status_code == 400
    assert "There is no filter" in answer.content.decode()


def test_names_are_given_once(keep, service_desk):
    keep("Urgent")
    keep("Urgent", team_id=service_desk.pk)

    for team in (None, service_desk.pk):
        with pytest.raises(RuleViolation, match="of this name"):
            keep(" Urgent ", team_id=team)
    with pytest.raises(RuleViolation, match="Give it a name"):
        keep("  ")


def test_a_teams_view_is_seen_by_its_members_and_edited_by_its_maker_and_its_leads(
    client, agent, keep, service_desk, network
):
    view = keep("Ours", team_id=service_desk.pk)
    member, lead = make_person("Sofia Tran", Role.AGENT, team=service_desk), make_person("Priya Nair", Role.AGENT)  # fmt: skip
    Membership.objects.create(user=lead, team=service_desk, is_lead=True)
    elsewhere = make_person("Oskar Lind", Role.AGENT, team=network)

    def status(user, what="") -> int:
        client.force_login(user)
        return client.get(f"/tickets/views/{view.pk}/{what}").status_code

    assert [status(who) for who in (agent, member, lead, elsewhere)] == [200, 200, 200, 404]
    assert [status(who, "edit/") for who in (agent, member, lead, elsewhere)] == [
        200,
        403,
        200,
        404,
    ]
    with pytest.raises(RuleViolation, match="Only members"):
        keep("Theirs", team_id=network.pk)


def test_the_side_bar_counts_only_what_one_sees_in_three_statements(as_agent, keep, log, service_desk, django_assert_max_num_queries):  # fmt: skip
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    log(impact=1, urgency=1)
    log(impact=1, urgency=1, team_id=secret.pk)
    log(impact=1, urgency=1, team_id=service_desk.pk)
    for n in range(5):
        keep(f"Urgent {n}")

    with django_assert_max_num_queries(7):  # the person, what is promised, and three
        page = as_agent.get("/tickets/side/?at=/tickets/teams/service-desk/", headers=HX)

    assert [(row["name"], row["count"]) for row in page.context["teams"]] == [("Service Desk", 1)]
    assert {row["count"] for row in page.context["views"]} == {2}
    assert page.content.decode().count('aria-current="page"') == 1


def test_views_are_moved_renamed_and_deleted(as_agent, agent, keep):
    first, second = keep("First"), keep("Second")
    as_agent.post(f"/tickets/views/{second.pk}/move/", {"to": "up"})
    as_agent.post(f"/tickets/views/{second.pk}/edit/", {"name": "Foremost", "version": 1})

    names = [row["view"].name for row in as_agent.get("/tickets/views/").context["rows"]]
    assert names == ["Foremost", "First"]

    assert b"You lose this view" in as_agent.get(f"/tickets/views/{first.pk}/delete/").content
    as_agent.post(f"/tickets/views/{first.pk}/delete/")
    assert SavedView.objects.count() == 1


def test_two_who_rename_at_once(as_agent, keep):
    view = keep()
    as_agent.post(f"/tickets/views/{view.pk}/edit/", {"name": "One", "version": 1})

    answer = as_agent.post(f"/tickets/views/{view.pk}/edit/", {"name": "Two", "version": 1})

    assert "Somebody changed this" in answer.content.decode()
    assert SavedView.objects.get().name == "One"


def test_programs_keep_views_too(agent_api, colleague, agent, keep, service_desk):
    made = agent_api.post("/api/v1/views/", {"name": "Vendor", "query": "cause=vendor&open=true", "team": service_desk.pk}, format="json")  # fmt: skip
    assert made.status_code == 201
    address = f"/api/v1/views/{made.json()['id']}/"

    assert (
        agent_api.post(
            "/api/v1/views/", {"name": "x", "query": "password=1"}, format="json"
        ).status_code
        == 400
    )
    assert agent_api.post("/api/v1/views/", {"name": "Vendor", "team": service_desk.pk}, format="json").status_code == 409  # fmt: skip
    assert api_as(colleague).get(address).status_code == 404
    assert [row["name"] for row in agent_api.get("/api/v1/views/").json()["results"]] == ["Vendor"]
    changed = agent_api.patch(
        address, {"name": "Vendors", "place": 9}, format="json", HTTP_IF_MATCH='"1"'
    )
    assert (changed.json()["name"], changed["ETag"]) == ("Vendors", '"2"')
    assert (
        agent_api.patch(address, {"name": "x"}, format="json", HTTP_IF_MATCH='"1"').status_code
        == 412
    )
    assert agent_api.delete(address, HTTP_IF_MATCH='"2"').status_code == 204


def test_at_most_fifty(agent, keep):
    for n in range(saved.MOST):
        keep(f"View {n}")
    with pytest.raises(RuleViolation, match="At most"):
        keep("One more")
    saved.save_view(
        actor=person(agent), user=make_person("Sofia Tran", Role.AGENT), name="Hers", query=""
    )


def test_each_section_of_the_side_bar_stands_once(as_agent):
    sections = [section for section, _ in groups_of(frozenset({"agent", "team_lead", "administrator", "requester"}))]  # fmt: skip

    assert len(sections) == len(set(sections))
    assert as_agent.get("/tickets/").content.decode().count('hx-get="/tickets/side/') == 1
