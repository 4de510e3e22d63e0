"""An agent works one incident from the call to the close, in a real browser."""

import pytest
from playwright.sync_api import expect

from svs.accounts.models import Membership
from svs.services.models import Service

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_an_agent_logs_works_and_resolves_an_incident(
    sign_in, live_server, agent, network, scanners: Service, assert_accessible
):
    Membership.objects.create(user=agent, team=network)
    page = sign_in(agent)
    broken: list[str] = []
    page.on(
        "console", lambda message: broken.append(message.text) if message.type == "error" else None
    )

    page.goto(f"{live_server.url}/tickets/")
    expect(page.get_by_role("heading", name="Nothing waits here")).to_be_visible()
    assert_accessible(page)
    page.keyboard.press("n")
    page.get_by_label("Caller's e-mail").fill("noor.bakker@northwind.example")
    page.get_by_label("Caller's name").fill("Noor Bakker")
    page.get_by_label("What is wrong?").fill("No route to label printers")
    page.get_by_label("Service").select_option(label=scanners.name)
    page.get_by_label("Team").select_option(label=network.name)
    assert_accessible(page)
    page.get_by_role("button", name="Log incident").click()

    expect(page.get_by_role("heading", name="No route to label printers")).to_be_visible()
    page.locator("summary", has_text="Hand over").click()
    page.get_by_label("Person").select_option(label=agent.name)
    page.get_by_role("button", name="Hand it over").click()
    page.get_by_label("Message", exact=True).fill("We found the switch.")
    page.get_by_role("button", name="Send public reply").click()
    page.get_by_text("Internal note", exact=True).click()
    page.get_by_label("Message", exact=True).fill("Port 7 is dead.")
    page.get_by_role("button", name="Add internal note").click()
    expect(page.get_by_text("Port 7 is dead.")).to_be_visible()
    assert_accessible(page)
    page.locator("summary", has_text="Resolve").click()
    page.get_by_label("What restored the service?").fill("New port.")
    page.get_by_label("How was it resolved?").select_option("fixed")
    page.get_by_label("What lay behind it?").select_option("hardware")
    page.get_by_role("button", name="Resolve it").click()
    page.get_by_role("button", name="Close").click()

    expect(page.get_by_text("Closed", exact=True)).to_be_visible()
    assert broken == []


def test_signing_in_by_the_page(page, live_server, agent, assert_accessible):
    agent.set_password("northwind-demo")
    agent.save()
    page.goto(f"{live_server.url}/")
    assert_accessible(page)
    page.get_by_label("E-mail address").fill(agent.email)
    page.get_by_label("Password").fill("northwind-demo")
    page.get_by_role("button", name="Sign in").click()

    expect(page.get_by_role("heading", name="My work")).to_be_visible()


def test_a_second_click_does_not_ask_a_second_time(sign_in, live_server, requester):
    page = sign_in(requester)
    page.goto(f"{live_server.url}/help/ask/?q=Cannot+print")
    twice = "button => { button.click(); setTimeout(() => button.click(), 50) }"
    page.get_by_role("button", name="Send").evaluate(twice)

    page.wait_for_url("**/help/requests/INC-*/")
    page.goto(f"{live_server.url}/help/requests/")
    expect(page.get_by_role("link", name="Cannot print")).to_have_count(1)
