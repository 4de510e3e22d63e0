"""Writing on a ticket in a real browser: drafts, files by drop, taking back, canned texts, colleagues, and what others wrote never runs."""

import pytest
from playwright.sync_api import expect

from practices.desk import operations as desk
from practices.desk.models import Attachment, Draft, Message
from practices.desk.operations import canned, files
from practices.incident import operations
from svs.events.actor import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DROP = """([box, name]) => { const carried = new DataTransfer(); carried.items.add(new File(["bytes"], name, {type: "text/html"}));
box.dispatchEvent(new DragEvent("drop", {dataTransfer: carried, bubbles: true, cancelable: true})); }"""


@pytest.fixture
def ticket(by_agent, requester, scanners, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    return operations.log_incident(actor=by_agent, title="Scanners lose session", requester=requester, service_id=scanners.pk)  # fmt: skip


@pytest.fixture
def here(ticket, live_server):
    return live_server.url + ticket.get_absolute_url()


def text(page):
    return page.get_by_label("Message", exact=True)


def test_what_is_typed_is_kept_attached_sent_and_taken_back(sign_in, agent, here, ticket, assert_accessible):  # fmt: skip
    page = sign_in(agent)
    page.goto(here)
    text(page).fill("Hall A goes back to 8.3.")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    page.locator(".composer-box").evaluate(f"box => ({DROP})([box, 'hall-a.html'])")
    expect(page.locator("#unsent").get_by_text("hall-a.html")).to_be_visible()
    page.reload()
    expect(text(page)).to_have_value("Hall A goes back to 8.3.")
    expect(page.locator("#unsent").get_by_text("hall-a.html")).to_be_visible()
    assert_accessible(page)

    text(page).press("Control+Enter")
    expect(page.get_by_text("It leaves in")).to_be_visible()
    expect(text(page)).to_have_value("")
    page.get_by_role("button", name="Take back").click()
    expect(text(page)).to_have_value("Hall A goes back to 8.3.")

    assert not Message.objects.exists()
    assert Attachment.objects.get().message is None


def test_a_lost_session_costs_no_word(sign_in, agent, here):
    page = sign_in(agent)
    page.goto(here)
    page.context.clear_cookies()
    text(page).fill("CANARY words")
    expect(page.get_by_text("You are signed out")).to_be_visible()
    text(page).press("Control+Enter")
    page.wait_for_url("**/sign-in/**")

    sign_in(agent).goto(here)
    expect(text(page)).to_have_value("CANARY words")
    expect(page.get_by_text("Draft saved")).to_be_visible()
    assert Draft.objects.get().body == "CANARY words"


def test_a_canned_text_goes_in_at_the_cursor(sign_in, agent, by_agent, here):
    canned.create_canned_reply(actor=by_agent, user=agent, name="Hello", body="Hello {requester}")
    page = sign_in(agent)
    page.goto(here)
    text(page).fill("<>")
    text(page).press("ArrowLeft")
    page.locator("summary", has_text="Canned").click()
    page.get_by_role("button", name="Hello").click()

    expect(text(page)).to_have_value("<Hello Joost Verhagen>")


def test_a_colleague_is_seen_and_what_they_did_stands_above_the_text(sign_in, agent, colleague, here, ticket):  # fmt: skip
    page = sign_in(agent)
    page.goto(here)
    text(page).fill("My words")
    desk.add_message(ticket_id=ticket.pk, author=colleague, actor=person(colleague), body="I am on it", is_internal=True)  # fmt: skip
    page.locator("[data-beat]").evaluate("one => one.dispatchEvent(new Event('beat'))")

    expect(page.locator("#meanwhile").get_by_text("I am on it")).to_be_visible()
    expect(text(page)).to_have_value("My words")
    page.get_by_text("Internal note", exact=True).click()
    text(page).press("Control+Enter")
    expect(page.locator(".msg").get_by_text("My words")).to_be_visible()


def test_a_file_that_is_a_page_is_saved_and_runs_nothing(sign_in, agent, by_agent, here, ticket, tmp_path):  # fmt: skip
    evil = tmp_path / "evil"
    evil.write_bytes(b"<script>alert(1)</script>")
    with evil.open("rb") as content:
        made = files.add_file(ticket_id=ticket.pk, owner=agent, name="<img src=x onerror=alert(1)>.html", media_type="text/html", content=content, size=25)  # fmt: skip
    desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="<img src=x onerror=alert(1)>", is_internal=True, file_keys=[made.key])  # fmt: skip
    page = sign_in(agent)
    dialogs, broken = [], []
    page.on("dialog", lambda dialog: (dialogs.append(dialog.message), dialog.dismiss()))
    page.on(
        "console",
        lambda line: broken.append(line.text) if "Content Security" in line.text else None,
    )
    page.goto(here)
    with page.expect_download() as saved:
        page.locator("a.file").click()

    assert saved.value.suggested_filename.endswith(".html")
    assert (dialogs, broken) == ([], [])
