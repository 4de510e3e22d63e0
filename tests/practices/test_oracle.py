"""Every number of an imported log, to the last digit, against what tests/oracle works out from the definitions."""

import ast
import io
import os
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
import time_machine

from metrics import operations
from metrics.models import Cell
from practices.desk import bulk
from practices.desk import queries as desk
from practices.desk.bulk.load import import_log
from practices.desk.bulk.mapping import Mapping
from practices.desk.models import Stretch, Ticket
from practices.desk.queries import flow
from svs.accounts.models import Role
from svs.events import deliver
from tests.conftest import make_person
from tests.metrics import world
from tests.oracle import generate, kpis, lives, log, measures
from valuechain import queries as valuechain
from valuechain.queries import Filter
from valuechain.rules.flow import Spread

pytestmark = pytest.mark.django_db
ORACLE = Path(__file__).resolve().parents[1] / "oracle"
MAPPING = Path(bulk.__file__).parent / "servicenow.toml"
REAL = Path(os.environ.get("SVS_SERVICENOW_LOG") or ORACLE.parents[2] / "shared/data/servicenow_incident_events.csv")  # fmt: skip


@pytest.fixture(params=["made-up", pytest.param("real", marks=pytest.mark.servicenow)])
def told(request, tmp_path):
    """A log that went in, and what the oracle makes of it."""
    path = REAL
    if request.param == "made-up":
        path = tmp_path / "log.csv"
        generate.write(path, cases=400, seed=7)
    assert path.is_file(), f"The ServiceNow log is not at {path}: set SVS_SERVICENOW_LOG."
    rejects = io.StringIO()
    report = import_log([path], Mapping.read(MAPPING), rejects)
    assert rejects.getvalue() == ""
    cases = log.read(path)
    assert (report.cases, report.rows) == (len(cases), sum(map(len, cases.values())))
    return [lives.live(lines) for lines in cases.values()]


def test_the_oracle_uses_the_standard_library_only():
    for path in ORACLE.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text())):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else [node.module or ""] if isinstance(node, ast.ImportFrom) else []  # fmt: skip
            for name in names:
                top = name.split(".")[0]
                assert top in sys.stdlib_module_names or name.startswith("tests.oracle"), path


def test_every_stretch_is_the_same(told):
    ours: dict[str, list[tuple]] = {}
    rows = Stretch.objects.order_by("ticket_id", "during").values_list(
        "ticket__external_id", "during", "state", "source_state", "cause", "team__name", "assignee__name", "phase"
    )  # fmt: skip
    for case, during, state, source, cause, team, holder, _ in rows:
        ours.setdefault(case, []).append(
            (during.lower, during.upper, state, source, cause, team or "", holder or "")
        )

    theirs = {
        life.case: [
            (s.since.replace(tzinfo=UTC), s.until and s.until.replace(tzinfo=UTC), s.state, s.source_state, s.cause, s.team, s.holder)
            for s in life.stretches
        ]
        for life in told
    }  # fmt: skip
    assert ours == theirs


def test_beginnings_restorations_waits_and_handoffs_are_the_same(told):
    tickets = {t.external_id: t for t in Ticket.objects.all()}

    for life in told:
        ticket = tickets[life.case]
        assert ticket.logged_at == life.begins.replace(tzinfo=UTC)
        assert ticket.resolved_at == (life.restored and life.restored.replace(tzinfo=UTC))
        parts = desk.life(ticket)
        strip = flow.strip(parts, ticket.service_id, flow.ELAPSED)
        by_cause = Counter()
        for part in parts:
            if part["phase"] in ("QUEUED", "WAITING") and part["seconds"]:
                by_cause[part["cause"]] += part["seconds"]
        if life.restored:  # an open life goes on until now
            assert strip.handoffs == measures.handoffs(life)
            assert strip.active == pytest.approx(measures.active(life), abs=1e-3)
            assert dict(by_cause) == {c: s for c, s in measures.waits(life).items() if s}


def test_lead_time_and_time_to_restore_are_the_same_in_every_cell(told):
    deliver.drain("metrics.cells")

    theirs = measures.cells(told)
    for measure in ("lead-time", "time-to-restore"):
        cells = Cell.objects.filter(measure=measure).select_related("service", "team")
        ours = {(c.service.name, c.team.name if c.team else "", c.day): c for c in cells}
        assert {key: cell.seconds for key, cell in ours.items()} == theirs
        assert all(cell.total == sum(theirs[key]) for key, cell in ours.items())
        assert all(cell.n == len(theirs[key]) for key, cell in ours.items())


PHASES = {"ON_HOLD": "WAITING", "IN_PROGRESS": "ACTIVE", "RESOLVED": "DONE", "CLOSED": "DONE"}


def test_every_measure_is_the_same_in_every_cell_with_all_days_of_the_log_closed(told):
    first = min(life.begins for life in told).replace(tzinfo=UTC)
    last = datetime(2016, 7, 1, 6, tzinfo=UTC)
    with time_machine.travel(last, tick=False):
        deliver.drain("metrics.cells")
        operations.close_history(since=first.date())

    ours = world.counted()
    closed = [first.date() + timedelta(days=n) for n in range((last.date() - first.date()).days)]
    hours = {(name, day): [(at(day), at(day) + timedelta(days=1))] for name in {life.service for life in told} for day in closed}  # fmt: skip
    theirs = kpis.cells([ticket(life) for life in told], [], hours, closed, "UTC")
    assert {measure for measure, *_ in theirs} == {
        "lead-time", "time-to-restore", "first-contact", "right-first-time", "backlog-age", "availability",
    }  # fmt: skip
    assert ours.keys() == theirs.keys()
    for key, cell in theirs.items():
        n, total, base, seconds = ours[key]
        assert (n, base, total) == (cell.n, cell.base, pytest.approx(cell.total)), key
        assert seconds == ([] if key[0] in ("first-contact", "right-first-time", "availability") else cell.values), key  # fmt: skip


def at(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=UTC)


def ticket(life: lives.Life) -> kpis.Ticket:
    """A life of the log as the oracle of the measures wants it."""
    parts = tuple(
        kpis.Stretch(s.since.replace(tzinfo=UTC), s.until and s.until.replace(tzinfo=UTC), PHASES.get(s.state, "QUEUED"), s.team, s.holder)
        for s in life.stretches
    )  # fmt: skip
    return kpis.Ticket("incident", life.service, life.begins.replace(tzinfo=UTC), parts)


def test_the_flow_map_is_the_same(told):
    everyone = make_person("Ana Ruiz", Role.AGENT)

    found = valuechain.flow(everyone, Filter(date(2000, 1, 1), date(2100, 1, 1)))

    theirs = measures.flow(told)
    names = {node.key: "" if node.key == "0" else node.name for node in found.nodes}
    ours = {
        (names.get(m.source, m.source), names.get(m.target, m.target)): [m.count, m.wait, m.active]
        for m in found.moves
    }
    assert ours == theirs["moves"]
    held = {(names[n.key], cause): spread for n in found.nodes for cause, spread in n.waits.items()}
    held |= {(names[n.key], ""): n.active for n in found.nodes if n.active}
    assert {key: rounded(spread) for key, spread in held.items()} == {
        key: rounded(Spread(len(v), sum(v), measures.percentile(v, 0.5), measures.percentile(v, 0.9)))
        for key, v in theirs["held"].items()
    }  # fmt: skip
    restored = [life for life in told if life.restored]
    assert found.cases == len(restored)
    assert found.handoffs == sum(measures.handoffs(life) for life in restored)
    assert found.lead_median == measures.percentile(map(measures.lead_time, restored), 0.5)


def rounded(spread: Spread) -> tuple[int, float, float, float]:
    """Percentiles are interpolated in another order of operations; a millionth of a second is the same."""
    return spread.n, spread.total, round(spread.median, 6), round(spread.p90, 6)


@pytest.mark.servicenow
def test_the_real_log_has_the_facts_that_are_known_of_it():
    cases = log.read(REAL)
    told = [lives.live(lines) for lines in cases.values()]

    assert (len(cases), sum(map(len, cases.values()))) == (890, 5998)
    assert sum(life.begins < cases[life.case][0].at for life in told) == 611


def test_the_oracle_itself_on_one_case_worked_out_by_hand(tmp_path):
    path = tmp_path / "log.csv"
    path.write_text(
        "number,incident_state,sys_mod_count,opened_at,sys_updated_at,category,assignment_group,assigned_to\n"
        "I1,Active,1,01-03-2016 08:00,01-03-2016 09:00,?,Group 1,?\n"
        "I1,Awaiting Vendor,3,01-03-2016 08:00,01-03-2016 09:30,?,Group 2,Resolver 1\n"
        "I1,Active,2,01-03-2016 08:00,01-03-2016 09:30,?,Group 1,Resolver 1\n"
        "I1,Active,4,01-03-2016 08:00,01-03-2016 11:30,?,Group 2,Resolver 1\n"
        "I1,Resolved,5,01-03-2016 08:00,01-03-2016 12:00,?,Group 2,Resolver 1\n"
        "I1,Closed,6,01-03-2016 08:00,06-03-2016 12:00,?,Group 2,Resolver 1\n"
    )

    life = lives.live(log.read(path)["I1"])

    assert [(s.state, s.team, s.seconds / 60) for s in life.stretches] == [
        ("NEW", "", 60), ("QUEUED", "Group 1", 30), ("ON_HOLD", "Group 2", 120), ("IN_PROGRESS", "Group 2", 30),
        ("RESOLVED", "Group 2", 5 * 24 * 60), ("CLOSED", "Group 2", 0),
    ]  # fmt: skip
    assert measures.waits(life) == {"queue": 90 * 60, "vendor": 120 * 60}
    assert (measures.handoffs(life), measures.active(life) / 60) == (1, 30)
    assert measures.lead_time(life) == 4 * 3600
    assert measures.cells([life]) == {("Uncategorised", "Group 2", date(2016, 3, 1)): [4 * 3600]}
    assert measures.percentile([1, 2, 3, 10], 0.5) == 2.5
