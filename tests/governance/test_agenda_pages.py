"""The pages of a board: who reads them, what they say, and how many statements they cost."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from governance.models import BoardMember, Delegation, Review
from governance.operations import meetings, reviews
from governance.operations.escalations import open_escalation
from governance.queries.escalations import subject_of
from practices.incident.operations import log_incident
from svs.accounts.models import Role, RoleAssignment
from svs.events.actor import person
from tests.conftest import api_as, make_person
from tests.governance.asked import asked, board_step, make_board, members, right, vote

pytestmark = pytest.mark.django_db
AGENDA = "/boards/change-board/agenda/"


@pytest.fixture
def board(db):
    board = make_board()
    board.agenda = {"fill": ["escalations", "signals", "changes", "templates", "rights", "risks", "policies", "emergencies", "decisions"]}  # fmt: skip
    board.save()
    return board


@pytest.fixture
def review(board):
    return reviews.plan_review(board=board, actor=person(members(board)[0]), at=timezone.now() + timedelta(minutes=16))  # fmt: skip


@pytest.fixture
def as_chair(client, board):
    client.force_login(members(board)[0])
    return client


def text_of(answer) -> str:
    return " ".join(answer.content.decode().split())


def test_the_agenda_says_in_a_sentence_what_is_to_be_decided_and_what_needs_my_vote(as_chair, by_agent, scanners, board, review):  # fmt: skip
    right(board_step(board))
    asked(by_agent, scanners)
    vote(asked(by_agent, scanners, title="Another one"), members(board)[0])
    meetings.add_topic(review=review, actor=person(members(board)[1]), title="Winter staffing")

    page = text_of(as_chair.get(AGENDA))

    assert "Two items to decide; one still needs your vote, before" in page
    assert "To talk about" in page
    assert "Winter staffing" in page
    assert "Not quorate" in page


def test_an_empty_agenda_says_so(as_chair, board):
    page = text_of(as_chair.get(AGENDA))

    assert "Nothing is on the agenda." in page
    assert "No meeting is planned." in page


def test_the_agenda_costs_as_many_statements_however_much_stands_on_it(as_chair, by_agent, scanners, board, review, django_assert_max_num_queries):  # fmt: skip
    right(board_step(board))
    approval = asked(by_agent, scanners)
    vote(approval, members(board)[1])
    meetings.add_topic(review=review, actor=person(members(board)[1]), title="One")
    as_chair.get(AGENDA)
    with CaptureQueriesContext(connection) as few:
        as_chair.get(AGENDA)

    for n in range(6):
        vote(asked(by_agent, scanners, title=f"Change {n}"), members(board)[n % 4], "abstain")
        meetings.add_topic(review=review, actor=person(members(board)[1]), title=f"Topic {n}")
    with django_assert_max_num_queries(len(few)):
        as_chair.get(AGENDA)
    assert len(few) <= 40


def test_the_list_alone_costs_no_more_than_its_sources(as_chair, by_agent, scanners, board, review, django_assert_max_num_queries):  # fmt: skip
    right(board_step(board))
    for n in range(3):
        asked(by_agent, scanners, title=f"Change {n}")

    with django_assert_max_num_queries(24):
        answer = as_chair.get(AGENDA, headers={"HX-Request": "true"})
    assert answer.content.decode().startswith('<div id="agenda"')


def test_other_boards_and_their_meetings_are_not_there_for_a_member(client, board, review):
    other = make_board("Vera Lindqvist", name="Security board")
    vera = members(other)[0]
    client.force_login(vera)

    for url in (AGENDA, "/boards/change-board/minutes/", "/boards/change-board/past/", f"/reviews/{review.ref}/", f"/reviews/{review.ref}/close/"):  # fmt: skip
        assert client.get(url).status_code == 404
    api = api_as(vera, "reviews:read", "reviews:write")
    assert api.get("/api/v1/boards/change-board/reviews/").status_code == 404
    assert api.get(f"/api/v1/boards/security-board/reviews/{review.ref}/").status_code == 404
    assert "Security board" in text_of(client.get("/side/boards/"))
    assert "Change board" not in text_of(client.get("/side/boards/"))


def test_who_left_a_board_reads_no_more_of_it_and_who_stands_in_does(client, board, review):
    ingrid, rafael, *_ = members(board)
    pieter = make_person("Pieter de Wit")
    BoardMember.objects.filter(user=rafael).update(until=timezone.now())
    today = timezone.localdate()
    Delegation.objects.create(user=ingrid, to=pieter, board=board, during=(today, today + timedelta(days=1)))  # fmt: skip

    client.force_login(rafael)
    assert client.get(AGENDA).status_code == 404
    client.force_login(pieter)
    assert client.get(AGENDA).status_code == 200


def test_one_item_lies_beside_the_list_with_its_ballot(as_chair, by_agent, scanners, board, review):
    right(board_step(board))
    approval = asked(by_agent, scanners)

    piece = text_of(as_chair.get(f"{AGENDA}item/?item=approval-{approval.pk}", headers={"HX-Request": "true"}))  # fmt: skip
    whole = as_chair.get(f"{AGENDA}item/?item=approval-{approval.pk}")

    assert piece.startswith('<aside class="preview" id="preview"')
    assert 'name="choice" value="approve"' in piece
    assert f'name="next" value="{AGENDA}"' in piece
    assert whole.status_code == 200
    assert as_chair.get(f"{AGENDA}item/?item=approval-999").status_code == 404


def test_the_four_questions_are_answered_also_where_nothing_is_known(as_chair, board):
    page = text_of(as_chair.get("/boards/change-board/questions/"))

    for question in ("Are we getting the intended value?", "Where are the constraints?", "What is slowing flow?", "What must change next?"):  # fmt: skip
        assert question in page
    assert "Not enough data yet" in page


def test_a_meeting_goes_from_joining_to_its_minutes_by_forms_alone(as_chair, client, board, review):
    ingrid, rafael, sofia, *_ = members(board)
    item = meetings.add_topic(review=review, actor=person(rafael), title="Winter staffing")
    for one in (ingrid, rafael, sofia):
        as_chair.post(f"/reviews/{review.ref}/present/", {"person": one.pk, "here": "1"})
    as_chair.post(f"/reviews/{review.ref}/minutes/", {"minutes": "# Staff\r\nTwo **more**.", "version": "1"})  # fmt: skip
    as_chair.post(f"/reviews/{review.ref}/settle/", {"item": f"topic-{item.pk}", "outcome": "decided", "words": "Two more"})  # fmt: skip

    done = as_chair.post(f"/reviews/{review.ref}/close/", follow=True)

    assert done.redirect_chain[-1][0] == f"/reviews/{review.ref}/"
    page = text_of(done)
    assert "<strong>more</strong>" in page
    assert "3 of 5 seats, 3 needed" in page
    assert "Two more" in page
    assert "Held" in text_of(as_chair.get("/boards/change-board/past/"))


def test_what_is_dropped_without_a_word_is_said_beside_the_form(as_chair, board, review):
    item = meetings.add_topic(review=review, actor=person(members(board)[1]), title="New mugs")

    answer = as_chair.post(f"/reviews/{review.ref}/close/", {f"outcome.topic-{item.pk}": "dropped"})

    assert answer.status_code == 409
    assert "Say why it is dropped." in text_of(answer)
    assert Review.objects.get(pk=review.pk).state == "PLANNED"


def test_a_decision_is_recorded_by_the_form_with_its_owner(as_chair, board, review, owner):
    for one in members(board)[:3]:
        meetings.mark_present(review=review, actor=person(one), user=one, is_here=True)
    said = {
        "title": "The desk resets it", "why": "It holds us up", "expected_effect": "Half the wait", "owner": owner.pk,
        "review_date": (timezone.localdate() + timedelta(days=20)).isoformat(),
    }  # fmt: skip

    assert as_chair.post(f"/reviews/{review.ref}/decide/", {**said, "title": ""}).status_code == 400
    assert as_chair.post(f"/reviews/{review.ref}/decide/", said).status_code == 302

    assert "The desk resets it" in text_of(as_chair.get("/boards/change-board/minutes/"))


def test_a_member_takes_part_and_does_not_hold_it(client, board, review):
    client.force_login(members(board)[1])

    assert client.get(f"/reviews/{review.ref}/close/").status_code == 403
    assert client.post(f"/reviews/{review.ref}/settle/", {"item": "x", "outcome": "carried"}).status_code == 403  # fmt: skip
    assert client.post(f"/reviews/{review.ref}/topics/", {"title": "Mine"}).status_code == 302
    row = review.items.get()
    client.force_login(members(board)[2])
    assert client.post(f"/reviews/{review.ref}/topics/{row.pk}/remove/").status_code == 403
    client.force_login(members(board)[1])
    assert client.post(f"/reviews/{review.ref}/topics/{row.pk}/remove/").status_code == 302
    assert not review.items.exists()


def test_programs_plan_minute_and_close_by_the_same_rules(board, by_agent, scanners):
    chair = members(board)[0]
    api = api_as(chair, "reviews:read", "reviews:write")
    at = (timezone.now() + timedelta(minutes=30)).isoformat()
    base = "/api/v1/boards/change-board/reviews/"

    made = api.post(base, {"at": at}, format="json")
    one = f"{base}{made.data['ref']}/"
    assert made.status_code == 201
    assert api.post(base, {"at": at}, format="json").status_code == 409
    assert api.patch(f"{one}minutes/", {"minutes": "We begin."}, format="json").status_code == 428
    assert api.patch(f"{one}minutes/", {"minutes": "We begin."}, format="json", HTTP_IF_MATCH='"9"').status_code == 412  # fmt: skip
    assert api.patch(f"{one}minutes/", {"minutes": "We begin."}, format="json", HTTP_IF_MATCH='"1"').status_code == 200  # fmt: skip
    topic = api.post(f"{one}items/", {"title": "Mugs"}, format="json")
    assert topic.status_code == 201
    assert api.post(f"{one}close/", {}, format="json").data["code"] == "items_left"
    said = {"items": [{"item": topic.data["key"], "outcome": "dropped", "words": "Not ours"}]}
    closed = api.post(f"{one}close/", said, format="json")

    assert closed.status_code == 200
    assert closed.data["state"] == "HELD"
    assert len(closed.data["questions"]) == 4
    (kept,) = api.get(f"{one}items/").data["results"]
    assert (kept["title"], kept["outcome"], kept["words"]) == ("Mugs", "dropped", "Not ours")
    assert api.post(f"{one}close/", {}, format="json").status_code == 409
    assert api.post(f"{one}present/", {"is_here": True}, format="json").status_code == 409


def test_the_chair_says_what_fills_the_agenda(as_chair, client, board):
    url = "/boards/change-board/agenda/fill/"

    assert as_chair.post(url, {"fill": ["signals", "risks"]}).status_code == 302
    board.refresh_from_db()
    assert board.agenda["fill"] == ["signals", "risks"]
    assert as_chair.post(url, {}).status_code == 302
    board.refresh_from_db()
    assert board.agenda["fill"] == []
    assert as_chair.post(url, {"fill": ["gossip"]}).status_code == 400


def test_a_member_is_not_led_to_a_page_that_is_not_theirs(client, board, review, scanners, agent, requester, by_agent, sponsor):  # fmt: skip
    chair, member = members(board)[:2]
    RoleAssignment.objects.bulk_create(RoleAssignment(user=who, role=Role.BOARD_MEMBER) for who in (chair, member))  # fmt: skip
    ticket = log_incident(
        actor=by_agent, title="Hall A stands", requester=requester, service_id=scanners.pk
    )
    opened = open_escalation(actor=by_agent, subject=subject_of(agent, ticket.ref), why="Nobody says whether it may stop.", path=[chair.pk, sponsor.pk])  # fmt: skip

    for who, is_led in ((chair, True), (member, False)):
        client.force_login(who)
        page = text_of(client.get(AGENDA))
        assert "Hall A stands" in page
        assert (f'href="/escalations/{opened.ref}/"' in page) is is_led
