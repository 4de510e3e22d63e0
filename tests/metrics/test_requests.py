"""Requests count in the measures of every kind of ticket, live as in a recount, and never as restorations."""

from datetime import timedelta

import pytest
import time_machine

from metrics.models import Cell
from practices.service_request import operations as requests
from tests.metrics.conftest import MONDAY, count

pytestmark = pytest.mark.django_db


def counted(measure: str) -> list[float]:
    return [cell.total for cell in Cell.objects.filter(measure=measure)]


def test_a_fulfilled_request_has_a_lead_time_and_no_time_to_restore(by_agent, scanners, network):
    with time_machine.travel(MONDAY, tick=False):
        ticket = requests.log_request(actor=by_agent, title="A scanner", service_id=scanners.pk, team_id=network.pk)  # fmt: skip
    with time_machine.travel(MONDAY + timedelta(hours=2), tick=False):
        requests.fulfil_request(ticket=ticket, actor=by_agent, fulfilment="There it is")

    count()
    assert (counted("lead-time"), counted("time-to-restore")) == ([7200.0], [])

    with time_machine.travel(MONDAY + timedelta(hours=3), tick=False):
        requests.reopen_request(ticket=ticket, actor=by_agent)
    count()
    assert counted("lead-time") == []
