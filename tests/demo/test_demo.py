"""The demo organisation loads once, whole and the same for a seed."""

from datetime import UTC, datetime
from io import StringIO
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.management import call_command
from django.db.models import F

from metrics import bulk as metrics
from metrics.models import Cell
from practices.desk.bulk.write import Case
from practices.desk.models import Clock, Message, SearchWord, Stretch, Survey, Ticket
from practices.incident import states
from practices.incident.bulk.cases import Simulator, World
from practices.incident.bulk.habits import HABITS
from svs.accounts.models import Role, Team, User
from svs.demo import company, story
from svs.events import verify
from svs.events.models import Delivery, DomainEvent
from svs.services import rules
from svs.services.models import Category, Outcome, Service

pytestmark = pytest.mark.django_db
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)  # a Tuesday


@pytest.fixture(scope="module")
def demo(loaded):
    with time_machine.travel(NOON, tick=False), loaded(tickets=1500, seed=3):
        yield


def cases(seed: int) -> list[Case]:
    world = World(story.of(seed), {slug: slug for slug in HABITS}, {}, "RULE-1 v1", NOON, ZoneInfo("UTC"))  # fmt: skip
    return list(Simulator(world, seed=seed, tickets=300).cases())


def test_the_same_seed_tells_the_same_past_and_another_one_another():
    first = cases(5)

    assert len(first) == 300
    assert first == cases(5)
    assert first != cases(6)
    assert len({story.of(seed).ping_pong.service for seed in range(30)}) > 4
    assert first == sorted(first, key=lambda case: case.rows[0].at)


def test_a_second_time_it_says_so_and_changes_nothing(demo):
    tickets, events, said = Ticket.objects.count(), DomainEvent.objects.count(), StringIO()

    call_command("demo", tickets=50, seed=2, stdout=said, stderr=said)

    assert "There is an organisation already; nothing was loaded." in said.getvalue()
    assert (Ticket.objects.count(), DomainEvent.objects.count()) == (tickets, events)


def test_the_company_is_whole(demo):
    assert (Service.objects.count(), Team.objects.count()) == (8, 8)
    assert 3 <= Outcome.objects.filter(is_active=True).count() <= 5
    assert 55 <= User.objects.count() <= 70
    for service in Service.objects.select_related("owner", "team"):
        assert rules.faults(service.value_statement) == []
        assert all((service.used_by, service.depended_on_by, service.when_it_fails, service.owner, service.team))  # fmt: skip
        assert service.service_outcomes.exists()
        assert service.categories.filter(parent__isnull=True).count() >= 2
    for team in Team.objects.all():
        assert team.memberships.filter(is_lead=True).count() == 1
        assert team.memberships.filter(user__role_assignments__role=Role.AGENT).count() >= 3
    assert Category.objects.count() >= sum(len(o.categories) + sum(map(len, o.categories.values())) for o in company.SERVICES)  # fmt: skip


def test_the_past_is_as_whole_as_if_it_had_been_lived(demo):
    history = Ticket.objects.filter(source__startswith="past-")
    assert history.count() == 1500
    assert verify.faults() == []
    # every life begins with its ticket, has no gap, and one open end
    assert not Ticket.objects.exclude(pk__in=Stretch.objects.filter(during__startswith=F("ticket__logged_at")).values("ticket_id")).exists()  # fmt: skip
    assert Stretch.objects.filter(during__upper_inf=True).count() == Ticket.objects.count()
    assert Clock.objects.filter(ticket__in=history, measure="resolution").count() == 1500
    assert not DomainEvent.objects.filter(historical=True, occurred_at__gt=NOON).exists()
    assert not Message.objects.filter(created_at__gt=NOON).exists()
    answered = Survey.objects.filter(answered_at__isnull=False)
    assert 300 < answered.count() < 700
    assert DomainEvent.objects.filter(name="survey.answered").count() == answered.count()
    assert history.exclude(category=None).count() == 1500


def test_every_team_has_work_and_every_state_is_there(demo):
    open_ = Ticket.objects.open()

    assert set(Ticket.objects.filter(kind="incident").values_list("state", flat=True)) == set(states.LIFECYCLE.states)  # fmt: skip
    assert set(open_.filter(team__isnull=False).values_list("team__name", flat=True)) >= {"Service Desk", "Network Operations", "Applications"}  # fmt: skip
    assert 15 <= open_.count() <= 150
    assert open_.filter(assignee__isnull=True).exists()
    assert open_.filter(due_at__lt=NOON, due_paused_at__isnull=True).exists()
    assert open_.filter(phase="WAITING", wake_at__gt=NOON).exists()


def test_mondays_are_heavier_than_sundays_and_days_than_nights(demo):
    logged = list(Ticket.objects.values_list("logged_at", flat=True))

    assert len({at.date() for at in logged}) > 150
    assert sum(at.weekday() == 0 for at in logged) > 4 * sum(at.weekday() == 6 for at in logged)
    assert sum(6 <= at.hour < 18 for at in logged) > 4 * sum(not 6 <= at.hour < 18 for at in logged)


def test_nothing_acts_on_the_past_and_its_numbers_are_counted(demo):
    assert not Delivery.objects.filter(event__historical=True, event__subject_type="ticket").exists()  # fmt: skip
    counted = sorted(Cell.objects.values_list("measure", "service", "team", "day", "n", "total"), key=str)  # fmt: skip

    metrics.recompute_all()

    assert sorted(Cell.objects.values_list("measure", "service", "team", "day", "n", "total"), key=str) == counted  # fmt: skip


def test_requests_stand_beside_the_incidents_and_some_wait_for_their_yes(demo):
    requests = Ticket.objects.filter(kind="request")
    past = requests.filter(source__startswith="requests-")

    assert past.count() == 100
    assert {"CLOSED", "REFUSED", "IN_APPROVAL", "IN_FULFILMENT", "NEW"} <= set(requests.values_list("state", flat=True))  # fmt: skip
    assert not past.filter(due_seconds=None).exists()
    assert not requests.filter(service_request=None).exists()
    told = set(DomainEvent.objects.filter(name__startswith="request.").values_list("name", flat=True))  # fmt: skip
    assert {"request.approval_asked", "request.approved", "request.refused", "request.fulfilled", "request.closed"} <= told  # fmt: skip
    asked = requests.filter(state="IN_APPROVAL").values_list("service_request__approver__name", flat=True)  # fmt: skip
    assert {"Elena Petrova", "Marta Silva"} <= set(asked)


def test_a_mistyped_word_finds_its_tickets_from_the_first_minute(demo):
    assert SearchWord.objects.filter(word="scanner").exists()
