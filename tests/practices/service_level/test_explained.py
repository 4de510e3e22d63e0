"""A clock explains itself: every interval, counted or not, with its rule; the sum is the live clock, to the second."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from practices.desk import operations as desk
from practices.desk import queries
from practices.desk.models import Ticket
from practices.desk.operations import clocks, renewing
from practices.desk.queries.explained import Explained, explain
from practices.desk.queries.explained.days import picture
from practices.desk.queries.explained.life import gaps
from practices.incident import operations
from practices.service_level import operations as levels
from practices.service_level.models import Calendar, Holiday, ServiceHours, Target
from practices.service_level.queries import forget_promises
from svs.errors import RuleViolation, TransitionNotAllowed
from svs.events import jobs
from svs.events.actor import person
from svs.knobs import registry as knobs
from tests.practices.service_level.conftest import AMSTERDAM, HOUR, local

pytestmark = pytest.mark.django_db
DONE = {"resolution": "Restarted", "resolution_code": "fixed", "cause_code": "unknown"}


@pytest.fixture(autouse=True)
def _reads_in_amsterdam():
    with timezone.override(AMSTERDAM):
        yield


def at(*parts: int) -> time_machine.travel:
    return time_machine.travel(local(*parts), tick=False)


def of(ticket: Ticket, *moment: int, measure: str = "resolution") -> Explained:
    found = explain(Ticket.objects.get(pk=ticket.pk), measure, local(*moment))
    assert found is not None
    return found


def read(it: Explained) -> list[tuple[str, str, str, float, str]]:
    """From, to, what, hours counted, because."""
    return [
        (f"{i.since.astimezone(local(2026, 1, 1).tzinfo):%a %H:%M}", f"{i.until.astimezone(local(2026, 1, 1).tzinfo):%a %H:%M}", i.what, i.counted / HOUR, i.because)
        for i in it.intervals
    ]  # fmt: skip


def log(*moment: int, by, **said) -> Ticket:
    with at(*moment):
        return operations.log_incident(actor=by, title="Slow", **said)


def test_a_night_a_holiday_and_a_weekend_are_told_by_their_rules(office, targets, by_agent):
    it = of(log(2026, 4, 2, 16, by=by_agent), 2026, 4, 7, 9)  # Maundy Thursday to Tuesday

    assert read(it) == [
        ("Thu 16:00", "Thu 18:00", "Queue", 2, "Our own queue counts"),
        ("Thu 18:00", "Fri 00:00", "Outside hours", 0, "Hours end at 18:00"),
        ("Fri 00:00", "Sat 00:00", "Holiday", 0, "Holiday: Good Friday"),
        ("Sat 00:00", "Mon 00:00", "Weekend", 0, "No hours at weekends"),
        ("Mon 00:00", "Tue 00:00", "Holiday", 0, "Holiday: Easter Monday"),
        ("Tue 00:00", "Tue 08:00", "Outside hours", 0, "Hours begin at 08:00"),
        ("Tue 08:00", "Tue 09:00", "Queue", 1, "Our own queue counts"),
    ]
    assert (
        it.says == "3:00 of 16:00 working hours are used; 13 hours are left, until tomorrow 12:00."
    )
    assert it.sums == [
        ("Age", 113 * HOUR, False), ("Outside hours", -110 * HOUR, False), ("Inside hours", 3 * HOUR, True),
        ("Counted", 3 * HOUR, True), ("Promised", 16 * HOUR, False), ("Left", 13 * HOUR, True),
    ]  # fmt: skip


def test_a_pause_is_told_by_whom_it_waits_for_and_another_priority_keeps_it(office, targets, by_agent, agent):  # fmt: skip
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 10):
        operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    with at(2026, 3, 2, 11):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 3, 2, 14):
        operations.resume_incident(ticket=ticket, actor=by_agent)
    with at(2026, 3, 2, 15):
        operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=2)
    it = of(ticket, 2026, 3, 2, 15, 30)

    assert read(it) == [
        ("Mon 09:00", "Mon 10:00", "Queue", 1, "Our own queue counts"),
        ("Mon 10:00", "Mon 11:00", "Work", 1, "Active time counts"),
        ("Mon 11:00", "Mon 14:00", "Vendor", 0, "Vendor pauses"),
        ("Mon 14:00", "Mon 15:30", "Work", 1.5, "Active time counts"),
    ]
    assert [turn.says for turn in it.turns] == [
        "Priority raised from P3 to P2 by Ana Ruiz. The promise falls from 16:00 to 8:00; pauses stay."
    ]
    assert ("Vendor pauses", -3 * HOUR, False) in it.sums
    assert (
        it.says == "3:30 of 8:00 working hours are used; 4:30 hours are left, until tomorrow 10:00."
    )


def test_what_was_done_and_opened_again_does_not_count_in_between(office, targets, by_agent, agent):
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 10):
        operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
        operations.resolve_incident(ticket=ticket, actor=by_agent, **DONE)
    done = of(ticket, 2026, 3, 5, 9)
    with at(2026, 3, 3, 9):
        operations.reopen_incident(ticket=ticket, actor=by_agent)
    it = of(ticket, 2026, 3, 3, 10)

    assert (
        done.says
        == "Done after 1:00 of 16:00 working hours: the promise was kept, with 15 hours to spare."
    )
    assert [row[2:] for row in read(it)] == [
        ("Queue", 1, "Our own queue counts"), ("Done", 0, "Done, so nothing counts"), ("Outside hours", 0, "Hours end at 18:00"),
        ("Done", 0, "Done, so nothing counts"), ("Work", 1, "Active time counts"),
    ]  # fmt: skip
    assert it.used == 2 * HOUR


@pytest.mark.parametrize(
    ("logged", "now", "hours"),
    [((2026, 3, 28, 12), (2026, 3, 29, 12), 23), ((2026, 10, 24, 12), (2026, 10, 25, 12), 25)],
)
def test_when_the_clocks_are_set_the_hour_that_was_not_or_came_twice_is_told(targets, by_agent, logged, now, hours):  # fmt: skip
    Calendar.objects.create(
        name="Always", time_zone="Europe/Amsterdam", is_default=True, hours={str(day): [["00:00", "24:00"]] for day in range(7)}
    )  # fmt: skip
    it = of(log(*logged, by=by_agent), *now)

    assert (it.counted, it.used) == (hours * HOUR, hours * HOUR)
    assert picture(it).days[-1].total == hours * HOUR


def test_a_night_shift_over_the_change_of_the_clocks_is_exact(targets, by_agent):
    Calendar.objects.create(
        name="Nights", time_zone="Europe/Amsterdam", is_default=True, hours={str(day): [["00:00", "06:00"]] for day in range(7)}
    )  # fmt: skip
    spring = of(log(2026, 3, 28, 23, by=by_agent), 2026, 3, 29, 12)
    autumn = of(log(2026, 10, 24, 23, by=by_agent), 2026, 10, 25, 12)

    assert (spring.used, spring.counted) == (5 * HOUR, 5 * HOUR)
    assert (autumn.used, autumn.counted) == (7 * HOUR, 7 * HOUR)
    assert [i.because for i in autumn.intervals] == ["Hours end at 06:00", "Our own queue counts", "Hours end at 06:00"]  # fmt: skip


def test_what_was_counted_by_other_hours_is_explained_by_those(office, targets, by_agent, administrator):  # fmt: skip
    ticket = log(2026, 3, 2, 9, by=by_agent)
    with at(2026, 3, 2, 11):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 3, 2, 12):
        levels.change_calendar(
            calendar=office,
            actor=person(administrator),
            fields={"hours": {"0": [["13:00", "18:00"]]}},
        )
    with at(2026, 3, 2, 14):
        operations.resume_incident(ticket=ticket, actor=by_agent)
    it = of(ticket, 2026, 3, 2, 15)

    assert (it.used, it.counted, it.by_other_hours) == (3 * HOUR, 3 * HOUR, 0)
    assert read(it)[0] == ("Mon 09:00", "Mon 11:00", "Queue", 2, "Our own queue counts")


def test_the_first_answer_has_a_clock_of_its_own_and_no_wait_stops_it(office, targets, by_agent, agent, requester):  # fmt: skip
    ticket = log(2026, 3, 2, 9, by=by_agent, requester=requester)
    with at(2026, 3, 2, 10):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(2026, 3, 2, 12):
        desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="Hello", is_internal=False)  # fmt: skip
    it = of(ticket, 2026, 3, 4, 9, measure="response")

    assert [row[2:] for row in read(it)] == [
        ("Queue", 1, "Our own queue counts"), ("Vendor", 2, "Waiting does not stop the first answer"),
    ]  # fmt: skip
    assert (
        it.says
        == "Answered after 3:00 of 4:00 working hours: the promise was kept, with 1 hour to spare."
    )


def test_the_picture_has_a_row_a_day_and_marks_when_it_is_due(office, targets, by_agent):
    it = of(log(2026, 4, 2, 16, by=by_agent), 2026, 4, 7, 9)
    days = picture(it).days

    assert [(day.name, day.hours, day.counted / HOUR) for day in days] == [
        ("Thu 2 Apr", "08:00 to 18:00", 2), ("Fri 3 Apr", "holiday", 0), ("Sat 4, Sun 5", "weekend", 0),
        ("Mon 6 Apr", "holiday", 0), ("Tue 7 Apr", "08:00 to 18:00", 1), ("Wed 8 Apr", "08:00 to 18:00", 0),
    ]  # fmt: skip
    assert days[1].words == "Good Friday: closed"
    assert days[-1].due is not None
    assert [day.due for day in days[:-1]] == [None] * 5


def test_the_page_tells_it_all_and_the_api_the_same(client, agent, agent_api, office, targets, by_agent, django_assert_max_num_queries):  # fmt: skip
    with at(2026, 4, 2, 16):
        ticket = operations.log_incident(actor=by_agent, title="Slow")
    client.force_login(agent)
    with at(2026, 4, 7, 9):
        client.get(f"/incidents/{ticket.ref}/clock/resolution/")
        with django_assert_max_num_queries(22):
            page = client.get(f"/incidents/{ticket.ref}/clock/resolution/").content.decode()
        told = agent_api.get(f"/api/v1/tickets/{ticket.ref}/clocks/resolution/").json()
        both = agent_api.get(f"/api/v1/tickets/{ticket.ref}/clocks/").json()

    for words in ("3:00 of 16:00 working hours are used", "Holiday: Good Friday", "7, nothing left out", "Office", "equal to the live clock"):  # fmt: skip
        assert words in page
    assert told["says"].startswith("3:00 of 16:00 working hours are used; 13 hours are left")
    assert (
        sum(row["counted_seconds"] for row in told["intervals"]) == told["used_seconds"] == 3 * HOUR
    )
    assert [row["because"] for row in told["intervals"]][2] == "Holiday: Good Friday"
    assert [row["measure"] for row in both] == ["response", "resolution"]


def test_a_requester_reads_no_explanation(
    client, requester, requester_api, office, targets, by_agent
):
    ticket = log(2026, 4, 2, 16, by=by_agent, requester=requester)
    client.force_login(requester)

    assert client.get(f"/incidents/{ticket.ref}/clock/resolution/").url == ticket.portal_url
    assert requester_api.get(f"/api/v1/tickets/{ticket.ref}/clocks/resolution/").status_code == 403


def test_where_nothing_is_promised_there_is_nothing_to_explain(client, agent, agent_api, by_agent):
    ticket = log(2026, 4, 2, 16, by=by_agent)
    client.force_login(agent)

    for measure in ("resolution", "response", "nonsense"):
        assert client.get(f"/incidents/{ticket.ref}/clock/{measure}/").status_code == 404
        assert agent_api.get(f"/api/v1/tickets/{ticket.ref}/clocks/{measure}/").status_code == 404


MOVES = ("assign", "hold", "resume", "resolve", "reopen", "priority", "service", "hours", "holiday", "agree", "answer", "target")  # fmt: skip


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])  # fmt: skip
@given(
    start=st.integers(0, 7 * 1440),
    autumn=st.booleans(),
    steps=st.lists(st.tuples(st.sampled_from(MOVES), st.integers(1, 150_000), st.integers(1, 4)), max_size=10),
)  # fmt: skip
def test_whatever_happens_the_intervals_sum_up_to_the_live_clock(office, always, scanners, by_agent, agent, administrator, requester, start, autumn, steps):  # fmt: skip
    _afresh(office, always, scanners)
    by_admin, now = person(administrator), datetime(2026, *((10, 21) if autumn else (3, 25)), tzinfo=UTC) + timedelta(minutes=start)  # fmt: skip
    with time_machine.travel(now, tick=False):
        ticket = operations.log_incident(actor=by_agent, title="Slow", requester=requester)
    for step, (verb, seconds, n) in enumerate(steps):
        now += timedelta(seconds=seconds)
        with time_machine.travel(now, tick=False):
            try:
                _do(verb, n, step, ticket, by_agent, by_admin, agent, office, always, scanners)
            except (TransitionNotAllowed, RuleViolation):
                continue

    now += timedelta(seconds=12_345)
    ticket = Ticket.objects.get(pk=ticket.pk)
    for line in queries.clocks_of(ticket, now):
        it = explain(ticket, line.measure, now)
        assert it.used == pytest.approx(line.used_seconds, abs=1e-6)
        assert it.counted == pytest.approx(line.used_seconds, abs=1e-3)
        assert gaps(it.intervals) == []
        if it.intervals:
            assert (it.intervals[0].since, it.intervals[-1].until) == (
                it.clock.started_at,
                it.until,
            )
        assert sum(day.counted for day in picture(it).days) <= it.counted + 1e-3
        inside = {words: seconds for words, seconds, _ in it.sums}
        assert inside["Promised"] - inside["Counted"] == pytest.approx(inside["Left"])


def _afresh(office, always, scanners) -> None:
    """An example begins with the same hours and promises, whatever the one before did to them."""
    Ticket.objects.all().delete()
    Target.objects.all().delete()
    Holiday.objects.exclude(day__month=4).delete()
    Calendar.objects.filter(pk=office.pk).update(hours={str(day): [["08:00", "12:00"], ["13:00", "18:00"]] for day in range(5)})  # fmt: skip
    ServiceHours.objects.all().delete()
    ServiceHours.objects.create(service=scanners, calendar=always)
    for priority, response, resolution in ((1, 1, 4), (2, 2, 8), (3, 4, 16)):
        for measure, hours in (("response", response), ("resolution", resolution)):
            Target.objects.create(kind="incident", priority=priority, measure=measure, seconds=hours * HOUR)  # fmt: skip
    knobs.set_value(key="incident.reopen_days", value=60, effective_at=datetime(2026, 1, 1, tzinfo=UTC))  # fmt: skip
    forget_promises()


def _do(verb, n, step, ticket, by_agent, by_admin, agent, office, always, scanners) -> None:
    """One thing that can happen to a ticket or to the rules it is counted by."""
    said = {"hold": {"cause": "vendor"}, "resolve": DONE, "assign": {"assignee_id": agent.pk}}
    week = {str(day): [[f"{6 + n:02d}:00", "17:00"]] for day in range(5)}
    others = {
        "priority": lambda: operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=n),
        "service": lambda: operations.change_incident(
            ticket=ticket, actor=by_agent, fields={"service_id": scanners.pk if n % 2 else None}
        ),
        "hours": lambda: levels.change_calendar(calendar=office, actor=by_admin, fields={"hours": week}),
        "holiday": lambda: levels.add_holiday(calendar=office, actor=by_admin, day=date(2026, 3 + n * 2, 26 + step % 3), name="Closed"),
        "agree": lambda: levels.change_calendar(
            calendar=always, actor=by_admin, fields={"services": [scanners.pk] if n % 2 else []}
        ),
        "answer": lambda: desk.add_message(ticket_id=ticket.pk, author=agent, actor=by_agent, body="Hello", is_internal=False),
        "target": lambda: _promise(n, step, by_admin),
    }  # fmt: skip
    if verb in others:
        others[verb]()
    else:
        getattr(operations, f"{verb}_incident")(ticket=ticket, actor=by_agent, **said.get(verb, {}))
    if verb in ("hours", "holiday", "agree") and n > 1:  # the job comes later, or not in time
        clocks.recount(list(Ticket.objects.open().select_for_update()))


def _promise(n, step, by_admin) -> None:
    made = levels.set_target(actor=by_admin, kind="incident", priority=n, seconds=(n + step) * HOUR, open_too=True)  # fmt: skip
    said = {"kind": "incident", "priority": n, "measure": "resolution", "holds_from": made.holds_from.isoformat()}  # fmt: skip
    renewing.ask_for_renewal(said, None, made.pk)
    jobs.finish(_last_job())


def _last_job() -> int:
    from svs.events.models import Job  # noqa: PLC0415

    return Job.objects.order_by("-pk").values_list("pk", flat=True)[0]
