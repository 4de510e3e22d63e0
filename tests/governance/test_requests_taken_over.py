"""Requests that waited for one person before there were approvals wait for the same person afterwards."""

from importlib import import_module

import pytest
from django.apps import apps
from django.utils import timezone

from governance.models import Approval
from practices.desk.models import Ticket
from practices.service_request import operations
from practices.service_request.models import ServiceRequest
from svs.permissions.models import Grant
from tests.governance.asked import vote

pytestmark = pytest.mark.django_db
migration = import_module("governance.migrations.0010_requests_that_wait")


@pytest.fixture
def waits(by_agent, agent, requester, board, scanners) -> Ticket:
    """A request as it waited before."""
    ticket = operations.log_request(actor=by_agent, title="A scanner", requester=requester, service_id=scanners.pk)  # fmt: skip
    Ticket.objects.filter(pk=ticket.pk).update(state="IN_APPROVAL", phase="WAITING", cause="approval")  # fmt: skip
    ServiceRequest.objects.filter(pk=ticket.pk).update(approver=board, asked_by=agent, asked_at=timezone.now())  # fmt: skip
    for verb in ("view", "approve", "refuse"):
        Grant.objects.create(user=board, subject_type="ticket", subject_id=ticket.pk, verb=verb, reason=migration.ASKED)  # fmt: skip
    return ticket


def grants(ticket) -> set[str]:
    return set(Grant.objects.filter(subject_id=ticket.pk).values_list("verb", flat=True))


def test_whoever_was_asked_votes_now(waits, board):
    migration.take_over(apps)

    assert grants(waits) == {"view"}
    vote(Approval.objects.get(), board)
    waits.refresh_from_db()
    assert waits.state == "QUEUED"


def test_it_can_be_taken_back(waits):
    migration.take_over(apps)
    migration.give_back(apps, None)

    assert not Approval.objects.exists()
    assert grants(waits) == {"view", "approve", "refuse"}
