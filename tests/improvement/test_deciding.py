"""Nothing is tried before somebody entitled said yes to it, as it stands."""

from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Approval
from improvement import operations
from improvement.queries.case import case_of
from svs import gates
from svs.errors import RuleViolation
from svs.events.actor import person
from tests.conftest import api_as, make_person
from tests.governance.asked import board_step, make_board, members, right, vote
from tests.improvement.conftest import BEFORE, cells, plan_for

pytestmark = pytest.mark.django_db


@pytest.fixture
def numbers(kpi):
    before, start = ((timezone.localdate() - timedelta(days=n)) for n in BEFORE)
    cells(kpi, before, start, 80, 90, 94, 100)
    return kpi


@pytest.fixture
def risky(raised, owner):
    """An improvement that could break a promise while it is tried."""
    return operations.assess_improvement(improvement=raised, actor=person(owner), impact=4, effort=2, risk=4)  # fmt: skip


def start(improvement, owner, kpi):
    return operations.start_trial(improvement=improvement, actor=person(owner), plan=plan_for(kpi))


def ask(improvement, user) -> Approval:
    operations.ask_approval(improvement=improvement, actor=person(user))
    return Approval.objects.filter(kind="improvement", subject_id=improvement.pk).latest("id")


@contextmanager
def refused(code):
    with pytest.raises(RuleViolation) as refusal:
        yield
    assert refusal.value.code == code


def test_a_trial_of_low_risk_needs_nobody(assessed, owner, numbers):
    assert gates.standing("improvement", assessed.pk).is_free

    start(assessed, owner, numbers)

    assert not Approval.objects.exists()


def test_a_risky_trial_waits_for_whoever_has_the_right(risky, owner, numbers, sponsor):
    with refused("not_approved"):
        start(risky, owner, numbers)

    approval = ask(risky, owner)
    assert [seat.user for one in approval.steps.all() for seat in one.seats.all()] == [
        sponsor
    ]  # the owner is a party
    with refused("not_approved"):
        start(risky, owner, numbers)
    with refused("asked_already"):
        ask(risky, owner)

    vote(approval, sponsor)
    start(risky, owner, numbers)

    risky.refresh_from_db()
    assert risky.state == "TRIAL"


def test_only_what_is_assessed_can_be_asked_about(raised, owner):
    with refused("transition_not_allowed"):
        ask(raised, owner)


@pytest.mark.parametrize(("points", "risk"), [(1, 1), (2, 1), (3, 2), (4, 3), (5, 4)])
def test_its_points_say_how_much_of_a_risk_it_is_to_those_who_decide(raised, owner, points, risk):
    operations.assess_improvement(improvement=raised, actor=person(owner), impact=4, effort=2, risk=points)  # fmt: skip

    assert case_of(raised.pk).risk == risk


def test_all_who_ever_owned_or_wrote_it_are_parties(raised, owner, sponsor):
    lead = make_person("Nadia Haddad", "practice_lead")
    operations.assess_improvement(improvement=raised, actor=person(lead), impact=4, effort=2, risk=4)  # fmt: skip
    operations.change_improvement(improvement=raised, actor=person(owner), fields={"owner_id": sponsor.pk})  # fmt: skip

    assert case_of(raised.pk).parties == {owner.pk, lead.pk, sponsor.pk}


def test_a_material_edit_voids_what_was_voted_and_asks_anew(risky, owner, numbers):
    board = make_board()
    right(board_step(board, quorum=2), subject="improvement")
    approval = ask(risky, owner)
    first, second, *_ = members(board)
    vote(approval, first)

    operations.change_improvement(improvement=risky, actor=person(owner), fields={"expected_impact": "No time without a scanner."})  # fmt: skip

    approval.refresh_from_db()
    assert (approval.version, approval.round, approval.voided_votes) == (2, 2, 1)
    vote(approval, second)
    with refused("not_approved"):
        start(risky, owner, numbers)


def test_an_edit_after_the_yes_needs_a_yes_of_its_own(risky, owner, numbers, sponsor):
    vote(ask(risky, owner), sponsor)

    operations.assess_improvement(improvement=risky, actor=person(owner), impact=4, effort=2, risk=5)  # fmt: skip

    with refused("not_approved"):
        start(risky, owner, numbers)
    vote(ask(risky, owner), sponsor)
    start(risky, owner, numbers)


def test_another_day_or_priority_needs_no_new_yes(risky, owner, numbers, sponsor):
    vote(ask(risky, owner), sponsor)

    operations.change_improvement(improvement=risky, actor=person(owner), fields={"priority": 1, "target_date": timezone.localdate() + timedelta(days=90)})  # fmt: skip

    start(risky, owner, numbers)


def test_what_was_refused_is_asked_again_only_after_an_edit(risky, owner, sponsor):
    vote(ask(risky, owner), sponsor, "reject", words="Not in December.")
    assert gates.standing("improvement", risky.pk).words == "Ingrid Holm: Not in December."

    with refused("refused_already"):
        ask(risky, owner)
    operations.change_improvement(improvement=risky, actor=person(owner), fields={"issue": "In January: a faulty scanner"})  # fmt: skip

    assert ask(risky, owner).version == 2


def test_nobody_decides_any_more_on_what_was_dropped(risky, owner, sponsor):
    approval = ask(risky, owner)

    operations.drop_improvement(improvement=risky, actor=person(owner), why_dropped="The scanners are replaced.")  # fmt: skip

    approval.refresh_from_db()
    assert approval.state == "WITHDRAWN"


def test_the_page_asks_says_what_it_waits_for_and_lets_it_be_tried(client, risky, owner, sponsor):
    client.force_login(owner)
    url = f"/improvements/{risky.ref}/"
    page = client.get(url).content.decode()
    assert "Ask for approval" in page
    assert "Plan a trial" not in page
    assert client.get(f"{url}start/").status_code == 409

    assert client.post(f"{url}ask-approval/").status_code == 302
    page = client.get(url).content.decode()
    assert "It waits for those who decide." in page
    assert "Ask for approval" not in page
    again = client.post(f"{url}ask-approval/")
    assert again.status_code == 409
    assert "It waits for their answer already." in again.content.decode()

    vote(Approval.objects.get(), sponsor, words="Tell the shift leads.")
    page = client.get(url).content.decode()
    assert "Tell the shift leads." in page
    assert "Plan a trial" in page


def test_an_integration_asks_polls_the_answer_and_tries_it(risky, owner, sponsor, numbers):
    api = api_as(owner, "improvements:read", "improvements:write")
    url = f"/api/v1/improvements/{risky.ref}/"
    assert api.get(f"{url}decision/").json() == {
        "may_go_on": False, "needs_approval": True, "decision": "", "decision_words": "", "decided_at": None,
    }  # fmt: skip

    assert api.post(f"{url}ask-approval/", {}, format="json").status_code == 200
    assert api.get(f"{url}decision/").json()["decision"] == "asked"
    vote(Approval.objects.get(), sponsor)

    found = api.get(f"{url}decision/").json()
    assert (found["may_go_on"], found["decision"]) == (True, "approved")
