"""Whoever is asked sees what they are asked about, from then on, and nothing besides."""

import pytest

from practices.change import operations as changes
from practices.desk.operations import add_message
from svs.events import deliver
from svs.notices.models import Notice
from tests.governance.asked import (
    approval_ticket,
    asked,
    board_step,
    make_board,
    members,
    right,
    stand_in,
    step,
    vote,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def board_of_three():
    return make_board("Ingrid Solheim", "Rafael Costa", "Sofia Tran")


def sees(client, user, path: str) -> bool:
    client.force_login(user)
    return client.get(path).status_code == 200


def test_a_member_of_the_board_sees_the_change_once_the_board_is_asked(
    client, by_agent, scanners, owner, board_of_three
):
    right(step("owner"), board_step(board_of_three, quorum=2))
    approval = asked(by_agent, scanners)
    ticket = approval_ticket(approval)
    member, *_ = members(board_of_three)
    assert not sees(client, member, ticket.get_absolute_url())
    assert not sees(client, member, f"/votes/{approval.ref}/")

    vote(approval, owner)

    assert sees(client, member, ticket.get_absolute_url())
    assert sees(client, member, f"/votes/{approval.ref}/")


def test_a_member_of_another_board_sees_nothing(client, by_agent, scanners, board_of_three):
    other = make_board("Lin Wu", name="Security board")
    right(board_step(board_of_three))
    approval = asked(by_agent, scanners)
    (stranger,) = members(other)

    for path in (
        f"/votes/{approval.ref}/",
        approval_ticket(approval).get_absolute_url(),
        f"/api/v1/approvals/{approval.ref}/",
    ):
        assert not sees(client, stranger, path)
    assert "Roll hall A" not in client.get("/votes/?show=all").content.decode()


def test_whoever_is_asked_reads_no_internal_notes(
    client, agent, by_agent, scanners, board_of_three
):
    right(board_step(board_of_three))
    approval = asked(by_agent, scanners)
    ticket = approval_ticket(approval)
    add_message(
        ticket_id=ticket.pk,
        author=agent,
        body="Between us: the vendor slipped up",
        is_internal=True,
        actor=by_agent,
    )
    member, *_ = members(board_of_three)
    client.force_login(member)

    page = client.get(ticket.get_absolute_url()).content.decode()

    assert "Roll hall A" in page
    assert "Between us" not in page


def test_one_votes_on_the_page_of_the_change_and_stays_there(client, by_agent, scanners, owner):
    right(step("owner"))
    approval = asked(by_agent, scanners)
    address = approval_ticket(approval).get_absolute_url()
    client.force_login(owner)
    page = client.get(address).content.decode()
    assert 'id="track"' in page
    assert f'action="/votes/{approval.ref}/cast/"' in page

    said = {"choice": "approve", "version": approval.version, "seat_of": owner.pk, "next": address}
    answer = client.post(f"/votes/{approval.ref}/cast/", said)

    assert answer.headers["Location"] == address


def test_a_way_back_to_elsewhere_is_not_taken(client, by_agent, scanners, owner):
    right(step("owner"))
    approval = asked(by_agent, scanners)
    client.force_login(owner)

    answer = client.post(
        f"/votes/{approval.ref}/cast/",
        {"choice": "abstain", "version": approval.version, "next": "https://evil.example/"},
    )

    assert answer.headers["Location"] == f"/votes/{approval.ref}/"


def told(user) -> list[str]:
    deliver.drain("notices.tell")
    return list(
        Notice.objects.filter(user=user, kind__startswith="approval.")
        .order_by("id")
        .values_list("kind", flat=True)
    )


def test_everybody_is_told_what_concerns_them_and_nothing_else(
    agent, by_agent, colleague, scanners, owner, board_of_three
):
    stand_in(owner, colleague)
    right(step("owner"), board_step(board_of_three, quorum=2))
    approval = asked(by_agent, scanners)
    chair, second, _ = members(board_of_three)

    assert told(owner) == told(colleague) == ["approval.asked"]
    assert told(chair) == []
    vote(approval, owner)
    vote(approval, chair)
    assert told(second) == ["approval.asked"]
    changes.edit_plan(
        ticket=approval_ticket(approval), actor=by_agent, fields={"plan": "Restart twice"}
    )
    assert told(chair) == ["approval.asked", "approval.voided"]
    approval.refresh_from_db()
    vote(approval, owner, "reject")
    assert told(agent)[-1] == "approval.decided"


def test_who_is_waited_for_hears_that_it_was_taken_back(agent, by_agent, scanners, owner):
    right(step("owner"))
    approval = asked(by_agent, scanners)

    changes.withdraw_change(ticket=approval_ticket(approval), actor=by_agent)

    assert told(owner) == ["approval.asked", "approval.withdrawn"]
