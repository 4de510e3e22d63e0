"""From an empty database to the first resolved incident on a dashboard, by the guide's own buttons, recorded in Chromium."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from metrics.models import Kpi
from practices.desk.models import Ticket
from svs.accounts import operations
from svs.accounts.models import User
from svs.events import deliver, jobs, registry
from svs.events.models import Job
from svs.services.models import Service

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILM = Path(__file__).resolve().parents[2] / "test-results" / "first-steps.zip"
STATEMENT = "Shops see what is in stock at once, so that no customer is promised what is not there."


def work() -> None:
    """What the Celery worker does when the relay wakes it, until nothing is left to do."""
    while sum(deliver.drain(name) for name in registry.consumers()):
        pass
    for number in Job.objects.filter(state=Job.State.RUNNING).values_list("pk", flat=True):
        jobs.finish(number)


@pytest.fixture
def film(browser: Browser):
    """A browser context whose every step is recorded: `playwright show-trace test-results/first-steps.zip`."""
    FILM.parent.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1280, "height": 900})
    context.tracing.start(screenshots=True, snapshots=True, title="First steps")
    yield context
    context.tracing.stop(path=FILM)
    context.close()


def follow(page: Page, title: str) -> None:
    """Back to the guide by the side bar, and on by its one button, which must stand at this step."""
    if "/guide/" not in page.url or page.url.endswith("/team/"):
        page.get_by_role("link", name="Set up", exact=True).click()
    step = page.locator("li[aria-current=step]")
    expect(step).to_contain_text(title)
    step.get_by_role("link", name="Do this next").click()


def test_a_new_administrator_gets_to_the_first_number_by_the_guide_alone(film, live_server):
    token = operations.open_welcome()
    page = film.new_page()
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)

    page.goto(f"{live_server.url}/welcome/{token}/")
    page.get_by_label("Name of the organisation").fill("Contoso Retail")
    page.get_by_label("Your name").fill("Iris Vos")
    page.get_by_label("Your e-mail address").fill("iris.vos@contoso.example")
    page.get_by_label("A password").fill("a long enough password")
    page.get_by_role("button", name="Come in").click()
    expect(page.get_by_role("heading", name="Set up")).to_be_visible()

    follow(page, "Make a team")
    page.get_by_label("Colleagues").fill("tom.becker@contoso.example, Tom Becker")
    page.get_by_role("button", name="Make the team").click()

    follow(page, "Say what matters most")
    page.get_by_label("Name", exact=True).fill("Nobody is sent home empty-handed")
    page.get_by_label("When is it reached?").fill(
        "Nineteen of twenty orders are in stock when they are placed."
    )
    page.get_by_label("Team that owns it").select_option(label="Service Desk")
    page.get_by_role("button", name="Save outcome").click()

    follow(page, "Describe one service")
    page.get_by_label("Name", exact=True).fill("Stock Lookup")
    page.get_by_label("What value does it bring?").fill(STATEMENT)
    page.get_by_label("Owner", exact=True).select_option(label="Iris Vos")
    page.get_by_label("Owning team").select_option(label="Service Desk")
    page.get_by_label("Nobody is sent home empty-handed").check()
    page.get_by_role("button", name="Save service").click()
    expect(page.get_by_text("It says what value is.")).to_be_visible()

    follow(page, "Agree on hours and times")
    page.get_by_role("link", name="New calendar").click()
    page.get_by_label("Name", exact=True).fill("Office hours")
    page.get_by_label("Time zone").fill("UTC")
    for day in ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"):
        page.get_by_label(day, exact=True).fill("00:00 to 24:00")
    page.get_by_label("For every service that names no other calendar").check()
    page.get_by_role("button", name="Save calendar").click()
    follow(page, "Agree on hours and times")
    page.get_by_label("Resolution, Incident P3").fill("8h")
    page.get_by_role("button", name="Save times").click()

    follow(page, "A measure with a promise")
    page.get_by_label("Service", exact=True).select_option(label="Stock Lookup")
    page.get_by_label("Outcome it serves").select_option(label="Nobody is sent home empty-handed")
    page.get_by_label("Owner", exact=True).select_option(label="Iris Vos")
    page.get_by_label("Promise", exact=True).fill("4 h")
    page.get_by_label("Decision rule").fill(
        "If it is missed for four weeks, we look at the worst three together."
    )
    page.get_by_role("button", name="Save").click()
    page.get_by_role("button", name="Put it to work").click()
    assert Kpi.objects.get().state == Kpi.State.ACTIVE

    follow(page, "Log and restore a first incident")
    page.get_by_label("Caller's e-mail").fill("noor.bakker@contoso.example")
    page.get_by_label("Caller's name").fill("Noor Bakker")
    page.get_by_label("What is wrong?").fill("Stock is not shown in shop 12")
    page.get_by_label("Service", exact=True).select_option(label="Stock Lookup")
    page.get_by_label("Team", exact=True).select_option(label="Service Desk")
    page.get_by_role("button", name="Log incident").click()
    page.locator("summary", has_text="Resolve").click()
    page.get_by_label("What restored the service?").fill("The price server was started again.")
    page.get_by_label("How was it resolved?").select_option(index=1)
    page.get_by_label("What lay behind it?").select_option(index=1)
    page.get_by_role("button", name="Resolve it").click()
    expect(page.get_by_text("Resolved", exact=True).first).to_be_visible()
    work()

    page.get_by_role("link", name="Set up", exact=True).click()
    expect(
        page.get_by_text("It stands: one service, one stream, one measurable result.")
    ).to_be_visible()
    page.get_by_role("link", name="Open the dashboard").click()
    expect(page).to_have_url(f"{live_server.url}/services/stock-lookup/")
    expect(page.get_by_text(STATEMENT).first).to_be_visible()

    assert User.objects.get(email="iris.vos@contoso.example").has_role("administrator", "agent")
    assert Ticket.objects.get().phase == "DONE"
    assert Service.objects.get().value_statement == STATEMENT
    assert broken == []
