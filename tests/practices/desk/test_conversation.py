"""The conversation as it is read: who said what to whom, what was done folded, and no HTML but ours."""

import re
import time
from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Message, Watcher
from practices.desk.operations import verbs
from practices.desk.operations.watchers import watch
from practices.desk.templatetags.talk import said
from svs.accounts.models import Team
from svs.events.actor import person
from svs.events.models import DomainEvent
from tests.conftest import make_person

pytestmark = pytest.mark.django_db
PAYLOADS = [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<svg/onload=alert(1)>", "javascript:alert(1)", "[x](javascript:alert(1))",
    "data:text/html,<script>alert(1)</script>", '"><b onmouseover=alert(1)>', "</textarea><script>alert(1)</script>",
    "https://x.example/\"onmouseover=alert(1)", "https://x.example/'><script>alert(1)</script>", "`<script>alert(1)</script>`",
    "<a href=javascript:alert(1)>x</a>", "&lt;script&gt;", "{{7*7}}", "<!--", "<math><mtext></form><form>", "@<b>Tom</b>", "\u202ehttps://x.example",
]  # fmt: skip


def write(ticket, author, body, internal=False):
    return desk.add_message(ticket_id=ticket.pk, author=author, actor=person(author), body=body, is_internal=internal)  # fmt: skip


@pytest.mark.parametrize("payload", PAYLOADS)
def test_what_people_write_is_shown_and_never_run(payload, ticket, agent, requester, as_agent, as_requester, here):  # fmt: skip
    write(ticket, requester, payload)
    write(ticket, agent, payload, internal=True)
    as_agent.post(f"{here}draft/", {"body": payload, "kind": "note"})

    for shown in (as_agent.get(here).content.decode(), as_requester.get(ticket.portal_url).content.decode()):  # fmt: skip
        tags = " ".join(re.findall(r"<[^>]*>", shown))
        assert "alert(1)" not in tags.replace("&#x27;", "'")
        assert 'href="javascript' not in shown.lower()
        assert 'href="data' not in shown.lower()


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("See https://x.example/a?b=1&c=2.", 'See <a href="https://x.example/a?b=1&amp;c=2" rel="noopener noreferrer nofollow">https://x.example/a?b=1&amp;c=2</a>.'),
        ("(http://x.example)", '(<a href="http://x.example" rel="noopener noreferrer nofollow">http://x.example</a>)'),
        ("ftp://x.example mailto:a@b", "ftp://x.example mailto:a@b"),
        ("`RTM-A-01..24` and `a\nb`", "<code>RTM-A-01..24</code> and `a\nb`"),
        ("one\ntwo", "one\ntwo"),
    ],
)  # fmt: skip
def test_links_become_links_and_lines_stay(text, shown):
    assert said(text) == shown


@pytest.mark.parametrize("text", [">" * 10_000, "https://" * 2_500, "`" * 20_000, "@Ana " * 4_000, "https://x.example/ " * 1_000, "(" * 20_000])  # fmt: skip
def test_no_text_takes_long_to_show(text):
    began = time.process_time()
    said(text[:20_000], ["Ana Ruiz"])

    assert time.process_time() - began < 0.2


def test_channels_and_sides_are_told(ticket, agent, requester, as_agent, here):
    desk.add_message(ticket_id=ticket.pk, author=requester, actor=person(requester), body="x", is_internal=False, channel="email")  # fmt: skip
    write(ticket, agent, "x")
    write(ticket, agent, "x", internal=True)

    shown = as_agent.get(here).content.decode()
    assert "requester, by e-mail" in shown
    assert "public reply to Joost Verhagen" in shown
    assert "Internal note, Joost Verhagen cannot see it" in shown


def test_what_was_done_in_a_row_is_folded(ticket, by_agent, agent, colleague, as_agent, here):
    for _ in range(2):
        verbs.do("hold", ticket=ticket, actor=by_agent, cause="vendor")
        verbs.do("resume", ticket=ticket, actor=by_agent)
    verbs.do("assign", ticket=ticket, actor=by_agent, assignee_id=colleague.pk)
    verbs.do("assign", ticket=ticket, actor=by_agent, assignee_id=agent.pk)

    shown = as_agent.get(here).content.decode()
    assert "4 more" in shown
    assert "handed it to Ana Ruiz twice" in " ".join(shown.split())


@pytest.fixture
def long_story(ticket, agent, requester, by_agent):
    start = timezone.now() - timedelta(days=2)
    for n in range(70):
        with time_machine.travel(start + timedelta(minutes=n), tick=False):
            if n % 7 == 6:
                verbs.do("assign", ticket=ticket, actor=by_agent, assignee_id=agent.pk)
            else:
                write(ticket, agent if n % 2 else requester, f"Turn {n}.", internal=bool(n % 2))
    return ticket


def test_earlier_turns_come_page_by_page_and_none_is_lost_or_doubled(long_story, as_agent, here):
    shown = as_agent.get(here).content.decode()
    whole = shown
    while link := re.search(r'hx-get="([^"]+earlier/[^"]+)"', shown):
        shown = as_agent.get(link[1].replace("&amp;", "&"), headers={"HX-Request": "true"}).content.decode()  # fmt: skip
        whole += shown

    turns = [int(n) for n in re.findall(r"Turn (\d+)\.</div>", whole)]
    assert sorted(turns) == [n for n in range(70) if n % 7 != 6]
    assert "Show 46 earlier" in whole


@pytest.mark.parametrize("asked", ["?m=x&at=y&e=z", "?m=1", "?e=-1", "?m=99999999999&at=2026-01-01T00:00:00%2B00:00", "?at=9"])  # fmt: skip
def test_a_page_that_is_none_is_the_newest(asked, long_story, as_agent, here):
    assert as_agent.get(f"{here}earlier/{asked}", headers={"HX-Request": "true"}).status_code == 200


def test_a_page_takes_the_same_few_statements_however_long_the_story(long_story, as_agent, here, django_assert_max_num_queries):  # fmt: skip
    as_agent.get(here)

    with django_assert_max_num_queries(16):
        as_agent.get(here)
    with django_assert_max_num_queries(9):
        as_agent.get(f"{here}earlier/", headers={"HX-Request": "true"})


def test_colleagues_named_in_a_note_watch_it_and_are_told(ticket, agent, colleague, as_agent, here):
    write(ticket, agent, "@Tom Becker, look: @tom becker and @Nobody Here", internal=True)

    event = DomainEvent.objects.get(name="ticket.mentioned")
    assert event.data["user_ids"] == [colleague.pk]
    assert Watcher.objects.get(ticket=ticket).user == colleague
    assert '<span class="mention">@Tom Becker</span>' in as_agent.get(here).content.decode()


def test_neither_requesters_nor_those_who_may_not_see_it_are_named(ticket, agent, requester, colleague):  # fmt: skip
    hidden = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    type(ticket).objects.filter(pk=ticket.pk).update(team=hidden)
    ticket.refresh_from_db()
    write(ticket, agent, "@Tom Becker @Joost Verhagen @Ana Ruiz", internal=True)

    assert not DomainEvent.objects.filter(name="ticket.mentioned").exists()
    assert not Watcher.objects.exists()


def test_a_public_reply_names_nobody(ticket, agent, colleague):
    write(ticket, agent, "@Tom Becker will call you")

    assert not Watcher.objects.exists()


def test_hundreds_of_at_signs_cost_one_look(ticket, agent, django_assert_max_num_queries):
    for n in range(3):
        make_person(f"Person {n}", "agent")
    with django_assert_max_num_queries(16):
        write(ticket, agent, "@x " * 3_000, internal=True)


CANARY = "CANARYplum"


def test_a_note_is_nowhere_the_requester_looks(ticket, agent, as_agent, as_requester, requester_api, here):  # fmt: skip
    write(ticket, agent, f"{CANARY} note @Tom Becker", internal=True)
    write(ticket, agent, "Public words")
    ref = ticket.ref
    pages = [ticket.portal_url, "/help/", "/help/requests/", f"/search/?q={CANARY}", f"/find/?q={CANARY}", here, f"{here}earlier/"]  # fmt: skip
    calls = [
        f"/api/v1/incidents/{ref}/", f"/api/v1/incidents/{ref}/messages/", "/api/v1/incidents/", f"/api/v1/tickets/?q={CANARY}",
        f"/api/v1/search/?q={CANARY}", f"/api/v1/tickets/{ref}/attachments/", f"/api/v1/incidents/{ref}/?include=notes",
        f"/api/v1/incidents/{ref}/?fields=messages",
    ]  # fmt: skip

    for path in pages:
        assert CANARY not in as_requester.get(path, follow=True).content.decode().replace(f"q={CANARY}", "").replace(f'value="{CANARY}"', ""), path  # fmt: skip
    for path in calls:
        found = requester_api.get(path)
        assert CANARY not in found.content.decode(), path
        assert '"count": 1' not in found.content.decode() or "?q=" not in path
    assert Message.objects.filter(is_internal=True).count() == 1


def test_a_piece_of_the_desks_page_tells_who_only_asked_or_watches_no_more_than_the_page(ticket, here, requester, outsider, by_agent, agent, client):  # fmt: skip
    for user in (outsider, make_person("Wanda Watcher")):
        watch(ticket=ticket, actor=by_agent, user=user, by=agent)

    for user in (requester, outsider):
        client.force_login(user)
        piece = client.get(f"{here}earlier/", headers={"HX-Request": "true"}, follow=True)
        assert piece.redirect_chain == [(ticket.portal_url, 302)]
        assert "Wanda" not in piece.content.decode()


def test_a_button_pressed_twice_sends_once(as_agent, ticket, here):
    for _ in range(2):
        assert (
            as_agent.post(f"{here}say/", {"body": "Restart it", "kind": "reply"}).status_code == 302
        )
    as_agent.post(f"{here}say/", {"body": "Restart it", "kind": "note"})
    with time_machine.travel(timezone.now() + timedelta(seconds=6)):
        as_agent.post(f"{here}say/", {"body": "Restart it", "kind": "reply"})

    assert list(Message.objects.order_by("id").values_list("is_internal", flat=True)) == [False, True, False]  # fmt: skip
