"""Voting on pages, by the link of a mail and over the API: what is shown changes nothing, what is posted decides."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from governance.models import Approval, Seat, Vote, VoteLink
from governance.operations.links import make_link
from practices.change import operations as changes
from svs.events import deliver
from svs.events.models import DomainEvent, Outgoing
from tests.conftest import api_as
from tests.governance.asked import (
    approval_ticket,
    asked,
    board_step,
    make_board,
    members,
    right,
    stand_in,
    state_of,
    step,
    vote,
)

pytestmark = pytest.mark.django_db
SCOPES = ("approvals:read", "approvals:write")


@pytest.fixture
def approval(by_agent, scanners, owner):
    right(step("owner", hours=200))
    return asked(by_agent, scanners)


@pytest.fixture
def seat(approval):
    return Seat.objects.select_related("step", "user").get(step__approval=approval)


def ballot(approval, choice="approve", **said):
    return {"choice": choice, "version": approval.version, "words": "", **said}


# pages


def test_what_waits_for_me_stands_on_my_list(client, approval, owner):
    client.force_login(owner)

    page = client.get("/votes/").content.decode()

    assert "Roll hall A back to 8.3" in page


@pytest.mark.parametrize("show", ["", "cast", "all"])
def test_who_was_never_asked_has_empty_lists(client, approval, outsider, show):
    client.force_login(outsider)

    page = client.get("/votes/", {"show": show}).content.decode()

    assert "Roll hall A" not in page
    assert 'class="empty"' in page


def test_the_page_shows_who_is_missing_and_the_ballot_of_this_version(client, approval, owner):
    client.force_login(owner)

    page = client.get(f"/votes/{approval.ref}/").content.decode()

    assert "Waits for you until" in page
    assert f'name="version" value="{approval.version}"' in page


def test_a_vote_on_the_page_decides_at_once(client, approval, owner):
    client.force_login(owner)

    answer = client.post(
        f"/votes/{approval.ref}/cast/", ballot(approval, words="Only hall A"), follow=True
    )

    assert "Approved" in answer.content.decode()
    assert state_of(approval) == "APPROVED"


@pytest.mark.parametrize(("said", "status"), [({"choice": "reject"}, 409), ({"version": 99}, 412), ({"choice": "maybe"}, 400), ({"version": "x"}, 400)])  # fmt: skip
def test_what_cannot_be_a_vote_is_said_in_words_and_changes_nothing(
    client, approval, owner, said, status
):
    client.force_login(owner)

    answer = client.post(f"/votes/{approval.ref}/cast/", {**ballot(approval), **said})

    assert answer.status_code == status
    assert not Vote.objects.exists()


def test_one_s_own_work_is_shown_without_a_ballot(client, approval, agent):
    client.force_login(agent)

    page = client.get(f"/votes/{approval.ref}/").content.decode()
    answer = client.post(f"/votes/{approval.ref}/cast/", ballot(approval))

    assert "Cast vote" not in page
    assert answer.status_code == 403
    assert not Vote.objects.exists()


def test_who_stands_in_sees_for_whom_they_vote(client, approval, colleague, owner):
    stand_in(owner, colleague)
    client.force_login(colleague)

    page = client.get(f"/votes/{approval.ref}/").content.decode()

    assert f"Your vote for {owner.name}" in page
    assert f"for {owner.name}" in client.get("/votes/").content.decode()


def test_a_void_vote_stays_on_the_page_struck_through(client, by_agent, scanners):
    board = make_board()
    right(board_step(board))
    approval = asked(by_agent, scanners)
    first, *_ = members(board)
    vote(approval, first)
    changes.edit_plan(
        ticket=approval_ticket(approval), actor=by_agent, fields={"plan": "Restart twice"}
    )
    client.force_login(first)

    page = client.get(f"/votes/{approval.ref}/").content.decode()

    assert "What you voted on version 1 is void" in page
    assert "<s>" in page


def test_a_page_costs_as_many_statements_on_a_large_board(
    client, by_agent, scanners, django_assert_max_num_queries
):
    board = make_board(*(f"Member {n}" for n in range(12)))
    right(step("owner"), board_step(board), board_step(board))
    approval = asked(by_agent, scanners)
    client.force_login(scanners.owner)
    client.get(f"/votes/{approval.ref}/")

    with django_assert_max_num_queries(11):
        client.get(f"/votes/{approval.ref}/")


@pytest.mark.parametrize("show", ["", "cast", "all"])
def test_lists_cost_as_many_statements_however_long(
    client, by_agent, scanners, owner, django_assert_max_num_queries, show
):
    right(step("owner"), step("executive"))
    for n in range(6):
        approval = asked(by_agent, scanners)
        if n % 2:
            vote(approval, owner)
    client.force_login(owner)
    client.get("/votes/")

    with django_assert_max_num_queries(6):
        client.get("/votes/", {"show": show})


# mail


def test_whoever_is_asked_gets_a_mail_with_a_link_of_their_own(approval, owner):
    deliver.drain("governance.ask_by_mail")

    mail = Outgoing.objects.get(purpose="vote.asked")
    assert (mail.recipient, mail.is_secret) == (owner.email, True)
    assert f"{approval.subject_ref}: your vote is needed" in mail.subject
    assert "/votes/link/" in mail.body


@pytest.mark.parametrize("method", ["get", "head"])
def test_following_the_link_of_a_mail_changes_nothing(client, approval, seat, owner, method):
    token = make_link(seat=seat, user=owner)
    before = DomainEvent.objects.count()

    getattr(client, method)(f"/votes/link/{token}/")  # a scanner, signed in as nobody
    client.force_login(owner)
    answer = getattr(client, method)(f"/votes/link/{token}/")

    assert answer.status_code == 200
    assert not Vote.objects.exists()
    assert DomainEvent.objects.count() == before
    assert VoteLink.objects.get().used_at is None


def test_posting_the_ballot_of_a_link_votes_once(client, approval, seat, owner):
    token = make_link(seat=seat, user=owner)
    client.force_login(owner)

    client.post(f"/votes/link/{token}/", ballot(approval))
    again = client.post(f"/votes/link/{token}/", ballot(approval))

    assert state_of(approval) == "APPROVED"
    assert again.status_code == 409
    assert Vote.objects.count() == 1
    assert client.get(f"/votes/link/{token}/").headers["Location"] == f"/votes/{approval.ref}/"


def test_a_link_is_over_after_three_days(client, approval, seat, owner):
    token = make_link(seat=seat, user=owner)

    with time_machine.travel(timezone.now() + timedelta(hours=73)):
        client.force_login(owner)
        answer = client.post(f"/votes/link/{token}/", ballot(approval))

    assert answer.status_code == 409
    assert not Vote.objects.exists()


def test_a_link_is_for_nobody_else(client, approval, seat, owner, administrator):
    token = make_link(seat=seat, user=owner)
    client.force_login(administrator)

    assert client.get(f"/votes/link/{token}/").status_code == 404
    assert client.post(f"/votes/link/{token}/", ballot(approval)).status_code == 404


def test_a_link_needs_the_forms_own_token(approval, seat, owner):
    from django.test import Client  # noqa: PLC0415 -- one that checks it

    token = make_link(seat=seat, user=owner)
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(owner)

    assert strict.post(f"/votes/link/{token}/", ballot(approval)).status_code == 403
    assert not Vote.objects.exists()


# the API


def test_the_decision_is_polled_and_voted_on(approval, owner, agent):
    asks, answers = api_as(agent, *SCOPES), api_as(owner, *SCOPES)
    (listed,) = asks.get("/api/v1/approvals/", {"subject": approval.subject_ref}).json()["results"]
    assert listed["state"] == "OPEN"
    shown = asks.get(f"/api/v1/approvals/{listed['ref']}/")
    assert shown.headers["ETag"] == f'"{approval.version}"'

    said = answers.post(
        f"/api/v1/approvals/{listed['ref']}/votes/",
        {"choice": "approve", "words": "Only hall A"},
        format="json",
        HTTP_IF_MATCH=shown.headers["ETag"],
    )

    assert said.status_code == 201
    assert said.json()["state"] == "APPROVED"
    assert (
        asks.get(f"/api/v1/approvals/{listed['ref']}/").json()["words"]
        == "Elena Petrova: Only hall A"
    )


@pytest.mark.parametrize(
    ("headers", "status"),
    [({}, 428), ({"HTTP_IF_MATCH": '"7"'}, 412), ({"HTTP_IF_MATCH": "7"}, 400)],
)
def test_a_vote_names_the_version_it_is_about(approval, owner, headers, status):
    answer = api_as(owner, *SCOPES).post(f"/api/v1/approvals/{approval.ref}/votes/", {"choice": "approve"}, format="json", **headers)  # fmt: skip

    assert answer.status_code == status
    assert not Vote.objects.exists()


def test_who_may_not_vote_hears_403_where_they_see_it_and_404_where_not(
    approval, agent, administrator, outsider, board, owner
):
    def posted(user, *scopes) -> tuple[int, str]:
        answer = api_as(user, *(scopes or SCOPES)).post(
            f"/api/v1/approvals/{approval.ref}/votes/",
            {"choice": "approve"},
            format="json",
            HTTP_IF_MATCH=f'"{approval.version}"',
        )
        return answer.status_code, answer.json().get("code", "")

    assert posted(agent) == (403, "self_approval")
    assert posted(administrator) == (403, "forbidden")
    assert posted(outsider)[0] == posted(board)[0] == 404
    assert posted(owner, "approvals:read")[0] == 403
    assert not Vote.objects.exists()


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_a_vote_and_a_chain_stand_as_they_are(approval, owner, method):
    vote(approval, owner)
    client = api_as(owner, *SCOPES)

    for path in (f"/api/v1/approvals/{approval.ref}/", f"/api/v1/approvals/{approval.ref}/votes/"):
        assert (
            getattr(client, method)(path, {"words": "Never mind"}, format="json").status_code == 405
        )
    assert Approval.objects.get().state == "APPROVED"


def test_the_same_key_again_is_one_vote(approval, owner):
    client = api_as(owner, *SCOPES)

    def post():
        return client.post(
            f"/api/v1/approvals/{approval.ref}/votes/", {"choice": "approve"}, format="json",
            HTTP_IF_MATCH=f'"{approval.version}"', HTTP_IDEMPOTENCY_KEY="vote-1",
        )  # fmt: skip

    assert (post().status_code, post().status_code) == (201, 201)
    assert Vote.objects.count() == 1
