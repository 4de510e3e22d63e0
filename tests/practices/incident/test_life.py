"""An incident's life: each verb is one move, one event, one stretch closed and the next opened."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction

from practices.desk import operations as desk
from practices.desk.models import Stretch, Ticket
from practices.incident import operations, states
from practices.service_level.models import Target
from svs.errors import RuleViolation, StaleVersion, TransitionNotAllowed
from svs.events import verify
from svs.events.models import DomainEvent

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def incident(by_agent, requester, scanners):
    with time_machine.travel(MONDAY, tick=False):
        return operations.log_incident(
            actor=by_agent,
            title="Scanners lose session",
            requester=requester,
            service_id=scanners.pk,
        )


def at(hours: float) -> time_machine.travel:
    return time_machine.travel(MONDAY + timedelta(hours=hours), tick=False)


def life_of(ticket: Ticket) -> list[tuple[str, str, float | None]]:
    rows = Stretch.objects.filter(ticket=ticket).order_by("during")
    return [
        (
            s.phase,
            s.cause,
            (s.during.upper - s.during.lower).total_seconds() / 3600 if s.during.upper else None,
        )
        for s in rows
    ]


def names_of(ticket: Ticket) -> list[str]:
    return list(
        DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk)
        .order_by("seq")
        .values_list("name", flat=True)
    )


def test_a_logged_incident_has_a_ref_waits_in_the_queue_and_left_an_event(incident):
    assert incident.ref.startswith("INC-")
    assert (incident.state, incident.phase, incident.cause) == (states.NEW, "QUEUED", "queue")
    assert life_of(incident) == [("QUEUED", "queue", None)]
    assert names_of(incident) == ["incident.logged"]


def test_the_whole_life_is_covered_by_stretches_without_gap_or_overlap(
    incident, by_agent, agent, network
):
    with at(1):
        operations.assign_incident(
            ticket=incident, actor=by_agent, team_id=network.pk, assignee_id=agent.pk
        )
    with at(3):
        operations.hold_incident(ticket=incident, actor=by_agent, cause="vendor")
    with at(7):
        operations.resume_incident(ticket=incident, actor=by_agent)
    with at(8):
        operations.resolve_incident(
            ticket=incident,
            actor=by_agent,
            resolution="Back to 8.3",
            resolution_code="fixed",
            cause_code="unknown",
        )
    with at(20):
        operations.close_incident(ticket=incident, actor=by_agent)

    assert life_of(incident) == [
        ("QUEUED", "queue", 1.0), ("ACTIVE", "", 2.0), ("WAITING", "vendor", 4.0), ("ACTIVE", "", 1.0),
        ("DONE", "", 12.0), ("DONE", "", None),
    ]  # fmt: skip
    assert names_of(incident) == [
        f"incident.{past}"
        for past in ("logged", "assigned", "held", "resumed", "resolved", "closed")
    ]
    incident.refresh_from_db()
    assert incident.resolved_at == MONDAY + timedelta(hours=8)
    assert incident.closed_at == MONDAY + timedelta(hours=20)
    assert verify.faults() == []


def test_a_stretch_remembers_where_the_ticket_came_from(incident, by_agent, network, service_desk):
    with at(1):
        operations.assign_incident(ticket=incident, actor=by_agent, team_id=service_desk.pk)
    with at(2):
        operations.assign_incident(ticket=incident, actor=by_agent, team_id=network.pk)

    last = Stretch.objects.get(ticket=incident, during__upper_inf=True)
    assert (last.prev_state, last.prev_team_id, last.team_id) == (
        "QUEUED",
        service_desk.pk,
        network.pk,
    )


def test_two_moves_in_the_same_instant_never_leave_an_empty_stretch(incident, by_agent, agent):
    with at(0):
        operations.assign_incident(ticket=incident, actor=by_agent, assignee_id=agent.pk)

    assert life_of(incident) == [("ACTIVE", "", None)]


def test_handing_to_another_team_lets_go_of_the_holder(incident, by_agent, agent, network):
    with at(1):
        held = operations.assign_incident(ticket=incident, actor=by_agent, assignee_id=agent.pk)
    with at(2):
        moved = operations.assign_incident(ticket=held, actor=by_agent, team_id=network.pk)

    assert (moved.state, moved.assignee_id, moved.phase) == (states.IN_QUEUE, None, "QUEUED")


def test_the_clock_stands_while_the_incident_waits_for_somebody_else(by_agent, scanners):
    Target.objects.create(kind="incident", priority=3, seconds=4 * 3600)
    with at(0):
        ticket = operations.log_incident(actor=by_agent, title="Slow", service_id=scanners.pk)
    with at(1):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="requester")
    with at(6):
        operations.resume_incident(ticket=ticket, actor=by_agent)

    clock = ticket.clocks.get()
    assert clock.due_at == MONDAY + timedelta(hours=9)
    assert clock.paused_at is None


def test_a_new_priority_is_a_new_promise_and_keeps_the_pauses(by_agent):
    Target.objects.create(kind="incident", priority=3, seconds=4 * 3600)
    Target.objects.create(kind="incident", priority=1, seconds=3600)
    with at(0):
        ticket = operations.log_incident(actor=by_agent, title="Slow")
    with at(1):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2):
        operations.resume_incident(ticket=ticket, actor=by_agent)
    with at(3):
        operations.change_incident(
            ticket=ticket, actor=by_agent, fields={"impact": 1, "urgency": 1}
        )

    assert ticket.clocks.get().due_at == MONDAY + timedelta(hours=2)


def test_a_reopened_incident_is_not_resolved_and_its_clock_goes_on(by_agent, agent):
    Target.objects.create(kind="incident", priority=3, seconds=4 * 3600)
    with at(0):
        ticket = operations.log_incident(actor=by_agent, title="Slow")
        operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    with at(1):
        operations.resolve_incident(
            ticket=ticket,
            actor=by_agent,
            resolution="Restarted",
            resolution_code="fixed",
            cause_code="unknown",
        )
    with at(11):
        again = operations.reopen_incident(ticket=ticket, actor=by_agent)

    assert (again.state, again.resolved_at) == (states.IN_PROGRESS, None)
    clock = ticket.clocks.get()
    assert (clock.due_at, clock.stopped_at) == (MONDAY + timedelta(hours=14), None)


@pytest.mark.parametrize("verb", ["resume", "reopen", "close"])
def test_a_verb_that_the_lifecycle_does_not_know_from_here_changes_nothing(
    incident, by_agent, verb
):
    with pytest.raises(TransitionNotAllowed):
        getattr(operations, f"{verb}_incident")(ticket=incident, actor=by_agent)

    assert names_of(incident) == ["incident.logged"]


def test_resolving_needs_words_about_what_restored_the_service(incident, by_agent):
    with pytest.raises(RuleViolation, match="what restored"):
        operations.resolve_incident(
            ticket=incident,
            actor=by_agent,
            resolution="  ",
            resolution_code="fixed",
            cause_code="unknown",
        )


def test_a_stale_version_is_refused(incident, by_agent):
    operations.hold_incident(ticket=incident, actor=by_agent, cause="vendor", version=1)

    with pytest.raises(StaleVersion):
        operations.resume_incident(ticket=incident, actor=by_agent, version=1)


def test_texts_never_enter_the_event_log(incident, by_agent, agent):
    operations.change_incident(
        ticket=incident, actor=by_agent, fields={"title": "Secret words", "description": "Canary"}
    )
    desk.add_message(
        ticket_id=incident.pk, author=agent, actor=by_agent, body="Canary", is_internal=True
    )

    logged = str(list(DomainEvent.objects.values_list("data", flat=True)))
    assert "Secret" not in logged
    assert "Canary" not in logged


def test_an_event_can_be_neither_changed_nor_removed(incident):
    for statement in ("update events_domainevent set name = 'x'", "delete from events_domainevent"):
        with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_an_alteration_behind_our_back_shows(incident):
    with connection.cursor() as cursor:
        cursor.execute("alter table events_domainevent disable trigger append_only")
        cursor.execute("update events_domainevent set actor_ref = 'somebody else'")

    assert [fault.what for fault in verify.faults()] == ["altered"]


def test_overlapping_stretches_are_impossible(incident):
    with pytest.raises(IntegrityError), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(
            "insert into desk_stretch (ticket_id, during, state, phase, source_state, cause) values"
            " (%s, tstzrange('2026-03-03', '2026-03-04'), 'NEW', 'QUEUED', '', 'queue')",
            [incident.pk],
        )
