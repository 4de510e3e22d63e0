"""Many incidents with one cause stand under a parent and are restored with it."""

import threading
from datetime import timedelta

import pytest
import time_machine
from django.db import connection
from django.utils import timezone

from practices.desk.models import Message, Ticket, TicketLink
from practices.desk.operations import talk
from practices.incident import operations, queries
from svs.accounts.models import Team
from svs.errors import RuleViolation
from svs.events import deliver, jobs
from svs.events.models import DomainEvent, Job
from tests.conftest import api_as
from tests.practices.incident.conftest import RESTORED

pytestmark = pytest.mark.django_db
URL = "/api/v1/incidents/"


@pytest.fixture
def under(by_agent):
    def do(child, parent):
        operations.make_child(ticket=child, parent=parent, actor=by_agent)
        return child

    return do


def phases(*tickets):
    found = dict(Ticket.objects.values_list("pk", "phase"))
    return [found[ticket.pk] for ticket in tickets]


def test_restoring_the_parent_restores_its_open_children_in_the_same_words(log, resolve, under):
    parent, first, second, done, other = log(), log(), log(), log(), log()
    for child in (first, second, done):
        under(child, parent)
    resolve(done, resolution_code="duplicate")

    resolve(parent, cause_code="hardware")

    assert phases(parent, first, second, done, other) == ["DONE"] * 4 + ["QUEUED"]
    assert queries.resolution_of(first.pk) == {**RESTORED, "cause_code": "hardware"}
    assert queries.resolution_of(done.pk)["resolution_code"] == "duplicate"
    told = DomainEvent.objects.filter(name="incident.resolved", data__parent_id=parent.pk)
    assert set(told.values_list("subject_id", flat=True)) == {first.pk, second.pk}


def test_circles_and_chains_are_refused(log, under):
    parent, child, grandchild, other = log(), log(), log(), log()
    under(child, parent)

    for below, above, code in [
        (parent, parent, "own_parent"), (parent, child, "has_children"), (parent, other, "has_children"),
        (grandchild, child, "parent_has_parent"), (child, other, "has_parent"),
    ]:  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            under(below, above)
        assert refused.value.code == code
    assert TicketLink.objects.count() == 1


def test_nothing_is_put_under_what_is_over(log, resolve, under):
    parent, child = resolve(log()), log()

    with pytest.raises(RuleViolation, match="is over"):
        under(child, parent)


def test_it_is_linked_shown_and_taken_out_on_the_page(log, as_agent):
    parent, child = log("All scanners dark"), log("Dock 4 is dark")
    url = child.get_absolute_url()

    assert as_agent.post(f"{url}make-child/", {"parent": parent.ref.lower()}).status_code == 302
    assert "All scanners dark" in as_agent.get(url).content.decode()
    page = as_agent.get(parent.get_absolute_url()).content.decode()
    assert "Dock 4 is dark" in page
    asked = as_agent.get(f"{parent.get_absolute_url()}resolve/").content.decode()
    assert "Its open child is resolved with it." in asked
    assert as_agent.post(f"{url}take-out/").status_code == 302
    assert not TicketLink.objects.exists()
    names = list(DomainEvent.objects.filter(subject_id=child.pk, about_id=parent.pk).order_by("id").values_list("name", flat=True))  # fmt: skip
    assert names == ["incident.made_child", "incident.taken_out"]


def test_a_refused_link_comes_back_in_words(log, as_agent):
    ticket = log()
    answer = as_agent.post(f"{ticket.get_absolute_url()}make-child/", {"parent": ticket.ref})

    assert answer.status_code == 409
    assert "cannot be its own parent" in answer.content.decode()


def test_the_api_links_reads_and_takes_apart(log, agent_api):
    parent, child = log("Parent"), log("Child")

    made = agent_api.post(f"{URL}{child.ref}/make-child/", {"parent": parent.ref}, format="json")
    again = agent_api.post(f"{URL}{child.ref}/make-child/", {"parent": parent.ref}, format="json")
    family = agent_api.get(f"{URL}{parent.ref}/family/").json()
    apart = agent_api.post(f"{URL}{child.ref}/take-out/", {}, format="json")
    twice = agent_api.post(f"{URL}{child.ref}/take-out/", {}, format="json")

    assert (made.status_code, again.status_code, apart.status_code, twice.status_code) == (200, 409, 200, 409)  # fmt: skip
    assert made.json()["parent"]["ref"] == parent.ref
    assert [row["ref"] for row in family["children"]] == [child.ref]


@pytest.fixture
def hidden(log):
    secret = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    return log("Salary list is public", team_id=secret.pk)


def test_a_hidden_parent_is_not_there_and_nothing_is_linked_nor_logged(
    log, hidden, agent_api, as_agent
):  # B6
    child, before = log(), DomainEvent.objects.count()
    created = agent_api.post(URL, {"title": "x", "parent": hidden.ref}, format="json")
    linked = agent_api.post(f"{URL}{child.ref}/make-child/", {"parent": hidden.ref}, format="json")
    missing = agent_api.post(f"{URL}{child.ref}/make-child/", {"parent": "INC-999999"}, format="json")  # fmt: skip
    page = as_agent.post(f"{child.get_absolute_url()}make-child/", {"parent": hidden.ref})

    assert (created.status_code, linked.status_code, page.status_code) == (404, 404, 404)
    assert linked.content == missing.content
    assert "There is no such incident." in page.content.decode()
    assert not TicketLink.objects.exists()
    assert not Ticket.objects.filter(title="x").exists()
    assert DomainEvent.objects.count() == before


def test_a_requester_links_nothing_not_even_their_own(log, requester):
    child, parent = log(), log()

    answer = api_as(requester).post(f"{URL}{child.ref}/make-child/", {"parent": parent.ref}, format="json")  # fmt: skip

    assert answer.status_code == 403
    assert not TicketLink.objects.exists()


def test_every_way_to_a_hidden_incident_answers_that_it_is_not_there(hidden, log, agent_api, as_agent):  # B7  # fmt: skip
    parent, before = log(), DomainEvent.objects.count()
    bodies = {
        "assign": {"team": 1}, "hold": {"cause": "vendor"}, "resolve": RESTORED, "note": {"body": "x"},
        "make-child": {"parent": parent.ref}, "take-out": {}, "service-down": {"started_at": "2026-03-02T09:00:00Z"},
    }  # fmt: skip
    for verb, body in bodies.items():
        assert agent_api.post(f"{URL}{hidden.ref}/{verb}/", body, format="json").status_code == 404, verb  # fmt: skip
    assert agent_api.get(f"{URL}{hidden.ref}/family/").status_code == 404
    for path in ("", "edit/"):
        assert as_agent.get(f"{hidden.get_absolute_url()}{path}").status_code == 404
    assert DomainEvent.objects.count() == before


def test_a_child_that_became_hidden_is_not_shown_nor_told_nor_counted(
    log, under, agent_api, as_agent
):
    parent, child, seen = log(), under_hidden(log, under), log("Seen")
    TicketLink.objects.update(target=parent)
    under(seen, parent)

    page = as_agent.get(parent.get_absolute_url()).content.decode() + as_agent.get(f"{parent.get_absolute_url()}resolve/").content.decode()  # fmt: skip
    agent_api.post(f"{URL}{parent.ref}/reply/", {"body": "We know", "to_children": True}, format="json")  # fmt: skip

    assert child.ref not in page
    assert "Its open child is resolved with it." in page
    assert set(Message.objects.values_list("ticket_id", flat=True)) == {parent.pk, seen.pk}


def under_hidden(log, under):
    child = log("Hidden later")
    under(child, log())
    secret = Team.objects.create(name="HR", slug="hr", is_restricted=True)
    Ticket.objects.filter(pk=child.pk).update(team=secret)
    return child


def test_a_reply_on_the_parent_reaches_the_requesters_of_its_open_children_once_it_left(log, under, resolve, as_agent):  # fmt: skip
    parent, child, done = log(), log(), log()
    under(child, parent)
    resolve(under(done, parent))

    as_agent.post(f"{parent.get_absolute_url()}reply/", {"body": "Power is back", "to_children": "on"})  # fmt: skip
    as_agent.post(f"{parent.get_absolute_url()}reply/", {"body": "Only here"})
    as_agent.post(f"{parent.get_absolute_url()}note/", {"body": "Fuse", "to_children": "on"})
    deliver.drain("incident.go_on")
    too_early = Message.objects.filter(ticket=child).exists()
    with time_machine.travel(timezone.now() + timedelta(seconds=11)):
        talk.release_due()
        deliver.drain("incident.go_on")

    said = list(Message.objects.order_by("id").values_list("ticket_id", "body", "is_internal"))
    assert not too_early
    assert said == [
        (parent.pk, "Power is back", False), (parent.pk, "Only here", False), (parent.pk, "Fuse", True),
        (child.pk, "Power is back", False),
    ]  # fmt: skip


def test_more_children_than_fit_in_one_go_are_restored_and_told_by_a_job(
    log, under, resolve, agent, by_agent, monkeypatch
):
    for room in ("family", "restore"):
        monkeypatch.setattr(f"practices.incident.operations.{room}.MOST_AT_ONCE", 2)
        monkeypatch.setattr(f"practices.incident.operations.{room}.CHUNK", 2)
    parent = log()
    children = [under(log(), parent) for _ in range(5)]

    operations.reply_to_family(ticket=parent, author=agent, actor=by_agent, body="We know")
    assert Message.objects.count() == 1
    jobs.finish(Job.objects.get(kind="incident.tell_children").pk)
    resolve(parent)
    assert phases(*children) == ["QUEUED"] * 5
    jobs.finish(Job.objects.get(kind="incident.resolve_children").pk)

    assert Message.objects.filter(body="We know").count() == 6
    assert phases(*children) == ["DONE"] * 5
    assert set(Job.objects.values_list("state", "done")) == {("done", 5)}


def test_the_job_stops_when_the_parent_came_back(log, under, resolve, by_agent, monkeypatch):
    monkeypatch.setattr("practices.incident.operations.restore.MOST_AT_ONCE", 0)
    parent = log()
    child = under(log(), parent)
    resolve(parent)
    operations.reopen_incident(ticket=parent, actor=by_agent)

    jobs.finish(Job.objects.get().pk)

    assert phases(child) == ["QUEUED"]


def test_the_page_takes_the_same_statements_however_many_children(
    log, under, as_agent, django_assert_max_num_queries
):
    from django.test.utils import CaptureQueriesContext  # noqa: PLC0415

    parent = log()
    under(log(), parent)
    with CaptureQueriesContext(connection) as one:
        as_agent.get(parent.get_absolute_url())
    for _ in range(7):
        under(log(), parent)

    with django_assert_max_num_queries(len(one)):
        as_agent.get(parent.get_absolute_url())


@pytest.mark.django_db(transaction=True)
def test_two_links_at_once_never_make_a_chain(log, by_agent):
    for _ in range(5):
        a, b, c = log(), log(), log()
        start = threading.Barrier(2)

        def link(child, parent, start=start):
            start.wait(10)
            try:
                operations.make_child(ticket=child, parent=parent, actor=by_agent)
            except RuleViolation:
                pass
            finally:
                connection.close()

        threads = [threading.Thread(target=link, args=pair) for pair in ((a, b), (b, c))]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

        assert TicketLink.objects.filter(source__in=(a, b)).count() == 1
