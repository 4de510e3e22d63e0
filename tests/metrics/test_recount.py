"""Everything is counted anew by a job: it says what was not the same, and goes on where a killed worker left it."""

import random
from datetime import timedelta

import pytest
import time_machine
from django.core.management import call_command

from metrics import bulk, operations
from metrics.models import Cell
from svs.errors import RuleViolation
from svs.events import jobs
from svs.events.actor import person
from svs.events.models import DomainEvent, Job
from tests.metrics.conftest import MONDAY, count, restored

pytestmark = pytest.mark.django_db
PAGE = "/admin/recount/"


def rows() -> list[tuple]:
    found = Cell.objects.order_by("measure", "service", "day", "team")
    return list(found.values_list("measure", "service", "team", "day", "n", "total", "base", "seconds"))  # fmt: skip


@pytest.fixture
def counted(by_agent, scanners):
    for month in range(9):
        restored(by_agent, scanners, 10, 20, 30, 40, start=MONDAY - timedelta(days=31 * month))
    count()
    with time_machine.travel(MONDAY + timedelta(days=10), tick=False):
        yield rows()


def test_an_administrator_has_everything_counted_and_reads_what_differed(client, administrator, counted):  # fmt: skip
    wrong = Cell.objects.filter(measure="lead-time").order_by("day")
    wrong.filter(pk=wrong.first().pk).update(n=99)
    Cell.objects.filter(pk=wrong.last().pk).delete()
    client.force_login(administrator)

    client.post(PAGE)
    running = client.get(PAGE).content.decode()
    job = Job.objects.get(kind=operations.RECOUNT)
    jobs.finish(job.pk)
    page = client.get(PAGE).content.decode()

    assert "months counted. You can leave this page." in running
    assert rows() == counted
    job.refresh_from_db()
    assert job.result == {"differed": 2}
    assert '<td class="num">2</td>' in page
    assert DomainEvent.objects.filter(name="recount.finished").get().data == {"differed": 2}


def test_two_at_once_are_one(administrator, counted):
    operations.start_recount(actor=person(administrator))

    with pytest.raises(RuleViolation, match="already"):
        operations.start_recount(actor=person(administrator))


def test_only_administrators_have_everything_counted(client, owner, counted):
    client.force_login(owner)

    assert client.post(PAGE).status_code == 403
    assert not Job.objects.exists()


def test_a_worker_killed_again_and_again_repeats_at_most_a_chunk(administrator, counted, monkeypatch):  # fmt: skip
    Cell.objects.update(n=99)
    chance, honest, deaths = random.Random(5), bulk.recount, []

    class Killed(BaseException):
        """Nothing of ours catches it: the transaction breaks off, as with kill -9."""

    def dying(month):
        if len(deaths) < 50 and chance.random() < 0.95:
            if chance.random() < 0.5:
                honest(month)
            deaths.append(month)
            raise Killed
        return honest(month)

    monkeypatch.setattr(bulk, "recount", dying)
    monkeypatch.setattr(operations.cells, "CHUNK_SECONDS", 0.0001)
    job = operations.start_recount(actor=person(administrator))
    for _ in range(200):
        try:
            jobs.advance(job.pk)
        except Killed:
            Job.objects.filter(pk=job.pk).update(attempts=0)  # the lease of a dead worker runs out
        if Job.objects.get(pk=job.pk).state == Job.State.DONE:
            break

    assert len(deaths) == 50
    job.refresh_from_db()
    assert (job.state, job.done, job.result["differed"]) == (
        Job.State.DONE,
        job.total,
        len(counted),
    )
    assert rows() == counted


def test_the_command_goes_on_with_a_count_that_was_broken_off_and_says_what_differed(
    administrator, counted, capsys
):
    Cell.objects.filter(measure="first-contact").delete()
    job = operations.start_recount(actor=person(administrator))
    Job.objects.filter(pk=job.pk).update(attempts=3)  # who did it was killed

    call_command("recount")

    assert "36 cells were not the same." in capsys.readouterr().out
    assert Job.objects.filter(kind=operations.RECOUNT).count() == 1
    assert rows() == counted
