"""Changes over the API: a pipeline drafts, submits, polls, starts and reports."""

from datetime import UTC, datetime, timedelta

import pytest

from practices.change import operations, states
from practices.configuration import operations as items
from practices.desk.models import Ticket, TicketItem
from svs import gates
from svs.accounts.models import ApiClient
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent
from svs.permissions.models import Grant
from svs.services.models import Service
from tests.conftest import api_as
from tests.practices.change.conftest import NOW, WHOLE, change_of

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("morning")]


def lasting(api):
    """The database tells the time by its own clock: a token of that morning is long over."""
    ApiClient.objects.update(expires_at=datetime(2030, 1, 1, tzinfo=UTC))
    return api


@pytest.fixture
def agent_api(agent):
    return lasting(api_as(agent))


def body(scanners, **said):
    usual = {"title": "Deploy 2041", "service": scanners.pk, "starts_at": (NOW + timedelta(minutes=5)).isoformat(), "ends_at": (NOW + timedelta(hours=1)).isoformat()}  # fmt: skip
    return {**usual, **WHOLE, **said}


def test_a_pipeline_goes_the_whole_way(agent_api, agent, scanners, nobody_judges, morning):
    made = agent_api.post("/api/v1/changes/", body(scanners, answers={"data": "no"}), format="json")
    assert made.status_code == 201, made.data
    assert (made.data["state"], made.data["assignee"]["id"], made.data["plan_version"]) == (states.DRAFT, agent.pk, 1)  # fmt: skip
    url = f"/api/v1/changes/{made.data['ref']}/"

    submitted = agent_api.post(f"{url}submit/", {}, format="json")
    assert (submitted.data["state"], submitted.data["approved_version"]) == (states.SCHEDULED, 1)
    assert agent_api.post(f"{url}start/", {}, format="json").data["code"] == "outside_window"
    morning.shift(timedelta(minutes=6))
    assert agent_api.post(f"{url}start/", {}, format="json").data["state"] == states.IMPLEMENTING
    done = agent_api.post(f"{url}complete/", {"outcome": "backed_out", "outcome_words": "Errors above one in a hundred"}, format="json")  # fmt: skip
    assert (done.data["state"], done.data["outcome"]) == (states.IMPLEMENTED, "backed_out")
    reviewed = agent_api.post(f"{url}review/", {"words": "Deploy it to one in ten first"}, format="json")  # fmt: skip
    assert (reviewed.data["state"], reviewed.data["review_words"]) == (states.CLOSED, "Deploy it to one in ten first")  # fmt: skip


def test_the_decision_is_read_by_polling(agent_api, scanners):
    ref = agent_api.post("/api/v1/changes/", body(scanners), format="json").data["ref"]
    url = f"/api/v1/changes/{ref}/"
    assert agent_api.post(f"{url}submit/", {}, format="json").data["state"] in (states.IN_APPROVAL, states.DRAFT)  # fmt: skip
    ticket = change_of_ref(ref)
    if ticket.state == states.IN_APPROVAL:
        operations.decided(ticket.pk, actor=SYSTEM_ACTOR, answer=gates.REFUSED, version=1, words="Not today")  # fmt: skip
        polled = agent_api.get(url)
        assert (polled.data["state"], polled.data["decided_words"], polled.data["approved_version"]) == (states.REFUSED, "Not today", None)  # fmt: skip


def change_of_ref(ref):
    return Ticket.objects.get(ref=ref)


def test_the_same_key_or_the_same_external_id_drafts_once(agent_api, scanners):
    said = body(scanners, external_id="build-2041")
    one = agent_api.post("/api/v1/changes/", said, format="json", HTTP_IDEMPOTENCY_KEY="a" * 20)
    two = agent_api.post("/api/v1/changes/", said, format="json", HTTP_IDEMPOTENCY_KEY="a" * 20)
    three = agent_api.post("/api/v1/changes/", said, format="json", HTTP_IDEMPOTENCY_KEY="b" * 20)

    assert (one.data["ref"], one.status_code) == (two.data["ref"], two.status_code)
    assert (three.status_code, three.data["code"]) == (409, "already_logged")


def test_an_edit_needs_the_etag_that_was_read_and_is_one_version_with_its_items(agent_api, by_agent, scanners, draft, nobody_judges):  # fmt: skip
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    hall = items.create_item(actor=by_agent, name="Hall A", kind="place", service_id=None, relations={})  # fmt: skip
    url = f"/api/v1/changes/{ticket.ref}/"
    etag = agent_api.get(url)["ETag"]
    said = {"plan": "Push 8.3 to hall A", "items": [hall.pk], "ends_at": (NOW + timedelta(hours=4)).isoformat()}  # fmt: skip

    assert agent_api.patch(url, said, format="json").status_code == 428
    changed = agent_api.patch(url, said, format="json", HTTP_IF_MATCH=etag)
    assert agent_api.patch(url, said, format="json", HTTP_IF_MATCH=etag).status_code == 412

    assert (changed.data["plan_version"], changed.data["plan"], changed.data["items"]) == (2, said["plan"], [hall.pk])  # fmt: skip
    assert DomainEvent.objects.filter(name="change.voided").get().data["fields"] == ["item_ids", "plan", "window"]  # fmt: skip
    versions = agent_api.get(f"{url}versions/").data["results"]
    assert [one["number"] for one in versions] == [1, 2]
    assert versions[1]["said"]["item_ids"] == [hall.pk]


def test_items_said_on_the_desks_page_are_a_new_version_too(client, agent, by_agent, draft, nobody_judges):  # fmt: skip
    ticket = operations.submit_change(ticket=draft(), actor=by_agent)
    hall = items.create_item(actor=by_agent, name="Hall A", kind="place", service_id=None, relations={})  # fmt: skip
    client.force_login(agent)

    client.post(f"/changes/{ticket.ref}/items/change/", {"add": hall.pk})

    assert TicketItem.objects.get(ticket=ticket).item_id == hall.pk
    assert change_of(ticket).plan_version == 2
    assert DomainEvent.objects.filter(name="change.voided").get().data["fields"] == ["item_ids"]


def test_a_voter_reads_the_change_without_what_they_do_not_see(board, by_agent, agent, network, draft):  # fmt: skip
    secret = Service.objects.create(name="Secret", slug="secret", is_restricted=True, team=network)
    hall = items.create_item(actor=by_agent, name="Hall A", kind="place", service_id=None, relations={})  # fmt: skip
    ticket = draft(service_ids=[secret.pk])
    operations.edit_plan(ticket=ticket, actor=by_agent, fields={}, item_ids=[hall.pk], user=agent)
    Grant.objects.create(user=board, subject_type="ticket", subject_id=ticket.pk, verb="view", reason="Asked")  # fmt: skip
    api = lasting(api_as(board))

    shown = api.get(f"/api/v1/changes/{ticket.ref}/").data
    versions = api.get(f"/api/v1/changes/{ticket.ref}/versions/").data["results"]

    assert (shown["plan"], shown["services"], shown["items"], shown["tags"]) == ("Push 8.3\nRestart once", [], [], [])  # fmt: skip
    assert (versions[0]["said"]["service_ids"], versions[0]["said"]["item_ids"]) == ([], [])


@pytest.mark.parametrize(
    ("said", "status"),
    [({"type": "risky"}, 400), ({"starts_at": "2026-03-02T10:00:00"}, 400), ({"template": "TPL-999999"}, 404), ({"services": [0]}, 400),
     ({"backout_minutes": 0}, 400), ({"answers": {"data": "perhaps"}}, 409), ({"answers": {"data": 1}}, 409), ({"nonsense": 1}, 400),
     ({"starts_at": "2026-03-02T12:00:00Z", "ends_at": "2026-03-02T11:00:00Z"}, 409), ({"plan": "\0"}, 400)],
)  # fmt: skip
def test_wrong_input_is_told_in_plain_words(agent_api, scanners, said, status):
    answer = agent_api.post("/api/v1/changes/", body(scanners, **said), format="json")

    assert answer.status_code == status, answer.data


def test_templates_over_the_api(agent_api, scanners):
    said = {"name": "Restart it", "plan": "Restart", "backout": "Start the old one", "service": scanners.pk, "minutes": 10}  # fmt: skip
    made = agent_api.post("/api/v1/change-templates/", said, format="json")
    assert (made.status_code, made.data["state"], made.data["record"]["made"]) == (201, "DRAFT", 0)
    url = f"/api/v1/change-templates/{made.data['ref']}/"

    changed = agent_api.patch(url, {"plan": "Restart twice"}, format="json", HTTP_IF_MATCH=made["ETag"])  # fmt: skip

    assert (changed.data["plan"], changed.data["version"]) == ("Restart twice", 2)
    assert [row["ref"] for row in agent_api.get("/api/v1/change-templates/?state=DRAFT").data["results"]] == [made.data["ref"]]  # fmt: skip
    draft = agent_api.post("/api/v1/changes/", {"title": "Lyon", "template": made.data["ref"]}, format="json")  # fmt: skip
    assert (draft.data["plan"], draft.data["service"]["id"], draft.data["type"]) == ("Restart twice", scanners.pk, "normal")  # fmt: skip
    assert agent_api.post(f"{url}retire/", {}, format="json").data["state"] == "RETIRED"


def test_a_list_of_changes_is_narrowed_by_type_and_costs_the_same_for_many(agent_api, draft, by_agent, colleague, django_assert_max_num_queries):  # fmt: skip
    for n in range(5):
        draft(title=f"Change {n}", type="emergency" if n == 0 else "normal")
    operations.edit_plan(ticket=draft(title="One more"), actor=person(colleague), fields={"plan": "Other"})  # fmt: skip

    with django_assert_max_num_queries(9):
        found = agent_api.get("/api/v1/changes/?type=normal").data["results"]

    assert [row["title"] for row in found] == ["One more", "Change 4", "Change 3", "Change 2", "Change 1"]  # fmt: skip
