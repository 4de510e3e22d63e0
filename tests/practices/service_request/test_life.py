"""A request's life: logged, handed over, waiting, fulfilled, closed; reopened or taken back in time."""

from datetime import timedelta

import pytest
import time_machine
from django.utils import timezone

from practices.desk.models import Stretch, Ticket
from practices.service_level import operations as service_levels
from practices.service_request import operations
from practices.service_request.models import ServiceRequest
from svs.errors import RuleViolation, TransitionNotAllowed
from svs.events.actor import person
from svs.events.models import DomainEvent

pytestmark = pytest.mark.django_db


def names(ticket) -> list[str]:
    told = DomainEvent.objects.filter(subject_type="ticket", subject_id=ticket.pk)
    return list(told.order_by("id").values_list("name", flat=True))


def test_a_whole_life_is_told_step_by_step(log, by_agent, agent):
    ticket = log()

    operations.assign_request(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    operations.hold_request(ticket=ticket, actor=by_agent, cause="vendor")
    operations.resume_request(ticket=ticket, actor=by_agent)
    operations.fulfil_request(
        ticket=ticket, actor=by_agent, fulfilment="Scanner 118 lies at dock 4"
    )
    closed = operations.close_request(ticket=ticket, actor=by_agent)

    assert ticket.ref.startswith("REQ-")
    assert (closed.state, closed.phase) == ("CLOSED", "DONE")
    assert ServiceRequest.objects.get(ticket=ticket).fulfilment == "Scanner 118 lies at dock 4"
    assert names(ticket) == [f"request.{past}" for past in ("logged", "assigned", "held", "resumed", "fulfilled", "closed")]  # fmt: skip


def test_it_has_a_clock_of_its_own_kind(log, scanners, by_agent):
    service_levels.set_targets(
        actor=by_agent, service=None, wanted={("request", 3, "resolution"): 36_000, ("incident", 3, "resolution"): 60}
    )  # fmt: skip

    ticket = log()

    assert ticket.due_at - ticket.logged_at == timedelta(hours=10)


def test_delivering_says_what_was_delivered(log, by_agent):
    with pytest.raises(RuleViolation) as refused:
        operations.fulfil_request(ticket=log(), actor=by_agent, fulfilment=" ")

    assert (refused.value.code, refused.value.field) == ("fulfilment_required", "fulfilment")


def test_it_comes_back_only_so_many_days_after_it_was_fulfilled(log, by_agent):
    early, late = log(), log()
    for ticket in (early, late):
        operations.fulfil_request(ticket=ticket, actor=by_agent, fulfilment="There it is")

    with time_machine.travel(timezone.now() + timedelta(days=13)):
        assert operations.reopen_request(ticket=early, actor=by_agent).state == "QUEUED"
    with time_machine.travel(timezone.now() + timedelta(days=15)), pytest.raises(RuleViolation) as refused:  # fmt: skip
        operations.reopen_request(ticket=late, actor=by_agent)

    assert refused.value.code == "reopen_too_late"


def test_what_is_fulfilled_closes_by_itself_and_what_was_refused_or_cancelled_is_over_at_once(log, ask, by_agent, answer):  # fmt: skip
    fulfilled, cancelled, refused = log(), log(), log()
    operations.fulfil_request(ticket=fulfilled, actor=by_agent, fulfilment="There it is")
    operations.cancel_request(ticket=cancelled, actor=by_agent)
    answer(ask(refused), "reject", "Not this year")

    with time_machine.travel(timezone.now() + timedelta(days=6)):
        closed = operations.close_fulfilled_requests()

    assert closed == 1
    states = dict(Ticket.objects.values_list("ref", "state"))
    assert states == {fulfilled.ref: "CLOSED", cancelled.ref: "CANCELLED", refused.ref: "REFUSED"}
    assert not Ticket.objects.filter(closed_at__isnull=True).exists()


def test_a_wait_ends_by_itself(log, by_agent):
    ticket = log()
    soon = timezone.now() + timedelta(hours=2)
    operations.hold_request(ticket=ticket, actor=by_agent, cause="vendor", wake_at=soon)

    with time_machine.travel(soon + timedelta(minutes=1)):
        assert operations.wake_requests() == 1

    ticket.refresh_from_db()
    assert ticket.state == "QUEUED"


def test_what_is_fulfilled_cannot_be_cancelled(log, by_agent, requester):
    ticket = log()
    operations.fulfil_request(ticket=ticket, actor=by_agent, fulfilment="There it is")

    with pytest.raises(TransitionNotAllowed):
        operations.cancel_request(ticket=ticket, actor=person(requester))


def test_waiting_for_a_yes_needs_a_name(log, by_agent):
    with pytest.raises(RuleViolation) as refused:
        operations.hold_request(ticket=log(), actor=by_agent, cause="approval")

    assert refused.value.code == "ask_by_name"


def test_handed_over_while_it_waits_for_approval_it_goes_on_waiting(log, ask, by_agent, agent):
    ticket = ask(log())

    moved = operations.assign_request(ticket=ticket, actor=by_agent, assignee_id=agent.pk)

    assert (moved.state, moved.cause, moved.assignee_id) == ("IN_APPROVAL", "approval", agent.pk)
    open_stretch = Stretch.objects.get(ticket=ticket, during__upper_inf=True)
    assert (open_stretch.phase, open_stretch.cause) == ("WAITING", "approval")
