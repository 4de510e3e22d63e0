"""Notices are read under the bell, on their page and by programs; each person has theirs and chooses by which ways they hear."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk.models import Watcher
from svs.notices import operations, queries
from svs.notices.models import Notice
from tests.conftest import api_as
from tests.svs.notices.telling import give, note, tell

pytestmark = pytest.mark.django_db


def test_only_kinds_that_concern_them_are_offered(requester, agent):
    assert {one.kind.key for one in queries.choices(requester)} < {
        one.kind.key for one in queries.choices(agent)
    }
    assert "ticket.noted" not in {one.kind.key for one in queries.choices(requester)}


def test_names_are_as_they_are_when_it_is_read(ticket, by_agent, agent, colleague, client):
    give(ticket, by_agent, colleague)
    tell()
    agent.name = "Ana Ruiz-Costa"
    agent.save()
    client.force_login(colleague)

    assert "Ana Ruiz-Costa gave it to you" in client.get("/notices/").content.decode()


def test_opening_one_reads_it_and_leads_there(ticket, by_agent, colleague, client):
    give(ticket, by_agent, colleague)
    tell()
    notice = Notice.objects.get()
    client.force_login(colleague)
    assert client.get(f"/notices/{notice.pk}/open/").status_code == 405

    answer = client.post(f"/notices/{notice.pk}/open/")

    assert answer["Location"] == ticket.get_absolute_url()
    notice.refresh_from_db()
    assert notice.read_at is not None


def test_anothers_notice_is_not_there(ticket, by_agent, colleague, client, agent):
    give(ticket, by_agent, colleague)
    tell()
    notice = Notice.objects.get()
    client.force_login(agent)

    for way in ("open", "read"):
        assert client.post(f"/notices/{notice.pk}/{way}/").status_code == 404
    assert api_as(agent, "notices:read").get(f"/api/v1/notices/{notice.pk}/").status_code == 404


def test_unread_stands_first_and_all_can_be_read_at_once(
    ticket, by_agent, agent, colleague, client
):
    Watcher.objects.create(ticket=ticket, user=colleague)
    for n in range(3):
        note(ticket, agent, f"{n}")
    tell()
    client.force_login(colleague)
    middle = Notice.objects.order_by("id")[1]
    client.post(f"/notices/{middle.pk}/read/")

    rows = client.get("/notices/").context["rows"]
    assert [row.notice.pk for row in rows][-1] == middle.pk
    assert client.get("/notices/?show=unread").content.decode().count("notices/") > 0

    client.post("/notices/read/")
    assert queries.unread_count(colleague) == 0


def test_the_bell_counts_and_says_nothing_when_nothing_changed(ticket, by_agent, colleague, client, django_assert_max_num_queries):  # fmt: skip
    give(ticket, by_agent, colleague)
    tell()
    client.force_login(colleague)
    client.get("/notices/bell/")

    with django_assert_max_num_queries(4):
        bell = client.get("/notices/bell/", headers={"HX-Request": "true"})
    assert ">1<" in bell.content.decode()
    assert client.get("/notices/bell/?n=1", headers={"HX-Request": "true"}).status_code == 204


def test_the_list_costs_the_same_however_long(
    ticket, by_agent, agent, colleague, client, django_assert_max_num_queries
):
    Watcher.objects.create(ticket=ticket, user=colleague)
    for n in range(12):
        note(ticket, agent, f"{n}")
    tell()
    client.force_login(colleague)
    client.get("/notices/")

    with django_assert_max_num_queries(13):
        client.get("/notices/")


def test_what_was_read_long_ago_is_forgotten(ticket, by_agent, agent, colleague):
    Watcher.objects.create(ticket=ticket, user=colleague)
    note(ticket, agent, "old")
    note(ticket, agent, "unread")
    tell()
    operations.read_notice(notice=Notice.objects.order_by("id")[0])

    with time_machine.travel(timezone.now() + timedelta(days=91), tick=False):
        assert operations.sweep() == 1
    assert Notice.objects.count() == 1


def test_programs_read_and_choose_the_same(ticket, by_agent, agent, colleague):
    give(ticket, by_agent, colleague)
    tell()
    api = api_as(colleague, "notices:read", "notices:write")

    (one,) = api.get("/api/v1/notices/?unread=true").json()["results"]
    assert (one["about"], one["words"], one["title"]) == (
        ticket.ref,
        f"{agent.name} gave it to you",
        ticket.title,
    )
    assert api.post(f"/api/v1/notices/{one['id']}/read/", {}, format="json").json()["read_at"]
    assert api.post("/api/v1/notices/read-all/", {}, format="json").json() == {"read": 0}
    said = {"choices": [{"kind": "ticket.given", "in_app": True, "by_mail": False}]}
    assert {
        "kind": "ticket.given",
        "words": "A ticket is given to me",
        "in_app": True,
        "by_mail": False,
    } in api.put("/api/v1/notices/choices/", said, format="json").json()["choices"]
    bad = {"choices": [{"kind": "nothing.known", "in_app": True, "by_mail": False}]}
    assert api.put("/api/v1/notices/choices/", bad, format="json").status_code == 409
    assert api_as(colleague, "tickets:read").get("/api/v1/notices/").status_code == 403
