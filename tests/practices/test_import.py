"""A ticket audit log goes in as history, once; a bad row is named and the rest goes in."""

import io
import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from practices.desk import bulk
from practices.desk.bulk.load import import_log
from practices.desk.bulk.mapping import Mapping
from practices.desk.models import Stretch, Ticket
from svs.errors import RuleViolation
from svs.events import verify
from svs.events.models import Delivery, DomainEvent

pytestmark = pytest.mark.django_db
SERVICENOW = Path(bulk.__file__).parent / "servicenow.toml"
HEAD = "number,incident_state,sys_mod_count,sys_updated_at,opened_at,assignment_group,assigned_to,caller_id,category,priority,u_symptom\n"


def run(tmp_path: Path, lines: str):
    log = tmp_path / "log.csv"
    log.write_text(HEAD + lines)
    rejects = io.StringIO()
    return import_log([log], Mapping.read(SERVICENOW), rejects), rejects.getvalue()


def row(
    case: str,
    state: str,
    order: int,
    at: str,
    *,
    opened: str = "?",
    team: str = "?",
    who: str = "?",
) -> str:
    return f"{case},{state},{order},01-03-2016 {at},{'?' if opened == '?' else '01-03-2016 ' + opened},{team},{who},Caller 1,Category 5,2 - High,?\n"


def parts(case: str) -> list[tuple[str, str, str, int | None]]:
    return [
        (
            s.state,
            s.cause,
            s.team.name if s.team else "",
            int((s.during.upper - s.during.lower).total_seconds() // 60)
            if s.during.upper
            else None,
        )
        for s in Stretch.objects.filter(ticket__external_id=case)
        .select_related("team")
        .order_by("during")
    ]


def at(hour: int, minute: int = 0) -> datetime:
    return datetime(2016, 3, 1, hour, minute, tzinfo=UTC)


def test_a_life_begins_when_the_case_was_opened_and_ends_when_the_event_says_so(tmp_path):
    report, rejects = run(
        tmp_path,
        row("A", "New", 0, "08:30", opened="08:00", team="Desk")
        + row("A", "Active", 1, "09:00", team="Desk", who="Tom")
        + row("A", "Awaiting Vendor", 2, "10:00", team="Desk", who="Tom")
        + row("A", "Active", 3, "12:00", team="Network")
        + row("A", "Resolved", 4, "12:30", team="Network", who="Kofi")
        + row("A", "Closed", 5, "15:00", team="Network", who="Kofi"),
    )

    assert (report.rows, report.cases, rejects) == (6, 1, "")
    assert parts("A") == [
        ("NEW", "queue", "", 30), ("NEW", "queue", "Desk", 30), ("IN_PROGRESS", "", "Desk", 60), ("ON_HOLD", "vendor", "Desk", 120),
        ("QUEUED", "queue", "Network", 30), ("RESOLVED", "", "Network", 150), ("CLOSED", "", "Network", None),
    ]  # fmt: skip
    ticket = Ticket.objects.get()
    assert (ticket.logged_at, ticket.resolved_at, ticket.closed_at) == (at(8), at(12, 30), at(15))
    assert verify.faults() == []


def test_equal_stamps_a_step_back_and_a_reopening_are_defined(tmp_path):
    run(
        tmp_path,
        row("B", "Resolved", 0, "09:00", team="Desk")
        + row("B", "Active", 1, "10:00", team="Desk", who="Tom")
        + row("B", "Active", 3, "10:00", team="Network")
        + row("B", "Awaiting Vendor", 2, "09:30", team="Desk", who="Tom")
        + row("B", "Resolved", 4, "11:00", team="Network", who="Kofi"),
    )

    assert parts("B") == [
        ("RESOLVED", "", "Desk", 30),
        ("ON_HOLD", "vendor", "Desk", 30),
        ("QUEUED", "queue", "Network", 60),
        ("RESOLVED", "", "Network", None),
    ]
    assert Ticket.objects.get().resolved_at == at(11)


def test_history_only_tells_and_a_second_run_changes_nothing(tmp_path):
    lines = row("A", "New", 0, "08:00") + row("A", "Resolved", 1, "09:00")
    run(tmp_path, lines)
    events = DomainEvent.objects.count()

    report, _ = run(tmp_path, lines)

    assert (report.cases, report.known) == (0, 1)
    assert DomainEvent.objects.count() == events == 3
    assert not DomainEvent.objects.filter(historical=False).exists()
    assert set(Delivery.objects.values_list("consumer", flat=True)) == {"metrics.cells"}


def test_a_bad_row_is_named_with_its_line_and_the_rest_goes_in(tmp_path):
    report, rejects = run(
        tmp_path,
        row("A", "New", 0, "08:00") + row("A", "-100", 1, "08:10") + row("A", "Active", 2, "25:99") + row("", "New", 0, "08:00")
        + row("A", "Resolved", 3, "09:00"),
    )  # fmt: skip

    assert (report.rejected, report.cases) == (3, 1)
    assert [line.split(",")[1] for line in rejects.splitlines()] == ["3", "4", "5"]
    assert len(parts("A")) == 2


def test_a_mapping_that_names_no_known_state_is_refused(tmp_path):
    bad = tmp_path / "bad.toml"
    bad.write_text(SERVICENOW.read_text().replace("IN_PROGRESS", "DREAMING"))

    with pytest.raises(RuleViolation, match="DREAMING"):
        Mapping.read(bad)


def test_the_real_log_arrives_whole():
    """The ServiceNow log (UCI, DOI 10.24432/C57S4H, CC BY 4.0): 5,998 rows of 890 incidents."""
    default = (
        Path(__file__).resolve().parents[3] / "shared" / "data" / "servicenow_incident_events.csv"
    )
    log = Path(os.environ.get("SVS_SERVICENOW_LOG", default))
    assert log.exists(), f"The ServiceNow log is not at {log}; set SVS_SERVICENOW_LOG to it."

    report = import_log([log], Mapping.read(SERVICENOW), io.StringIO())

    assert (report.rows, report.rejected, report.cases) == (5998, 0, 890)
    assert DomainEvent.objects.exclude(name="incident.logged").count() == 5998
    assert (
        Ticket.objects.filter(phase="DONE").count()
        == Ticket.objects.filter(resolved_at__isnull=False).count()
    )
    first = Stretch.objects.filter(prev_state__isnull=True, source_state="")
    assert first.count() == 611
