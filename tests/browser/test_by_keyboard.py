"""Twenty tickets worked with ten verbs by keyboard alone, recorded in Chromium: no pointer, few keys, the focus always in sight."""

from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from practices.desk.models import Message, Ticket
from practices.incident import operations
from svs.events.models import DomainEvent

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
FILM = Path(__file__).resolve().parents[2] / "test-results" / "by-keyboard.zip"
MOST_KEYS = 12
# Whatever a pointer does is told, and so is every exchange of a piece of the page that leaves the focus nowhere.
WATCH = """
for (const name of ["pointerdown", "mousedown", "click"])
  addEventListener(name, (event) => { if (name !== "click" || event.detail > 0) told(`pointer: ${name}`); }, true);
let held = null;
document.addEventListener("htmx:beforeSwap", () => { held = document.activeElement; }, true);
const isLost = () => held && held !== document.body && (!document.activeElement || document.activeElement === document.body);
document.addEventListener("htmx:afterSettle", ({ target }) => setTimeout(() => {
  if (isLost()) setTimeout(() => isLost() && told(`focus lost in a swap of ${target.id || target.className}`), 300);
}, 50));
"""
SEEN = """() => {
  const held = document.activeElement;
  if (!held || held === document.body) return "the body";
  const style = getComputedStyle(held), row = held.closest("tr"), box = held.closest(".composer-box");
  const outlined = style.outlineStyle !== "none" && parseFloat(style.outlineWidth) > 0 && style.outlineColor !== "rgba(0, 0, 0, 0)";
  const lit = (one) => one && (getComputedStyle(one).boxShadow !== "none");
  const { width, top, bottom } = held.getBoundingClientRect();
  if (!width || bottom < 0 || top > innerHeight) return `out of sight: ${held.outerHTML.slice(0, 120)}`;
  return outlined || lit(held) || lit(row?.firstElementChild) || lit(box) ? "" : `not to be told: ${held.outerHTML.slice(0, 120)}`;
}"""


class Hand:
    """Somebody at a keyboard: every key is counted and what was typed is not, and after each the focus must be in sight."""

    def __init__(self, page: Page) -> None:
        self.page, self.told, self.keys, self.most = page, [], 0, 0
        page.expose_function("told", lambda what: self.told.append(what))
        page.add_init_script(WATCH)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)
            self.keys += 1
            self.settle()
            assert self.page.evaluate(SEEN) == "", f"after {key}"

    def type(self, text: str) -> None:
        self.page.keyboard.type(text)

    def settle(self) -> None:
        expect(self.page.locator(".htmx-request, .htmx-swapping, .htmx-settling")).to_have_count(0)

    def done_with_one(self) -> None:
        self.most = max(self.most, self.keys)
        assert self.keys <= MOST_KEYS
        self.keys = 0


@pytest.fixture
def hand(browser: Browser, live_server, agent):
    """A browser whose every step is recorded: `playwright show-trace test-results/by-keyboard.zip`."""
    from django.conf import settings  # noqa: PLC0415
    from django.test import Client  # noqa: PLC0415

    client = Client()
    client.force_login(agent)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME]
    FILM.parent.mkdir(exist_ok=True)
    context = browser.new_context(viewport={"width": 1440, "height": 900})
    context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": live_server.url}])
    context.tracing.start(screenshots=True, snapshots=True, title="By keyboard")
    yield Hand(context.new_page())
    context.tracing.stop(path=FILM)
    context.close()


def as_listed(page: Page, url: str) -> list[Ticket]:
    """The list, and the tickets in its order."""
    page.goto(url)
    refs = [row.get_attribute("data-ref") for row in page.locator("#queue tbody tr").all()]
    found = {ticket.ref: ticket for ticket in Ticket.objects.all()}
    return [found[ref] for ref in refs]


def expect_told(hand: Hand, words: str) -> None:
    expect(hand.page.locator("#bulk-told")).to_contain_text(words)


def take(hand: Hand, ticket: Ticket) -> None:
    hand.press("i")
    expect_told(hand, f"{ticket.ref}: now yours.")


def move(hand: Hand, ticket: Ticket) -> None:
    hand.press("m", "N", "Control+Enter")
    expect_told(hand, f"{ticket.ref}: moved.")


def hold(hand: Hand, ticket: Ticket) -> None:
    hand.press("h", "V", "Control+Enter")
    expect_told(hand, f"{ticket.ref}: waiting.")


def reply(hand: Hand, ticket: Ticket) -> None:
    expect(hand.page.locator(f"#preview[data-ref={ticket.ref}] textarea")).to_be_visible()
    hand.press("r")
    hand.type(f"We look at {ticket.ref}.")
    hand.press("Control+Enter")
    expect(hand.page.locator("#preview .msg.is-ours")).to_contain_text(f"We look at {ticket.ref}.")


def note(hand: Hand, ticket: Ticket) -> None:
    expect(hand.page.locator(f"#preview[data-ref={ticket.ref}] textarea")).to_be_visible()
    hand.press("Shift+R")
    hand.type(f"Port 7 of {ticket.ref}.")
    hand.press("Control+Enter")
    expect(hand.page.locator("#preview .msg.is-note")).to_contain_text(f"Port 7 of {ticket.ref}.")


def tag(hand: Hand, ticket: Ticket) -> None:
    hand.press("t")
    hand.type("Hall B")
    hand.press("Enter")
    expect_told(hand, f"{ticket.ref}: tagged.")


def link(hand: Hand, ticket: Ticket) -> None:
    hand.press("l")
    hand.type(Ticket.objects.exclude(pk=ticket.pk).earliest("id").ref)
    hand.press("Enter")
    expect_told(hand, f"{ticket.ref}: linked.")


def prioritise(hand: Hand, ticket: Ticket) -> None:
    hand.press("!", "ArrowUp", "ArrowUp", "Control+Enter")
    expect_told(hand, f"{ticket.ref}: prioritised.")


def resolve(hand: Hand, ticket: Ticket) -> None:
    hand.press("e")
    hand.type("A new port.")
    hand.press("Tab", "F", "Tab", "H", "Control+Enter")
    expect_told(hand, f"{ticket.ref}: resolved.")


def resolve_by_mistake(hand: Hand, ticket: Ticket) -> None:
    resolve(hand, ticket)
    hand.press("u")
    expect_told(hand, f"{ticket.ref}: taken back.")


VERBS = (take, move, hold, reply, note, tag, prioritise, resolve, resolve_by_mistake, link)


def test_twenty_tickets_are_worked_by_keyboard_alone(hand, live_server, agent, by_agent, requester, scanners, service_desk, network):  # fmt: skip
    for n in range(20):
        operations.log_incident(
            actor=by_agent, title=f"Scanner {n:02} freezes", requester=requester, service_id=scanners.pk, team_id=service_desk.pk
        )  # fmt: skip
    tickets = as_listed(hand.page, f"{live_server.url}/tickets/")
    assert len(tickets) == 20
    hand.press("j", "p")
    expect(hand.page.locator(f"#preview[data-ref={tickets[0].ref}]")).to_be_visible()

    hand.keys = 0
    for n, ticket in enumerate(tickets):
        held = "document.activeElement.closest('tr')?.dataset.ref"
        assert hand.page.evaluate(held) == ticket.ref
        VERBS[n % len(VERBS)](hand, ticket)
        assert hand.page.evaluate(held) == ticket.ref
        hand.press("j")
        hand.done_with_one()

    assert hand.told == []
    after = [Ticket.objects.get(pk=ticket.pk) for ticket in tickets]
    for n, ticket in enumerate(after):
        events = DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk)
        names = list(events.order_by("id").values_list("name", flat=True))[1:]
        expected = {
            take: ["incident.assigned"], move: ["incident.assigned"], hold: ["incident.held"], tag: ["incident.tagged"],
            prioritise: ["incident.prioritised"], resolve: ["incident.resolved"], note: ["incident.noted"],
            resolve_by_mistake: ["incident.resolved", "ticket.undone"], link: ["ticket.linked"],
        }  # fmt: skip
        verb = VERBS[n % len(VERBS)]
        if verb is reply:  # it leaves ten seconds later
            assert Message.objects.get(ticket=ticket).body == f"We look at {ticket.ref}."
        else:
            assert names[: len(expected[verb])] == expected[verb]
    assert after[0].assignee == agent
    assert after[1].team == network
    assert after[2].cause == "vendor"
    assert after[5].tags == ["hall b"]
    assert after[6].priority == 1
    assert (after[7].phase, after[8].phase) == ("DONE", "QUEUED")
    assert hand.most <= MOST_KEYS


def test_what_is_selected_is_done_at_once_and_what_is_refused_stays_selected(hand, live_server, by_agent, requester, service_desk):  # fmt: skip
    for n in range(5):
        operations.log_incident(actor=by_agent, title=f"Scanner {n}", requester=requester, team_id=service_desk.pk)  # fmt: skip
    page = hand.page
    third = as_listed(page, f"{live_server.url}/tickets/")[2]
    operations.hold_incident(ticket=third, actor=by_agent, cause="change")

    hand.press("j", "x", "j", "j", "j", "Shift+X")
    expect(page.locator("#picked")).to_have_text("4 selected")
    hand.press("h", "V", "Control+Enter")
    expect_told(hand, "3 waiting.")
    expect_told(hand, "You cannot hold this while it is on hold.")
    expect(page.locator("#picked")).to_have_text("1 selected")
    hand.press("u")
    expect_told(hand, "3 taken back.")
    hand.press("Escape")
    expect(page.locator("#bulk-panel")).to_be_empty()
    hand.press("Escape")
    expect(page.locator("#bulk")).to_be_hidden()
    hand.press("*")
    expect(page.locator("#picked")).to_have_text("5 selected")

    assert hand.told == []
    assert Ticket.objects.filter(cause="vendor").count() == 0


def test_a_ticket_is_opened_worked_and_left_by_keys_and_every_key_is_told(hand, live_server, by_agent, requester, service_desk):  # fmt: skip
    for n in range(3):
        operations.log_incident(actor=by_agent, title=f"Scanner {n}", requester=requester, team_id=service_desk.pk)  # fmt: skip
    page = hand.page
    tickets = as_listed(page, f"{live_server.url}/tickets/")

    hand.press("j", "?")
    expect(page.locator("#keys")).to_contain_text("undo, within a minute")
    hand.press("Escape")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{tickets[0].get_absolute_url()}**")
    page.keyboard.press("h")
    expect(page.get_by_label("Wait for")).to_be_focused()
    hand.press("V")
    page.keyboard.press("Control+Enter")  # another page: the focus begins anew
    page.wait_for_selector("#toasts form")
    page.keyboard.press("u")
    expect(page.locator("#toasts")).to_contain_text("taken back")
    hand.press("r")
    hand.type("On its way, j k x e h.")
    assert page.locator("textarea").first.input_value() == "On its way, j k x e h."
    hand.press("Escape", "l")
    expect(page.get_by_label("Ticket", exact=True)).to_be_focused()
    hand.press("Escape")
    page.keyboard.press("g")
    page.keyboard.press("t")
    page.wait_for_url("**/tickets/")

    assert hand.told == []
    assert Ticket.objects.get(pk=tickets[0].pk).phase == "QUEUED"


def test_a_list_with_its_bar_its_panel_and_its_preview_is_accessible(hand, live_server, by_agent, requester, service_desk, assert_accessible):  # fmt: skip
    for n in range(3):
        operations.log_incident(actor=by_agent, title=f"Scanner {n}", requester=requester, team_id=service_desk.pk)  # fmt: skip
    page = hand.page
    page.goto(f"{live_server.url}/tickets/")
    hand.press("j", "p", "x", "e")
    expect(page.locator("#preview textarea")).to_be_visible()
    expect(page.locator("#bulk-in")).to_be_visible()

    assert_accessible(page)
