"""After anything that may happen, the cells counted as it happened, everything counted anew, and the oracle say the same."""

from collections import defaultdict
from datetime import timedelta

import pytest
import time_machine

from metrics import bulk, operations, rules
from metrics.models import PeriodFigure
from svs.events import deliver, jobs
from svs.events.actor import SYSTEM_ACTOR
from svs.events.models import Job
from tests.metrics.world import START, ZONE, World, by_oracle, counted
from tests.oracle import kpis as oracle

pytestmark = pytest.mark.django_db
STEPS = 1000


@pytest.fixture(params=[1, 2, 3])
def world(request, settings, tmp_path):
    """A thousand operations later."""
    settings.SVS_TIME_ZONE = ZONE
    with time_machine.travel(START, tick=False) as clock:
        made = World(request.param, clock, tmp_path)
        for _ in range(STEPS):
            made.step()
        deliver.drain("metrics.cells")
        for job in Job.objects.filter(
            kind=operations.RECOUNT
        ):  # the first day ever closed has all before it counted
            jobs.finish(job.pk)
        yield made


def test_cells_recount_and_oracle_are_the_same_after_a_thousand_operations(world):
    ours = counted()
    weeks = list(PeriodFigure.objects.order_by("service", "days", "since", "measure").values())
    theirs = by_oracle(ZONE)
    kinds = {measure for measure, *_ in theirs}
    assert kinds == set(rules.MEASURES) - {"change-success"}

    assert ours.keys() == theirs.keys()
    for key, cell in theirs.items():
        n, total, base, seconds = ours[key]
        assert (n, base) == (cell.n, cell.base), key
        assert total == pytest.approx(cell.total, abs=1e-3), key
        assert seconds == (pytest.approx(cell.values, abs=1e-6) if rules.MEASURES[key[0]].is_time else []), key  # fmt: skip

    assert bulk.recompute_all() == 0
    assert counted() == ours
    job = operations.start_recount(actor=SYSTEM_ACTOR)
    jobs.finish(job.pk)
    job.refresh_from_db()
    assert (job.state, job.result) == ("done", {"differed": 0})
    after = list(PeriodFigure.objects.order_by("service", "days", "since", "measure").values())
    assert [told(row) for row in after] == [told(row) for row in weeks]
    check_periods(theirs)


def told(row: dict) -> dict:
    """A row without its number, which a recount gives anew."""
    return {name: value for name, value in row.items() if name != "id"}


def check_periods(theirs: dict[oracle.Key, oracle.Cell]) -> None:
    """Each kept period is what its cells add up to, by the oracle."""
    by_day = defaultdict(list)
    for (measure, service, _, day), cell in theirs.items():
        by_day[measure, service, day].append(cell)
    rows = PeriodFigure.objects.select_related()
    names = dict(rows.values_list("service_id", "service__name"))
    closed = operations.cells.queries.last_closed()
    for row in rows:
        days = [row.since + timedelta(days=n) for n in range(row.days)]
        measure = rules.MEASURES[row.measure]
        if measure.is_stock:
            days = [min(days[-1], closed)]
        cells = [c for day in days for c in by_day[row.measure, names[row.service_id], day]]
        assert row.n == sum(c.n for c in cells)
        if measure.is_time:
            assert row.median == pytest.approx(oracle.median_of(cells))
        assert row.total / row.base == pytest.approx(oracle.ratio_of(cells))
