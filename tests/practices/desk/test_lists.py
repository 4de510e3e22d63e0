"""Lists of tickets: what can be asked of them, in which order they come, and what is answered to what cannot be asked."""

from datetime import timedelta
from functools import partial

import pytest
from django.utils import timezone

from practices.desk import filters
from practices.desk.models import Ticket
from practices.desk.queries import lists
from practices.incident import operations
from svs.accounts.models import Role, Team
from svs.services.models import Category, Service
from tests.conftest import make_person

pytestmark = pytest.mark.django_db


@pytest.fixture
def log(log, network):
    """Log into the queue of the network team, unless said otherwise."""
    return partial(log, team_id=network.pk)


def titles(client, address: str) -> list[str]:
    return [row["title"] for row in client.get(address).context["rows"]]


def found(user, **said) -> set[str]:
    asked = filters.read({key: [str(v) for v in (value if isinstance(value, list) else [value])] for key, value in said.items()}, user=user)  # fmt: skip
    assert not asked.faults
    rows = Ticket.objects.filter(asked.where(filters.asker_of(user, timezone.now())))
    return set(rows.values_list("title", flat=True))


def test_each_filter_finds_what_it_says(agent, colleague, by_agent, requester, log, service_desk, network):  # fmt: skip
    payroll = Service.objects.create(name="Payroll", slug="payroll")
    session = Category.objects.create(service_id=payroll.pk, name="Session")
    below = Category.objects.create(service_id=payroll.pk, name="Timeout", parent=session)
    ours = log("Ours", team_id=service_desk.pk, impact=1, urgency=1, channel="phone")
    log("Theirs", service_id=payroll.pk, category_id=below.pk)
    held = log("Held")
    operations.assign_incident(ticket=held, actor=by_agent, assignee_id=colleague.pk)
    operations.hold_incident(ticket=held, actor=by_agent, cause="vendor")
    log("Nobody's", team_id=None, requester=colleague)
    Ticket.objects.filter(pk=ours.pk).update(tags=["vip"], unanswered_since=timezone.now())

    assert found(agent, team="mine") == found(agent, team=service_desk.pk) == {"Ours"}
    assert found(agent, team="none") == found(agent, requester=colleague.pk) == {"Nobody's"}
    assert found(agent, team=[service_desk.pk, "none"]) == {"Ours", "Nobody's"}
    assert found(colleague, assignee="me") == found(agent, assignee=colleague.pk) == {"Held"}
    assert found(agent, assignee="nobody") == {"Ours", "Theirs", "Nobody's"}
    assert found(agent, requester="joost.verhagen@northwind.example") == {"Ours", "Theirs", "Held"}
    assert found(agent, service=payroll.pk) == found(agent, category=session.pk) == {"Theirs"}
    assert found(agent, phase="WAITING") == found(agent, cause="vendor") == {"Held"}
    assert found(agent, priority=["1", "P2"]) == found(agent, tag="vip") == found(agent, unanswered="true") == found(agent, channel="phone") == {"Ours"}  # fmt: skip
    assert len(found(agent, kind="incident", open="true")) == 4
    assert found(agent, open="false") == found(agent, logged_before="2d") == set()
    assert len(found(agent, logged_after="2d", updated_after=timezone.localdate().isoformat())) == 4


def test_broken_at_risk_and_due_today_say_what_the_chips_say(agent, log, as_agent, settings):
    from practices.service_level.models import Target  # noqa: PLC0415 -- the promise this test is about

    Target.objects.all().delete()
    Target.objects.create(kind="incident", priority=3, measure="resolution", seconds=3600)
    now = timezone.now()
    for title, left in (("Broken", -60), ("At risk", 800), ("Fine", 1000)):
        due = now + timedelta(seconds=left)
        Ticket.objects.filter(pk=log(title).pk).update(due_at=due, due_seconds=3600)
    Ticket.objects.filter(pk=log("Stands").pk).update(due_at=now - timedelta(hours=1), due_paused_at=now - timedelta(hours=2), phase="WAITING", due_seconds=3600)  # fmt: skip

    chips = {
        row["title"]: row["clock"].status for row in as_agent.get("/tickets/all/").context["rows"]
    }

    assert chips == {"Broken": "breached", "At risk": "risk", "Fine": "ok", "Stands": "paused"}
    assert found(agent, due="breached") == {"Broken"}
    assert found(agent, due="risk") == {"At risk"}
    assert found(agent, due=["breached", "risk"]) == {"Broken", "At risk"}
    assert lists.counts(Ticket.objects.all(), now) == {"all": 4, "breached": 1, "risk": 1}


def test_a_list_shows_what_is_open_unless_asked_otherwise(as_agent, log, by_agent):
    log("Open")
    operations.resolve_incident(ticket=log("Done"), actor=by_agent, resolution="x", resolution_code="fixed", cause_code="change")  # fmt: skip

    assert titles(as_agent, "/tickets/all/") == ["Open"]
    assert titles(as_agent, "/tickets/all/?open=false") == ["Done"]
    assert sorted(titles(as_agent, "/tickets/all/?open=any")) == ["Done", "Open"]


def test_a_list_comes_in_the_order_asked_for_and_says_so(as_agent, log):
    log("First", impact=3, urgency=3)
    log("Second", impact=1, urgency=1)

    assert titles(as_agent, "/tickets/all/?sort=priority") == ["Second", "First"]
    assert titles(as_agent, "/tickets/all/?sort=logged") == ["First", "Second"]
    assert titles(as_agent, "/tickets/all/?sort=-logged") == ["Second", "First"]
    page = as_agent.get("/tickets/all/?sort=-logged").content.decode()
    assert 'aria-sort="ascending"' in page
    assert "sort=logged" in page


def test_every_chip_leads_to_the_list_without_it(as_agent, log, network):
    log()
    page = as_agent.get(f"/tickets/?priority=3&team={network.pk}")

    chips = {chip["key"]: chip for chip in page.context["chips"]}
    assert chips["team"]["words"] == "Network Operations"
    assert chips["priority"]["words"] == "P3"
    assert "priority" not in chips["priority"]["url"]
    assert chips["team"]["url"].startswith(
        "/tickets/all/?"
    )  # the queue's own filter leads out of it
    assert as_agent.get(chips["open"]["url"] if chips["open"]["url"][0] == "/" else f"/tickets/{chips['open']['url']}").status_code == 200  # fmt: skip


BAD = ("priority=9", "priority=;select pg_sleep(9)", "requester__password__startswith=a", "user__token=x", "sort=title", "sort=;--",
       "sort=resolved", "service=abc", "service=99999999999999999999", "team=mine'", "logged_after=0001-01-01", "logged_after=2026-03-02T10:00:00",
       "logged_after=9999-12-31", "columns=password", "open=true&open=false", "tag=%E2%80%AE", "own.__class__=1", "state=NOPE",
       "kind=incident&" + "&".join(f"assignee={n}" for n in range(1, 23)))  # fmt: skip


@pytest.mark.parametrize("query", BAD)
def test_what_cannot_be_asked_is_said_in_words(as_agent, log, query):
    log()
    answer = as_agent.get(f"/tickets/all/?{query}")

    assert answer.status_code == 400
    assert answer.context["faults"]
    assert answer.context["rows"] == []
    assert "All filters away" in answer.content.decode()


def test_what_is_asked_for_may_be_nowhere(as_agent, log):
    log()
    for query in (
        "service=999999",
        "team=999999",
        "assignee=999999",
        "category=1",
        "page=900",
        "tag=x",
        "page=1e20",
    ):
        assert as_agent.get(f"/tickets/all/?{query}").status_code == 200


def test_columns_are_chosen(as_agent, log):
    log()

    page = as_agent.get("/tickets/all/?columns=tags,updated").content.decode()

    assert 'class="c-tags"' in page
    assert 'class="c-holder"' not in page


def test_the_queue_of_a_restricted_team_is_its_members_own(as_agent, client):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    member = make_person("Hanna Weiss", Role.AGENT, team=secret)

    assert as_agent.get("/tickets/teams/hr-cases/").status_code == 404
    client.force_login(member)
    assert client.get("/tickets/teams/hr-cases/").status_code == 200


@pytest.mark.parametrize("query", ["open=any", "open=%20", "state=%20"])
def test_a_list_that_asks_for_nothing_is_renewed_too(as_agent, log, query):
    ticket = log("Printer jams")

    page = as_agent.get(f"/tickets/live/?{query}&refs={ticket.ref}")

    assert (page.status_code, [row["gone"] for row in page.context["rows"]]) == (200, [False])


def test_the_tags_of_a_ticket_one_only_asked_for_are_not_shown(as_agent, agent, log):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    asked, worked = log("Mine", team_id=secret.pk, requester=agent), log("Ours")
    Ticket.objects.filter(pk=asked.pk).update(tags=["dismissal"])
    Ticket.objects.filter(pk=worked.pk).update(tags=["badge"])

    for address in ("/tickets/all/?columns=tags", f"/tickets/live/?columns=tags&refs={asked.ref},{worked.ref}"):  # fmt: skip
        page = as_agent.get(address).content.decode()
        assert asked.ref in page
        assert "badge</span>" in page
        assert "dismissal" not in page


def test_a_filter_in_the_making_offers_only_what_is_seen(as_agent, log, scanners):
    Service.objects.create(name="Secret payroll", slug="secret", is_restricted=True)
    assert b"Came by" in as_agent.get("/tickets/all/?filter=").content

    page = as_agent.get("/tickets/all/?filter=service&priority=3", headers={"HX-Request": "true"})

    assert b"Warehouse Scanners" in page.content
    assert b"Secret payroll" not in page.content
    assert b"<html" not in page.content
    for key in filters.FILTERS:
        assert as_agent.get(f"/tickets/all/?filter={key}").status_code == 200


def test_a_page_takes_the_same_few_statements_whatever_the_rows(
    as_agent, log, django_assert_max_num_queries
):
    for n in range(8):
        log(f"Number {n}")
    as_agent.get("/tickets/all/")

    with django_assert_max_num_queries(3):
        as_agent.get("/tickets/all/")
    with django_assert_max_num_queries(6):
        as_agent.get("/tickets/?priority=3&service=1&due=risk")


def test_the_screen_learns_what_changed_and_what_came_in(as_agent, by_agent, colleague, log, django_assert_max_num_queries):  # fmt: skip
    stays, leaves = log("Stays"), log("Leaves")
    query = f"open=true&assignee=nobody&since={timezone.now().timestamp()}&refs={stays.ref},{leaves.ref}"
    operations.assign_incident(ticket=leaves, actor=by_agent, assignee_id=colleague.pk)
    log("Came in")
    as_agent.get(f"/tickets/live/?{query}")  # what is promised is known for a minute

    with django_assert_max_num_queries(6):
        answer = as_agent.get(f"/tickets/live/?{query}")

    rows = {row["title"]: row["gone"] for row in answer.context["rows"]}
    assert rows == {"Stays": False, "Leaves": True}
    assert answer.context["came"] == 1
    assert "1 new." in answer.content.decode()


@pytest.mark.parametrize(
    "query", ["since=x", "since=1e400", "since=nan", "refs=%00", "refs=';--", "priority=9", ""]
)
def test_the_screen_may_ask_nonsense(as_agent, query):
    assert as_agent.get(f"/tickets/live/?{query}").status_code in (200, 400)


def test_who_else_reads_a_ticket_stands_in_its_row(as_agent, colleague, log):
    from practices.desk.models import Viewing  # noqa: PLC0415

    ticket = log()
    Viewing.objects.create(user=colleague, ticket=ticket, seen_at=timezone.now(), writes="reply")
    page = as_agent.get(f"/tickets/live/?refs={ticket.ref}").content.decode()
    assert "Tom Becker writes here now" in page

    Viewing.objects.update(seen_at=timezone.now() - timedelta(seconds=41))
    assert "Tom Becker" not in as_agent.get(f"/tickets/live/?refs={ticket.ref}").content.decode()
