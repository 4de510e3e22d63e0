"""Every page there is, taken from the URLconf by way of the permission tables: axe clean in both themes, folded parts and
dialogs open, no sideways scroll on a phone, nothing broken in the console."""

import pytest
from django.conf import settings
from django.test import Client

from tests.permissions import PERSONAS
from tests.test_permissions import TABLES, fill

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
NO_PAGES = (
    ".csv", ".xlsx", ".ics", "/files/", "/raw/", "/frame/", "healthz", "readyz", "-/metrics", "api/", "find/", "hints/", "known/", "export/", "live/", "side/", "pick/",
)  # files, and pieces of pages  # fmt: skip
UNFOLD = "document.querySelectorAll('details').forEach(part => { part.open = true })"
OPEN_DIALOG = "n => document.querySelectorAll('dialog')[n].showModal()"
CLOSE_DIALOG = "n => document.querySelectorAll('dialog')[n].close()"


def pages_of(table):
    """(route, persona) of every page, opened by the first persona who may."""
    for route, codes in table.PAGES.items():
        if 200 in codes and not any(part in route for part in NO_PAGES):
            yield route, PERSONAS[codes.index(200)]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.__name__.split(".")[-1])
def test_every_page_is_accessible_with_all_that_folds_open(
    table, page, live_server, request, assert_accessible
):
    known = table.examples(request.getfixturevalue)
    broken: list[str] = []
    page.on("console", lambda said: broken.append(said.text) if said.type == "error" else None)
    faults, signed_in = [], ""

    for route, persona in pages_of(table):
        if persona != signed_in:
            enter(page, live_server.url, persona, request)
            signed_in = persona
        page.goto(f"{live_server.url}{fill(route, known)}")
        page.evaluate(UNFOLD)
        try:
            assert_accessible(page)
            for n in range(page.locator("dialog").count()):
                page.evaluate(OPEN_DIALOG, n)
                assert_accessible(page)
                page.evaluate(CLOSE_DIALOG, n)
        except AssertionError as error:
            faults.append((route, persona, str(error)[:1500]))

    assert faults == []
    assert broken == []


def enter(page, address: str, persona: str, request) -> None:
    page.context.clear_cookies()
    if persona == "nobody":
        return
    client = Client()
    client.force_login(request.getfixturevalue(persona))
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    page.context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": address}])
