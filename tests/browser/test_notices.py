"""The bell counts without being asked, and a notice leads where it says."""

import re

import pytest
from playwright.sync_api import expect

from practices.incident import operations as incidents
from svs.events import deliver
from svs.notices import told
from svs.notices.models import Notice

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def given(by_agent, colleague, requester, scanners):
    ticket = incidents.log_incident(
        actor=by_agent, title="Scanner is slow", service_id=scanners.pk, requester=requester
    )
    incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=colleague.pk)
    deliver.drain(told.CONSUMER)
    return ticket


def test_the_bell_shows_what_is_new_and_a_notice_leads_to_its_ticket(
    sign_in, live_server, colleague, given, assert_accessible
):
    page = sign_in(colleague)
    page.goto(f"{live_server.url}/account/")
    expect(page.locator("#bell")).to_contain_text("1")

    page.locator("#bell").click()
    expect(page).to_have_url(re.compile("/notices/$"))
    assert_accessible(page)
    page.get_by_role("button", name=re.compile("gave it to you.*" + given.ref)).first.click()

    expect(page).to_have_url(re.compile(f"/incidents/{given.ref}/"))
    expect(page.locator("#bell")).not_to_contain_text("1")
    assert Notice.objects.get().read_at is not None


def test_choosing_works_without_javascript(browser, live_server, colleague, given, sign_in, page):
    sign_in(colleague)
    cookies = page.context.cookies()
    plain = browser.new_context(java_script_enabled=False)
    plain.add_cookies(cookies)
    bare = plain.new_page()

    bare.goto(f"{live_server.url}/account/notices/")
    bare.get_by_label("A ticket is given to me: by mail").uncheck()
    bare.get_by_role("button", name="Save choices").click()

    expect(bare.get_by_label("A ticket is given to me: by mail")).not_to_be_checked()
    expect(bare.get_by_label("A ticket is given to me: here")).to_be_checked()
    plain.close()
