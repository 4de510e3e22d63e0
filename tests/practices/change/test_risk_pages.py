"""Risk on the page of a change, its questionnaire on the form, and the page on which an administrator says how it is weighed."""

import pytest

from practices.change import operations
from practices.change.knobs import RISK_QUESTIONS, RISK_RULES, RISK_TOLERANCE
from practices.change.models import Change
from practices.change.rules import risk
from svs.knobs import registry
from tests.practices.change.forms import risk_form

pytestmark = pytest.mark.django_db


@pytest.fixture
def drafted(by_agent, scanners):
    return operations.draft_change(actor=by_agent, title="Roll back", service_id=scanners.pk, answers={"tried": "no"})  # fmt: skip


def test_the_page_says_how_risky_it_is_line_by_line(client, agent, drafted):
    client.force_login(agent)

    page = client.get(drafted.get_absolute_url()).content.decode()

    assert "Risk: very high" in page
    assert "The rules say 20 of 25," in page
    assert "the questionnaire says 8." in page
    assert "Tolerated for a tier 1 service is 12, so it is above" in page
    assert "Tier 1 service, in its hours" in page
    assert "Was it tried before on something like it? No" in page
    assert "4 × 5 = 20, very high" in page
    assert "4 × 2 = 8, lower: it does not count" in page


def test_the_questionnaire_stands_in_the_form_and_is_weighed(client, agent, scanners):
    client.force_login(agent)
    page = client.get("/changes/new/").content.decode()
    assert "Was the back-out tried?" in page

    answer = client.post("/changes/new/", {"title": "Roll back", "type": "normal", "service": scanners.pk, "risk_data": "yes", "risk_tried": ""})  # fmt: skip

    assert answer.status_code == 302
    change = Change.objects.get()
    assert change.answers == {"data": "yes"}
    assert "data" in [line["code"] for line in change.risk_because]


def test_an_administrator_says_how_risk_is_weighed_and_what_was_answered_stands(client, administrator, drafted):  # fmt: skip
    client.force_login(administrator)
    form = risk_form(reason="Peak season", tier1_hours_impact=1, tolerance_1=6, asks_6="Is it peak season?", answers_6="Yes | +1 | +1\nNo | 0 | 0")  # fmt: skip

    answer = client.post("/admin/change-risk/", form)

    assert answer.status_code == 302, answer.content.decode()[:3000]
    assert registry.value(RISK_RULES.key)["rules"]["tier1_hours"]["impact"] == 1
    assert registry.value(RISK_TOLERANCE.key)["1"] == 6
    questions = registry.value(RISK_QUESTIONS.key)
    assert questions[:6] == risk.usual_questions()
    assert questions[6] == {
        "key": "is_it_peak_season", "asks": "Is it peak season?",
        "answers": [{"key": "yes", "says": "Yes", "likelihood": 1, "impact": 1}, {"key": "no", "says": "No", "likelihood": 0, "impact": 0}],
    }  # fmt: skip
    assert "Peak season" in client.get("/admin/change-risk/").content.decode()


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"answers_0": "Yes and no"}, "write what it says | likelihood | impact"),
        ({"answers_0": "Yes | 0 | 0"}, "has two to 6 answers"),
        ({"answers_0": "Yes | 9 | 0\nNo | 0 | 0"}, "at most 4 points"),
        ({"tolerance_1": 20, "tolerance_2": 12}, "A more critical tier tolerates no more"),
        ({"reason": ""}, "This field is required"),
        ({"items_limit": 0}, "greater than or equal to 1"),
        ({"start_impact": 9}, "less than or equal to 5"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_said_and_changes_nothing(client, administrator, said, words):
    client.force_login(administrator)

    answer = client.post("/admin/change-risk/", risk_form(**{"reason": "Because", **said}))

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert registry.value(RISK_RULES.key) == risk.usual_rules()


def test_those_who_work_with_changes_read_it_and_only_administrators_set_it(client, agent, requester):  # fmt: skip
    client.force_login(agent)
    assert client.get("/admin/change-risk/").status_code == 200
    assert client.post("/admin/change-risk/", risk_form(reason="Mine")).status_code == 403
    client.force_login(requester)
    assert client.get("/admin/change-risk/").status_code == 403


def test_a_policy_value_leads_to_its_page(client, administrator):
    client.force_login(administrator)

    assert "/admin/change-risk/" in client.get(f"/admin/policy/{RISK_RULES.key}/").content.decode()
