"""Lists that leave for a spreadsheet: whole, safe to open, of what one may see, two at a time."""

import csv
import io
import re
from functools import partial

import pytest
from django.db import connections
from django.utils import timezone
from openpyxl import load_workbook

from practices.desk.models import Ticket
from svs.accounts.models import Role, Team
from svs.web import exports
from tests.conftest import api_as, make_person

pytestmark = pytest.mark.django_db
FORMULAS = (
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    '"=1+1',
    "'=1",
    " \u201c=1",
    "\uff1d1+1",
    "\u00a0=1",
)


@pytest.fixture
def log(log, network):
    """Log into the queue of the network team, unless said otherwise."""
    return partial(log, team_id=network.pk)


def lines(answer) -> list[dict[str, str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(io.StringIO(text)))


def sheet(answer) -> list[tuple]:
    book = load_workbook(io.BytesIO(b"".join(answer.streaming_content)), read_only=True)
    return list(book.active.iter_rows(values_only=True))


def test_the_whole_list_leaves_as_it_is_filtered_and_sorted(as_agent, log):
    for n in range(30):
        log(f"Number {n}")
    log("Urgent", impact=1, urgency=1)

    answer = as_agent.get("/tickets/export/csv/?priority=4&priority=3&sort=logged")

    assert re.search(
        r'attachment; filename="tickets-\d{4}-\d\d-\d\d.csv"', answer["Content-Disposition"]
    )
    assert answer["Content-Type"] == "text/csv; charset=utf-8"
    assert [row["Title"] for row in lines(answer)] == [f"Number {n}" for n in range(30)]


def test_a_workbook_holds_the_same_with_real_dates(as_agent, log):
    ticket = log()

    head, row = sheet(as_agent.get("/tickets/export/xlsx/"))

    told = dict(zip(head, row, strict=False))  # empty cells at the end are left out
    assert (told["Number"], told["Team"], told["Priority"]) == (
        ticket.ref,
        "Network Operations",
        "P3",
    )
    assert told["Logged"] == timezone.localtime(ticket.logged_at).replace(
        tzinfo=None, microsecond=0
    )


@pytest.mark.parametrize("words", FORMULAS)
def test_words_that_a_spreadsheet_would_run_are_guarded(as_agent, log, words):
    Ticket.objects.filter(pk=log().pk).update(title=words)

    assert lines(as_agent.get("/tickets/export/csv/"))[0]["Title"] == f"'{words}"
    assert sheet(as_agent.get("/tickets/export/xlsx/"))[1][2] == f"'{words}".replace("\t", "\t")


def test_words_that_no_workbook_takes_do_not_break_it(as_agent, log):
    Ticket.objects.filter(pk=log().pk).update(title="a\x07b\x1fc")

    assert sheet(as_agent.get("/tickets/export/xlsx/"))[1][2] == "abc"


def test_what_is_not_seen_does_not_leave(as_agent, agent, log):
    secret = Team.objects.create(name="HR cases", slug="hr-cases", is_restricted=True)
    log("Theirs", team_id=secret.pk)
    mine = log("I asked for this", team_id=secret.pk, requester=agent)
    Ticket.objects.filter(pk=mine.pk).update(tags=["dismissal"])
    log("Ours")

    rows = {row["Title"]: row["Tags"] for row in lines(as_agent.get("/tickets/export/csv/"))}

    assert rows == {"I asked for this": "", "Ours": ""}


def test_requesters_take_nothing_away(client, requester, log):
    log()
    client.force_login(requester)
    assert client.get("/tickets/export/csv/").status_code == 403
    assert api_as(requester).get("/api/v1/tickets/export/?as=csv").status_code == 403


@pytest.mark.parametrize(
    "query", ["sort=title", "priority=9", "requester__password=a", "state=%27"]
)
def test_what_cannot_be_asked_is_no_file(as_agent, agent_api, query):
    assert as_agent.get(f"/tickets/export/csv/?{query}").status_code == 400
    assert agent_api.get(f"/api/v1/tickets/export/?as=csv&{query}").status_code == 400
    assert agent_api.get("/api/v1/tickets/export/?as=ods").status_code == 400
    assert as_agent.get("/tickets/export/ods/").status_code == 404


def test_a_person_has_two_exports_under_way_and_no_third(as_agent, agent, agent_api, log):
    log()
    other = connections.create_connection("default")
    with other.cursor() as cursor:  # two are under way in another process
        for key in (agent.pk * 2, agent.pk * 2 + 1):
            cursor.execute("select pg_advisory_lock(%s, %s)", [exports._LOCKS, key])

    try:
        for address in ("/tickets/export/csv/", "/tickets/export/xlsx/"):
            answer = as_agent.get(address)
            assert (answer.status_code, answer["Retry-After"]) == (429, "20")
        assert agent_api.get("/api/v1/tickets/export/?as=csv").status_code == 429
        assert (
            api_as(make_person("Sofia Tran", Role.AGENT))
            .get("/api/v1/tickets/export/?as=csv")
            .status_code
            == 200
        )
    finally:
        other.close()

    assert len(lines(as_agent.get("/tickets/export/csv/"))) == 1


def test_an_export_that_is_broken_off_frees_its_place(agent):
    for _ in range(4):
        lines = exports.Lines(exports.Slot(agent.pk), ["Number"], iter([["INC-1"], ["INC-2"]]))
        next(iter(lines))
        lines.close()

    other = connections.create_connection("default")
    with other.cursor() as cursor:
        for key in (agent.pk * 2, agent.pk * 2 + 1):
            cursor.execute("select pg_try_advisory_lock(%s, %s)", [exports._LOCKS, key])
            assert cursor.fetchone()[0]
    other.close()


def test_five_thousand_rows_take_the_memory_and_statements_of_ten(as_agent, log, django_assert_max_num_queries, django_db_blocker):  # fmt: skip
    import tracemalloc  # noqa: PLC0415

    ticket = log()
    made = [
        Ticket(ref=f"INC-9{n:05}", kind="incident", title=f"Number {n} with a title of some length", state="NEW", phase="QUEUED", cause="queue",
               logged_at=ticket.logged_at, updated_at=ticket.logged_at, service_id=ticket.service_id, team_id=ticket.team_id)
        for n in range(5000)
    ]  # fmt: skip
    Ticket.objects.bulk_create(made, batch_size=1000)
    del made

    with django_assert_max_num_queries(12):
        answer = as_agent.get("/tickets/export/csv/")
        tracemalloc.start()
        rows = sum(1 for _ in answer.streaming_content)
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()

    assert rows == 5002
    assert peak < 12_000_000
