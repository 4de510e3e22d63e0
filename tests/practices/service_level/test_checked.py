"""By night clocks are recomputed from the lives of their tickets; what differs is named on the health page."""

import pytest
import time_machine

from practices.desk import operations as desk
from practices.desk.models import Clock
from practices.desk.operations import checking
from practices.desk.tasks import check_clocks
from practices.incident import operations
from practices.service_level import operations as levels
from svs.events import jobs
from svs.events.actor import person
from svs.events.models import Job
from tests.practices.service_level.conftest import HOUR, local

pytestmark = pytest.mark.django_db


@pytest.fixture
def lives(office, targets, by_agent, agent, requester, administrator):
    """One that waited, changed its priority and was answered; one that was done and opened again; one that just runs."""
    made = []
    with time_machine.travel(local(2026, 3, 2, 9), tick=False):
        made = [operations.log_incident(actor=by_agent, title=f"No {n}", requester=requester) for n in range(3)]  # fmt: skip
    with time_machine.travel(local(2026, 3, 2, 10), tick=False):
        operations.hold_incident(ticket=made[0], actor=by_agent, cause="vendor")
        operations.assign_incident(ticket=made[1], actor=by_agent, assignee_id=agent.pk)
    with time_machine.travel(local(2026, 3, 2, 12), tick=False):
        levels.change_calendar(calendar=office, actor=person(administrator), fields={"hours": {"0": [["08:00", "16:00"]], "1": [["08:00", "16:00"]]}})  # fmt: skip
        operations.resume_incident(ticket=made[0], actor=by_agent)
        operations.prioritise_incident(ticket=made[0], actor=by_agent, priority=2)
        desk.add_message(ticket_id=made[0].pk, author=agent, actor=by_agent, body="Hello", is_internal=False)  # fmt: skip
        operations.resolve_incident(ticket=made[1], actor=by_agent, resolution="Restarted", resolution_code="fixed", cause_code="unknown")  # fmt: skip
    with time_machine.travel(local(2026, 3, 3, 9), tick=False):
        operations.reopen_incident(ticket=made[1], actor=by_agent)
        job = jobs.start("desk.recount_clocks")
        jobs.advance(job.pk)
    with time_machine.travel(local(2026, 3, 3, 10), tick=False):
        yield made


def check() -> Job:
    check_clocks()
    job = Job.objects.filter(kind=checking.CHECK).latest("id")
    jobs.advance(job.pk)
    job.refresh_from_db()
    return job


def test_recomputed_every_clock_of_both_measures_is_what_it_shows(lives):
    job = check()

    assert job.result == {"checked": 6, "differ": 0, "clocks": []}
    assert checking.says(job) == "6 clocks checked, 0 differ"


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ({"used_seconds": 9 * HOUR}, "sum"),
        ({"runs": []}, ""),
        ({"target_seconds": 1}, "promise"),
        ({"due_at": local(2026, 3, 9)}, "due"),
        ({"running_since": local(2026, 3, 3, 9, 30)}, "runs"),
    ],
)
def test_what_differs_is_named_with_its_ticket(lives, change, what):
    Clock.objects.filter(ticket=lives[0], measure="resolution").update(**change)

    found = check().result["clocks"]
    assert [(row["ref"], row["what"]) for row in found] == ([(lives[0].ref, what)] if what else [])


def test_the_health_page_tells_it(lives, client, administrator):
    check()
    client.force_login(administrator)

    assert "6 clocks checked, 0 differ" in client.get("/admin/health/").content.decode()
