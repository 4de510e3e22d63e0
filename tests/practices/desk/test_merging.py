"""One ticket goes on in another: everything goes along as it was, nothing counts twice, nothing hidden opens."""

import threading
from datetime import timedelta

import pytest
from django.db import connection
from django.utils import timezone

from metrics import operations as metrics
from metrics.models import Cell
from practices.desk import access
from practices.desk import operations as desk
from practices.desk import queries as desk_queries
from practices.desk.models import Clock, Draft, Message, Survey, Task, Ticket, TicketLink, Watcher
from practices.desk.operations import linking
from practices.desk.operations.checklist import add_task
from practices.desk.operations.merging import convert, merge
from practices.desk.operations.tags import tag_ticket
from practices.desk.operations.watchers import watch
from practices.desk.queries import measured
from practices.incident import operations
from practices.incident.models import Outage
from practices.service_level.models import Target
from svs.errors import RuleViolation
from svs.events import deliver
from svs.events.models import DomainEvent
from tests.conftest import api_as
from tests.practices.incident.conftest import MONDAY, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def say(agent, by_agent):
    def do(ticket, words, *, author=None, is_internal=False):
        return desk.add_message(ticket_id=ticket.pk, author=author or agent, actor=by_agent, body=words, is_internal=is_internal)  # fmt: skip

    return do


@pytest.fixture
def go_on(agent, by_agent):
    def do(ticket, into, **said):
        return merge(ticket=ticket, into=into, actor=by_agent, by=agent, **said)

    return do


def test_everything_goes_along_with_authors_and_times(log, say, go_on, agent, by_agent, requester, outsider):  # fmt: skip
    with at():
        one = log("Hall A is dark", description="Since nine.")
        other = log("Lamps")
    with at(hours=1):
        reply, note = say(one, "We look."), say(one, "Fuse again", is_internal=True)
        theirs = say(one, "Thank you", author=requester)
        add_task(ticket=other, actor=by_agent, title="First")
        add_task(ticket=one, actor=by_agent, title="Second")
        watch(ticket=one, actor=by_agent, user=outsider, by=agent)
    with at(hours=2):
        go_on(one, other, shares=True)

    talk = Message.objects.filter(ticket=other).order_by("created_at", "id")
    assert [(m.body, m.author, m.is_internal) for m in talk] == [
        ("Hall A is dark\n\nSince nine.", requester, False), ("We look.", agent, False), ("Fuse again", agent, True),
        ("Thank you", requester, False),
    ]  # fmt: skip
    assert talk[0].created_at == MONDAY
    assert {m.pk for m in (reply, note, theirs)} < {m.pk for m in talk}
    assert list(Task.objects.filter(ticket=other).order_by("place").values_list("title", flat=True)) == ["First", "Second"]  # fmt: skip
    assert Watcher.objects.get().ticket == other
    one.refresh_from_db()
    assert (one.phase, one.resolved_at, one.continued_in) == ("DONE", None, other)
    event = DomainEvent.objects.get(name="ticket.merged")
    assert (event.subject_id, event.about_id, event.data["into"]) == (one.pk, other.pk, other.ref)


def test_the_number_leads_on_for_page_portal_and_api(log, go_on, as_agent, agent_api, client, requester):  # fmt: skip
    one, other = log("Hall A"), log("Lamps")
    go_on(one, other)

    assert as_agent.get(one.get_absolute_url()).url == other.get_absolute_url()
    assert as_agent.get(f"/tickets/{one.ref}/").url == other.get_absolute_url()
    answer = agent_api.get(f"/api/v1/incidents/{one.ref}/")
    assert (answer.status_code, answer.json()) == (301, {"moved_to": other.ref})
    assert answer["Location"].endswith(f"/api/v1/incidents/{other.ref}/")
    assert one.ref in as_agent.get(other.get_absolute_url()).content.decode()
    client.force_login(requester)
    assert client.get(one.portal_url).url == other.portal_url


def test_notes_stay_notes_for_both_requesters(log, say, go_on, outsider, requester, client):
    one, other = log("Hall A", requester=outsider), log("Lamps")
    say(one, "Canary of one", is_internal=True)
    say(other, "Canary of other", is_internal=True)
    go_on(one, other, shares=True)

    for user in (outsider, requester):
        client.force_login(user)
        page = client.get(other.portal_url).content.decode()
        assert "Hall A" in page
        assert "Canary" not in page
        assert "Canary" not in api_as(user).get(f"/api/v1/incidents/{other.ref}/messages/").content.decode()  # fmt: skip


def test_other_peoples_words_are_shared_only_when_that_is_said(log, go_on, outsider, as_agent):
    one, other = log("Hall A", requester=outsider), log("Lamps")

    with pytest.raises(RuleViolation, match="somebody else"):
        go_on(one, other)
    page = as_agent.post(f"{one.get_absolute_url()}merge/", {"into": other.ref.lower()})
    assert page.status_code == 409
    assert "Say that you mean it" in page.content.decode()
    assert as_agent.post(f"{one.get_absolute_url()}merge/", {"into": other.ref, "shares": "on"}).url == other.get_absolute_url()  # fmt: skip
    assert access.visible_to(outsider).filter(pk=other.pk).exists()


def test_nobody_is_let_into_a_restricted_ticket_by_merging(log, go_on, by_agent, outsider, service_desk, agent):  # fmt: skip
    one, other = log("Mine", requester=outsider), log("Salary")
    operations.assign_incident(ticket=other, actor=by_agent, team_id=service_desk.pk)
    service_desk.is_restricted = True
    service_desk.save()

    with pytest.raises(RuleViolation, match="only who holds it"):
        go_on(one, other, shares=True)
    operations.assign_incident(ticket=other, actor=by_agent, assignee_id=agent.pk)
    go_on(one, other, shares=True)
    assert access.visible_to(outsider).filter(pk=other.pk).exists()


def test_who_watches_only_one_of_them_reads_both_only_when_that_is_said(log, go_on, by_agent, outsider, agent):  # fmt: skip
    for watched_first in (True, False):
        one, other = log("Mine"), log("Mine too")
        watch(ticket=one if watched_first else other, actor=by_agent, user=outsider, by=agent)
        with pytest.raises(RuleViolation, match="read both"):
            go_on(one, other)
        go_on(one, other, shares=True)
        assert access.visible_to(outsider).filter(pk=other.pk).exists()


def test_a_restricted_ticket_is_opened_by_merging_only_by_who_holds_it(log, go_on, by_agent, service_desk, agent):  # fmt: skip
    one, other, kept = log("Dismissal"), log("Laptop back"), log("Salary")
    for ticket in (one, kept):
        operations.assign_incident(ticket=ticket, actor=by_agent, team_id=service_desk.pk)
    service_desk.is_restricted = True
    service_desk.save()

    with pytest.raises(RuleViolation, match="only who holds it"):
        go_on(one, other, shares=True)
    operations.assign_incident(ticket=one, actor=by_agent, assignee_id=agent.pk)
    with pytest.raises(RuleViolation, match="Say that you mean it"):
        go_on(one, other)
    go_on(one, kept)


def test_what_is_said_after_a_merge_stands_where_it_went_on(log, go_on, say, requester, outsider, agent, agent_api, as_agent):  # fmt: skip
    one, other = log("Hall A", requester=outsider), log("Lamps")
    go_on(one, other, shares=True)

    say(one, "Asked by a rule or a page that was open")
    assert agent_api.post(f"/api/v1/incidents/{one.ref}/note/", {"body": "Note"}, format="json").status_code == 201  # fmt: skip
    as_agent.post(f"{one.get_absolute_url()}draft/", {"body": "Begun", "kind": "reply"})
    as_agent.post(f"{one.get_absolute_url()}note/", {"body": "By page"})
    late = as_agent.post(f"{one.get_absolute_url()}say/", {"body": "Kept words", "kind": "reply", "seen": "2026-01-01T00:00:00+00:00"}, follow=True)  # fmt: skip
    lost = api_as(outsider).post(f"/api/v1/incidents/{one.ref}/reply/", {"body": "And me"}, format="json")  # fmt: skip

    assert not Message.objects.filter(ticket=one).exists()
    assert {"Asked by a rule or a page that was open", "Note", "By page"} <= set(Message.objects.filter(ticket=other).values_list("body", flat=True))  # fmt: skip
    assert not Draft.objects.filter(ticket=one).exists()
    assert "Kept words" in late.content.decode()
    assert (lost.status_code, lost.json()["code"]) == (409, "went_on")


def test_a_hidden_ticket_is_not_there_to_merge_into(log, by_agent, network, agent_api, as_agent):
    one, hidden = log("Mine"), log("Salary of the director")
    operations.assign_incident(ticket=hidden, actor=by_agent, team_id=network.pk)
    network.is_restricted = True
    network.save()
    before = DomainEvent.objects.count()

    assert agent_api.post(f"/api/v1/tickets/{one.ref}/merge/", {"into": hidden.ref}, format="json").status_code == 404  # fmt: skip
    page = as_agent.post(f"{one.get_absolute_url()}merge/", {"into": hidden.ref})
    assert "There is no such ticket." in page.content.decode()
    assert "Salary" not in page.content.decode()
    assert DomainEvent.objects.count() == before


def test_chains_are_one_step_long_and_circles_are_refused(log, go_on):
    one, two, three = log("One"), log("Two"), log("Three")
    go_on(one, two)
    go_on(two, three)

    assert set(Ticket.objects.filter(continued_in=three)) == {one, two}
    for pair, code in (((three, one), "went_on"), ((one, three), "went_on"), ((three, three), "own_merge")):  # fmt: skip
        with pytest.raises(RuleViolation) as refused:
            go_on(*pair)
        assert refused.value.code == code


def test_what_is_over_is_neither_merged_nor_merged_into(log, go_on, resolve):
    one, over = log("One"), resolve(log("Over"))

    for pair in ((one, over), (over, one)):
        with pytest.raises(RuleViolation, match="is over"):
            go_on(*pair)


def test_what_went_on_is_worked_there_and_nowhere_else(log, go_on, by_agent, as_agent):
    one, other = log("One"), log("Two")
    go_on(one, other)

    for verb, said in (
        (operations.assign_incident, {"team_id": None}), (operations.reopen_incident, {}), (operations.prioritise_incident, {"priority": 1}),
    ):  # fmt: skip
        with pytest.raises(RuleViolation, match="went on"):
            verb(ticket=one, actor=by_agent, **said)


def test_clocks_stop_and_count_neither_as_kept_nor_broken(log, go_on):
    Target.objects.create(kind="incident", priority=3, measure="resolution", seconds=60)
    one, other = log("One"), log("Two")
    assert Clock.objects.filter(ticket=one).exists()
    go_on(one, other)

    one.refresh_from_db()
    assert not Clock.objects.filter(ticket=one).exists()
    assert (one.due_at, one.due_seconds) == (None, None)
    assert desk_queries.clock_chip(one.__dict__, timezone.now()).status == "none"
    assert Clock.objects.filter(ticket=other).exists()


def test_measures_count_it_as_open_until_then_and_never_as_restored(log, go_on, resolve, scanners):
    with at():
        one, other = log("One"), log("Two")
    with at(days=2):
        go_on(one, other)
    with at(days=2, hours=3):
        resolve(other)
    with at(days=4):
        deliver.drain("metrics.cells")
        opened = measured.open_days({one.pk}, (MONDAY + timedelta(days=3)).date())
        restored = Cell.objects.filter(measure="lead-time", service=scanners)

        assert sorted(day for _, day in opened) == [MONDAY.date(), (MONDAY + timedelta(days=1)).date()]  # fmt: skip
        assert sum(cell.n for cell in restored) == 1
        assert not Survey.objects.filter(ticket=one).exists()
    with connection.cursor() as cursor:
        for view in ("desk_resolution_v1", "desk_resolution_v2"):
            cursor.execute(f"select ticket_id from {view}")
            assert cursor.fetchall() == [(other.pk,)]
    assert metrics is not None


def test_links_lead_to_where_it_went_on(log, go_on, by_agent):
    one, other, third, child = log("One"), log("Two"), log("Three"), log("Child")
    for relation, end in (("causes", third), ("relates", other), ("parent_of", child)):
        linking.relate(ticket=one, other=end, relation=relation, actor=by_agent)
    linking.relate(ticket=other, other=third, relation="causes", actor=by_agent)
    go_on(one, other)

    found = set(TicketLink.objects.values_list("kind", "source", "target"))
    assert found == {("causes", other.pk, third.pk), ("child_of", child.pk, other.pk)}


def test_an_outage_goes_on_with_it(log, go_on, by_agent):
    one, other = log("One"), log("Two")
    operations.open_outage_of(ticket=one, actor=by_agent, started_at=timezone.now(), words="")
    go_on(one, other)
    deliver.drain("incident.outages_go_on")

    assert Outage.objects.get().ticket == other


def test_an_incident_goes_on_as_a_request_with_what_both_know(log, say, as_agent, agent, by_agent, network):  # fmt: skip
    one = log("A second screen", description="For the new desk.", impact=3, urgency=3)
    operations.assign_incident(ticket=one, actor=by_agent, team_id=network.pk, assignee_id=agent.pk)
    tag_ticket(ticket=one, actor=by_agent, tag="desk")
    say(one, "We order it.")
    Ticket.objects.filter(pk=one.pk).update(response_seconds=12.0)

    answer = as_agent.post(f"{one.get_absolute_url()}convert/", {"kind": "request"})

    new = Ticket.objects.get(kind="request")
    assert answer.url == new.get_absolute_url()
    one.refresh_from_db()
    assert (new.title, new.description, new.requester, new.service) == (one.title, one.description, one.requester, one.service)  # fmt: skip
    assert (new.team, new.assignee, new.tags, new.priority) == (network, agent, ["desk"], one.priority)  # fmt: skip
    assert Message.objects.get().ticket == new
    assert (one.continued_in, one.phase, one.resolved_at) == (new, "DONE", None)
    assert as_agent.get(one.get_absolute_url()).url == new.get_absolute_url()
    assert (one.response_seconds, new.response_seconds) == (None, 12.0)
    assert not Clock.objects.filter(ticket=new, measure="response").exists()
    assert "We order it." in as_agent.get(new.get_absolute_url()).content.decode()


def test_the_api_converts_there_and_back_again(log, agent_api):
    one = log("A second screen")

    there = agent_api.post(f"/api/v1/tickets/{one.ref}/convert/", {"kind": "request"}, format="json")  # fmt: skip
    back = agent_api.post(f"/api/v1/tickets/{there.json()['moved_to']}/convert/", {"kind": "incident"}, format="json")  # fmt: skip

    assert back.status_code == 200
    ref = back.json()["moved_to"]
    assert ref.startswith("INC-")
    assert agent_api.get(f"/api/v1/incidents/{one.ref}/").json() == {"moved_to": ref}
    for kind, code in (("incident", "same_kind"), ("unicorn", "unknown_kind")):
        refused = agent_api.post(f"/api/v1/tickets/{ref}/convert/", {"kind": kind}, format="json")
        assert (refused.status_code, refused.json()["code"]) == (409, code)


def test_what_waits_for_an_approval_is_neither_merged_nor_converted(log, by_agent, go_on):
    one, other = log("One"), log("Two")
    operations.hold_incident(ticket=one, actor=by_agent, cause="approval")

    with pytest.raises(RuleViolation, match="approval"):
        go_on(one, other)
    with pytest.raises(RuleViolation, match="approval"):
        convert(ticket=one, kind="request", actor=by_agent)


@pytest.mark.django_db(transaction=True)
def test_two_who_merge_each_into_the_other_at_once_leave_one_open(log, by_agent, agent):
    one, other = log("One"), log("Two")
    refused, ready = [], threading.Barrier(2)

    def run(ticket, into):
        try:
            ready.wait(5)
            merge(ticket=ticket, into=into, actor=by_agent, by=agent)
        except RuleViolation as violation:
            refused.append(violation.code)
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=pair) for pair in ((one, other), (other, one))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)

    assert len(refused) == 1
    assert Ticket.objects.filter(continued_in__isnull=True).count() == 1
