"""Principle checks as people and programs meet them: on the page of a change, answered by form and by API, workshops, counts."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance import operations
from governance.models import Approval, PrincipleCheck
from governance.operations import rights
from governance.rules import principles as rules
from governance.rules.rights import StepPlan
from practices.change import operations as changes
from practices.change.operations import plan
from svs.accounts.models import Role
from svs.events.actor import person
from svs.permissions.models import Grant
from svs.services.models import Outcome, Service, ServiceOutcome
from tests.conftest import api_as, make_person

pytestmark = [pytest.mark.django_db, pytest.mark.principles]
CRITERIA = ["Do pickers confirm at the shelf again?", "Does it spare other sites?"]


@pytest.fixture
def same_day(network, scanners):
    made = Outcome.objects.create(
        name="Same-day orders", slug="same-day", statement="Nine of ten orders leave the same day.", team=network, criteria=CRITERIA
    )  # fmt: skip
    ServiceOutcome.objects.create(service=scanners, outcome=made)
    return made


@pytest.fixture
def drafted(by_agent, scanners):
    return changes.draft_change(actor=by_agent, title="Roll back", service_id=scanners.pk, test="Roamed")  # fmt: skip


@pytest.fixture
def as_agent(client, agent):
    client.force_login(agent)
    return client


def form(shown, **said):
    usual = {
        "outcome": shown.pk, "shown_for": shown.pk, "edition": 0, "seen_in": "84 % now, 90 % by Thursday", "criterion_0_answer": "yes",
        "criterion_0_because": "Hall B has no drop", "criterion_1_answer": "na", "criterion_1_because": "One site only",
        "keep_it_simple_answer": "yes", "keep_it_simple_because": "One package",
    }  # fmt: skip
    return {**usual, **said}


def test_the_form_asks_the_criteria_of_the_outcome_that_the_service_carries(as_agent, drafted, same_day):  # fmt: skip
    page = as_agent.get(f"/principles/change/{drafted.ref}/answer/").content.decode()

    assert all(question in page for question in CRITERIA)
    assert "Still to be answered before it may be decided" in page
    assert "Are these the fewest steps that do it?" in page


def test_what_was_answered_stands_on_the_page_of_the_change(as_agent, drafted, same_day):
    answer = as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day))

    assert (answer.status_code, answer["Location"]) == (302, f"/changes/{drafted.ref}/")
    page = as_agent.get(f"/changes/{drafted.ref}/").content.decode()
    assert "2 answered, 2 yes" in page
    assert "Nine of ten orders leave the same day." in page
    assert "84 % now, 90 % by Thursday" in page
    assert "One package" in page
    assert "not answered" in page


def test_another_outcome_shows_its_own_criteria_before_anything_is_kept(as_agent, drafted, same_day, network):  # fmt: skip
    other = Outcome.objects.create(name="Safe halls", slug="safe", statement="Nobody is hurt.", team=network, criteria=["Is it safe?"])  # fmt: skip

    answer = as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day, outcome=other.pk))  # fmt: skip

    page = answer.content.decode()
    assert answer.status_code == 200
    assert "Is it safe?" in page
    assert "One package" in page
    assert CRITERIA[0] not in page
    assert not PrincipleCheck.objects.exists()
    piece = as_agent.get(f"/principles/change/{drafted.ref}/answer/", {"outcome": other.pk}, headers={"hx-request": "true"}).content.decode()  # fmt: skip
    assert "Is it safe?" in piece
    assert "<html" not in piece


def test_a_no_without_a_reason_is_said_where_it_was_given(as_agent, drafted, same_day):
    answer = as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day, keep_it_simple_answer="no", keep_it_simple_because=""))  # fmt: skip

    assert answer.status_code == 400
    assert "say because of what it is no" in answer.content.decode()


def test_somebody_who_opened_it_before_is_told(as_agent, drafted, same_day):
    as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day))

    answer = as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day, edition=7))

    assert answer.status_code == 400
    assert "Somebody answered it since you opened it." in answer.content.decode()


def test_submitting_without_it_says_what_lacks(as_agent, drafted, same_day, by_agent):
    now = timezone.now()
    changes.edit_plan(ticket=drafted, actor=by_agent, fields={"plan": "Push", "backout": "Pull", "window": plan.window(now + timedelta(days=1), now + timedelta(days=2))})  # fmt: skip

    page = as_agent.post(f"/changes/{drafted.ref}/submit/", {}, follow=True).content.decode()

    assert "Answer its principle check first." in page


def test_who_sees_the_change_reads_its_check_and_who_may_not_edit_it_does_not_answer(client, drafted, board, outsider, same_day):  # fmt: skip
    Grant.objects.create(user=board, subject_type="ticket", subject_id=drafted.pk, verb="view", reason="Asked")  # fmt: skip
    client.force_login(board)
    assert client.get(f"/principles/change/{drafted.ref}/").status_code == 200
    assert client.get(f"/principles/change/{drafted.ref}/answer/").status_code == 403
    client.force_login(outsider)
    assert client.get(f"/principles/change/{drafted.ref}/").status_code == 404
    assert client.get("/principles/weather/CHG-1/").status_code == 404
    assert client.get("/principles/workshop/4711/").status_code == 404


def test_those_who_vote_read_it_beside_the_ballot(
    as_agent, client, drafted, by_agent, owner, same_day
):
    now = timezone.now()
    changes.edit_plan(ticket=drafted, actor=by_agent, fields={"plan": "Push", "backout": "Pull", "backout_minutes": 5, "window": plan.window(now + timedelta(days=1), now + timedelta(days=2))})  # fmt: skip
    asked = {
        f"{key}_answer": "yes"
        for key in ("start_where_you_are", "progress_iteratively", "collaborate")
    }
    as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day, **asked))
    changes.submit_change(ticket=drafted, actor=by_agent)
    approval = Approval.objects.get(subject_id=drafted.pk)

    client.force_login(owner)
    page = client.get(f"/votes/{approval.ref}/").content.decode()

    assert "Principle check" in page
    assert "5 answered, 5 yes" in page
    assert "One package" in page


def test_a_workshop_is_begun_answered_together_listed_and_kept_as_text(as_agent, client, colleague, same_day):  # fmt: skip
    answer = as_agent.post("/principles/new/", {"kind": "workshop", "title": "Receiving, redesigned", "people": [colleague.pk]})  # fmt: skip
    check = PrincipleCheck.objects.get()
    assert answer["Location"] == f"/principles/workshop/{check.pk}/answer/"
    client.force_login(colleague)
    client.post(f"/principles/workshop/{check.pk}/answer/", form(same_day, edition=1))

    page = client.get(f"/principles/workshop/{check.pk}/").content.decode()
    assert "Answered together by Ana Ruiz, Tom Becker." in page
    assert "Receiving, redesigned" in client.get("/principles/").content.decode()
    text = client.get(f"/principles/workshop/{check.pk}/export/")
    assert (
        text["Content-Disposition"] == f'attachment; filename="principles-workshop-{check.pk}.md"'
    )
    assert "- Do pickers confirm at the shelf again? **Yes**, Hall B has no drop" in text.content.decode()  # fmt: skip
    client.force_login(make_person("Vera Lind", Role.AGENT))
    assert client.get(f"/principles/workshop/{check.pk}/answer/").status_code == 403


def test_the_list_says_what_speaks_against_most_often(as_agent, drafted, same_day):
    assert "No principle spoke against anything" in as_agent.get("/principles/").content.decode()
    as_agent.post(f"/principles/change/{drafted.ref}/answer/", form(same_day, keep_it_simple_answer="no"))  # fmt: skip

    assert "Refused most often by: keep it simple and practical" in as_agent.get("/principles/").content.decode()  # fmt: skip
    assert "No principle spoke against anything" in as_agent.get("/principles/?kind=rule").content.decode()  # fmt: skip


def test_the_list_takes_the_same_statements_however_many_there_are(as_agent, by_agent, django_assert_max_num_queries):  # fmt: skip
    for n in range(12):
        operations.open_check(actor=by_agent, kind="workshop", title=f"Workshop {n}")

    with django_assert_max_num_queries(12):
        as_agent.get("/principles/")


def test_a_program_asks_what_lacks_and_answers(agent, drafted, same_day):
    api = api_as(agent, "principles:read", "principles:write", "tickets:read")
    at = f"/api/v1/principle-checks/of/change/{drafted.ref}/"
    asked = api.get(at).json()
    assert asked["asked"][0] == rules.FOCUS
    assert asked["lacks"]
    assert asked["answered"] is None

    said = {
        "outcome": same_day.pk, "seen_in": "90 % by Thursday",
        "answers": [
            *({"principle": rules.FOCUS, "question": q, "answer": "yes"} for q in CRITERIA),
            *({"principle": key, "answer": "yes", "because": "So it is"} for key in asked["asked"][1:]),
        ],
    }  # fmt: skip
    kept = api.post(at, said, format="json", HTTP_IF_MATCH='"0"')

    assert kept.status_code == 200, kept.content
    assert kept.json()["lacks"] == []
    assert kept.headers["ETag"] == '"1"'
    assert api.post(at, said, format="json", HTTP_IF_MATCH='"0"').status_code == 412
    assert [row["id"] for row in api.get("/api/v1/principle-checks/?kind=change").json()["results"]] == [kept.json()["answered"]["id"]]  # fmt: skip
    alone = api.post(f"/api/v1/principle-checks/{kept.json()['answered']['id']}/answer/", said, format="json")  # fmt: skip
    assert alone.json()["code"] == "has_record"


def test_a_program_begins_and_answers_a_design_review(agent, same_day):
    api = api_as(agent, "principles:read", "principles:write")

    made = api.post("/api/v1/principle-checks/", {"kind": "design_review", "title": "Second gateway"}, format="json").json()  # fmt: skip
    kept = api.post(f"/api/v1/principle-checks/{made['id']}/answer/", {"answers": [{"principle": "keep_it_simple", "answer": "na", "because": "None left"}]}, format="json")  # fmt: skip

    assert kept.json()["answers"] == [{"principle": "keep_it_simple", "question": "", "answer": "na", "because": "None left"}]  # fmt: skip
    bad = api.post(f"/api/v1/principle-checks/{made['id']}/answer/", {"answers": [{"principle": "be_nice", "answer": "yes"}]}, format="json")  # fmt: skip
    assert bad.status_code == 400


def test_a_check_of_what_is_hidden_is_hidden(agent, owner, by_agent, same_day):
    hidden = Service.objects.create(name="Payroll", slug="payroll", owner=owner, is_restricted=True)
    ticket = changes.draft_change(actor=by_agent, title="Pay", service_id=hidden.pk)
    operations.answer_principles(kind="change", subject_id=ticket.pk, version=1, actor=by_agent, answers=[])  # fmt: skip
    stranger = make_person("Vera Lind", Role.AGENT)
    api = api_as(stranger, "principles:read", "principles:write", "tickets:read")

    assert api.get("/api/v1/principle-checks/").json()["results"] == []
    assert api.get(f"/api/v1/principle-checks/of/change/{ticket.ref}/").status_code == 404


def test_a_stream_is_checked_from_its_page(as_agent):
    page = as_agent.get("/streams/incidents/").content.decode()
    assert "/principles/new/?kind=stream&amp;title=" in page

    assert 'value="stream" selected' in as_agent.get("/principles/new/", {"kind": "stream", "title": "Incidents"}).content.decode()  # fmt: skip


def test_what_a_right_names_alone_is_focus_on_value(by_agent, administrator):
    draft = rights.draft_right(
        actor=person(administrator), subject="change", name="Low", why="Say what it is for", fits={"risk": [1]}, principles=["focus_on_value"],
        steps=[StepPlan("peer").as_data()],
    )  # fmt: skip

    assert draft.principles == ["focus_on_value"]
