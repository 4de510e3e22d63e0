"""A list that keeps itself true in a real browser: what is ticked stays ticked, what has the focus keeps it, nothing moves."""

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect

from practices.desk.models import Viewing
from practices.incident import operations
from svs.events.actor import person

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def log(agent, requester, scanners, service_desk):
    def make(title: str):
        return operations.log_incident(
            actor=person(agent), title=title, requester=requester, service_id=scanners.pk, team_id=service_desk.pk
        )  # fmt: skip

    return make


def tick(page: Page) -> None:
    """As if fifteen seconds had passed."""
    with page.expect_response("**/tickets/live/**"):
        page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")


def test_rows_change_in_place_and_nothing_is_lost(sign_in, live_server, log, agent, colleague):
    first, second, third = log("First"), log("Second"), log("Third")
    page = sign_in(agent)
    with page.expect_response("**/tickets/live/**"):
        page.goto(f"{live_server.url}/tickets/")
    page.get_by_label(f"Select {second.ref}").check()
    page.get_by_role("link", name="First").focus()

    operations.assign_incident(ticket=second, actor=person(agent), assignee_id=agent.pk)
    operations.resolve_incident(ticket=third, actor=person(agent), resolution="x", resolution_code="fixed", cause_code="change")  # fmt: skip
    Viewing.objects.create(user=colleague, ticket=first, seen_at=timezone.now())
    log("Fourth")
    tick(page)

    rows = page.locator("#queue tbody tr")
    expect(rows).to_have_count(3)
    expect(page.locator(f"tr[data-ref='{second.ref}']")).to_contain_text("Ana Ruiz")
    expect(page.get_by_label(f"Select {second.ref}")).to_be_checked()
    expect(page.get_by_role("link", name="First")).to_be_focused()
    expect(page.locator(f"tr[data-ref='{first.ref}'] .here")).to_contain_text("TB")
    expect(page.locator(f"tr[data-ref='{third.ref}']")).to_contain_text("left this list")
    expect(page.locator("#news")).to_contain_text("1 new.")

    page.locator("#news a").click()
    expect(rows).to_have_count(3)
    expect(page.locator("#queue")).to_contain_text("Fourth")


def test_the_pages_of_lists_are_accessible(sign_in, live_server, log, agent, assert_accessible):
    from svs.accounts.models import Role, RoleAssignment  # noqa: PLC0415

    RoleAssignment.objects.create(user=agent, role=Role.TEAM_LEAD)
    log("First")
    page = sign_in(agent)
    for path in ("/tickets/", "/tickets/all/?filter=", "/tickets/all/?filter=service&priority=2", "/tickets/teams/service-desk/", "/tickets/health/",
                 "/tickets/views/", "/tickets/views/new/?open=true", "/tickets/all/?priority=9", "/tickets/all/?filter=columns"):  # fmt: skip
        page.goto(f"{live_server.url}{path}")
        page.wait_for_load_state("networkidle")
        assert_accessible(page)
