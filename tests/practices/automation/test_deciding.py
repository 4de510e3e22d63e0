"""A risky rule acts once those who have the right said yes to this very version."""

from contextlib import contextmanager

import pytest

from governance.models import Approval
from practices.automation import operations
from svs import gates
from svs.errors import RuleViolation
from svs.events.actor import person
from tests.conftest import api_as, make_person
from tests.governance.asked import board_step, make_board, members, right, vote
from tests.practices.automation.conftest import run_dry

pytestmark = pytest.mark.django_db


@pytest.fixture
def risky(write, lead, scanners):
    """It writes to every requester of a tier 1 service."""
    rule = write(
        "Tell who waits", conditions=[{"field": "service", "operator": "is", "value": scanners.pk}],
        actions=[{"action": "reply", "text": "{requester}, we read it."}], at_work=False,
    )  # fmt: skip
    return run_dry(rule, person(lead))


def ask(rule, lead) -> Approval:
    operations.ask_approval(rule=rule, actor=person(lead))
    return Approval.objects.filter(kind="rule", subject_id=rule.pk).latest("id")


def enable(rule, administrator):
    return operations.enable_rule(rule=rule, actor=person(administrator))


@contextmanager
def refused(code):
    with pytest.raises(RuleViolation) as refusal:
        yield
    assert refusal.value.code == code


def test_a_rule_of_low_risk_needs_nobody(write, lead, administrator, routes_scanners):
    rule = run_dry(write(**routes_scanners, at_work=False), person(lead))

    enable(rule, administrator)

    assert not Approval.objects.exists()


def test_a_risky_rule_waits_for_the_owner_of_its_service(risky, lead, administrator, owner):
    with refused("not_approved"):
        enable(risky, administrator)

    approval = ask(risky, lead)
    assert (approval.risk, approval.tier, approval.version) == (2, 1, 1)
    with refused("not_approved"):
        enable(risky, administrator)

    vote(approval, owner)
    assert enable(risky, administrator).state == "ENABLED"


def test_nobody_decides_on_a_rule_they_wrote(risky, scanners, lead, sponsor):
    scanners.owner = lead
    scanners.save()

    approval = ask(risky, lead)

    assert [seat.user for step in approval.steps.all() for seat in step.seats.filter(barred="")] == [sponsor]  # fmt: skip


def test_it_is_run_dry_before_anybody_is_asked(write, lead, scanners):
    rule = write(actions=[{"action": "reply", "text": "x"}], at_work=False)

    with refused("dry_run_first"):
        ask(rule, lead)


def test_an_approved_rule_that_is_changed_must_be_asked_about_again(risky, lead, administrator, owner):  # fmt: skip
    vote(ask(risky, lead), owner)
    enable(risky, administrator)

    changed = operations.change_rule(rule=risky, actor=person(administrator), fields={"actions": [{"action": "reply", "text": "Wait."}]})  # fmt: skip
    run_dry(changed, person(lead))

    with refused("not_approved"):
        enable(changed, administrator)
    vote(ask(changed, lead), owner)
    assert enable(changed, administrator).state == "ENABLED"


def test_another_name_or_another_place_in_the_order_voids_nothing(risky, lead, administrator, owner):  # fmt: skip
    vote(ask(risky, lead), owner)

    operations.change_rule(rule=risky, actor=person(lead), fields={"name": "Tell those who wait", "stop_after": True})  # fmt: skip

    assert enable(risky, administrator).state == "ENABLED"


def test_who_is_asked_while_it_is_changed_is_asked_no_more(risky, lead):
    approval = ask(risky, lead)

    operations.change_rule(rule=risky, actor=person(lead), fields={"actions": [{"action": "reply", "text": "Wait."}]})  # fmt: skip

    approval.refresh_from_db()
    assert approval.state == "WITHDRAWN"
    assert not gates.standing("rule", risky.pk).is_open


def test_a_member_of_the_board_sees_the_rule_once_they_are_asked(client, risky, lead):
    board = make_board()
    right(board_step(board), subject="rule")
    client.force_login(members(board)[0])
    assert client.get(f"/rules/{risky.ref}/").status_code == 404

    ask(risky, lead)

    page = client.get(f"/rules/{risky.ref}/").content.decode()
    assert "It writes to the requester: that cannot be taken back." in page
    assert client.get("/rules/").status_code == 403


def test_the_page_explains_the_risk_and_asks(client, risky, lead, administrator, owner):
    client.force_login(lead)
    url = f"/rules/{risky.ref}/"
    page = client.get(url).content.decode()
    assert "Medium" in page
    assert "Somebody has to approve it" in page
    assert "Ask for approval" in page

    assert client.post(f"{url}ask-approval/").status_code == 302
    assert "It waits for those who decide" in client.get(url).content.decode()
    assert client.post(f"{url}ask-approval/").status_code == 409

    client.force_login(administrator)
    assert "disabled" in client.get(url).content.decode().split("Enable version")[0].rsplit("<button", 1)[1]  # fmt: skip
    failed = client.post(f"{url}enable/")
    assert failed.status_code == 409
    assert "This version was not approved" in failed.content.decode()

    vote(Approval.objects.get(), owner, words="Only on workdays.")
    page = client.get(url).content.decode()
    assert "Approved in this version" in page
    assert "Only on workdays." in page
    assert client.post(f"{url}enable/").status_code == 302


def test_an_integration_asks_and_reads_the_risk_with_the_answer(risky, lead, owner):
    api = api_as(lead, "rules:read", "rules:write")
    url = f"/api/v1/rules/{risky.ref}/"
    found = api.get(f"{url}decision/").json()
    assert (found["risk"], found["may_go_on"], found["decision"]) == (2, False, "")
    assert {"words": "It acts alone on a tier 1 service.", "points": 1} in found["because"]

    assert api.post(f"{url}ask-approval/", {}, format="json").status_code == 200
    vote(Approval.objects.get(), owner, "reject", words="They get two mails already.")

    found = api.get(f"{url}decision/").json()
    assert (found["decision"], found["decision_words"]) == ("refused", "Elena Petrova: They get two mails already.")  # fmt: skip
    again = api.post(f"{url}ask-approval/", {}, format="json")
    assert (again.status_code, again.json()["code"]) == (409, "refused_already")


def test_an_agent_asks_for_nothing(risky):
    api = api_as(make_person("Ola Nordmann", "agent"), "rules:read", "rules:write")

    assert api.post(f"/api/v1/rules/{risky.ref}/ask-approval/", {}, format="json").status_code == 403  # fmt: skip
