"""Approvals of the past, written at once: as the table had it then, with who voted, and nobody is told."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.bulk.approvals import Past, write_past
from governance.models import Approval, Vote
from governance.queries.usefulness import usefulness
from svs.accounts.models import Role
from svs.events.models import Delivery, DomainEvent
from svs.gates import HIGH, MEDIUM, Case
from tests.conftest import make_person
from tests.governance.asked import make_board, members

pytestmark = pytest.mark.django_db


def past(service, agent, number, risk=MEDIUM, **more):
    at = timezone.now() - timedelta(days=20)
    case = Case(
        kind="change", subject_type="ticket", subject_id=number, ref=f"CHG-{number}", title="Past", url="/", version=1,
        parties=frozenset({agent.pk}), service_id=service.pk, risk=risk, tier=1, variety="normal", team_id=service.team_id,
    )  # fmt: skip
    return Past(case, at, at + timedelta(hours=8), **{"passed": True, **more})


def test_each_step_took_its_share_of_the_time_and_those_asked_voted(
    scanners, agent, network, owner
):
    peer = make_person("Kofi Owusu", Role.AGENT, team=network)

    assert write_past([past(scanners, agent, 1)], told_by="Test") == 1

    approval = Approval.objects.get()
    steps = list(approval.steps.order_by("position"))
    assert [(step.by, step.state) for step in steps] == [
        ("peer", "APPROVED"),
        ("owner", "APPROVED"),
    ]
    assert [vote.cast_by for vote in Vote.objects.order_by("id")] == [peer, owner]
    assert steps[1].decided_at == approval.decided_at == approval.asked_at + timedelta(hours=8)
    assert [e.name for e in DomainEvent.objects.filter(historical=True).order_by("id")] == ["approval.asked", "approval.decided"]  # fmt: skip
    assert not Delivery.objects.exists()


def test_a_refusal_is_said_by_the_last_who_were_asked(scanners, agent, owner):
    board = make_board()

    write_past([past(scanners, agent, 2, HIGH, passed=False, words="Not now", principle="keep_it_simple")], told_by="Test")  # fmt: skip

    said = Vote.objects.filter(choice="reject")
    assert {vote.cast_by for vote in said} <= set(members(board))
    assert said.count() == 3
    assert {vote.principle for vote in said} == {"keep_it_simple"}
    approval = Approval.objects.select_related("right").get()
    use = usefulness([approval.right])[approval.right_id]
    assert (use.n, use.changed, use.median) == (1, 1, 8 * 3600)
