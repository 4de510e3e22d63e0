"""A board at its meeting, by keyboard and by mouse: as chair, as member, and closed to everybody else."""

from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from governance.models import Approval, Review
from governance.operations import meetings, reviews
from svs.events.actor import person
from tests.governance.asked import asked, board_step, make_board, members, right

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def meeting(by_agent, scanners):
    """A board of five that meets in a quarter of an hour, with two changes before it and a topic."""
    board = make_board()
    right(board_step(board))
    asked(by_agent, scanners, title="Roll hall A back to 8.3")
    asked(by_agent, scanners, title="Replace the core switch")
    review = reviews.plan_review(board=board, actor=person(members(board)[0]), at=timezone.now() + timedelta(minutes=15))  # fmt: skip
    meetings.add_topic(review=review, actor=person(members(board)[1]), title="Winter staffing")
    return review


def test_a_member_walks_the_agenda_and_votes_without_a_mouse(meeting, sign_in, live_server, assert_accessible):  # fmt: skip
    page = sign_in(members(meeting.board)[1])
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/boards/change-board/agenda/")
    expect(page.locator(".say")).to_contain_text("Two items to decide; both still need your vote")
    expect(page.locator("#four b").first).to_be_visible()

    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("#preview h2").first).to_have_text("Replace the core switch")
    page.keyboard.press("a")
    expect(page.locator('#preview input[value="approve"]')).to_be_checked()
    assert_accessible(page)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.keyboard.press("a")
    page.keyboard.press("Control+Enter")

    expect(page.locator(".say")).to_contain_text("one still needs your vote")
    expect(page.locator("#preview h2").first).to_have_text("Roll hall A back to 8.3")
    page.keyboard.press("j")
    page.keyboard.press("b")
    expect(page.locator('#preview input[value="abstain"]')).to_be_checked()
    page.keyboard.press("r")
    expect(page.locator('#preview input[value="reject"]')).to_be_checked()
    assert Approval.objects.filter(steps__seats__vote__isnull=False).count() == 1


def test_the_chair_holds_the_meeting_and_closes_it(meeting, sign_in, live_server, assert_accessible):  # fmt: skip
    ingrid, rafael, sofia, *_ = members(meeting.board)
    page = sign_in(ingrid)
    page.set_viewport_size({"width": 1440, "height": 900})
    page.goto(f"{live_server.url}/boards/change-board/agenda/")
    page.get_by_role("button", name="Join").click()
    expect(page.get_by_role("button", name="Leave")).to_be_visible()

    page.get_by_role("link", name="Minutes").click()
    for one in (rafael, sofia):
        page.get_by_role("button", name=f"Is here {one.name}").click()
    expect(page.get_by_role("heading", name="Quorate", exact=True)).to_be_visible()
    page.locator("#minutes-text").fill("We **begin**.")
    expect(page.locator("#minutes-saved")).to_contain_text("Kept", timeout=10_000)
    page.locator("#minutes-text").fill("We **begin**. And end.")
    page.get_by_role("button", name="Keep").click()
    expect(page.locator("#minutes-text")).to_have_value("We **begin**. And end.")
    assert_accessible(page)

    page.get_by_role("link", name="Record a decision").click()
    page.get_by_label("What is decided?").fill("Nobody changes hall A alone")
    page.get_by_label("Why?").fill("Twice it went wrong")
    page.get_by_label("What should change").fill("No third time this year")
    page.get_by_label("Who sees it through?").select_option(index=1)
    assert_accessible(page)
    page.get_by_role("button", name="Record it").click()

    page.goto(f"{live_server.url}/reviews/{meeting.ref}/close/")
    assert_accessible(page)
    page.get_by_label("What comes of item 3").select_option("dropped")
    page.get_by_role("button", name="Close the meeting").click()
    expect(page.get_by_role("alert")).to_have_text("Say why it is dropped.")
    page.get_by_label("What was decided on item 3").fill("Spring is near")
    page.get_by_role("button", name="Close the meeting").click()

    expect(page.locator("body")).to_contain_text("3 of 5 seats, 3 needed")
    expect(page.locator("body")).to_contain_text("Nobody changes hall A alone")
    assert_accessible(page)
    assert Review.objects.get(pk=meeting.pk).state == "HELD"


def test_on_a_phone_a_member_votes_on_the_item_of_the_list(meeting, sign_in, live_server, assert_accessible):  # fmt: skip
    page = sign_in(members(meeting.board)[2])
    page.set_viewport_size({"width": 390, "height": 844})
    page.goto(f"{live_server.url}/boards/change-board/agenda/")
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_role("link", name="Vote on item 1").click()
    assert_accessible(page)
    page.set_viewport_size({"width": 390, "height": 844})
    page.get_by_text("Approve", exact=True).click()
    page.get_by_role("button", name="Cast vote").click()

    expect(page.locator(".say")).to_contain_text("one still needs your vote")


def test_whoever_does_not_sit_on_it_finds_no_such_board(meeting, sign_in, live_server, agent):
    page = sign_in(agent)

    assert page.goto(f"{live_server.url}/boards/change-board/agenda/").status == 404
    assert page.goto(f"{live_server.url}/reviews/{meeting.ref}/").status == 404
