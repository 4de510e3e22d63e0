"""What stands in the way of a change in its window: found in six statements, by index, and told to those who may know it."""

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from governance.models import DecisionRight
from practices.change import operations, queries, states
from practices.change.models import Change, Freeze, MaintenanceWindow
from practices.change.queries import conflicts
from practices.configuration.models import Item
from practices.desk.models import Ticket, TicketItem
from practices.incident import operations as incidents
from svs.errors import RuleViolation
from svs.services.models import Service, ServiceDependency

pytestmark = pytest.mark.django_db
MONDAY = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def clock():
    with time_machine.travel(MONDAY, tick=False) as moved:
        yield moved


@pytest.fixture(autouse=True)
def nobody_decides(db):
    """Who has to say yes is not told here."""
    DecisionRight.objects.update(steps=[])


@pytest.fixture
def lines(owner, network) -> Service:
    return Service.objects.create(name="Site Connectivity", slug="site-connectivity", owner=owner, team=network)  # fmt: skip


@pytest.fixture
def draft(by_agent, scanners, agent):
    """Draft a change; from and to in hours from that Monday morning."""

    def make(since: float = 24, until: float = 25, **said):
        fields = {
            "service_id": scanners.pk,
            "assignee_id": None,
            "plan": "Do it",
            "backout": "Undo it",
            **said,
        }
        return operations.draft_change(
            actor=by_agent, title=fields.pop("title", "Roll hall A back"), starts_at=MONDAY + since * HOUR,
            ends_at=MONDAY + until * HOUR, **fields,
        )  # fmt: skip

    return make


@pytest.fixture
def plan_one(draft, by_agent):
    """A change that stands in the calendar."""

    def make(*span: float, **said) -> Ticket:
        return operations.submit_change(ticket=draft(*span, **said), actor=by_agent)

    return make


def freeze(since: float, until: float, *services: Service, name: str = "Stocktaking freeze") -> Freeze:  # fmt: skip
    made = Freeze.objects.create(name=name, why="Stock is counted.", during=(MONDAY + since * HOUR, MONDAY + until * HOUR))  # fmt: skip
    made.services.set(services)
    return made


def found(ticket: Ticket, viewer=None) -> list[tuple[str, str]]:
    against = conflicts.conflicts_of(Change.objects.get(pk=ticket.pk), viewer)
    return [(one.kind, one.words) for one in against]


def test_nothing_stands_in_the_way_of_a_change_alone(draft, agent):
    assert found(draft(), agent) == []


def test_a_freeze_forbids_and_is_named_with_its_end(draft, agent, scanners):
    freeze(20, 48, scanners)

    against = conflicts.conflicts_of(Change.objects.get(pk=draft().pk), agent)

    assert [(one.kind, one.forbids) for one in against] == [("freeze", True)]
    assert against[0].words == "Stocktaking freeze until Wed 4 Mar 09:00"


@pytest.mark.parametrize(
    ("since", "until", "hits"), [(0, 24, False), (25, 30, False), (0, 24.01, True), (24.5, 24.6, True)]
)  # fmt: skip
def test_a_freeze_holds_from_its_first_to_before_its_last_moment(draft, since, until, hits):
    freeze(since, until)

    assert bool(found(draft())) is hits


def test_a_freeze_of_other_services_or_a_cancelled_one_is_in_nobodys_way(draft, lines, scanners):
    freeze(20, 48, lines)
    Freeze.objects.filter(pk=freeze(20, 48, scanners).pk).update(cancelled_at=MONDAY)

    assert found(draft()) == []


def test_a_planned_change_to_the_same_service_is_told_with_the_overlap(draft, plan_one, agent):
    other = plan_one(24.5, 26)
    plan_one(25, 26)  # begins as this one ends

    assert found(draft(), agent) == [
        ("same_service", f"{other.ref} on Warehouse Scanners, 0:30 overlap")
    ]


def test_a_draft_and_what_is_over_are_in_nobodys_way(draft, plan_one, by_agent, agent):
    draft(24, 25)
    operations.cancel_change(ticket=plan_one(24, 25), actor=by_agent)

    assert found(draft(), agent) == []


@pytest.mark.parametrize("carries", [True, False])
def test_dependent_services_are_found_either_way_over_three_steps(
    draft, plan_one, agent, owner, scanners, carries
):
    chain = [scanners, *(Service.objects.create(name=f"S{n}", slug=f"s{n}", owner=owner) for n in range(4))]  # fmt: skip
    for above, below in pairwise(chain):
        pair = (above, below) if carries else (below, above)
        ServiceDependency.objects.create(service=pair[0], needs=pair[1])
    near = plan_one(24, 26, service_id=chain[3].pk)
    plan_one(24, 26, service_id=chain[4].pk)

    assert found(draft(), agent) == [("dependent_service", f"{near.ref} on S2, 1:00 overlap")]


def test_what_two_services_both_stand_on_does_not_tie_them(
    draft, plan_one, agent, owner, lines, scanners
):
    beside = Service.objects.create(name="Telephony", slug="telephony", owner=owner)
    for one in (scanners, beside):
        ServiceDependency.objects.create(service=one, needs=lines)
    plan_one(24, 26, service_id=beside.pk)

    assert found(draft(), agent) == []


def test_a_service_touched_besides_counts_like_the_first(
    draft, plan_one, agent, by_agent, lines, scanners
):
    other = plan_one(24, 26, service_id=lines.pk)
    mine = draft()
    operations.edit_plan(ticket=mine, actor=by_agent, fields={"service_ids": [lines.pk]})

    assert found(mine, agent) == [("same_service", f"{other.ref} on Site Connectivity, 1:00 overlap")]  # fmt: skip


def test_the_same_item_and_the_same_person_are_told(
    draft, plan_one, agent, colleague, lines, by_agent
):
    item = Item.objects.create(name="SW-1")
    other = plan_one(24, 26, service_id=lines.pk, assignee_id=colleague.pk)
    mine = draft(assignee_id=colleague.pk)
    for ticket in (other, mine):
        TicketItem.objects.create(ticket=ticket, item=item)

    assert found(mine, agent) == [
        ("item", f"{other.ref} touches the same item, 1:00 overlap"),
        ("implementer", f"Tom Becker also makes {other.ref}, 1:00 overlap"),
    ]


def test_a_window_outside_the_agreed_hours_is_told(draft, scanners):
    MaintenanceWindow.objects.create(service=scanners, weekday=1, opens="09:15", closes="11:00")

    assert found(draft()) == [("outside_window", "0:15 of it outside the maintenance windows of Warehouse Scanners")]  # fmt: skip
    assert found(draft(24.25, 26)) == []


def test_more_open_incidents_than_usual_are_told_and_a_major_one_always(
    draft, by_agent, scanners, clock
):
    for title in ("A", "B", "C"):
        incidents.log_incident(actor=by_agent, title=title, service_id=scanners.pk)
    assert found(draft()) == [("load", "Warehouse Scanners: 3 open, usually 0")]
    assert found(draft(24 * 5, 24 * 5 + 1)) == []  # too far ahead to tell

    clock.shift(timedelta(days=29))
    Ticket.objects.filter(title="A").update(priority=1)

    assert found(draft(24 * 30, 24 * 30 + 1)) == [
        ("load", "Warehouse Scanners: 3 open, usually 3, one of them major")
    ]


def test_a_change_that_the_reader_does_not_see_is_told_without_its_name(
    draft, plan_one, agent, lines
):
    plan_one(24, 26, service_id=lines.pk, title="Secret fibre")
    Service.objects.filter(pk=lines.pk).update(is_restricted=True, team=None)
    mine = draft()
    ServiceDependency.objects.create(service_id=mine.service_id, needs=lines)

    told = found(mine, agent)

    assert told == [
        ("dependent_service", "Another change on a service you do not see, 1:00 overlap")
    ]


def test_voters_read_it_with_the_case_and_a_freeze_is_a_flag_of_it(draft, plan_one, scanners):
    freeze(24.5, 48)
    plan_one(24, 26, title="Secret fibre")
    mine = draft()

    case = queries.case_of(mine.pk)

    assert "freeze" in case.flags
    assert dict(case.facts)["Window"] == "Tue 3 Mar 09:00 to 10:00"
    assert dict(case.facts)["In its way"] == (
        "In the Stocktaking freeze until Wed 4 Mar 09:00. Another change on Warehouse Scanners, 1:00 overlap."
    )  # fmt: skip


def test_a_change_does_not_start_in_a_freeze_nobody_decided_on(plan_one, by_agent, clock):
    mine = plan_one(24, 25)
    assert mine.state == states.SCHEDULED
    freeze(0, 48)
    clock.move_to(MONDAY + 24.5 * HOUR)

    with pytest.raises(RuleViolation, match="Stocktaking freeze holds until Wed 4 Mar 09:00") as refused:  # fmt: skip
        operations.start_change(ticket=mine, actor=by_agent)

    assert refused.value.code == "frozen"
    assert Ticket.objects.get(pk=mine.pk).state == states.SCHEDULED


def test_a_change_that_was_decided_with_the_freeze_starts_in_it(plan_one, by_agent, clock):
    freeze(0, 48)
    mine = plan_one(24, 25)
    clock.move_to(MONDAY + 24.5 * HOUR)

    assert operations.start_change(ticket=mine, actor=by_agent).state == states.IMPLEMENTING


def test_a_check_among_thousands_takes_six_statements_and_goes_by_the_index(
    draft, agent, scanners, lines, plan_one
):
    ServiceDependency.objects.create(service=scanners, needs=lines)
    MaintenanceWindow.objects.create(service=scanners, weekday=1, opens="08:00", closes="11:00")
    mine, near = draft(assignee_id=agent.pk), plan_one(24, 26, service_id=lines.pk)
    fill(scanners, 4000)
    change = Change.objects.get(pk=mine.pk)
    viewer = type(agent).objects.get(pk=agent.pk)
    assert viewer.team_ids
    assert viewer.roles()

    with CaptureQueriesContext(connection) as asked:  # fmt: skip
        told = conflicts.conflicts_of(change, viewer)

    assert (len(asked), [one.ref for one in told]) == (6, [near.ref])
    plan = conflicts.plan_of(mine.pk)
    said = conflicts.others_in(plan.span, plan, (), viewer)
    assert [one.ref for one in said] == []
    with connection.cursor() as cursor:
        sql = next(q["sql"] for q in asked.captured_queries if '"change_change"."window" &&' in q["sql"])  # fmt: skip
        cursor.execute("explain " + sql)
        explained = "\n".join(row[0] for row in cursor.fetchall())
    assert "change_window" in explained
    assert "Seq Scan on change_change" not in explained


def fill(service: Service, many: int) -> None:
    """So many planned changes of one service, an hour each, from years ago until years ahead, but none tomorrow."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with made as (
                insert into desk_ticket (kind, title, description, service_id, state, phase, cause, priority, channel, tags, own,
                    source, logged_at, updated_at, version, promised_because)
                select 'change', 'C' || n, '', %s, 'SCHEDULED', 'WAITING', 'window', 3, 'desk', '[]', '{}', '', now(), now(), 1, ''
                from generate_series(1, %s) n returning id
            ), numbered as (select id, row_number() over (order by id) n from made)
            insert into change_change (ticket_id, type, why, plan, backout, test, "window", answers, likelihood, impact, risk,
                risk_because, plan_version, decided_words, outcome, outcome_words, review_words, freezes_known)
            select id, 'normal', '', '', '', '', tstzrange(%s::timestamptz + (n - %s / 2) * interval '3 hours',
                %s::timestamptz + (n - %s / 2) * interval '3 hours' + interval '1 hour'), '{}', 1, 1, 1, '[]', 1, '', '', '', '', '[]'
            from numbered where abs(n - %s / 2) > 16
            """,
            [service.pk, many, MONDAY, many, MONDAY, many, many],
        )  # fmt: skip
        cursor.execute("analyze change_change, desk_ticket")
