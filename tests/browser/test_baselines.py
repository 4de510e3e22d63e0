"""What the component page and the main pages look like, held against pictures that were looked at.

SVS_BASELINES=write makes them anew; look at them before you commit them.
"""

import base64
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest
import time_machine
from django.core.management import call_command
from playwright.sync_api import Page

from svs.accounts.models import User

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PICTURES = Path(__file__).parent / "baselines"
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
MAY_DIFFER = 1.5  # per cent of pixels: refs and ids differ from run to run
# Both pictures on a canvas; a pixel differs when a channel is further apart than fonts are drawn on two machines.
COMPARE = """async ([one, other]) => {
  const load = (data) => new Promise((done, fail) => { const image = new Image(); image.onload = () => done(image); image.onerror = fail; image.src = "data:image/png;base64," + data; });
  const [a, b] = await Promise.all([load(one), load(other)]);
  if (a.width !== b.width || Math.abs(a.height - b.height) > 40) return 100;
  const height = Math.min(a.height, b.height);
  const pixels = [a, b].map((image) => { const canvas = document.createElement("canvas"); canvas.width = a.width; canvas.height = height; const pen = canvas.getContext("2d"); pen.drawImage(image, 0, 0); return pen.getImageData(0, 0, a.width, height).data; });
  let differ = 0;
  for (let n = 0; n < pixels[0].length; n += 4) if ([0, 1, 2].some((c) => Math.abs(pixels[0][n + c] - pixels[1][n + c]) > 40)) differ += 1;
  return (100 * differ) / (pixels[0].length / 4);
}"""


def look(page: Page, name: str) -> None:
    """Compare what is on the screen with the picture of that name."""
    page.evaluate("Promise.all(document.getAnimations().map(one => one.finished))")
    page.evaluate("document.fonts.ready")
    seen, kept = page.screenshot(), PICTURES / f"{name}.png"
    if os.environ.get("SVS_BASELINES") == "write":
        PICTURES.mkdir(exist_ok=True)
        kept.write_bytes(seen)
    pair = [base64.b64encode(data).decode() for data in (kept.read_bytes(), seen)]
    differs = page.evaluate(COMPARE, pair)
    if differs > MAY_DIFFER:
        (Path("test-results") / f"{name}.png").write_bytes(seen)
    assert differs <= MAY_DIFFER, f"{name} differs by {differs:.1f} %; see test-results/{name}.png"


def test_the_component_page_and_the_main_pages_look_as_they_did(sign_in, live_server):
    Path("test-results").mkdir(exist_ok=True)
    with time_machine.travel(NOON):
        call_command("demo", "--tickets", "800", "--seed", "1")
        page = sign_in(User.objects.get(email="elena.petrova@northwind.example"))
        page.set_viewport_size({"width": 1280, "height": 800})
        for name, path in (
            ("dashboard", "/services/warehouse-scanners/"), ("services", "/services/"),
            ("stream", "/streams/incidents/"), ("improvements", "/improvements/"),
        ):  # fmt: skip
            page.goto(f"{live_server.url}{path}")
            look(page, name)
        page.set_viewport_size({"width": 1280, "height": 2600})
        page.goto(f"{live_server.url}/components/")
        for theme in ("light", "dark"):
            page.evaluate("theme => { document.documentElement.dataset.bsTheme = theme }", theme)
            look(page, f"components-{theme}")
