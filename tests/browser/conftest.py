"""A real Chromium, signed in as somebody."""

import os
import shutil
import time
from pathlib import Path

import pytest
from django.conf import settings as django_settings
from django.core.signals import request_finished, request_started
from django.test import Client
from playwright.sync_api import Page

FLAGS = [
    "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
AXE = Path(__file__).resolve().parents[2] / "node_modules" / "axe-core" / "axe.min.js"

# What a hidden word of a part that scrolls by itself adds below the page: the part is not its frame.
EMPTY_BELOW = """(({documentElement: all, body}) =>
all.scrollHeight - Math.max(innerHeight, body.getBoundingClientRect().bottom + scrollY))(document)"""


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args):
    chromium = os.environ.get("SVS_CHROMIUM") or shutil.which("chromium")
    assert chromium, "No Chromium: set SVS_CHROMIUM, or leave the browser part out with BROWSER=0."
    return {**browser_type_launch_args, "executable_path": chromium, "args": FLAGS}


@pytest.fixture(autouse=True)
def _no_request_outlives_its_test(_live_server_helper):
    """Pages ask by themselves: what a closed page asked last is answered before its tables are emptied beneath it."""
    under_way: list[bool] = []

    def begun(**_):
        under_way.append(True)

    def ended(**_):
        under_way.pop()

    request_started.connect(begun, weak=False)
    request_finished.connect(ended, weak=False)
    yield
    until = time.monotonic() + 30
    while under_way and time.monotonic() < until:
        time.sleep(0.01)
    request_started.disconnect(begun)
    request_finished.disconnect(ended)
    assert not under_way, "The server is still answering."


@pytest.fixture
def sign_in(page: Page, live_server):
    """Sign somebody in: a session cookie, as after the sign-in page."""

    def enter(user) -> Page:
        client = Client()
        client.force_login(user)
        cookie = client.cookies[django_settings.SESSION_COOKIE_NAME]
        page.context.add_cookies(
            [{"name": cookie.key, "value": cookie.value, "url": live_server.url}]
        )
        return page

    return enter


@pytest.fixture
def assert_accessible():
    """Fail on anything axe finds, in the light and in the dark theme, on sideways scrolling at 390 px, and on nothing below the page."""

    def check(page: Page) -> None:
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
            page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
            page.evaluate(AXE.read_text() + "; undefined")
            found = page.evaluate(
                "async () => (await axe.run()).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
            )
            assert found == [], theme
        assert page.evaluate(EMPTY_BELOW) <= 2
        page.set_viewport_size({"width": 390, "height": 844})
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.evaluate(EMPTY_BELOW) <= 2
        assert not page.evaluate("document.elementFromPoint(195, 400).matches('.toasts')"), (
            "no tap arrives"
        )
        page.set_viewport_size({"width": 1440, "height": 900})

    return check
