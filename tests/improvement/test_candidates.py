"""What the data suggest: patterns are found by code that knows of nobody's tickets in particular, and counted for each person."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine

from improvement import operations, queries
from improvement.models import Candidate, Improvement
from improvement.rules import likeness
from practices.incident import operations as incidents
from svs.accounts.models import Role, RoleAssignment, Team
from svs.services.models import Category
from tests.conftest import api_as

pytestmark = pytest.mark.django_db
START = datetime(2026, 10, 1, 8, 0, tzinfo=UTC)


def log(by, service, title: str, day: int, minutes: int = 60, **fields):
    """One incident restored after so many minutes."""
    with time_machine.travel(START + timedelta(days=day), tick=False) as clock:
        ticket = incidents.log_incident(actor=by, title=title, service_id=service.pk, **fields)
        clock.shift(timedelta(minutes=minutes))
        incidents.resolve_incident(
            ticket=ticket,
            actor=by,
            resolution="Restarted it.",
            resolution_code="fixed",
            cause_code="hardware",
        )
    return ticket


def bounce(by, service, teams: list[Team], day: int):
    """An incident that goes through these teams, an hour with each."""
    with time_machine.travel(START + timedelta(days=day), tick=False) as clock:
        ticket = incidents.log_incident(actor=by, title=f"Odd one {day}", service_id=service.pk, team_id=teams[0].pk)  # fmt: skip
        for team in teams[1:]:
            clock.shift(timedelta(hours=1))
            incidents.assign_incident(ticket=ticket, actor=by, team_id=team.pk)
        incidents.resolve_incident(
            ticket=ticket,
            actor=by,
            resolution="Done.",
            resolution_code="fixed",
            cause_code="hardware",
        )
    return ticket


def found(user, kind: str) -> list:
    operations.find_candidates()
    return next((rows for name, rows in queries.board(user).groups if rows[0].record.kind == kind), [])  # fmt: skip


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("Label printer 4 prints blank labels", "label printer 17 prints BLANK labels!", True),
        ("Label printer prints blank labels", "Printer prints blank labels again", True),
        ("Label printer prints blank labels", "Password reset for a driver", False),
        ("Étiquette vide à l'imprimante", "étiquette vide a l’imprimante", True),
    ],
)
def test_titles_that_say_the_same_are_alike(one, other, alike):
    assert (len(likeness.groups([(1, one, None), (2, other, None)])) == 1) is alike


def test_a_shared_category_lets_less_likeness_do():
    titles = ("Label printer prints blank labels", "Printer blank labels at dock")

    assert len(likeness.groups([(1, titles[0], None), (2, titles[1], None)])) == 2
    assert len(likeness.groups([(1, titles[0], 7), (2, titles[1], 7)])) == 1


def test_a_recurring_incident_is_found_with_its_cases_and_hours(agent, by_agent, scanners):
    category = Category.objects.create(service=scanners, name="Printing")
    for n in range(6):
        log(by_agent, scanners, f"Label printer {n} prints blank labels", n * 2, 90, category_id=category.pk)  # fmt: skip
    for n, words in enumerate(("Scanner freezes", "No network in hall", "Battery empty", "Dock not found")):  # fmt: skip
        log(by_agent, scanners, words, n)

    (one,) = found(agent, "recurring")

    assert (one.n, one.seconds) == (6, 6 * 5400.0)
    assert one.heading == "Label printer 5 prints blank labels"
    assert "6 cases in the 30 days to 11 Oct, 9 hours open" in one.says


def test_what_is_new_comes_before_what_was_always_so(agent, by_agent, scanners):
    for day in range(-120, 20, 5):
        log(by_agent, scanners, "Password reset for a driver", day, 300)
    for day in range(8, 20):
        log(by_agent, scanners, "Label printer prints blank labels", day, 30)

    first, second = found(agent, "recurring")

    assert (first.heading, second.heading) == ("Label printer prints blank labels", "Password reset for a driver")  # fmt: skip
    assert second.seconds > first.seconds


def test_four_times_is_no_pattern_yet(agent, by_agent, scanners):
    for n in range(4):
        log(by_agent, scanners, "Label printer prints blank labels", n)

    assert found(agent, "recurring") == []


def test_teams_that_play_a_case_to_and_fro_are_found(
    agent, by_agent, scanners, service_desk, network
):
    other = Team.objects.create(name="Applications", slug="applications")
    for day in range(3):
        bounce(by_agent, scanners, [service_desk, network, service_desk, network, service_desk], day)  # fmt: skip
    for day in range(9):
        bounce(by_agent, scanners, [service_desk, other, service_desk], day)

    first, second = found(agent, "pingpong")

    assert {first.record.team_id, first.record.other_team_id} == {service_desk.pk, network.pk}
    assert (first.n, first.times, first.seconds) == (3, 9, 9 * 3600.0)
    assert (second.n, second.times) == (9, 9)


def test_what_is_waited_for_most_is_told_by_cause(agent, by_agent, scanners):
    for day in range(5):
        with time_machine.travel(START + timedelta(days=day), tick=False) as clock:
            ticket = incidents.log_incident(
                actor=by_agent, title=f"Odd {day}", service_id=scanners.pk
            )
            incidents.assign_incident(ticket=ticket, actor=by_agent, assignee_id=agent.pk)
            incidents.hold_incident(ticket=ticket, actor=by_agent, cause="vendor")
            clock.shift(timedelta(hours=10))
            incidents.resume_incident(ticket=ticket, actor=by_agent)
            incidents.resolve_incident(
                ticket=ticket,
                actor=by_agent,
                resolution="Done.",
                resolution_code="fixed",
                cause_code="hardware",
            )

    first = found(agent, "wait")[0]

    assert (first.record.cause, first.n, first.seconds) == ("vendor", 5, 5 * 36000.0)


def test_each_person_counts_only_the_cases_they_may_see(
    agent, owner, by_agent, scanners, colleague
):
    secret = Team.objects.create(name="Security", slug="security", is_restricted=True)
    for day in range(6):
        log(by_agent, scanners, f"Badge {day} copied at gate", day, team_id=secret.pk if day > 3 else None)  # fmt: skip
    operations.find_candidates()

    (mine,) = found(agent, "recurring")
    (owned,) = found(owner, "recurring")

    assert (mine.n, mine.seconds, mine.heading) == (4, 4 * 3600.0, "Badge 3 copied at gate")
    assert (owned.n, owned.heading) == (6, "Badge 5 copied at gate")
    assert "usual" not in mine.says


def test_candidates_of_a_hidden_service_are_not_there(client, agent, by_agent, scanners):
    for day in range(6):
        log(by_agent, scanners, "Badge copied", day)
    operations.find_candidates()
    scanners.is_restricted = True
    scanners.save()
    client.force_login(agent)
    one = Candidate.objects.get(kind="recurring")

    assert "Badge copied" not in client.get("/improvements/candidates/").content.decode()
    assert client.get(f"/improvements/candidates/{one.pk}/").status_code == 404
    assert client.get(f"/improvements/raise/?candidate={one.pk}").status_code == 404
    assert api_as(agent, "improvements:read").get(f"/api/v1/candidates/{one.pk}/").status_code == 404  # fmt: skip


def test_a_broken_promise_without_an_answer_is_one(owner, signal):
    assert found(owner, "promise") == []
    type(signal).objects.update(due_at=START)

    (one,) = found(owner, "promise")

    assert one.seconds == pytest.approx(6 * 3600)
    assert "6 hours beyond the promise over 6 cases" in one.says


def test_one_click_raises_it_with_what_is_known(client, agent, owner, by_agent, scanners):
    for day in range(6):
        log(by_agent, scanners, "Label printer prints blank labels", day)
    operations.find_candidates()
    one = Candidate.objects.get(kind="recurring")
    client.force_login(agent)
    board = client.get("/improvements/candidates/").content.decode()
    cases = client.get(f"/improvements/candidates/{one.pk}/").content.decode()
    url = f"/improvements/raise/?candidate={one.pk}"
    form = client.get(url).content.decode()

    client.post(url, {"issue": "Blank labels", "expected_impact": "None.", "owner": owner.pk, "priority": 2, "target_date": "2099-01-01"})  # fmt: skip

    assert f'href="{url}"' in board
    assert cases.count("INC-") >= 6
    assert "Again and again: Label printer prints blank labels (6 cases" in form
    assert (made := Improvement.objects.get()).service_id == scanners.pk
    assert made.ref in client.get("/improvements/candidates/").content.decode()
    operations.find_candidates()
    assert Candidate.objects.get(kind="recurring").pk == one.pk


def test_looking_again_changes_nothing_and_what_is_gone_is_forgotten(by_agent, scanners):
    for day in range(6):
        log(by_agent, scanners, "Label printer prints blank labels", day)
    assert (operations.find_candidates(), operations.find_candidates()) == (2, 2)
    before = list(Candidate.objects.values_list("id", "times", "seconds"))

    log(by_agent, scanners, "Something else", 200)
    operations.find_candidates()

    assert before
    assert not Candidate.objects.exists()


def test_they_stand_on_the_first_screens(client, owner, colleague, network, by_agent, scanners):
    for day in range(6):
        log(by_agent, scanners, "Label printer prints blank labels", day)
    operations.find_candidates()
    RoleAssignment.objects.create(user=colleague, role=Role.TEAM_LEAD)

    for user, url in ((owner, f"/services/{scanners.slug}/"), (owner, "/value/"), (colleague, "/improvements/candidates/mine/")):  # fmt: skip
        client.force_login(user)
        assert "Label printer prints blank labels" in client.get(url, follow=True).content.decode()


def test_the_sponsor_reads_sums_and_never_what_a_ticket_says(client, sponsor, by_agent, scanners):
    secret = Team.objects.create(name="Security", slug="security", is_restricted=True)
    category = Category.objects.create(service=scanners, name="Printing")
    for day in range(7):
        log(by_agent, scanners, "CANARY label is blank", day, category_id=category.pk, team_id=secret.pk if day == 6 else None)  # fmt: skip
    (one,) = found(sponsor, "recurring")
    client.force_login(sponsor)

    pages = [client.get(url).content.decode() for url in ("/improvements/candidates/", f"/improvements/candidates/{one.record.pk}/", f"/improvements/raise/?candidate={one.record.pk}")]  # fmt: skip

    assert (one.n, one.heading) == (6, "The same Printing again and again")
    assert all("CANARY" not in page and "The same Printing" in page for page in pages)
    assert "The cases themselves are for those who work on them." in pages[1]


def test_the_board_takes_two_statements_however_much_was_found(
    owner, by_agent, scanners, django_assert_max_num_queries
):
    for day in range(6):
        log(by_agent, scanners, "Label printer prints blank labels", day)
    operations.find_candidates()
    owner.team_ids, owner.held  # noqa: B018 -- known to every page already

    with django_assert_max_num_queries(2):
        assert queries.board(owner, service_id=scanners.pk).groups


def test_an_integration_reads_them(agent, by_agent, scanners):
    for day in range(6):
        log(by_agent, scanners, "Label printer prints blank labels", day)
    operations.find_candidates()

    rows = api_as(agent, "improvements:read").get("/api/v1/candidates/").json()["results"]

    found = {row["kind"]: (row["cases"], row["service"]) for row in rows}
    assert found["recurring"] == (6, scanners.pk)
