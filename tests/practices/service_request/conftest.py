"""Requests for the scanners, and the board member who is asked to approve them."""

import pytest

from governance.models import Approval
from practices.service_request import operations
from svs.events.actor import person
from tests.governance.asked import vote


@pytest.fixture
def log(by_agent, requester, scanners):
    """Log a request; what is said of it wins over the usual."""

    def make(title: str = "A second scanner for dock 4", **said):
        usual = {"requester": requester, "service_id": scanners.pk}
        return operations.log_request(actor=by_agent, title=title, **{**usual, **said})

    return make


@pytest.fixture
def ask(by_agent, board):
    """Ask the board member to approve it."""

    def do(ticket, approver=board, actor=by_agent):
        return operations.ask_approval(ticket=ticket, actor=actor, approver_id=approver.pk)

    return do


@pytest.fixture
def by_board(board):
    return person(board)


@pytest.fixture
def answer(board):
    """The board member says yes or no on the approval of a request."""

    def do(ticket, choice="approve", words="", user=board):
        vote(approval_of(ticket), user, choice, words=words)
        ticket.refresh_from_db()
        return ticket

    return do


def approval_of(ticket) -> Approval:
    """The newest question about a request."""
    return Approval.objects.filter(kind="request", subject_id=ticket.pk).latest("id")
