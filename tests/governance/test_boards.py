"""Boards: who sits on them, and what that makes of the people."""

from datetime import timedelta

import pytest
from django.utils import timezone

from governance.models import BoardMember, DecisionRight
from governance.operations import boards as operations
from governance.queries import boards as queries
from governance.queries import rights
from svs.accounts import operations as accounts
from svs.accounts.models import Role, RoleAssignment
from svs.errors import RuleViolation, StaleVersion
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def change_board(administrator):
    return operations.make_board(actor=person(administrator), name="Change board", purpose="Weighs changes.")  # fmt: skip


def sit(board, administrator, *people, chair=None):
    for who in people:
        operations.join_board(board=board, person=who, actor=person(administrator), is_chair=who is chair)  # fmt: skip


def fresh(user):
    return type(user).objects.get(pk=user.pk)


def test_a_seat_gives_the_role_for_this_board_and_leaving_takes_it(
    change_board, administrator, agent
):
    sit(change_board, administrator, agent)
    assert fresh(agent).scopes_of(Role.BOARD_MEMBER, "board") == {change_board.pk}

    operations.leave_board(board=change_board, person=agent, actor=person(administrator))

    assert not fresh(agent).has_role(Role.BOARD_MEMBER)
    assert BoardMember.objects.get(user=agent).until is not None
    assert [e.name for e in DomainEvent.objects.filter(subject_type="board").order_by("id")] == ["board.made", "board.joined", "board.left"]  # fmt: skip


def test_a_new_chair_takes_the_chair_from_the_old_one_who_stays(
    change_board, administrator, agent, sponsor
):
    sit(change_board, administrator, sponsor, agent, chair=sponsor)

    operations.join_board(board=change_board, person=agent, actor=person(administrator), is_chair=True)  # fmt: skip

    assert fresh(agent).scopes_of(Role.CHAIR, "board") == {change_board.pk}
    assert not fresh(sponsor).has_role(Role.CHAIR)
    assert fresh(sponsor).has_role(Role.BOARD_MEMBER)
    assert BoardMember.objects.filter(is_chair=True, until__isnull=True).count() == 1


def test_the_role_of_a_seat_is_not_taken_behind_the_boards_back(change_board, administrator, agent):
    sit(change_board, administrator, agent)
    held = RoleAssignment.objects.get(user=agent, role=Role.BOARD_MEMBER)

    with pytest.raises(RuleViolation, match="off the board"):
        accounts.take_role(held=held, actor=person(administrator))


def test_coming_back_is_another_seat(change_board, administrator, agent):
    sit(change_board, administrator, agent)
    operations.leave_board(board=change_board, person=agent, actor=person(administrator))
    sit(change_board, administrator, agent)

    assert BoardMember.objects.filter(user=agent).count() == 2
    with pytest.raises(RuleViolation, match="no member"):
        operations.leave_board(board=change_board, person=administrator, actor=person(administrator))  # fmt: skip


def test_a_board_with_fewer_people_than_must_vote_is_below_its_quorum(
    change_board, administrator, agent, owner, client
):
    sit(change_board, administrator, agent, owner)
    client.force_login(administrator)

    [shown] = queries.all_shown(administrator)
    assert (shown.quorum, shown.is_below_quorum) == (3, True)
    assert b"2 of the 3 it needs" in client.get("/boards/").content

    sit(change_board, administrator, make_person("Sofia Tran", Role.AGENT))
    [shown] = queries.all_shown(administrator)
    assert not shown.is_below_quorum


def test_a_step_without_a_board_means_the_first_one(change_board, administrator):
    asked = [step["board"] for row in rights.table() for step in row.steps if step["by"] == "board"]

    assert set(asked) == {change_board.pk}
    assert all(step["board"] is None for row in DecisionRight.objects.all() for step in row.steps)


def test_a_board_that_a_right_names_is_not_closed(change_board, administrator):
    row = DecisionRight.objects.get(subject="policy")
    row.steps[0]["board"] = change_board.pk
    row.save()

    with pytest.raises(RuleViolation, match=row.ref):
        operations.close_board(board=change_board, actor=person(administrator))


def test_closing_a_board_frees_its_people(change_board, administrator, agent):
    sit(change_board, administrator, agent, chair=agent)

    operations.close_board(board=change_board, actor=person(administrator))

    assert fresh(agent).roles() == {Role.AGENT, Role.REQUESTER}
    with pytest.raises(RuleViolation, match="closed"):
        sit(change_board, administrator, agent)
    operations.reopen_board(board=change_board, actor=person(administrator))
    sit(change_board, administrator, agent)


def test_two_who_change_a_board_do_not_overwrite_each_other(change_board, administrator):
    operations.change_board(board=change_board, actor=person(administrator), fields={"minutes": 30}, version=1)  # fmt: skip

    with pytest.raises(StaleVersion):
        operations.change_board(board=change_board, actor=person(administrator), fields={"minutes": 60}, version=1)  # fmt: skip


def test_a_chair_says_when_its_board_meets_but_seats_nobody(
    change_board, administrator, agent, client
):
    sit(change_board, administrator, agent, chair=agent)
    client.force_login(agent)
    said = {"name": "Change board", "purpose": "Weighs changes.", "weekday": 3, "meets_at": "14:00", "every_weeks": 2, "minutes": 60}  # fmt: skip

    assert client.post("/boards/change-board/edit/", said).status_code == 302
    assert client.post("/boards/change-board/join/", {"person": administrator.pk}).status_code == 403  # fmt: skip
    assert (
        b"every 2 weeks on Thu at 14:00, 60 minutes" in client.get("/boards/change-board/").content
    )


def test_boards_by_page(administrator, agent, client):
    client.force_login(administrator)
    said = {"name": "Security board", "purpose": "Opens doors.", "weekday": 1, "meets_at": "09:30", "every_weeks": 1, "minutes": 45}  # fmt: skip

    assert client.post("/boards/new/", said).url == "/boards/security-board/"
    assert client.post("/boards/new/", said).status_code == 400
    assert client.post("/boards/security-board/join/", {"person": agent.pk, "is_chair": "on"}).status_code == 302  # fmt: skip
    assert client.post("/boards/security-board/join/", {"person": 999999}).status_code == 400
    assert "Ana Ruiz" in client.get("/boards/security-board/").content.decode()
    assert client.post(f"/boards/security-board/leave/{agent.pk}/").status_code == 302
    assert client.post(f"/boards/security-board/leave/{agent.pk}/").status_code == 404
    assert client.post("/boards/security-board/close/").status_code == 302
    assert client.post("/boards/security-board/reopen/").status_code == 302


def test_only_those_who_read_a_boards_agenda_are_led_there(change_board, administrator, agent, board, client):  # fmt: skip
    sit(change_board, administrator, board)

    for who, is_led in ((board, True), (agent, False)):
        client.force_login(who)
        page = client.get("/boards/change-board/").content.decode()
        assert ('href="/boards/change-board/agenda/"' in page) is is_led
        assert (client.get("/boards/change-board/agenda/").status_code == 200) is is_led


def test_boards_by_api(administrator, agent):
    api = api_as(administrator, "boards:read", "boards:write")

    made = api.post(
        "/api/v1/boards/", {"name": "Change board", "purpose": "Weighs."}, format="json"
    )
    assert (made.status_code, made["ETag"]) == (201, '"1"')
    assert api.patch("/api/v1/boards/change-board/", {"weekday": 7}, format="json", headers={"If-Match": '"1"'}).status_code == 400  # fmt: skip
    changed = api.patch("/api/v1/boards/change-board/", {"weekday": 3, "meets_at": "10:15"}, format="json", headers={"If-Match": '"1"'})  # fmt: skip
    assert (changed.json()["meets_at"], changed.json()["version"]) == ("10:15", 2)
    joined = api.post("/api/v1/boards/change-board/join/", {"person": agent.pk, "is_chair": True}, format="json")  # fmt: skip
    assert [(one["person"], one["is_chair"]) for one in joined.json()["members"]] == [
        (agent.pk, True)
    ]
    assert api.post("/api/v1/boards/change-board/leave/", {"person": administrator.pk}, format="json").status_code == 409  # fmt: skip
    assert api.post("/api/v1/boards/change-board/close/", {}, format="json").json()["is_active"] is False  # fmt: skip


def test_a_list_of_boards_costs_the_same_however_many(
    administrator, agent, client, django_assert_max_num_queries
):
    for n in range(5):
        board = operations.make_board(actor=person(administrator), name=f"Board {n}", purpose="Decides.")  # fmt: skip
        sit(board, administrator, agent)
    client.force_login(administrator)
    client.get("/boards/")

    with django_assert_max_num_queries(14):
        client.get("/boards/")


def test_seats_that_were_drawn_are_not_touched_by_who_comes_and_goes(
    change_board, administrator, agent
):
    sit(change_board, administrator, agent)
    before = BoardMember.objects.get(user=agent)

    operations.leave_board(board=change_board, person=agent, actor=person(administrator))

    after = BoardMember.objects.get(pk=before.pk)
    assert after.since == before.since
    assert after.until - timezone.now() < timedelta(seconds=5)
