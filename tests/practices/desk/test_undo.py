"""A move is taken back within a minute by who made it, as a move of its own; everything that followed from it is put back."""

from datetime import timedelta

import pytest

from practices.desk import states
from practices.desk.models import Clock, Stretch, Survey, Ticket
from practices.desk.operations import add_message, verbs
from practices.desk.operations.clocks import _begun
from practices.desk.operations.tags import tag_ticket
from practices.desk.operations.undo import undo
from practices.incident import operations
from practices.incident.models import Incident, Outage
from practices.service_level import queries as service_levels
from practices.service_level.models import Target
from svs.errors import RuleViolation
from svs.events import deliver, jobs, registry
from svs.events.actor import SYSTEM_ACTOR, person
from svs.events.models import DomainEvent, Job, Outgoing
from tests.conftest import api_as
from tests.practices.incident.conftest import MONDAY, RESTORED, at

pytestmark = pytest.mark.django_db
STANDS = ("state", "phase", "cause", "team_id", "assignee_id", "wake_at", "resolved_at", "closed_at", "priority", "tags", "due_seconds")  # fmt: skip


def standing(ticket):
    return {name: getattr(Ticket.objects.get(pk=ticket.pk), name) for name in STANDS}


def lived_as_its_clocks_say(ticket) -> None:
    """The clock counted anew from the life of the ticket is the clock there is, to the second."""
    ticket = Ticket.objects.get(pk=ticket.pk)
    known = service_levels.promises()
    for clock in Clock.objects.filter(ticket=ticket):
        last = Stretch.objects.filter(ticket=ticket).order_by("during").last()
        anew = _begun(ticket, clock.measure, known, last.during.lower)
        since = [anew.running_since, clock.running_since]
        used = anew.used_seconds
        if None not in since:  # a clock that went on began to run before the stretch did
            used -= (anew.running_since - clock.running_since).total_seconds()
        assert used == pytest.approx(clock.used_seconds, abs=1e-3)
        assert (anew.running_since is None) == (clock.running_since is None)


@pytest.fixture
def promised(db):
    for priority, seconds in ((1, 3600), (2, 7200), (3, 14400), (4, 28800)):
        for measure in ("response", "resolution"):
            Target.objects.create(kind="incident", priority=priority, measure=measure, seconds=seconds)  # fmt: skip
    service_levels.forget_promises()


def held(log, by_agent, agent, service_desk):
    ticket = log(team_id=service_desk.pk)
    return operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)


BEFORE = {
    "assign": [], "hold": [], "prioritise": [], "tag": [], "resolve": [],
    "resume": [("hold", {"cause": "vendor", "wake_at": MONDAY + timedelta(days=2)})],
    "close": [("resolve", RESTORED)], "reopen": [("resolve", RESTORED), ("close", {})],
}  # fmt: skip
SAID = {
    "hold": {"cause": "requester"},
    "prioritise": {"priority": 1},
    "tag": {"tag": "8.4"},
    "resolve": RESTORED,
}


@pytest.mark.parametrize("verb", list(BEFORE))
def test_every_move_leads_back_to_where_the_ticket_stood(
    log, by_agent, agent, service_desk, network, promised, verb
):
    with at():
        ticket = held(log, by_agent, agent, service_desk)
        for earlier, said in BEFORE[verb]:
            ticket = verbs.do(earlier, ticket=ticket, actor=by_agent, **said)
    before = standing(ticket)
    with at(hours=3):
        if verb == "tag":
            tag_ticket(ticket=ticket, actor=by_agent, tag="8.4")
        else:
            said = {"team_id": network.pk} if verb == "assign" else SAID.get(verb, {})
            ticket = verbs.do(verb, ticket=ticket, actor=by_agent, **said)
    assert standing(ticket) != before

    with at(hours=3, seconds=40):
        undone = undo(ticket=ticket, actor=by_agent)

    assert standing(undone) == before
    event = DomainEvent.objects.latest("id")
    assert (event.name, event.data["verb"]) == ("ticket.undone", verb)
    assert DomainEvent.objects.get(pk=event.data["event_id"]).name.startswith("incident.")
    lived_as_its_clocks_say(ticket)


def test_the_clock_stands_for_as_long_as_it_was_taken_for_done(log, by_agent, agent, service_desk, promised):  # fmt: skip
    with at():
        ticket = held(log, by_agent, agent, service_desk)
    with at(hours=1):
        operations.resolve_incident(ticket=ticket, actor=by_agent, **RESTORED)
    with at(hours=1, seconds=30):
        undo(ticket=ticket, actor=by_agent)

    clock = Clock.objects.get(ticket=ticket, measure="resolution")
    assert (clock.used_seconds, clock.stopped_at) == (3600, None)
    assert clock.due_at == MONDAY + timedelta(hours=4, seconds=30)
    phases = Stretch.objects.filter(ticket=ticket).order_by("during").values_list("phase", flat=True)  # fmt: skip
    assert list(phases)[-2:] == [states.DONE, states.ACTIVE]


def refused(ticket, actor) -> str:
    with pytest.raises(RuleViolation) as why:
        undo(ticket=ticket, actor=actor)
    return why.value.code


def test_only_who_did_it_and_only_for_a_minute(log, by_agent, agent, colleague, service_desk):
    with at():
        ticket = held(log, by_agent, agent, service_desk)
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")

        assert refused(ticket, person(colleague)) == refused(ticket, SYSTEM_ACTOR) == "not_yours"
    with at(seconds=61):
        assert refused(ticket, by_agent) == "undo_too_late"
    with at(seconds=60):
        undo(ticket=ticket, actor=by_agent)


def test_not_once_anything_else_happened_nor_twice(log, by_agent, agent, colleague, service_desk):
    ticket = held(log, by_agent, agent, service_desk)
    operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    operations.change_incident(ticket=ticket, actor=person(colleague), fields={"title": "Other"})

    assert refused(ticket, by_agent) == "nothing_to_undo"

    operations.resume_incident(ticket=ticket, actor=by_agent)
    undo(ticket=ticket, actor=by_agent)
    assert refused(ticket, by_agent) == "nothing_to_undo"


def test_talk_is_nothing_that_happened_to_it(log, by_agent, agent, colleague, service_desk):
    ticket = held(log, by_agent, agent, service_desk)
    operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    add_message(ticket_id=ticket.pk, author=colleague, actor=person(colleague), body="So?", is_internal=True)  # fmt: skip

    assert undo(ticket=ticket, actor=by_agent).phase == states.ACTIVE


def test_what_was_logged_or_changed_is_not_taken_back(log, by_agent):
    ticket = log()
    assert refused(ticket, by_agent) == "nothing_to_undo"

    operations.change_incident(ticket=ticket, actor=by_agent, fields={"impact": 1})

    assert refused(ticket, by_agent) == "nothing_to_undo"


def family(log, by_agent, n=2):
    parent = log("Scanners down")
    children = [log(f"Scanner {k} down") for k in range(n)]
    for child in children:
        operations.make_child(ticket=child, parent=parent, actor=by_agent)
    return parent, children


def test_children_that_were_resolved_with_it_come_back_with_it(log, by_agent, resolve):
    parent, (first, second) = family(log, by_agent)
    earlier = resolve(log("Before"), resolution="On its own")
    operations.make_child(ticket=earlier, parent=parent, actor=by_agent)
    resolve(parent)
    operations.close_incident(ticket=second, actor=by_agent)  # somebody went on with this one

    undo(ticket=parent, actor=by_agent)

    phases = {t.ref: Ticket.objects.get(pk=t.pk).phase for t in (parent, first, second, earlier)}
    assert phases == {
        parent.ref: states.QUEUED, first.ref: states.QUEUED, second.ref: states.DONE, earlier.ref: states.DONE,
    }  # fmt: skip
    assert Incident.objects.get(ticket=first).resolution == ""
    assert Incident.objects.get(ticket=earlier).resolution == "On its own"


def test_more_than_two_hundred_children_come_back_by_a_job(log, by_agent, resolve, monkeypatch):
    monkeypatch.setattr(operations.undone, "MOST_AT_ONCE", 1)
    monkeypatch.setattr(operations.undone, "CHUNK", 2)
    parent, children = family(log, by_agent, 3)
    resolve(parent)

    undo(ticket=parent, actor=by_agent)
    jobs.finish(Job.objects.get().pk)

    phases = Ticket.objects.filter(pk__in=[c.pk for c in children]).values_list("phase", flat=True)
    assert set(phases) == {states.QUEUED}


def test_its_outage_goes_on(log, by_agent, resolve, scanners):
    with at():
        ticket = log()
        outage = operations.open_outage_of(ticket=ticket, actor=by_agent, started_at=MONDAY)
    with at(hours=1):
        resolve(ticket)
        undo(ticket=ticket, actor=by_agent)

    outage.refresh_from_db()
    assert outage.ended_at is None
    told = DomainEvent.objects.get(name="outage.changed").data
    assert (told["ended_at"], told["before"]["ended_at"]) == (None, (MONDAY + timedelta(hours=1)).isoformat())  # fmt: skip


def test_an_outage_that_somebody_put_right_since_stays(log, by_agent, resolve):
    with at():
        ticket = log()
        outage = operations.open_outage_of(ticket=ticket, actor=by_agent, started_at=MONDAY)
    with at(hours=1):
        resolve(ticket)
        operations.change_outage(outage=Outage.objects.get(), actor=by_agent, fields={"words": "Wi-Fi"})  # fmt: skip
        undo(ticket=ticket, actor=by_agent)

    outage.refresh_from_db()
    assert outage.ended_at is not None


def test_what_an_earlier_resolution_said_stands_again(log, by_agent, resolve):
    ticket = resolve(log(), resolution="First words", cause_code="hardware")
    operations.reopen_incident(ticket=ticket, actor=by_agent)
    resolve(ticket, resolution="Second words")

    undo(ticket=ticket, actor=by_agent)

    said = Incident.objects.get()
    assert (said.resolution, said.cause_code) == ("First words", "hardware")


def drain() -> None:
    for consumer in registry.consumers():
        deliver.drain(consumer)


def test_nobody_is_asked_how_it_went(log, by_agent, resolve):
    ticket = resolve(log())
    drain()
    assert Survey.objects.get().pk == ticket.pk
    mail = Outgoing.objects.get(purpose="ticket.done")
    assert mail.due_at - Survey.objects.get().asked_at >= timedelta(seconds=60)  # it has not left

    undo(ticket=ticket, actor=by_agent)

    assert not Survey.objects.exists()
    assert not Outgoing.objects.filter(purpose="ticket.done").exists()
    resolve(ticket)
    drain()
    assert Survey.objects.exists()


def test_the_question_about_an_earlier_resolution_stands(log, by_agent, resolve):
    with at():
        ticket = resolve(log())
        drain()
    with at(hours=5):
        operations.reopen_incident(ticket=ticket, actor=by_agent)
        resolve(ticket)
        undo(ticket=ticket, actor=by_agent)

    assert Survey.objects.exists()


def test_the_api_takes_back_once_and_says_where_it_stands(log, by_agent, agent_api, colleague, requester_api):  # fmt: skip
    ticket = operations.hold_incident(ticket=log(), actor=by_agent, cause="vendor")
    url = f"/api/v1/tickets/{ticket.ref}/undo/"

    stale = agent_api.post(url, {}, format="json", HTTP_IF_MATCH='"1"')
    others = api_as(colleague).post(url, {}, format="json")
    requesters = requester_api.post(url, {}, format="json")
    first = agent_api.post(url, {}, format="json", HTTP_IDEMPOTENCY_KEY="a")
    again = agent_api.post(url, {}, format="json", HTTP_IDEMPOTENCY_KEY="a")
    more = agent_api.post(url, {"verb": "hold"}, format="json")

    assert [a.status_code for a in (stale, others, requesters, first, again, more)] == [412, 409, 403, 200, 200, 400]  # fmt: skip
    assert first.json()["phase"] == states.QUEUED
    assert again.headers["Idempotency-Replayed"] == "true"
    assert others.json()["code"] == "not_yours"
