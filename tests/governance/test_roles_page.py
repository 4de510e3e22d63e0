"""Who answers for what, and where nobody does."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import Decision, Policy
from governance.operations import boards
from governance.queries.roles import who_answers
from svs.accounts.models import Membership, Role, RoleAssignment
from svs.events.actor import person
from svs.services.models import Outcome, Practice, Service

pytestmark = pytest.mark.django_db


def gaps(user):
    return {group.key: {row.name: row.gap for row in group.gaps} for group in who_answers(user)}


def test_a_service_without_owner_or_with_one_who_left_is_a_gap(administrator, scanners, owner):
    Service.objects.create(name="Payroll", slug="payroll")
    assert gaps(administrator)["services"] == {"Payroll": "no owner"}

    owner.is_active = False
    owner.save()
    assert gaps(administrator)["services"]["Warehouse Scanners"] == "its owner has left"


def test_a_practice_needs_a_lead(administrator, agent):
    practice = Practice.objects.get(key="change")
    assert gaps(administrator)["practices"]["Change enablement"] == "no lead"

    RoleAssignment.objects.create(user=agent, role=Role.PRACTICE_LEAD, scope_kind="practice", scope_id=practice.pk)  # fmt: skip
    assert "Change enablement" not in gaps(administrator)["practices"]


def test_a_board_needs_a_chair_and_a_quorum(administrator, agent):
    board = boards.make_board(actor=person(administrator), name="Change board", purpose="Weighs.")
    assert gaps(administrator)["boards"] == {"Change board": "below quorum: 0 of the 3 it needs"}

    boards.join_board(board=board, person=agent, actor=person(administrator))
    assert gaps(administrator)["boards"] == {"Change board": "below quorum: 1 of the 3 it needs"}


def test_a_sponsor_who_decides_nothing_for_sixty_days_is_a_gap(administrator, sponsor):
    assert gaps(administrator)["sponsors"] == {"Ingrid Holm": "no decision in 60 days"}

    now = timezone.now()
    decision = Decision.objects.create(
        source="hand", title="On", why="So", expected_effect="More", review_date=now.date(), evidence={}, decided_by=sponsor, decided_at=now
    )  # fmt: skip
    assert gaps(administrator)["sponsors"] == {}
    Decision.objects.filter(pk=decision.pk).update(decided_at=now - timedelta(days=61))
    assert gaps(administrator)["sponsors"] == {"Ingrid Holm": "no decision in 60 days"}


def test_without_any_sponsor_that_is_the_gap(administrator):
    assert gaps(administrator)["sponsors"] == {"Executive sponsor": "nobody is"}


def test_outcomes_and_policies_have_their_people(administrator, network, agent, owner):
    Outcome.objects.create(name="Same day", slug="same-day", statement="Nine of ten.", team=network)
    today = timezone.localdate()
    Policy.objects.create(title="Freezes", body="None.", owner=owner, review_date=today - timedelta(days=1), changed_at=timezone.now())  # fmt: skip
    found = gaps(administrator)
    assert found["outcomes"] == {"Same day": "its team has no lead"}
    assert found["policies"] == {"Freezes": "its review is overdue"}

    Membership.objects.create(user=agent, team=network, is_lead=True)
    assert gaps(administrator)["outcomes"] == {}


def test_the_page_shows_gaps_first_and_costs_the_same_however_many(
    client, owner, scanners, administrator, django_assert_max_num_queries
):
    for n in range(6):
        Service.objects.create(name=f"Service {n}", slug=f"service-{n}")
        boards.make_board(actor=person(administrator), name=f"Board {n}", purpose="Decides.")
    client.force_login(owner)
    client.get("/roles/")

    with django_assert_max_num_queries(24):
        page = client.get("/roles/").content.decode()
    assert page.index("Gaps") < page.index("Service 3") < page.index('id="services"')


def test_a_restricted_service_shows_to_nobody_else(agent, administrator):
    Service.objects.create(name="Secret", slug="secret", is_restricted=True)

    assert "Secret" in gaps(administrator)["services"]
    assert "Secret" not in gaps(agent)["services"]
