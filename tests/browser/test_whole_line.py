"""The whole line in a real Chromium, recorded: a call becomes an incident, a rule routes it, the service is restored, the number moves."""

from datetime import timedelta
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import call_command
from django.test import Client
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from governance.models import Decision
from improvement.models import Improvement
from metrics.models import Cell
from practices.desk.models import Ticket
from svs.accounts.models import User
from svs.events import deliver, registry

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILM = Path(__file__).resolve().parents[2] / "test-results" / "whole-line.zip"
TITLE = "Scanner freezes after the badge scan"


def work() -> None:
    """What the Celery worker does when the relay wakes it, until nothing is left to do."""
    while sum(deliver.drain(name) for name in registry.consumers()):
        pass


@pytest.fixture
def film(browser: Browser):
    """A browser context whose every step is recorded with pictures: `playwright show-trace test-results/whole-line.zip`."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.tracing.start(screenshots=True, snapshots=True, title="The whole line")
    yield context
    context.tracing.stop(path=FILM)
    context.close()


def enter(film, live_server, who: str) -> Page:
    client = Client()
    client.force_login(User.objects.get(email=f"{who}@northwind.example"))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    film.clear_cookies()
    film.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    return film.new_page()


def test_from_the_call_to_the_moved_number(film, live_server):
    call_command("demo", "--tickets", "400")
    work()
    counted = sum(Cell.objects.filter(measure="time-to-restore").values_list("n", flat=True))

    # An agent logs the call; a rule hands it to the team.
    page = enter(film, live_server, "tom.becker")
    page.goto(f"{live_server.url}/incidents/log/")
    page.get_by_label("Caller's e-mail").fill("noor.bakker@northwind.example")
    page.get_by_label("What is wrong?").fill(TITLE)
    page.get_by_label("Service").select_option(label="Warehouse Scanners")
    page.get_by_role("button", name="Log incident").click()
    expect(page.get_by_role("heading", name=TITLE)).to_be_visible()
    work()
    page.goto(f"{live_server.url}/tickets/")
    page.get_by_role("link", name=TITLE).click()
    ticket = Ticket.objects.get(title=TITLE, channel="phone")
    assert ticket.team.name == "Network Operations"

    # It is worked and the service restored.
    page.locator("summary", has_text="Hand over").click()
    page.get_by_label("Person").select_option(label="Tom Becker")
    page.get_by_role("button", name="Hand it over").click()
    page.locator("summary", has_text="Wait for").click()
    page.locator("#id_cause").select_option("vendor")
    page.get_by_role("button", name="Start waiting").click()
    page.get_by_role("button", name="Go on").click()
    page.locator("summary", has_text="Resolve").click()
    page.get_by_label("What restored the service?").fill("Firmware back to 8.3.")
    page.get_by_label("How was it resolved?").select_option("fixed")
    page.get_by_label("What lay behind it?").select_option("hardware")
    page.get_by_role("button", name="Resolve it").click()
    expect(page.get_by_text("Resolved", exact=True).first).to_be_visible()
    work()

    # The number moved; the owner sees it, and betters it from the dashboard.
    assert (
        sum(Cell.objects.filter(measure="time-to-restore").values_list("n", flat=True))
        == counted + 1
    )
    page = enter(film, live_server, "elena.petrova")
    page.goto(f"{live_server.url}/services/warehouse-scanners/")
    expect(page.get_by_role("heading", name="Not delivering")).to_be_visible()
    page.get_by_role("link", name="Raise improvement").first.click()
    page.get_by_label("What is wrong?").fill("Scanners freeze since firmware 8.4")
    page.get_by_label("What should be better afterwards").fill(
        "Back within 130 minutes in four weeks."
    )
    page.get_by_role("button", name="Save improvement").click()
    expect(page.get_by_role("heading", name="Scanners freeze since firmware 8.4")).to_be_visible()
    assert (
        Improvement.objects.get(issue__startswith="Scanners freeze").service.slug
        == "warehouse-scanners"
    )

    # And decides on the broken promise.
    page.goto(f"{live_server.url}/services/warehouse-scanners/")
    page.get_by_role("link", name="Decide").click()
    page.get_by_label("What is decided?").fill("Firmware 8.4 goes back to 8.3")
    page.get_by_label("Why?").fill("It began the day after.")
    page.get_by_label("What should change").fill("Below 130 minutes in four weeks.")
    page.get_by_label("Look at it again on").fill(str(timezone.localdate() + timedelta(days=28)))
    page.get_by_role("button", name="Record the decision").click()
    expect(page.get_by_role("heading", name="Firmware 8.4 goes back to 8.3")).to_be_visible()
    assert Decision.objects.filter(title__startswith="Firmware").count() == 1


def test_the_palette_opens_by_key_finds_and_follows(page, live_server, sign_in):
    call_command("demo", "--tickets", "50")
    page = sign_in(User.objects.get(email="ana.ruiz@northwind.example"))
    page.goto(f"{live_server.url}/tickets/all/")

    page.keyboard.press("Control+k")
    page.keyboard.type("scanners")
    expect(page.locator("#found")).to_contain_text("Warehouse Scanners")
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).not_to_be_visible()
    page.keyboard.press("/")
    page.keyboard.type("rules")
    expect(page.locator("#found li > a").first).to_contain_text("Rules")
    page.keyboard.press("Enter")

    expect(page.get_by_role("heading", name="Rules", exact=True)).to_be_visible()
