"""What the demo shows of those who decide."""

from datetime import UTC, datetime

import pytest
import time_machine

from governance.models import Approval
from governance.queries import boards, rights, roles
from governance.queries.usefulness import usefulness
from svs.accounts.models import User

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def maya(loaded):
    with time_machine.travel(NOON, tick=False), loaded(tickets=200, seed=1):
        yield User.objects.get(email="maya.okafor@northwind.example")


def test_two_boards_can_decide(maya):
    shown = {one.board.name: one for one in boards.all_shown(maya)}

    assert shown["Change board"].meets == "every week on Tue at 09:30, 45 minutes"
    assert shown["Change board"].chair.user.name == "Ingrid Holm"
    assert {one.user.name for one in shown["Change board"].members} == {"Ingrid Holm", "Marta Silva", "Henrik Aas", "Sofia Tran", "Malik Brandt", "Pieter de Wit"}  # fmt: skip
    assert not any(one.is_below_quorum for one in shown.values())


def test_one_right_asks_more_than_it_is_worth(maya):
    worth = usefulness(table := rights.table())

    [too_much] = [right for right in table if worth[right.pk].is_overdesigned]
    assert too_much.name == "Low risk on a tier 3 or 4 service"
    assert any(worth[right.pk].changed for right in table)


def test_a_change_of_the_past_was_refused_with_its_reason(maya):
    refused = Approval.objects.filter(kind="change", state="REFUSED").exclude(words="")

    assert refused.exists()
    assert refused.filter(steps__seats__vote__principle="keep_it_simple").exists()


def test_somebody_is_missing(maya):
    gaps = {row.name for group in roles.who_answers(maya) for row in group.gaps}

    assert "Automation" in gaps
    assert "Change enablement" not in gaps
