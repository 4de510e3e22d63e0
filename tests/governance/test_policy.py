"""Policy values are set above, from a moment on and with a reason, and obeyed below."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import Approval, BoardMember, PendingValue
from svs.errors import RuleViolation
from svs.events.models import DomainEvent
from svs.knobs import registry as knobs
from svs.knobs.models import KnobValue
from tests.conftest import api_as, make_person
from tests.governance.asked import board_step, make_board, members, right, vote

pytestmark = pytest.mark.django_db
RATE = "automation.rate_per_hour"


@pytest.fixture
def as_admin(client, administrator):
    client.force_login(administrator)
    return client


def test_every_declared_value_is_listed_with_what_is_in_force(as_admin, django_assert_max_num_queries):  # fmt: skip
    with django_assert_max_num_queries(6):
        page = as_admin.get("/admin/policy/").content.decode()

    for knob in knobs.all_knobs():
        assert knob.key in page
    assert "as shipped" in page


def test_a_value_is_set_at_once_with_its_reason_and_its_history_stays(as_admin):
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "Black Friday"})
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "70", "reason": "Over"})

    page = as_admin.get(f"/admin/policy/{RATE}/").content.decode()

    assert knobs.value(RATE) == 70
    assert page.index("Over") < page.index("Black Friday") < page.index("as shipped")
    event = DomainEvent.objects.filter(name="policy.adopted").first()
    assert event.data["key"] == RATE
    assert "Black Friday" not in str(event.data)


def test_a_change_to_come_waits_for_its_day_and_can_be_withdrawn(as_admin):
    day = timezone.now() + timedelta(days=2)
    later = {"value": "200", "reason": "New year", "effective_at": day.strftime("%Y-%m-%dT%H:%M")}

    as_admin.post(f"/admin/policy/{RATE}/", later)
    today, row = knobs.value(RATE), KnobValue.objects.get()
    with time_machine.travel(day + timedelta(hours=1)):
        then = knobs.value(RATE)
    as_admin.post(f"/admin/policy/{RATE}/{row.pk}/withdraw/")

    assert (today, then) == (60, 200)
    assert not KnobValue.objects.exists()
    assert DomainEvent.objects.filter(name="policy.withdrawn").count() == 1


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"value": "0", "reason": "x"}, "A whole number from 1"), ({"value": "many", "reason": "x"}, "whole number"),
        ({"value": "9", "reason": " "}, "required"), ({"value": "9", "reason": "x", "effective_at": "2020-01-01T00:00"}, "moment to come"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(as_admin, said, words):
    answer = as_admin.post(f"/admin/policy/{RATE}/", said)

    assert answer.status_code == 400
    assert words in answer.content.decode()
    assert not KnobValue.objects.exists()


def test_what_is_in_force_cannot_be_withdrawn(as_admin):
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "x"})
    row = KnobValue.objects.get()

    as_admin.post(f"/admin/policy/{RATE}/{row.pk}/withdraw/")

    assert KnobValue.objects.count() == 1


def test_roles_are_ticked(as_admin):
    as_admin.post("/admin/policy/accounts.second_factor_for/", {"value": ["auditor", "sponsor"], "reason": "Risk"})  # fmt: skip

    assert knobs.value("accounts.second_factor_for") == ["auditor", "sponsor"]
    assert "Auditor, Executive sponsor" in as_admin.get("/admin/policy/").content.decode()


def test_a_team_is_picked_and_said_by_name(as_admin, service_desk):
    key = "automation.fallback_team"
    form = as_admin.get(f"/admin/policy/{key}/").content.decode()
    as_admin.post(
        f"/admin/policy/{key}/", {"value": str(service_desk.pk), "reason": "They route by hand"}
    )
    listed = as_admin.get("/admin/policy/").content.decode()
    unknown = as_admin.post(f"/admin/policy/{key}/", {"value": "99999", "reason": "x"})
    as_admin.post(f"/admin/policy/{key}/", {"value": "", "reason": "Nobody routes"})

    assert f'<option value="{service_desk.pk}">{service_desk.name}</option>' in form
    assert f"<td>{service_desk.name}" in listed
    assert unknown.status_code == 400
    assert knobs.value(key) is None


def test_a_program_sets_policy_and_an_auditor_only_reads_it(client, administrator):
    api = api_as(administrator, "policy:read", "policy:write")

    done = api.post(
        f"/api/v1/policy/{RATE}/adopt/", {"value": 80, "reason": "Tests"}, format="json"
    )
    wrong = api.post(f"/api/v1/policy/{RATE}/adopt/", {"value": {"a": [1]}, "reason": "x"}, format="json")  # fmt: skip
    missing = api.post("/api/v1/policy/no.such/adopt/", {"value": 1, "reason": "x"}, format="json")
    client.force_login(make_person("Ute Auditor", "auditor"))

    assert done.json()["value"] == 80
    assert (wrong.status_code, missing.status_code) == (409, 404)
    assert client.get(f"/admin/policy/{RATE}/").status_code == 200
    assert client.post(f"/admin/policy/{RATE}/", {"value": "1", "reason": "x"}).status_code == 403


def test_the_name_of_the_organisation_stands_above_every_page_at_once(as_admin, client):
    as_admin.post("/admin/policy/accounts.organisation/", {"value": "Contoso", "reason": "It is ours"})  # fmt: skip

    assert "Contoso" in as_admin.get("/admin/policy/").content.decode()


@pytest.fixture
def board():
    """Values of automation are the board's to decide."""
    board = make_board()
    right(board_step(board, quorum=2), subject="knob", fits={"variety": ["automation"]})
    return board


def test_where_somebody_has_to_say_yes_a_value_waits_for_them(as_admin, board):
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "Black Friday"})

    page = as_admin.get(f"/admin/policy/{RATE}/").content.decode()
    assert "It waits for those who decide" in page
    assert "Black Friday" in page
    assert "Change board" in page
    assert "90 waits for those who decide" in as_admin.get("/admin/policy/").content.decode()
    assert knobs.value(RATE) == 60

    approval = Approval.objects.get(kind="knob")
    assert dict(approval.facts)["Proposed"] == "90"
    for member in members(board)[:3]:
        vote(approval, member)

    assert knobs.value(RATE) == 90
    assert KnobValue.objects.get().reason == "Black Friday"
    assert DomainEvent.objects.filter(name="policy.adopted").count() == 1
    assert "It waits" not in as_admin.get(f"/admin/policy/{RATE}/").content.decode()


def test_a_value_that_was_refused_is_not_set_and_another_may_be_proposed(as_admin, board):
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "900", "reason": "More"})
    for member in members(board)[:3]:
        vote(Approval.objects.get(), member, "reject")

    assert knobs.value(RATE) == 60
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "Less"})
    assert PendingValue.objects.get(state="WAITING").value == 90


def test_one_value_at_a_time_waits_and_it_can_be_taken_back(as_admin, board):
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "x"})
    other = as_admin.post(f"/admin/policy/{RATE}/", {"value": "91", "reason": "y"})
    assert other.status_code == 400
    assert "Another value of it waits" in other.content.decode()

    assert as_admin.post(f"/admin/policy/{RATE}/take-back/").status_code == 302

    assert Approval.objects.get().state == "WITHDRAWN"
    assert PendingValue.objects.get().state == "TAKEN_BACK"
    assert as_admin.post(f"/admin/policy/{RATE}/take-back/").status_code == 404


def test_nobody_decides_on_the_value_they_proposed(as_admin, administrator, board):
    BoardMember.objects.create(board=board, user=administrator, since=timezone.now())

    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "x"})

    with pytest.raises(RuleViolation) as own:
        vote(Approval.objects.get(), administrator)
    assert own.value.code == "self_approval"


def test_decided_after_its_day_it_holds_from_then_on(as_admin, board):
    day = timezone.now() + timedelta(hours=2)
    as_admin.post(f"/admin/policy/{RATE}/", {"value": "90", "reason": "x", "effective_at": day.strftime("%Y-%m-%dT%H:%M")})  # fmt: skip

    with time_machine.travel(day + timedelta(hours=5), tick=False):
        for member in members(board)[:3]:
            vote(Approval.objects.get(), member)

        assert KnobValue.objects.get().effective_at == timezone.now()


def test_a_program_reads_that_its_value_waits(administrator, board):
    api = api_as(administrator, "policy:read", "policy:write")

    asked = api.post(f"/api/v1/policy/{RATE}/adopt/", {"value": 80, "reason": "Tests"}, format="json")  # fmt: skip
    other = api.post("/api/v1/policy/incident.reopen_days/adopt/", {"value": 10, "reason": "Tests"}, format="json")  # fmt: skip

    assert (asked.status_code, asked.json()["value"], asked.json()["pending"]["value"]) == (202, 60, 80)  # fmt: skip
    assert other.status_code == 202  # no row of the table fits it: the strictest holds
