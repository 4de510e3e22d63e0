"""The page of a ticket: where its time went on both axes, its place in the list, what it costs, and two who save at once."""

import threading
from datetime import UTC, datetime, time, timedelta

import pytest
from django.db import connection
from django.utils import timezone

from practices.desk import operations as desk
from practices.desk.models import Ticket
from practices.desk.operations.checklist import add_task
from practices.desk.operations.linking import relate
from practices.desk.queries import flow, life
from practices.incident import operations
from practices.service_level.models import Calendar, ServiceHours
from tests.conftest import api_as
from tests.practices.incident.conftest import RESTORED, at

pytestmark = pytest.mark.django_db


@pytest.fixture
def office(scanners):
    """Monday to Friday, nine to five, at the sea level of time."""
    week = {str(day): [["09:00", "17:00"]] for day in range(5)}
    calendar = Calendar.objects.create(name="Office", time_zone="UTC", hours=week)
    ServiceHours.objects.create(service=scanners, calendar=calendar)
    return calendar


def lived(log, by_agent, agent):
    """Monday nine: queue for two hours, an hour in hand, then the vendor until Tuesday ten, then in hand until eleven."""
    with at():
        ticket = log()
    with at(hours=2):
        operations.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
    with at(hours=3):
        operations.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
    with at(days=1, hours=1):
        operations.resume_incident(ticket=ticket, actor=by_agent)
    with at(days=1, hours=2):
        operations.resolve_incident(ticket=ticket, actor=by_agent, **RESTORED)
    return ticket


def hours_of(strip):
    return [(part.word, round(part.seconds / 3600, 3)) for part in strip.parts]


def test_working_hours_leave_nights_out_and_elapsed_counts_all(log, by_agent, agent, office):
    ticket = lived(log, by_agent, agent)

    working = flow.strip(life(ticket), ticket.service_id)
    elapsed = flow.strip(life(ticket), ticket.service_id, flow.ELAPSED)

    assert working.by == flow.WORKING
    assert hours_of(working) == [("Queue", 2), ("Active", 1), ("Vendor", 6), ("Active", 1)]
    assert hours_of(elapsed) == [("Queue", 2), ("Active", 1), ("Vendor", 22), ("Active", 1)]
    assert (working.active, working.wait, working.active_share) == (7200, 8 * 3600, 20)
    assert working.causes == [("Vendor", 6 * 3600), ("Queue", 2 * 3600)]
    assert sum(part.width for part in working.parts) == pytest.approx(100)
    assert [word for _, word in working.days] == ["Mon 2 Mar", "Tue 3 Mar"]
    assert working.days[1][0] == pytest.approx(80)  # eight of ten hours were on Monday


def test_a_weekend_has_no_place_in_working_hours(log, by_agent, agent, office):
    with at(days=4, hours=7):  # Friday four o'clock
        ticket = log()
    with at(days=7, hours=1):  # Monday ten o'clock
        strip = flow.strip(life(ticket), ticket.service_id)

    assert hours_of(strip) == [("Queue", 2)]
    assert [word for _, word in strip.days] == ["Fri 6 Mar", "Mon 9 Mar"]


def test_the_time_in_which_it_was_over_has_no_length(log, by_agent, agent, resolve):
    with at():
        ticket = log()
    with at(hours=1):
        resolve(ticket)
    with at(hours=5):
        operations.reopen_incident(ticket=ticket, actor=by_agent)
    with at(hours=6):
        strip = flow.strip(life(ticket), ticket.service_id)

    assert strip.wait == pytest.approx(7200)
    assert strip.parts[-1].left == pytest.approx(50)


def test_without_hours_there_is_no_other_axis(log, by_agent, agent):
    ticket = lived(log, by_agent, agent)

    assert not flow.strip(life(ticket), None).has_hours
    assert flow.strip(life(ticket), None, flow.WORKING).by == flow.ELAPSED


def test_every_stretch_stands_in_the_table_behind_the_strip(log, by_agent, agent, office, as_agent):  # fmt: skip
    ticket = lived(log, by_agent, agent)

    page = as_agent.get(f"{ticket.get_absolute_url()}flow/?table=1&time=elapsed").content.decode()
    assert page.count("<tr>") == 5
    assert "Ana Ruiz" in page
    shown = as_agent.get(f"{ticket.get_absolute_url()}?time=elapsed").content.decode()
    assert "22:00" in shown
    assert "Mon 2 Mar" in shown


def test_a_long_life_is_drawn_in_few_parts_and_kept_in_all(log, by_agent, agent):
    rows = []
    for n in range(2000):
        start = datetime.combine(datetime(2026, 3, 2, tzinfo=UTC).date(), time(), UTC) + timedelta(seconds=n)  # fmt: skip
        rows.append([start.timestamp(), start.timestamp() + 1, "ACTIVE" if n % 2 else "QUEUED", "queue", "Desk", None, "", "NEW"])  # fmt: skip
    from practices.desk.queries.beside import lived as shaped  # noqa: PLC0415

    strip = flow.strip(shaped(rows, timezone.now()), None)

    assert len(strip.parts) == 2000
    assert len(strip.drawn) <= 2000
    assert strip.active == pytest.approx(1000)


def test_the_list_somebody_came_from_leads_to_the_one_before_and_after(log, as_agent):
    tickets = [log(f"Number {n}") for n in range(3)]
    referer = "http://testserver/tickets/all/?sort=logged"

    page = as_agent.get(tickets[1].get_absolute_url(), headers={"Referer": referer}).content.decode()  # fmt: skip
    assert "All tickets" in page
    asked = "list=%2Ftickets%2Fall%2F%3Fsort%3Dlogged"
    assert f"/tickets/{tickets[1].ref}/place/?{asked}" in page
    url = f"/tickets/{tickets[1].ref}/place/?{asked}"
    piece = as_agent.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "2 of 3" in piece
    assert as_agent.get(f"{url}&go=next").url == f"{tickets[2].get_absolute_url()}?{asked}"
    assert as_agent.get(f"{url}&go=previous").url == f"{tickets[0].get_absolute_url()}?{asked}"
    last = f"/tickets/{tickets[2].ref}/place/?{asked}&go=next"
    assert as_agent.get(last).url == "/tickets/all/?sort=logged"


def test_only_our_own_lists_are_gone_back_to(log, as_agent):
    ticket = log()

    for said in ("https://evil.example/tickets/", "//evil.example/tickets/", "/admin/people/", "/tickets/INC-1/", "x" * 9000):  # fmt: skip
        page = as_agent.get(ticket.get_absolute_url(), {"list": said}).content.decode()
        assert 'href="https://evil' not in page
        assert 'href="//evil' not in page
        assert "My teams" in page
        assert as_agent.get(f"/tickets/{ticket.ref}/place/", {"list": said}).status_code == 404


def test_similar_ones_are_of_the_same_service_solved_lately_and_seen(log, resolve, as_agent, by_agent, network):  # fmt: skip
    ticket = log("Handheld freezes in hall A")
    alike, hidden = resolve(log("Handhelds freeze in hall B")), log("Handheld freezes in hall C")
    operations.assign_incident(ticket=hidden, actor=by_agent, team_id=network.pk)
    resolve(hidden)
    resolve(log("Printer out of paper"))
    resolve(log("Handheld freezes in hall A", service_id=None))
    network.is_restricted = True
    network.save()

    page = as_agent.get(f"/tickets/{ticket.ref}/similar/").content.decode()

    assert alike.ref in page
    assert "hall C" not in page
    assert "Printer" not in page
    assert page.count('class="ref"') == 1


def test_how_its_service_does_is_said_in_words_and_hours_of_the_reader(log, as_agent, agent, by_agent, scanners):  # fmt: skip
    ticket = log()
    url = f"/tickets/{ticket.ref}/around/"

    assert "Works as promised" in as_agent.get(url).content.decode()
    down_at = timezone.now() - timedelta(hours=1)
    operations.open_outage(actor=by_agent, service_id=scanners.pk, started_at=down_at)
    with timezone.override("Asia/Tokyo"):
        there = f"Down since {timezone.localtime(down_at):%a %H:%M}"
    agent.time_zone = "Asia/Tokyo"
    agent.save()
    assert there in as_agent.get(url).content.decode()
    assert "1 ticket" in as_agent.get(url).content.decode()


def test_a_raised_priority_says_what_it_was(log, as_agent, by_agent):
    ticket = log()
    operations.prioritise_incident(ticket=ticket, actor=by_agent, priority=1)

    assert "raised from P3" in as_agent.get(ticket.get_absolute_url()).content.decode()


def test_the_page_costs_the_same_however_much_hangs_on_it(log, agent, by_agent, as_agent, django_assert_max_num_queries):  # fmt: skip
    small, full = log(), log()
    for n in range(12):
        desk.add_message(ticket_id=full.pk, author=agent, actor=by_agent, body=f"Turn {n}", is_internal=n % 2 == 0)  # fmt: skip
        add_task(ticket=full, actor=by_agent, title=f"Task {n}")
        relate(ticket=full, other=log(), relation="relates", actor=by_agent)
        operations.hold_incident(ticket=full, actor=by_agent, cause="vendor")
        operations.resume_incident(ticket=full, actor=by_agent)

    for ticket in (small, full):
        as_agent.get(ticket.get_absolute_url())
        with django_assert_max_num_queries(12):
            assert as_agent.get(ticket.get_absolute_url()).status_code == 200


def test_of_two_who_resolve_the_second_is_told_in_words(log, as_agent, resolve):
    ticket = log()
    resolve(ticket)

    answer = as_agent.post(f"{ticket.get_absolute_url()}resolve/", RESTORED)

    assert answer.status_code in (403, 409)
    assert "You cannot resolve this while it is resolved" in answer.content.decode()


@pytest.mark.django_db(transaction=True)
def test_of_fifty_patches_with_one_etag_exactly_one_wins(log, agent):
    ticket = log()
    api, answers = api_as(agent), []
    credentials = api._credentials

    def patch(n):
        from rest_framework.test import APIClient  # noqa: PLC0415

        client = APIClient()
        client.credentials(**credentials)
        answer = client.patch(f"/api/v1/incidents/{ticket.ref}/", {"title": f"Title {n}"}, format="json", HTTP_IF_MATCH='"1"')  # fmt: skip
        answers.append(answer.status_code)
        connection.close()

    for start in range(0, 50, 10):  # ten at a time: a test database has few connections
        threads = [threading.Thread(target=patch, args=(n,)) for n in range(start, start + 10)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(30)

    assert sorted(answers) == [200] + [412] * 49
    assert Ticket.objects.get(pk=ticket.pk).version == 2
    assert api.patch(f"/api/v1/incidents/{ticket.ref}/", {"title": "x"}, format="json").status_code == 428  # fmt: skip
