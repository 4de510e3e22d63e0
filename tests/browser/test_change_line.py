"""Changes in a real Chromium, recorded: a standard one in seconds, a risky one the whole way, an emergency one reviewed afterwards."""

from datetime import timedelta
from pathlib import Path

import pytest
import time_machine
from django.conf import settings
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from governance.models import DecisionRight
from practices.change.models import Change, ChangeTemplate
from tests.governance.asked import board_step, make_board, members, step

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILMS = Path(__file__).resolve().parents[2] / "test-results"
RISKY, URGENT = "Roll hall A back to 8.3", "Close the hole in the gateway"


@pytest.fixture
def film(browser: Browser, request):
    """A context whose every step is recorded with pictures: `playwright show-trace test-results/change-NAME.zip`."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, timezone_id=settings.TIME_ZONE)  # fmt: skip
    context.tracing.start(screenshots=True, snapshots=True, title=request.node.name)
    yield context
    name = request.node.name.partition("[")[0].removeprefix("test_").replace("_", "-")[:60]
    context.tracing.stop(path=FILMS / f"change-{name}.zip")
    context.close()


@pytest.fixture
def enter(film, live_server):
    """Look at a page as somebody."""

    def look(who, path: str) -> Page:
        client = Client()
        client.force_login(who)
        cookie = client.cookies[settings.SESSION_COOKIE_NAME]
        for page in film.pages:
            page.close()
        film.clear_cookies()
        film.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
        page = film.new_page()
        page.goto(f"{live_server.url}{path}")
        return page

    return look


@pytest.fixture
def board(db, sponsor):
    """Five who decide; a normal change goes to a peer, the owner of its service, and to them."""
    found = make_board()
    chain = [step("peer"), step("owner"), board_step(found)]
    DecisionRight.objects.filter(subject="change", fits__variety=["normal"]).update(steps=chain)
    return found


def moment(minutes: int) -> str:
    """As a field for a moment takes it."""
    return f"{timezone.localtime(timezone.now() + timedelta(minutes=minutes)):%Y-%m-%dT%H:%M}"


def draft(page: Page, title: str, kind: str, begins: int) -> None:
    page.get_by_label("What is changed?").fill(title)
    page.get_by_label("Type").select_option(kind)
    page.get_by_label("Service", exact=True).select_option(label="Warehouse Scanners")
    page.get_by_label("Team", exact=True).select_option(label="Network Operations")
    page.get_by_label("From", exact=True).fill(moment(begins))
    page.get_by_label("Until", exact=True).fill(moment(begins + 90))
    page.get_by_label("Plan, a step a line").fill("Stop the rollout\nPush 8.3 to hall A")
    page.get_by_label("Back-out, a step a line").fill("Push 8.4")
    page.get_by_role("button", name="Keep the draft").click()
    expect(page.get_by_role("heading", name=title)).to_be_visible()


def act(page: Page, verb: str, **said: str) -> None:
    """A verb of the page, in one click or with what it asks."""
    summary = page.locator("summary", has_text=verb)
    if not summary.count():
        page.get_by_role("button", name=verb).first.click()
        return
    summary.first.click()
    inside = page.locator("details.act[open]")
    for name, value in said.items():
        field = inside.locator(f"[name={name}]")
        field.select_option(value) if name == "outcome" else field.fill(value)
    inside.locator("button.btn-primary").click()


def vote(page: Page, choice: str = "Approve", words: str = "") -> None:
    page.locator(".ballot label", has_text=choice).click()
    if words:
        page.get_by_role("textbox", name="Only if").fill(words)
    page.get_by_role("button", name="Cast vote").click()
    page.wait_for_load_state()


def change_called(title: str) -> Change:
    return Change.objects.select_related("ticket").get(ticket__title=title)


def test_a_standard_change_passes_in_seconds(enter, agent, scanners, network):
    ChangeTemplate.objects.create(
        name="Restart a print server", service=scanners, team=network, plan="Restart it", backout="Start the old one", minutes=30,
        state="STANDARD", version=1, approved_version=1, standard_since=timezone.now(),
        changed_at=timezone.now(),
    )  # fmt: skip
    begun = timezone.now()

    page = enter(agent, "/changes/standard/")
    page.locator("#id_template").select_option(index=1)
    page.locator("#id_title").fill("dock 4")
    page.get_by_role("button", name="Log it").click()
    expect(page.get_by_role("button", name="Start").first).to_be_visible()
    act(page, "Start")
    expect(page.locator("summary", has_text="Complete").first).to_be_visible()

    change = Change.objects.select_related("ticket").get()
    assert (change.type, change.ticket.state) == ("standard", "IMPLEMENTING")
    assert timezone.now() - begun < timedelta(seconds=30)


def test_a_risky_change_goes_the_whole_way(enter, agent, colleague, owner, outsider, scanners, network, board):  # fmt: skip
    page = enter(agent, "/changes/new/")
    draft(page, RISKY, "normal", begins=60)
    act(page, "Submit")
    expect(page.get_by_text("Waits for").first).to_be_visible()
    change = change_called(RISKY)
    here = change.ticket.get_absolute_url()
    assert page.get_by_role("button", name="Cast vote").count() == 0  # their own work

    hidden = enter(outsider, here)
    expect(hidden.get_by_text("There is nothing here")).to_be_visible()
    assert RISKY not in enter(outsider, "/votes/?show=all").content()

    for decides in (colleague, owner):
        page = enter(decides, here)
        vote(page, words="Only after the late shift" if decides == owner else "")
    first, *others = members(board)
    for member in (first, *others[:2]):
        page = enter(member, "/votes/")
        page.get_by_role("link", name=RISKY).click()
        vote(page)

    with time_machine.travel(timezone.now() + timedelta(minutes=62)):
        page = enter(agent, here)
        expect(page.get_by_text("Only after the late shift").first).to_be_visible()
        act(page, "Start")
        act(page, "Complete", outcome="with_issues", outcome_words="Two scanners had to be restarted by hand.")  # fmt: skip
        expect(page.get_by_text("Two scanners had to be restarted by hand.").first).to_be_visible()
        change.refresh_from_db()
        assert (change.outcome, change.approved_version) == ("with_issues", 1)

        act(page, "Review", words="Test the gate printers as well.")
        expect(page.get_by_text("Test the gate printers as well.").first).to_be_visible()
        change.ticket.refresh_from_db()
        assert change.ticket.state == "CLOSED"


def test_an_emergency_change_is_decided_by_one_and_reviewed_afterwards(enter, agent, owner, scanners, network, board):  # fmt: skip
    page = enter(agent, "/changes/new/")
    draft(page, URGENT, "emergency", begins=-1)
    act(page, "Submit")
    here = change_called(URGENT).ticket.get_absolute_url()

    vote(enter(owner, here))

    page = enter(agent, here)
    act(page, "Start")
    act(page, "Complete", outcome="successful")
    expect(page.get_by_text("reviewed afterwards, by").first).to_be_visible()
    change = change_called(URGENT)
    assert change.review_due_at is not None
    assert change.ticket.state == "IMPLEMENTED"


def test_the_chair_sees_what_waits_and_a_no_says_why(enter, agent, colleague, owner, scanners, network, board):  # fmt: skip
    page = enter(agent, "/changes/new/")
    draft(page, RISKY, "normal", begins=60)
    act(page, "Submit")
    change = change_called(RISKY)
    for decides in (colleague, owner):
        vote(enter(decides, change.ticket.get_absolute_url()))

    chair, *others = members(board)
    for member in (chair, *others[:2]):
        page = enter(member, "/votes/")
        page.get_by_role("link", name=RISKY).click()
        page.locator(".ballot label", has_text="Reject").click()
        page.get_by_role("textbox", name="Why not").fill("Not in the week of the audit.")
        page.get_by_role("button", name="Cast vote").click()
        page.wait_for_load_state()

    page = enter(agent, change.ticket.get_absolute_url())
    expect(page.get_by_text("Not in the week of the audit.").first).to_be_visible()
    change.ticket.refresh_from_db()
    assert change.ticket.state == "REFUSED"
