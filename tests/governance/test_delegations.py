"""Somebody stands in for another, for days, on one board or wherever they are asked."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.access import delegates
from governance.models import Delegation
from governance.operations import boards
from governance.operations.delegations import delegate, end_delegation
from svs.errors import RuleViolation
from svs.events.actor import person
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


def give(user, to, days=(0, 5), **more):
    today = timezone.localdate()
    return delegate(
        actor=person(user), person=user, to=to, since=today + timedelta(days=days[0]), until=today + timedelta(days=days[1]), **more
    )  # fmt: skip


@pytest.mark.parametrize(
    ("days", "code"),
    [
        ((3, 1), "days_reversed"),
        ((-5, -1), "days_passed"),
        ((0, 400), "too_long"),
        ((2_900_000, 2_900_000), "too_long"),
    ],
)
def test_days_that_make_no_sense_are_refused(owner, agent, days, code):
    with pytest.raises(RuleViolation) as refused:
        give(owner, agent, days)

    assert refused.value.code == code


def test_the_same_days_twice_are_refused_in_plain_words(owner, agent, board):
    give(owner, agent, (0, 5))

    with pytest.raises(RuleViolation, match="stands in for you wherever you are asked already"):
        give(owner, board, (5, 9))
    give(owner, board, (6, 9))


def test_on_a_board_somebody_else_may_stand_in(administrator, owner, agent, board):
    of = boards.make_board(actor=person(administrator), name="Change board", purpose="Weighs.")
    with pytest.raises(RuleViolation, match="no seat"):
        give(owner, agent, board=of)
    boards.join_board(board=of, person=owner, actor=person(administrator))

    give(owner, agent)
    give(owner, board, board=of)

    assert [one.to for one in delegates.standing_in_for([owner.pk], of.pk)] == [board]
    assert [one.to for one in delegates.standing_in_for([owner.pk], None)] == [agent]


def test_nobody_hands_over_what_is_not_theirs_nor_to_a_requester(owner, agent, requester):
    with pytest.raises(RuleViolation, match="own seat"):
        delegate(actor=person(agent), person=owner, to=agent, since=timezone.localdate(), until=timezone.localdate())  # fmt: skip
    with pytest.raises(RuleViolation, match="somebody else"):
        give(owner, owner)
    with pytest.raises(RuleViolation, match="has a role"):
        give(owner, requester)


def test_ended_it_holds_no_more_and_the_days_that_passed_stay(owner, agent):
    with time_machine.travel("2026-10-06T09:00+00:00", tick=False):
        begun, to_come = give(owner, agent, (0, 5)), give(owner, agent, (10, 12))
    with time_machine.travel("2026-10-08T09:00+00:00", tick=False):
        end_delegation(delegation=begun, actor=person(owner))
        end_delegation(delegation=to_come, actor=person(owner))

        assert not delegates.standing_in_for([owner.pk], None)
        with pytest.raises(RuleViolation, match="ended already"):
            end_delegation(delegation=begun, actor=person(owner))
    assert [str(day) for day in Delegation.objects.get().days] == ["2026-10-06", "2026-10-07"]


def test_delegations_by_page(owner, agent, board, client):
    client.force_login(owner)
    today = timezone.localdate()
    said = {"to": agent.pk, "board": "", "since": today, "until": today + timedelta(days=2), "why": "Holiday"}  # fmt: skip

    assert client.post("/delegations/", said).status_code == 302
    assert client.post("/delegations/", said).status_code == 400
    given = Delegation.objects.get()
    client.force_login(board)
    assert "Holiday" not in client.get("/delegations/").content.decode()
    assert client.post(f"/delegations/{given.pk}/end/").status_code == 404
    client.force_login(agent)
    assert "Holiday" in client.get("/delegations/").content.decode()
    assert client.post(f"/delegations/{given.pk}/end/").status_code == 403
    client.force_login(owner)
    assert client.post(f"/delegations/{given.pk}/end/").status_code == 302


def test_delegations_by_api(owner, agent):
    api, today = api_as(owner, "boards:read", "boards:write"), timezone.localdate()
    said = {"to": agent.pk, "since": str(today), "until": str(today + timedelta(days=2))}

    made = api.post("/api/v1/delegations/", said, format="json")
    assert made.status_code == 201
    assert api.post("/api/v1/delegations/", said, format="json").status_code == 409
    assert api.post("/api/v1/delegations/", {**said, "board": 77}, format="json").status_code == 409
    assert len(api.get("/api/v1/delegations/").json()["results"]) == 1
    assert api.post(f"/api/v1/delegations/{made.json()['id']}/end/", {}, format="json").status_code == 204  # fmt: skip
