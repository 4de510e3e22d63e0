"""Own fields in lists, views and exports."""

import csv
import io
from functools import partial

import pytest
from openpyxl import load_workbook

from practices.desk.models import Ticket
from practices.desk.operations import fields
from tests.conftest import api_as

pytestmark = pytest.mark.django_db


@pytest.fixture
def six(by_agent, agent):
    add = partial(fields.add_field, actor=by_agent, kind="incident")
    add(key="site", label="Site", type="choice", options=["Gdańsk", "Lyon"], is_public=True)
    add(key="asset", label="Asset", type="text")
    add(key="cost", label="Cost", type="number")
    add(key="since", label="Since", type="date")
    add(key="vip", label="VIP", type="yes_no")
    add(key="expert", label="Expert", type="person")
    return {"site": "Lyon", "asset": "=1+1", "cost": 12.5, "since": "2026-11-20", "vip": True, "expert": agent.pk}  # fmt: skip


def test_a_list_is_narrowed_by_every_type_and_says_so(as_agent, agent, six, log):
    Ticket.objects.filter(pk=log("Known").pk).update(own=six)
    log("Empty")

    for query in ("own.site=Lyon", "own.site=Lyon&own.site=Gda%C5%84sk", "own.asset=%3D1%2B1", "own.cost=12.5", "own.since=2026-11-20",
                  "own.vip=yes", f"own.expert={agent.pk}"):  # fmt: skip
        page = as_agent.get(f"/tickets/all/?{query}")
        assert [row["title"] for row in page.context["rows"]] == ["Known"], query
    assert {"Expert", "Ana Ruiz"} <= {v for chip in page.context["chips"] for v in (chip["label"], chip["words"])}  # fmt: skip
    assert as_agent.get("/tickets/all/?filter=own.site").content.decode().count('value="Lyon"') == 1


@pytest.mark.parametrize("query", ["own.site=Paris", "own.cost=x", "own.since=2026-02-30", "own.nothing=1", "own.=1", "own.vip=maybe"])  # fmt: skip
def test_what_a_field_cannot_say_is_not_asked(as_agent, agent_api, six, query):
    assert as_agent.get(f"/tickets/all/?{query}").status_code == 400
    assert agent_api.get(f"/api/v1/tickets/?{query}").status_code == 400


def test_requesters_ask_only_what_they_may_read(requester, six, log):
    Ticket.objects.filter(pk=log().pk).update(own=six)

    assert len(api_as(requester).get("/api/v1/tickets/?own.site=Lyon").json()["results"]) == 1
    assert api_as(requester).get("/api/v1/tickets/?own.asset=x").status_code == 400


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_what_somebody_calls_a_field_is_no_formula(kind, as_agent, by_agent, log):
    fields.add_field(actor=by_agent, kind="incident", key="sum", label="=1+1", type="number")
    log()

    file = b"".join(as_agent.get(f"/tickets/export/{kind}/").streaming_content)
    head = next(csv.reader(io.StringIO(file.decode("utf-8-sig")))) if kind == "csv" else [c.value for c in load_workbook(io.BytesIO(file)).active[1]]  # fmt: skip

    assert head[-1] == "'=1+1"


def test_they_leave_with_the_list(as_agent, six, log):
    Ticket.objects.filter(pk=log().pk).update(own=six)

    text = b"".join(as_agent.get("/tickets/export/csv/").streaming_content).decode("utf-8-sig")
    row = next(csv.DictReader(io.StringIO(text)))

    assert (row["Site"], row["Asset"], row["Cost"], row["VIP"]) == ("Lyon", "'=1+1", "12.5", "yes")
